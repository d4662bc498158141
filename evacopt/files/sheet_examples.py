"""The greyed example rows of a new workbook: known by their mark and by what they say, and not read.

A row that bears the mark and says something else was written over, or copied with its mark: whoever did that
means it to be read, and is told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from evacopt.domain.finding import Finding
from evacopt.files.raw import is_blank
from evacopt.files.sheet_table import cell_text
from evacopt.files.xlsx import Sheet, Value, letters_of

MARK = "example"
MARK_HEAD = "note"
"""What marks an example, and the heading of the column, the first, in which it stands."""

Example: TypeAlias = Mapping[str, str | int | float | datetime]

_CHANGED = "marks the row as an example, which is not read, and the row is none any more"
_REMEDY = "clear this cell if the row is meant, or else delete the row"


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
    first = next((number for number, row in enumerate(rows) if any(map(_said, row))), 0)
    if not rows or not _is_mark(rows[first], MARK_HEAD):
        return Marked()
    heading = [cell_text(cell).strip().casefold() for cell in rows[first]]
    marked = [number for number in range(first + 1, len(rows)) if _is_mark(rows[number], MARK)]
    meant = [number for number in marked if not _is_example(heading, rows[number], table)]
    for number in set(marked).difference(meant):
        rows[number] = ()
    return Marked(bool(marked) and not meant, tuple(_findings(meant, table, where)))


def _findings(rows: Sequence[int], table: str, where: str) -> Iterator[Finding]:
    for row in rows:
        place = f"{where}, cell {letters_of(0)}{row + 1}"
        yield Finding(rule=_CHANGED, table=table, place=place, remedy=_REMEDY)


def _is_mark(row: Sequence[Value], mark: str) -> bool:
    return bool(row) and cell_text(row[0]).strip().casefold() == mark


def _said(cell: Value) -> bool:
    return not is_blank(cell)


def _is_example(heading: Sequence[str], row: Sequence[Value], table: str) -> bool:
    """Whether `row` says what the example of `table` does, or nothing at all."""
    said = {name: cell for name, cell in zip(heading[1:], row[1:], strict=False) if _said(cell)}
    example = {name: _text(value) for name, value in example_rows().get(table, {}).items()}
    return {name: cell_text(cell).strip() for name, cell in said.items()} in ({}, example)


def _text(value: Any) -> str:
    """A value as a cell says it."""
    return cell_text(value.replace(tzinfo=None)) if isinstance(value, datetime) else str(value)
