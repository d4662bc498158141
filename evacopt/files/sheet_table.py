"""A sheet as a table: its heading, the rows below it, merged cells, and the cell of everything.

Under merged cells a person sees one value in several rows, a reader in the first alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from evacopt.domain.field import Kind
from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.domain.phrase import phrase
from evacopt.files.headings import columns_of, match_headings, plain_heading, spoilt_where_filled
from evacopt.files.layout import is_total
from evacopt.files.raw import RawTable, Spoilt, code_texts, is_blank, is_filled
from evacopt.files.sheet_remarks import remarks
from evacopt.files.whereabouts import in_cell, in_row, letters_of
from evacopt.files.xlsx import Area, RefusedError, Sheet, Value

_TIMES = frozenset((table.name, one.column) for table in TABLES for one in table.fields if one.kind == "time")
_MOST_TITLES = 20
_DATE = phrase("holds a date")
_AS_TEXT = phrase("format the cell as text and write it again")
_TABLE_TOTALS = phrase("is the row of totals of a table and none of its own: remove it")

_REPEATABLE: frozenset[Kind] = frozenset(
    {"text", "code", "nationality", "choice", "choices", "codes", "itinerary", "time", "yesno"}
)
"""Kinds of which it is clear that one value over several rows is meant for each: none of them adds up."""

_SPREAD_DOWN = frozenset(
    (table.name, field.column)
    for table in TABLES
    for field in table.fields
    if field.column != table.key and (field.kind in _REPEATABLE or field.column == "priority")
)
_UNDO = phrase("undo the merge and fill in every cell")


class OnTheClock(datetime):
    """A date cell of a workbook that names its time zone: it is no UTC."""


def on_the_clock(cell: Value) -> Value:
    """A cell of such a workbook."""
    return OnTheClock.combine(cell.date(), cell.time()) if isinstance(cell, datetime) else cell


def cell_text(cell: Value) -> str:
    """A cell as the text that CSV would hold: dates as UTC, and what cannot be read as blank."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%S}{'' if isinstance(cell, OnTheClock) else 'Z'}"
    return "" if isinstance(cell, Spoilt) else cell


def cell_of(cell: Value, *, time: bool) -> str | Spoilt:
    """A cell as a table holds it; a date where no `time` is meant is spoilt: Excel makes one of `3-4`."""
    if isinstance(cell, datetime):
        return cell_text(cell) if time else Spoilt(_DATE, value=f"{cell:%Y-%m-%d %H:%M}", remedy=_AS_TEXT)
    return cell


def table_of(
    sheet: Sheet, table: str, where: str, columns: Sequence[str] = (), times: Collection[str] = ()
) -> tuple[RawTable | None, list[Finding]]:
    """The raw table in a sheet, and what is wrong with its form; refused if merged cells overlap.

    None where its heading names no column.

    `columns` are those that it may have, where `table` is none of an instance, and `times` those of times.
    """
    first, titles = heading_row(sheet.rows, columns or columns_of(table))
    heading = [cell_text(cell) for cell in sheet.rows[first]] if sheet.rows else []
    body = sheet.rows[first + 1 :]
    heading += [""] * (max(map(len, body), default=0) - len(heading))

    def filled(index: int) -> bool:
        return is_filled(row[index] for row in body if index < len(row))

    def heading_place(index: int | None) -> str:
        return in_row(where, first) if index is None else in_cell(where, first, index)

    named = match_headings(heading, table, heading_place, filled, known=columns)
    if named.nameless:
        return None, named.findings
    findings, indexes = named.findings, named.indexes | named.nearly
    known = {index: column for column, index in indexes.items()}
    findings += _beside_table(sheet, titles, table, where)
    findings += _Body(sheet, table, first, known, where).spread_merges()
    body = sheet.rows[first + 1 :]
    read = [number for number, row in enumerate(body) if is_filled(row[i] for i in known if i < len(row))]
    findings += remarks(sheet, [first + 1 + row for row in read], known, where, table)

    def place(row: int | None, column: str) -> str:
        if row is None:
            return where
        if column not in indexes:
            return in_row(where, first + row + 1)
        return in_cell(where, first + row + 1, indexes[column])

    cells = {
        column: code_texts(_column(body, index, time=column in times or (table, column) in _TIMES))
        for column, index in indexes.items()
    }
    cells |= {column: spoilt_where_filled(cells[column]) for column in named.nearly}
    torn = dict.fromkeys(_totals(sheet, first).intersection(read), (_TABLE_TOTALS, ""))
    return RawTable(name=table, columns=cells, rows=len(body), place=place, torn=torn), findings


def heading_row(rows: Sequence[Sequence[Value]], known: Sequence[str]) -> tuple[int, list[int]]:
    """The row of the heading, and the rows above it that hold something, such as a title.

    The heading is the first row that is not blank; where that names no column, the first soon after of which
    at least two cells and the half do.
    """
    filled = (number for number, row in enumerate(rows) if is_filled(row))
    near = list(islice(filled, _MOST_TITLES + 1))
    for number in near[1:] if near and not _columns_named(rows[near[0]], known) else ():
        named = _columns_named(rows[number], known)
        if named >= 2 and named * 2 >= sum(not is_blank(cell) for cell in rows[number]):
            return number, near[: near.index(number)]
    return (near[0] if near else 0), []


