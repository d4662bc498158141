"""Merged cells below a heading: a person sees one value in several rows, a reader in the first alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from evacopt.domain.fields import TABLES, Kind
from evacopt.domain.finding import Finding
from evacopt.files.odd_rows import is_total
from evacopt.files.raw import Spoilt, is_blank, is_filled
from evacopt.files.xlsx import Area, RefusedError, Sheet, Value, letters_of

_SHARED: frozenset[Kind] = frozenset(
    {"text", "code", "nationality", "choice", "choices", "codes", "itinerary", "time", "yesno"}
)
"""Kinds of which it is clear that one value over several rows is meant for each: none of them adds up."""

_CLEAR = frozenset(
    (table.name, field.column)
    for table in TABLES
    for field in table.fields
    if field.column != table.key and (field.kind in _SHARED or field.column == "priority")
)
_UNDER = "hides a value under merged cells"
_REMEDY = "undo the merge and fill in every cell"


def spread(sheet: Sheet, table: str, first: int, columns: Mapping[int, str], where: str) -> list[Finding]:
    """Write merged values into each of their rows where that is clear, in `sheet.rows`, else spoil them.

    Parameters
    ----------
    first
        The row of the heading, from 0.
    columns : dict of str
        The columns of `table` by where they stand.

    Returns
    -------
    list of Finding
        A warning for each merge that was read in several rows.

    Raises
    ------
    RefusedError
        If merged cells overlap.
    """
    body = _Body(sheet, table, first, columns, where)
    touching = (area for area in sheet.merged if any(area.left <= one <= area.right for one in columns))
    if sum(len(body.rows(area)) for area in touching) > len(columns) * len(sheet.rows):
        raise RefusedError(f"has merged cells that overlap in sheet {sheet.name}: it is not opened")
    seen: set[tuple[int, int]] = set()
    findings: list[Finding] = []
    for area in sheet.merged:
        cells = list(body.cells(area))
        if not seen.isdisjoint(cells):
            raise RefusedError(f"has merged cells that overlap in sheet {sheet.name}: it is not opened")
        seen.update(cells)
        findings += body.spread(area, cells)
    return findings


@dataclass(frozen=True)
class _Body:
    """The rows below a heading; the fields are the arguments of `spread`."""

    sheet: Sheet
    table: str
    first: int
    columns: Mapping[int, str]
    where: str

    def cells(self, area: Area) -> Iterator[tuple[int, int]]:
        """The cells of `area` that belong to rows and columns of the table."""
        wide = [column for column in self.columns if area.left <= column <= area.right]
        for row in self.rows(area) if wide else ():
            if is_filled(self.sheet.rows[row]):
                yield from ((row, column) for column in wide)

    def rows(self, area: Area) -> range:
        """The rows of `area` below the heading, as far as there are any."""
        return range(max(area.top, self.first + 1), min(area.bottom + 1, len(self.sheet.rows)))

    def spread(self, area: Area, cells: list[tuple[int, int]]) -> list[Finding]:
        """Read or spoil what is merged in `cells`, and say so."""
        value = _value(self.sheet, area.top, area.left)
        covered = [cell for cell in cells if cell != (area.top, area.left)]
        hidden = [cell for cell in covered if not is_blank(_value(self.sheet, *cell))]
        for cell in hidden:
            _put(self.sheet, cell, Spoilt(f"{_UNDER} {_name(area)}", remedy=_REMEDY))
        told = isinstance(value, Spoilt) or (isinstance(value, str) and is_total(value))
        if hidden or not covered or is_blank(value) or told:
            return []
        column = self.columns.get(area.left, "")
        if area.left == area.right and area.top > self.first and (self.table, column) in _CLEAR:
            for cell in covered:
                _put(self.sheet, cell, value)
            said = f"{value:%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else str(value)[:80]
            rule = f"are merged: {column} is read as {said} in each of these rows"
            place = f"{self.where}, cells {_name(area)}"
            return [Finding(rule=rule, table=self.table, place=place, severity="warning")]
        rule = f"is merged over {_name(area)}: which of these cells it is meant for cannot be told"
        for number, cell in enumerate(cells):
            _put(self.sheet, cell, Spoilt() if number else Spoilt(rule, remedy=_REMEDY))
        return []


def _value(sheet: Sheet, row: int, column: int) -> Value:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells[column] if column < len(cells) else ""


def _put(sheet: Sheet, cell: tuple[int, int], value: Value) -> None:
    row, column = cell
    cells = list(sheet.rows[row])
    cells += [""] * (column + 1 - len(cells))
    cells[column] = value
    sheet.rows[row] = cells


def _name(area: Area) -> str:
    return f"{letters_of(area.left)}{area.top + 1}:{letters_of(area.right)}{area.bottom + 1}"
