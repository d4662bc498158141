"""Flights whose time is not known yet: rows of `flights` that say so go to the table `pending`, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from evacopt.domain.columns import Coded, Mask
from evacopt.domain.fields import FLIGHTS, PENDING
from evacopt.files.layout import rows_where
from evacopt.files.raw import RawInstance, RawTable, code_values, is_blank

_TIMES = tuple(field.column for field in FLIGHTS.fields if field.kind == "time")
LATER = ("TBC", "TBA", "TBD")
_LATER = frozenset(map(str.casefold, LATER)) | {"to be confirmed", "to be announced", "to be determined"}


def part_pending(raw: RawInstance) -> RawInstance:
    """`raw` with each flight in `flights` if both its times are said, and in `pending` if one is yet to come.

    So a row of either table may stay where it is, whatever becomes known. A blank time in `flights` was
    forgotten, not announced: such a row stays there, and is an error.
    """
    flights, pending = raw.tables.get(FLIGHTS.name), raw.tables.get(PENDING.name)
    parts: dict[str, list[RawTable]] = {FLIGHTS.name: [], PENDING.name: []}
    for name, table, unknown in (
        (FLIGHTS.name, flights, is_later),
        (PENDING.name, pending, lambda cell: is_blank(cell) or is_later(cell)),
    ):
        if table is not None:
            later = _where_any(table, unknown, absent=name == PENDING.name)
            for target, rows in ((FLIGHTS.name, ~later), (PENDING.name, later)):
                if rows.any() or target == name:
                    parts[target].append(table.take(np.flatnonzero(rows)))
    if not parts[PENDING.name]:
        return raw
    tables = {name: _joined(name, tables) for name, tables in parts.items() if tables}
    tables[PENDING.name] = _without_words(tables[PENDING.name])
    return replace(raw, tables={**raw.tables, **tables})


def is_later(cell: Any) -> bool:
    """Whether a cell says that its time is not known yet: `TBC` and its like, in capitals or not."""
    return isinstance(cell, str) and cell.strip().strip(".").casefold() in _LATER


def _where_any(table: RawTable, test: Callable[[Any], bool], *, absent: bool) -> Mask:
    """The rows of which a time passes `test`; a column that is not there passes where `absent`."""
    found: Mask = np.full(table.rows, absent and not set(_TIMES) <= table.columns.keys())
    for name in _TIMES:
        if name in table.columns:
            found |= rows_where(table.columns[name], test)
    return found


def _joined(name: str, tables: list[RawTable]) -> RawTable:
    """The rows of one or two tables, one after the other; each keeps its place."""
    if len(tables) == 1:
        return replace(tables[0], name=name)
    one, other = tables
    columns = {
        column: code_values([*_cells(one, column), *_cells(other, column)])
        for column in dict.fromkeys((*one.columns, *other.columns))
    }

    def place(row: int | None, column: str) -> str:
        within = row is None or row < one.rows
        return one.place(row, column) if within else other.place((row or 0) - one.rows, column)

    torn = {**one.torn, **{row + one.rows: fault for row, fault in other.torn.items()}}
    rows = one.rows + other.rows
    return RawTable(name=name, columns=columns, rows=rows, place=place, torn=torn, native=one.native)


def _cells(table: RawTable, column: str) -> Iterator[Any]:
    return iter(table.columns[column]) if column in table.columns else iter([None] * table.rows)


def _without_words(table: RawTable) -> RawTable:
    """`TBC` as a blank."""

    def known(cell: Any) -> Any:
        return None if is_later(cell) else cell

    columns: dict[str, Coded[Any]] = dict(table.columns)
    columns |= {name: columns[name].map(known) for name in _TIMES if name in columns}
    return replace(table, columns=columns)
