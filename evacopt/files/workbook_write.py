"""Writing an instance as the workbook that planners fill in: drop-downs, notes, a sheet that explains."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from evacopt.domain.field import Table
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.errors import OutputError
from evacopt.files.cells import text_column
from evacopt.files.workbook_book import IN_ORDER, MOST_ROWS, Book, header_keys
from evacopt.files.workbook_read import GUIDE

LONGEST_CELL = 32_767
_OVERLAP = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
"""Codes of characters that share a sign: xlsxwriter escapes one of them only, and another text is read."""


def write_workbook(instance: Instance, file: Path) -> None:
    """Write `instance` to the workbook `file`.

    Raises
    ------
    OutputError
        If a table has more rows, or a cell more characters, than a sheet can hold.
    """
    book = Book()
    _write_header(book, instance)
    for table in IN_ORDER:
        if not (table.added or table.younger) or len(getattr(instance, table.name)):
            _write_table(book, instance, table)
    # An explanation, with a worked example.
    guide = book.book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 24)
    guide.set_column(1, 20, 18)
    lines = files("evacopt.files").joinpath("data", "guide.tsv").read_text(encoding="utf-8").splitlines()
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.split("\t") if line else ()):
            guide.write_string(row, column, cell)
    book.book.close()
    file.write_bytes(book.bytes.getbuffer())


def _write_header(book: Book, instance: Instance) -> None:
    sheet = book.sheet("instance")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 40, book.text)
    sheet.set_column(2, 2, 80)
    for column, name in enumerate(("key", "value", "note")):
        sheet.write_string(0, column, name, book.heading)
    for row, key in enumerate(header_keys(instance, instance.policy), start=1):
        sheet.write_string(row, 0, key.name)
        _write_text(sheet, row, 1, key.cell, "instance")
        sheet.write_string(row, 2, key.meaning)
        if key.choices:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": key.choices})


def _write_table(book: Book, instance: Instance, table: Table) -> None:
    rows = getattr(instance, table.name)
    if len(rows) > MOST_ROWS:
        raise OutputError(
            phrase(
                "{name} has more than {most_rows} rows: write a folder instead",
                name=table.name,
                most_rows=MOST_ROWS,
            )
        )
    sheet = book.sheet(table.name)
    for column, field, number in book.heads(sheet, table):
        write = _write_number if number else _write_text
        for row, cell in enumerate(text_column(rows, field), start=1):
            write(sheet, row, column, cell, table.name)


def _write_text(sheet: Any, row: int, column: int, cell: str, table: str) -> None:
    if len(cell) > LONGEST_CELL:
        raise OutputError(
            phrase(
                "{table} has a cell longer than {longest_cell} characters: write a folder instead",
                table=table,
                longest_cell=LONGEST_CELL,
            )
        )
    if _OVERLAP.search(cell):
        raise OutputError(
            phrase(
                "{table} has a text that no workbook holds, {cell}: write a folder instead",
                table=table,
                cell=cell,
            )
        )
    if cell:
        sheet.write_string(row, column, cell)


def _write_number(sheet: Any, row: int, column: int, cell: str, table: str) -> None:
    if cell:
        sheet.write_number(row, column, float(cell))
