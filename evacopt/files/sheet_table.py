"""A sheet as a table: its heading, the rows below it, and the cell of everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.files.headings import columns_of, match_headings
from evacopt.files.raw import RawTable, Spoilt, code_texts, is_blank, is_filled
from evacopt.files.sheet_merges import spread
from evacopt.files.sheet_remarks import remarks
from evacopt.files.xlsx import Sheet, Value, letters_of

_TIMES = {table.name: {field.column for field in table.fields if field.kind == "time"} for table in TABLES}
_MOST_TITLES = 20
DATE = "holds a date"
_AS_TEXT = "format the cell as text and write it again"
_TABLE_TOTALS = "is the row of totals of a table and none of its own: remove it"


def cell_text(cell: Value) -> str:
    """A cell as the text that CSV would hold: dates as UTC, and what cannot be read as blank."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%S}Z"
    return "" if isinstance(cell, Spoilt) else cell


def table_of(
    sheet: Sheet, table: str, where: str, columns: Sequence[str] = ()
) -> tuple[RawTable, list[Finding]]:
    """The raw table in a sheet, and what is to be said of its form.

    Parameters
    ----------
    columns
        What it may have, where `table` is none of an instance.

    Raises
    ------
    RefusedError
        If merged cells overlap.
    """
    first, titles = _heading_row(sheet.rows, columns or columns_of(table))
    heading = [cell_text(cell) for cell in sheet.rows[first]] if sheet.rows else []
    body = sheet.rows[first + 1 :]
    heading += [""] * (max(map(len, body), default=0) - len(heading))

    def filled(index: int) -> bool:
        return is_filled(row[index] for row in body if index < len(row))

    indexes, findings = match_headings(heading, table, f"{where}, row {first + 1}", filled, known=columns)
    known = {index: column for column, index in indexes.items()}
    findings += _titles(sheet, titles, table, where)
    findings += _second_table(sheet, where)
    findings += spread(sheet, table, first, known, where)
    body = sheet.rows[first + 1 :]
    read = _rows_read(body, known)
    findings += remarks(sheet, [first + 1 + row for row in read], known, where, table)

    def place(row: int | None, column: str) -> str:
        if row is None:
            return where
        if column not in indexes:
            return f"{where}, row {first + row + 2}"
        return f"{where}, cell {letters_of(indexes[column])}{first + row + 2}"

    cells = {column: code_texts(_column(body, index, table, column)) for column, index in indexes.items()}
    torn = dict.fromkeys(_totals(sheet, first).intersection(read), (_TABLE_TOTALS, ""))
    return RawTable(name=table, columns=cells, rows=len(body), place=place, torn=torn), findings


def _heading_row(rows: Sequence[Sequence[Value]], known: Sequence[str]) -> tuple[int, list[int]]:
    """The row of the heading, and the rows above it that hold something, such as a title.

    The heading is the first row that is not blank; where that names no column, the first soon after of which
    at least two cells and the half do.
    """
    filled = (number for number, row in enumerate(rows) if is_filled(row))
    near = list(islice(filled, _MOST_TITLES + 1))
    for number in near[1:] if near and not _named(rows[near[0]], known) else ():
        named = _named(rows[number], known)
        if named >= 2 and named * 2 >= sum(not is_blank(cell) for cell in rows[number]):
            return number, near[: near.index(number)]
    return (near[0] if near else 0), []


def _named(row: Sequence[Value], known: Sequence[str]) -> int:
    """How many cells of `row` are names of columns."""
    return sum(isinstance(cell, str) and cell.strip().casefold() in known for cell in row)


def _titles(sheet: Sheet, above: Sequence[int], table: str, where: str) -> Iterator[Finding]:
    """What stands above the heading: a warning for a title, an error for what may have been sorted there."""
    for row in above:
        title = sum(not is_blank(cell) for cell in sheet.rows[row]) == 1
        yield Finding(
            rule="stands above the heading and is not read" if title else "stands above the heading",
            table=table,
            place=f"{where}, row {row + 1}",
            remedy="" if title else "put it below, or remove it",
            severity="warning" if title else "error",
        )


def _rows_read(body: Sequence[Sequence[Value]], known: dict[int, str]) -> list[int]:
    """The rows of `body` that say something in a known column."""
    return [
        number
        for number, row in enumerate(body)
        if row and not all(is_blank(row[index]) for index in known if index < len(row))
    ]


def _column(body: Sequence[Sequence[Value]], index: int, table: str, column: str) -> Iterator[str | Spoilt]:
    time = column in _TIMES.get(table, ())
    for row in body:
        cell = row[index] if index < len(row) else ""
        yield cell_of(cell, time=time) if isinstance(cell, datetime) else cell


def cell_of(cell: Value, *, time: bool) -> str | Spoilt:
    """A cell as a table holds it; a date where no `time` is meant is spoilt: Excel makes one of `3-4`."""
    if isinstance(cell, datetime):
        return cell_text(cell) if time else Spoilt(DATE, value=f"{cell:%Y-%m-%d %H:%M}", remedy=_AS_TEXT)
    return cell


def _second_table(sheet: Sheet, where: str) -> list[Finding]:
    """Excel knows tables by name: two of them on a sheet are not one."""
    return [
        Finding(
            rule="begins another table: give it a sheet of its own",
            place=f"{where}, cell {letters_of(area.left)}{area.top + 1}",
        )
        for area, _ in sheet.tables[1:]
    ]


def _totals(sheet: Sheet, first: int) -> set[int]:
    """Rows of the body that are totals of a table of Excel."""
    return {
        row - first - 1
        for area, totals in sheet.tables[:1]
        for row in range(max(area.bottom + 1 - totals, first + 1), area.bottom + 1)
    }
