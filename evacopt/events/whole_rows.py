"""Events that are a row of any table: a curfew begins, a slot is given up, another place has room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from evacopt.domain.checks.values import blank_allowed
from evacopt.domain.field import Field, Table
from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import written
from evacopt.errors import UsageError

Cells: TypeAlias = tuple[tuple[str, Any], ...]
"""Columns as files call them, with stored values."""


@dataclass(frozen=True, slots=True)
class Add:
    """One more row, of the table whose record `row` is: `Add(Window(location="NIM", kind="closed", ...))`."""

    row: Any

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        name = _table_of(self.row).name
        rows = getattr(instance, name)
        more: Any = rows.with_row(self.row, None) if isinstance(rows, Groups) else (*rows, self.row)
        return replace(instance, **{name: more})

    def __str__(self) -> str:
        table = _table_of(self.row)
        cells = ((field, getattr(self.row, field.attribute)) for field in table.fields)
        said = [(one.column, cell) for one, cell in cells if not blank_allowed(one, cell, table.record)]
        return f"add {table.name}:{_text(table, said)}"


@dataclass(frozen=True, slots=True)
class Drop:
    """The rows of `table` that hold all of `cells` are gone: a curfew is lifted, a slot is given up.

    `Drop("windows", (("location", "NIM"), ("kind", "closed")))`
    """

    table: str
    cells: Cells

    def applied(self, instance: Instance, *, since: int | None = None) -> Instance:
        """The instance after it; see `Event`."""
        table = table_called(self.table)
        wanted = [(field_called(table.name, table.fields, column), cell) for column, cell in self.cells]
        rows = getattr(instance, table.name)
        kept = [
            number
            for number, row in enumerate(rows)
            if any(getattr(row, field.attribute) != cell for field, cell in wanted)
        ]
        if len(kept) == len(rows):
            cells = _text(table, self.cells)
            raise UsageError(phrase("no row of {table} has {cells}", table=table.name, cells=cells))
        left: Any = tuple(rows[number] for number in kept)
        if isinstance(rows, Groups):
            left = rows.take(np.array(kept, dtype=np.int64))
        return replace(instance, **{table.name: left})

    def __str__(self) -> str:
        return f"drop {self.table}:{_text(table_called(self.table), self.cells)}"


def row_of(name: str, cells: Cells) -> Any:
    """The row of a table with these cells, all others usual.

    Raises
    ------
    UsageError
        If there is no such table or column, or one that must be filled is not.
    """
    table = table_called(name)
    stored = {field_called(name, table.fields, column).attribute: cell for column, cell in cells}
    missing = [field.column for field in table.fields if field.required and field.attribute not in stored]
    if missing:
        text = phrase("a row of {table} must say {columns} too")
        raise UsageError(phrase(text, table=name, columns=", ".join(missing)))
    return table.record(**stored)


def table_called(name: str) -> Table:
    """The table of that name; UsageError where there is none."""
    tables = {table.name: table for table in TABLES}
    if name in tables:
        return tables[name]
    remedy = did_you_mean(name, tables) or phrase("the tables are {tables}", tables=", ".join(tables))
    raise UsageError(phrase("no table is called {table}; {remedy}", table=name, remedy=remedy))


def field_called(table: str, columns: Sequence[Field], column: str) -> Field:
    """The one of `columns` of that name; UsageError where `table` has none."""
    for field in columns:
        if field.column == column:
            return field
    names = [field.column for field in columns]
    remedy = did_you_mean(column, names) or phrase("it has {columns}", columns=", ".join(names))
    text = phrase("{table} has no column {column}; {remedy}")
    raise UsageError(phrase(text, table=table, column=column, remedy=remedy))


def _table_of(row: object) -> Table:
    """The table whose record `row` is; UsageError where it is none."""
    for table in TABLES:
        if isinstance(row, table.record):
            return table
    records = ", ".join(table.record.__name__ for table in TABLES)
    raise UsageError(f"Add takes a row, one of {records}, got {row!r}"[:300])


def _text(table: Table, cells: Iterable[tuple[str, Any]]) -> str:
    return ",".join(f"{name}={written(field_called(table.name, table.fields, name), v)}" for name, v in cells)
