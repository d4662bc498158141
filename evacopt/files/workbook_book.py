"""What the workbooks that people fill in have in common: formats, headings with notes, drop-downs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from evacopt.domain.field import Field, Kind, Table
from evacopt.domain.fields import FORMAT, HEADER, POLICY, TABLES
from evacopt.domain.policy import Policy
from evacopt.domain.stored import NUMBERS, written
from evacopt.files.schema import meanings

MOST_ROWS = 1_048_575
"""Rows of a sheet under its heading."""

PLAIN_NUMBERS = NUMBERS - {"time", "clock"}

IN_ORDER = sorted(TABLES, key=lambda table: table.younger)
"""The sheets in their order, those of the airfield behind the usual ones."""

_REFERENCES = {
    "location": "locations",
    "fleet": "fleets",
    "group": "groups",
    "flight": "flights",
    "rule": "rules",
    "series": "flights",
    "resource": "resources",
}
_WIDTHS: dict[Kind, int] = {"time": 20, "text": 24, "codes": 20, "itinerary": 24}
_MADE = datetime(2000, 1, 1)  # the same instance gives the same bytes


class Book:
    """A workbook with the formats that its sheets share; its bytes are in `bytes` once it is closed.

    Parameters
    ----------
    notes : columns of remarks before those of a table
    """

    def __init__(self, notes: int = 0) -> None:
        import xlsxwriter

        # in_memory: otherwise every sheet lies in a temporary file first
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.notes = notes
        self.bytes = BytesIO()  # what a full disk says comes through no library that has its own errors
        self.book = xlsxwriter.Workbook(self.bytes, {"in_memory": True, **plain})
        self.book.set_properties({"created": _MADE})
        self.text = self.format()
        self.heading = self.format(bold=True, bg_color="#DCE6F1")
        self.needed = self.format(bold=True, bg_color="#F8CBAD")

    def format(self, **properties: Any) -> Any:
        """A new format, of text unless `properties` say otherwise."""
        return self.book.add_format({"num_format": "@", **properties})

    def sheet(self, name: str) -> Any:
        """A new sheet with its first row frozen."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        return sheet

    def heads(self, sheet: Any, table: Table) -> Iterator[tuple[int, Field, bool]]:
        """Write heading, note and drop-down of each column; where it stands, and whether it holds numbers."""
        for column, field in enumerate(table.fields, start=self.notes):
            number = field.kind in PLAIN_NUMBERS
            width = max(len(field.column) + 3, _WIDTHS.get(field.kind, 10))
            sheet.set_column(column, column, width, None if number else self.text)
            sheet.write_string(0, column, field.column, self.needed if field.required else self.heading)
            sheet.write_comment(0, column, meanings()[table.name][field.column], {"x_scale": 2})
            self._drop_down(sheet, column, field)
            yield column, field, number

    def _drop_down(self, sheet: Any, column: int, field: Field) -> None:
        """Choices as a list; references as the ids of their sheet, others allowed where sorties add ids."""
        if field.kind == "choice":
            options: dict[str, Any] = {"source": list(field.choices)}
        elif field.kind == "yesno":
            options = {"source": ["true", "false"]}
        elif field.kind == "code" and field.refers:
            keys = f"${'ABC'[self.notes]}"
            options = {"source": f"={_REFERENCES[field.refers]}!{keys}$2:{keys}${MOST_ROWS + 1}"}
            if field.refers in ("flight", "series"):
                options["error_type"] = "information"
        else:
            return
        sheet.data_validation(1, column, MOST_ROWS, column, {"validate": "list", **options})


@dataclass(frozen=True, slots=True)
class Key:
    """A row of the sheet `instance`: a key with its value, what it means, and the values there are."""

    name: str
    cell: str
    meaning: str
    field: Field | None = None

    @property
    def choices(self) -> list[str]:
        """What its drop-down offers, if it has one."""
        kind = self.field.kind if self.field else ""
        listed = self.field.choices if self.field and kind == "choice" else ()
        return ["true", "false"] if kind == "yesno" else list(listed)


def header_keys(record: object, policy: Policy) -> Iterator[Key]:
    """The keys of an instance and of its policy; blank where `record` has no such value."""
    yield Key("format", FORMAT, "The format of this workbook; leave it as it is.")
    for name, fields, source in (("instance", HEADER, record), ("policy", POLICY, policy)):
        for field in fields:
            key = f"policy.{field.column}" if name == "policy" else field.column
            value = getattr(source, field.attribute, None)
            yield Key(key, written(field, value), meanings()[name][field.column], field)
