"""Writing the workbook that planners fill in: drop-downs, notes on every heading, a sheet that explains."""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from evacopt.domain.fields import FORMAT, HEADER, POLICY, TABLES, Field, Kind, Table
from evacopt.domain.instance import Instance
from evacopt.domain.stored import NUMBERS, written
from evacopt.errors import OutputError
from evacopt.files.cells import text_column
from evacopt.files.schema import meanings
from evacopt.files.workbook_read import GUIDE

MOST_ROWS = 1_048_575
"""Rows of a sheet under its heading."""

LONGEST_CELL = 32_767
_OVERLAP = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
"""Codes of characters that share a sign: xlsxwriter escapes one of them only, and another text is read."""

_REFERENCES = {"location": "locations", "fleet": "fleets", "group": "groups", "flight": "flights"}
_WIDTHS: dict[Kind, int] = {"time": 20, "text": 24, "codes": 20, "itinerary": 24}
_PLAIN_NUMBERS = NUMBERS - {"time"}
_MADE = datetime(2000, 1, 1)  # the same instance gives the same bytes


class _Book:
    """A workbook with the formats that its sheets share."""

    def __init__(self) -> None:
        import xlsxwriter

        # in_memory: otherwise every sheet lies in a temporary file first
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.bytes = BytesIO()  # what a full disk says comes through no library that has its own errors
        self.book = xlsxwriter.Workbook(self.bytes, {"in_memory": True, **plain})
        self.book.set_properties({"created": _MADE})
        self.text = self.book.add_format({"num_format": "@"})
        self.heading = self.book.add_format({"bold": True, "bg_color": "#DCE6F1", "num_format": "@"})
        self.needed = self.book.add_format({"bold": True, "bg_color": "#F8CBAD", "num_format": "@"})

    def sheet(self, name: str) -> Any:
        """A new sheet with its first row frozen."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        return sheet


def write_workbook(instance: Instance, file: Path) -> None:
    """Write `instance` to the workbook `file`.

    Raises
    ------
    OutputError
        If a table has more rows, or a cell more characters, than a sheet can hold.
    """
    book = _Book()
    _write_header(book, instance)
    for table in TABLES:
        if not table.added or len(getattr(instance, table.name)):
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


def _write_header(book: _Book, instance: Instance) -> None:
    sheet = book.sheet("instance")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 40, book.text)
    sheet.set_column(2, 2, 80)
    for column, name in enumerate(("key", "value", "note")):
        sheet.write_string(0, column, name, book.heading)
    rows: list[tuple[str, str, str, list[str]]]
    rows = [("format", FORMAT, "The format of this workbook; leave it as it is.", [])]
    for name, fields, record in (("instance", HEADER, instance), ("policy", POLICY, instance.policy)):
        for field in fields:
            key = f"policy.{field.column}" if name == "policy" else field.column
            choices = ["true", "false"] if field.kind == "yesno" else [*field.choices]
            choices = choices if field.kind in ("choice", "yesno") else []
            cell = written(field, getattr(record, field.attribute))
            rows.append((key, cell, meanings()[name][field.column], choices))
    for row, (key, cell, meaning, choices) in enumerate(rows, start=1):
        sheet.write_string(row, 0, key)
        _write_text(sheet, row, 1, cell, "instance")
        sheet.write_string(row, 2, meaning)
        if choices:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": choices})


def _write_table(book: _Book, instance: Instance, table: Table) -> None:
    if len(getattr(instance, table.name)) > MOST_ROWS:
        raise OutputError(f"{table.name} has more than {MOST_ROWS} rows: write a folder instead")
    sheet = book.sheet(table.name)
    for column, field in enumerate(table.fields):
        number = field.kind in _PLAIN_NUMBERS
        width = max(len(field.column) + 3, _WIDTHS.get(field.kind, 10))
        sheet.set_column(column, column, width, None if number else book.text)
        sheet.write_string(0, column, field.column, book.needed if field.required else book.heading)
        sheet.write_comment(0, column, meanings()[table.name][field.column], {"x_scale": 2})
        _drop_down(sheet, column, table, field)
        cells = text_column(instance, table, field)
        write = _write_number if number else _write_text
        for row, cell in enumerate(cells, start=1):
            write(sheet, row, column, cell, table.name)


def _write_text(sheet: Any, row: int, column: int, cell: str, table: str) -> None:
    if len(cell) > LONGEST_CELL:
        raise OutputError(f"{table} has a cell longer than {LONGEST_CELL} characters: write a folder instead")
    if _OVERLAP.search(cell):
        raise OutputError(f"{table} has a text that no workbook holds, {cell}: write a folder instead")
    if cell:
        sheet.write_string(row, column, cell)


def _write_number(sheet: Any, row: int, column: int, cell: str, table: str) -> None:
    if cell:
        sheet.write_number(row, column, float(cell))


def _drop_down(sheet: Any, column: int, table: Table, field: Field) -> None:
    """Choices as a list; references as the ids of their sheet, other values allowed where sorties add ids."""
    if field.kind == "choice":
        options: dict[str, Any] = {"source": list(field.choices)}
    elif field.kind == "code" and field.refers:
        options = {"source": f"={_REFERENCES[field.refers]}!$A$2:$A${MOST_ROWS + 1}"}
        if field.refers == "flight":
            options["error_type"] = "information"
    else:
        return
    sheet.data_validation(1, column, MOST_ROWS, column, {"validate": "list", **options})
