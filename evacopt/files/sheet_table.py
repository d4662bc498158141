"""A sheet as a table: its heading, the rows below it, and the cell of everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from evacopt.domain.fields import TABLES
from evacopt.domain.finding import Finding
from evacopt.files.headings import match_headings
from evacopt.files.raw import RawTable, Spoilt, code_texts, is_blank, is_filled
from evacopt.files.sheet_merges import spread
from evacopt.files.sheet_remarks import remarks
from evacopt.files.xlsx import Sheet, Value, letters_of

_TIMES = {table.name: {field.column for field in table.fields if field.kind == "time"} for table in TABLES}
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
    first, heading = _heading(sheet.rows)
    body = sheet.rows[first + 1 :]
    heading += [""] * (max(map(len, body), default=0) - len(heading))

    def filled(index: int) -> bool:
        return is_filled(row[index] for row in body if index < len(row))

    indexes, findings = match_headings(heading, table, f"{where}, row {first + 1}", filled, known=columns)
    known = {index: column for column, index in indexes.items()}
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


def _heading(rows: Sequence[Sequence[Value]]) -> tuple[int, list[str]]:
    """The number and the texts of the first row that is not blank."""
    for number, row in enumerate(rows):
        if is_filled(row):
            return number, [cell_text(cell) for cell in row]
    return 0, []


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
