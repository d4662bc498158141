"""The workbook of `evacopt new`: one greyed example row a sheet, a sheet that explains, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from evacopt.domain.countries import country_names
from evacopt.domain.field import Field, Kind, Table
from evacopt.domain.fields import HEADER
from evacopt.domain.policy import Policy
from evacopt.files.schema import meanings
from evacopt.files.sheet_examples import MARK, MARK_HEAD, example_rows
from evacopt.files.workbook_book import IN_ORDER, MOST_ROWS, Book, header_keys
from evacopt.files.workbook_read import GUIDE

_CODES_SHEET = "note codes"
_MOMENT = "yyyy-mm-dd hh:mm"
"""A number format that spreadsheets keep: `2026-08-01 18:20` typed there is a date, shown with its time."""

_ASKED = [table for table in IN_ORDER if not table.added]
_NEEDED, _SELDOM = "#F4B183", "#BFBFBF"
_GREY = {"font_color": "#808080", "italic": True, "align": "left", "valign": "top"}

_HOW = (
    "Fill in the sheets from left to right: instance, locations, groups, flights. Most need no other sheet.",
    "Orange headings must be filled; what a blank means in others stands here and in a note there.",
    "Grey rows are examples and are not read; leave them or delete them. The column note is yours.",
    "Times are in UTC, or in the timezone that the sheet instance names: type 2026-08-01 18:20.",
    "Or write the offset, as in 2026-08-01T19:20+01:00. Write TBC where a flight has no time yet.",
    "Sheets behind say more, where it binds: curfews, beds by the day, slots, stands, escorts, pets, links.",
    "Never write a name: a group has a code. `evacopt register` makes codes from a list of persons.",
    "Then: evacopt check FILE.xlsx finds mistakes, evacopt solve FILE.xlsx says who flies.",
)
_FORMS: dict[Kind, str] = {
    "text": "text",
    "code": "a code; capitals count",
    "nationality": f"three capital letters, see the sheet {_CODES_SHEET}",
    "integer": "a whole number",
    "minutes": "whole minutes",
    "time": "a date and time in UTC or in the timezone of the instance, or text with its offset",
    "hours": "hours, decimal",
    "degrees": "decimal degrees, south and west with a minus",
    "probability": "a number from 0 to 1",
    "ratio": "a decimal number",
    "yesno": "true or false",
    "choices": "one or more, separated by ;",
    "codes": "codes, separated by ;",
    "members": "nationality:people, separated by ;",
    "weights": "class:weight, separated by ;",
    "amounts": "dimension:amount, separated by ;",
    "clock": "a time of the day in UTC whatever the timezone, as 22:00",
    "itinerary": "flights in order, separated by >",
}


class _Blank(Book):
    """The formats of a new workbook: examples in grey, times as dates."""

    def __init__(self) -> None:
        super().__init__(notes=1)
        self.moment = self.format(num_format=_MOMENT)
        self.grey = self.format(**_GREY)
        self.grey_number = self.format(**_GREY, num_format="General")
        self.grey_moment = self.format(**_GREY, num_format=_MOMENT)
        self.wrapped = self.format(text_wrap=True, valign="top")
        self.plain = self.format(valign="top")

    def write_example(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """Write a value of an example as a spreadsheet holds it."""
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self.grey_moment)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self.grey)
        else:
            sheet.write_number(row, column, value, self.grey_number)


def write_blank_workbook(file: Path) -> None:
    """Write a workbook to be filled in: the sheets in the order of filling in, those seldom needed behind."""
    book = _Blank()
    _write_guide(book)
    _write_header(book)
    for table in _ASKED:
        _write_table(book, table)
    sheet = book.sheet(_CODES_SHEET)
    sheet.set_column(1, 1, 40)
    for row, cells in enumerate([("code", "name"), *sorted(country_names().items())]):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, None if row else book.heading)
    book.book.close()
    file.write_bytes(book.bytes.getbuffer())


def _write_guide(book: _Blank) -> None:
    """How to fill it in, and a line for each column: whether it is needed, its meaning, how it is written."""
    sheet = book.book.add_worksheet(GUIDE)
    for row, line in enumerate(_HOW):
        sheet.write_string(row, 0, line)
    first = len(_HOW) + 1
    sheet.freeze_panes(first + 1, 0)
    heads = ("sheet", "column", "needed", "meaning", "written as", "example")
    for column, (head, width) in enumerate(zip(heads, (12, 24, 8, 60, 40, 24), strict=True)):
        sheet.set_column(column, column, width, book.plain)
        sheet.write_string(first, column, head, book.heading)
    for row, (table, field) in enumerate(_explained(), start=first + 1):
        form = ", ".join(field.choices) if field.kind == "choice" else _FORMS[field.kind]
        needed = "needed" if field.required else ""
        meaning = meanings()[table][field.column]
        for column, cell in enumerate((table, field.column, needed, meaning, form)):
            sheet.write_string(row, column, cell, book.wrapped)
        if field.column in example_rows()[table]:
            book.write_example(sheet, row, len(heads) - 1, example_rows()[table][field.column])


def _explained() -> Iterator[tuple[str, Field]]:
    yield from (("instance", field) for field in HEADER)
    for table in _ASKED:
        yield from ((table.name, field) for field in table.fields)


def _write_header(book: _Blank) -> None:
    sheet = book.sheet("instance")
    sheet.set_tab_color(_NEEDED)
    heads = (("key", 30), ("value", 30), ("note example", 30), ("note", 80))
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, book.heading)
    for row, key in enumerate(header_keys(None, Policy()), start=1):
        needed = key.field is not None and key.field.required
        sheet.write_string(row, 0, key.name, book.needed if needed else None)
        form = book.moment if key.field is not None and key.field.kind == "time" else book.text
        if key.cell:
            sheet.write_string(row, 1, key.cell, form)
        else:
            sheet.write_blank(row, 1, None, form)
        if key.name in example_rows()["instance"]:
            book.write_example(sheet, row, 2, example_rows()["instance"][key.name])
        sheet.write_string(row, 3, key.meaning)
        if key.choices:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": key.choices})


def _write_table(book: _Blank, table: Table) -> None:
    sheet = book.sheet(table.name)
    sheet.set_tab_color(_NEEDED if table.required else _SELDOM)
    sheet.set_column(0, 0, 10, book.text)
    sheet.write_string(0, 0, MARK_HEAD, book.heading)
    sheet.write_string(1, 0, MARK, book.grey)
    example = example_rows()[table.name]
    for column, field, _ in book.heads(sheet, table):
        if field.kind == "time":
            sheet.set_column(column, column, 22, book.moment)
        if field.kind == "nationality":
            codes = f"='{_CODES_SHEET}'!$A$2:$A${len(country_names()) + 1}"
            sheet.data_validation(
                1, column, MOST_ROWS, column, {"validate": "list", "source": codes, "error_type": "warning"}
            )
        if field.column in example:
            book.write_example(sheet, 1, column, example[field.column])
