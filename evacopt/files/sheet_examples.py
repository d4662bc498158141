"""The greyed example rows of a new workbook: known by their mark and by what they say, and not read.

A row that bears the mark and says something else was written over, or copied with its mark: whoever did that
means it to be read, and is told.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase
from evacopt.files.headings import columns_of, plain_heading
from evacopt.files.raw import is_blank
from evacopt.files.sheet_table import cell_text, heading_row
from evacopt.files.whereabouts import in_cell, in_row
from evacopt.files.xlsx import Sheet, Value

MARK = "example"
MARK_HEAD = "note"
"""What marks an example, and the heading of the column, the first, in which it stands."""

Example: TypeAlias = Mapping[str, str | int | float | datetime]

_CHANGED = phrase("marks the row as an example, which is not read, and the row is none any more")
_UNMARKED = phrase("says what the example of a new workbook says, bears no mark any more, and is read")
_DELETE = phrase("delete the row if it is not meant")
_REMEDY = phrase("clear this cell if the row is meant, or else delete the row")


@cache
def example_rows() -> dict[str, Example]:
    """The example of each sheet, by column; times are in UTC."""
    text = files("evacopt.files").joinpath("data", "example_rows.toml").read_text(encoding="utf-8")
    rows: dict[str, Example] = tomllib.loads(text)
    return rows


@dataclass(frozen=True)
class Marked:
    """What was found of examples in a sheet: whether there was one, and marks that mislead."""

    taken: bool = False
    findings: tuple[Finding, ...] = ()


def take_examples(sheet: Sheet, table: str, where: str) -> Marked:
    """Empty the example rows of `sheet`, in place, so that every other row keeps its number."""
    rows = sheet.rows
    first, _ = heading_row(rows, columns_of(table)) if rows else (0, [])
    columns = {plain_heading(cell_text(cell)) for cell in rows[first]} if rows else set()
    marks = bool(rows) and _is_mark(rows[first], MARK_HEAD)
    marked = [number for number in range(first + 1, len(rows)) if marks and _is_mark(rows[number], MARK)]
    meant = [number for number in marked if not _is_example(columns, rows[number][1:], table)]
    over = {number for number in meant if number == first + 1 and _is_typed_over(rows[number][1:], table)}
    for number in set(marked).difference(meant) | over:
        rows[number] = ()
    below = () if marks or table == "locations" else rows[first + 1 : first + 2]
    bare = [first + 1 for row in below if _said_of(row) == Counter(_example(table).values())]
    return Marked(bool(marked) and not meant, (*_findings(meant, table, where), *_bare(bare, table, where)))


def _bare(rows: Sequence[int], table: str, where: str) -> Iterator[Finding]:
    """The example in a sheet whose column of marks was removed: it is read, and hardly meant.

    That of locations is a place as it may really be.
    """
    for row in rows:
        place = in_row(where, row)
        yield Finding(rule=_UNMARKED, table=table, place=place, remedy=_DELETE, severity="warning")


def _findings(rows: Sequence[int], table: str, where: str) -> Iterator[Finding]:
    for row in rows:
        place = in_cell(where, row, 0)
        yield Finding(rule=_CHANGED, table=table, place=place, remedy=_REMEDY)


def _is_mark(row: Sequence[Value], mark: str) -> bool:
    return bool(row) and cell_text(row[0]).strip().casefold() == mark


def _said(cell: Value) -> bool:
    return not is_blank(cell)


def _is_example(columns: Collection[str], row: Sequence[Value], table: str) -> bool:
    """Whether `row` says what the example of `table` does, or nothing at all, wherever its cells stand.

    What stood in columns that are not among `columns` any more, or have another name, may be there or not.
    """
    said, example = _said_of(row), _example(table)
    gone = Counter(text for name, text in example.items() if name not in columns)
    return not said or (said <= (whole := Counter(example.values())) and whole - said <= gone)


def _is_typed_over(row: Sequence[Value], table: str) -> bool:
    """Whether most of an example is still there: what was typed over it is told of once, and not read."""
    example = _example(table)
    return 2 * sum((_said_of(row) & Counter(example.values())).values()) > len(example)


def _said_of(row: Sequence[Value]) -> Counter[str]:
    return Counter(cell_text(cell).strip() for cell in row if _said(cell))


def _example(table: str) -> dict[str, str]:
    return {name: _text(value) for name, value in example_rows().get(table, {}).items()}


def _text(value: Any) -> str:
    """A value as a cell says it."""
    return cell_text(value.replace(tzinfo=None)) if isinstance(value, datetime) else str(value)