def _columns_named(row: Sequence[Value], known: Sequence[str]) -> int:
    return sum(isinstance(cell, str) and plain_heading(cell) in known for cell in row)


def _beside_table(sheet: Sheet, above: Sequence[int], table: str, where: str) -> Iterator[Finding]:
    """A warning for a title above the heading, an error for what may have been sorted there; other tables."""
    for row in above:
        title = sum(not is_blank(cell) for cell in sheet.rows[row]) == 1
        yield Finding(
            rule=phrase("stands above the heading and is not read")
            if title
            else phrase("stands above the heading"),
            table=table,
            place=in_row(where, row),
            remedy="" if title else phrase("put it below, or remove it"),
            severity="warning" if title else "error",
        )
    # Excel knows tables by name: two of them on a sheet are not one.
    for area, _ in sheet.tables[1:]:
        rule = phrase("begins another table: give it a sheet of its own")
        yield Finding(
            rule=rule,
            place=in_cell(where, area.top, area.left),
        )


def _column(body: Sequence[Sequence[Value]], index: int, *, time: bool) -> Iterator[str | Spoilt]:
    for row in body:
        cell = row[index] if index < len(row) else ""
        yield cell_of(cell, time=time) if isinstance(cell, datetime) else cell


def _totals(sheet: Sheet, first: int) -> set[int]:
    """Rows of the body that are totals of a table of Excel."""
    return {
        row - first - 1
        for area, totals in sheet.tables[:1]
        for row in range(max(area.bottom + 1 - totals, first + 1), area.bottom + 1)
    }


@dataclass(frozen=True)
class _Body:
    """The rows below the heading in row `first`; `columns` are those of `table` by where they stand."""

    sheet: Sheet
    table: str
    first: int
    columns: Mapping[int, str]
    where: str

    def spread_merges(self) -> list[Finding]:
        """Write merged values into each of their rows where that is clear, in `sheet.rows`, else spoil them.

        The findings are warnings, one for each merge that was read in several rows.
        """
        sheet = self.sheet
        overlap = RefusedError(
            phrase("has merged cells that overlap in sheet {name}: it is not opened", name=sheet.name)
        )
        touching = (area for area in sheet.merged if any(area.left <= i <= area.right for i in self.columns))
        if sum(len(self._rows(area)) for area in touching) > len(self.columns) * len(sheet.rows):
            raise overlap
        seen: set[tuple[int, int]] = set()
        findings: list[Finding] = []
        for area in sheet.merged:
            cells = list(self._cells(area))
            if not seen.isdisjoint(cells):
                raise overlap
            seen.update(cells)
            findings += self._spread(area, cells)
        return findings

    def _cells(self, area: Area) -> Iterator[tuple[int, int]]:
        """The cells of `area` that belong to rows and columns of the table."""
        wide = [column for column in self.columns if area.left <= column <= area.right]
        for row in self._rows(area) if wide else ():
            if is_filled(self.sheet.rows[row]):
                yield from ((row, column) for column in wide)

    def _rows(self, area: Area) -> range:
        """The rows of `area` below the heading, as far as there are any."""
        return range(max(area.top, self.first + 1), min(area.bottom + 1, len(self.sheet.rows)))

    def _spread(self, area: Area, cells: list[tuple[int, int]]) -> list[Finding]:
        """Read or spoil what is merged in `cells`, and say so."""
        name = f"{letters_of(area.left)}{area.top + 1}:{letters_of(area.right)}{area.bottom + 1}"
        value = self._value(area.top, area.left)
        covered = [cell for cell in cells if cell != (area.top, area.left)]
        hidden = [cell for cell in covered if not is_blank(self._value(*cell))]
        for cell in hidden:
            self._put(
                cell, Spoilt(phrase("hides a value under merged cells {name}", name=name), remedy=_UNDO)
            )
        aside = isinstance(value, Spoilt) or (isinstance(value, str) and is_total(value))
        if hidden or not covered or is_blank(value) or aside:
            return []
        column = self.columns.get(area.left, "")
        if area.left == area.right and area.top > self.first and (self.table, column) in _SPREAD_DOWN:
            for cell in covered:
                self._put(cell, value)
            shown = f"{value:%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else str(value)[:80]
            rule = phrase(
                "are merged: {column} is read as {shown} in each of these rows", column=column, shown=shown
            )
            place = phrase("{where}, cells {name}", where=self.where, name=name)
            return [Finding(rule=rule, table=self.table, place=place, severity="warning")]
        rule = phrase("is merged over {name}: which of these cells it is meant for cannot be told", name=name)
        for number, cell in enumerate(cells):
            self._put(cell, Spoilt() if number else Spoilt(rule, remedy=_UNDO))
        return []

    def _value(self, row: int, column: int) -> Value:
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else ()
        return cells[column] if column < len(cells) else ""

    def _put(self, cell: tuple[int, int], value: Value) -> None:
        row, column = cell
        cells = list(self.sheet.rows[row])
        cells += [""] * (column + 1 - len(cells))
        cells[column] = value
        self.sheet.rows[row] = cells
