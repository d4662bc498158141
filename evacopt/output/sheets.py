"""Tables as the bytes of a file: CSV, or a workbook. Nothing passes through a temporary file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from evacopt.errors import UsageError
from evacopt.output.clean import safe_cell
from evacopt.output.table import Cell, Table

MOST_ROWS = 1_048_575
"""Rows of a sheet under its heading."""

LONGEST_CELL = 32_767
OVERLAP = re.compile(r"(_x[0-9A-Fa-f]{4})_(?=x[0-9A-Fa-f]{4}_)")
"""Codes of characters that share a sign: the writer escapes one only, readers find another text."""

_MADE = datetime(2000, 1, 1)  # the same plan gives the same bytes
_WIDEST = 40


def csv_bytes(table: Table) -> bytes:
    """`table` as UTF-8 with commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.heads)
    writer.writerows(
        [safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows
    )
    return text.getvalue().encode()


def workbook_bytes(tables: Sequence[Table], *, most_rows: int = MOST_ROWS) -> bytes:
    """`tables` as a workbook, a sheet each; texts are stored as texts, whatever they look like.

    Raises
    ------
    UsageError
        If a table has more than `most_rows`.
    """
    import xlsxwriter

    file = io.BytesIO()
    # in_memory: otherwise every sheet lies in a temporary file first, names and all
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **plain})
    book.set_properties({"created": _MADE})
    heading = book.add_format({"bold": True, "bg_color": "#DCE6F1", "num_format": "@"})
    text, cents = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    for table in tables:
        if len(table.rows) > most_rows:
            raise UsageError(f"{table.name} has more than {most_rows} rows: export as csv only")
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for place, head in enumerate(table.heads):
            longest = max(
                (len(str(row[place])) for row in table.rows[:200] if row[place] is not None), default=0
            )
            sheet.set_column(place, place, min(_WIDEST, max(len(head), longest) + 2), text)
            sheet.write_string(0, place, head, heading)
        for number, row in enumerate(table.rows, start=1):
            _write_row(sheet, number, row, cents)
    book.close()
    return file.getvalue()


def _write_row(sheet: Any, number: int, row: Sequence[Cell], cents: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, column, OVERLAP.sub("\\1\ufffd", safe_cell(cell))[:LONGEST_CELL])
        elif isinstance(cell, Decimal):
            sheet.write_number(number, column, float(cell), cents)
        elif cell is not None:
            sheet.write_number(number, column, cell)
