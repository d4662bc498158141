"""A small correct workbook, filled in as planners do, and how tests spoil it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime as at
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from evacopt.files.workbook_blank import write_blank_workbook
from tests.files.writing import fill_in

Slip = Callable[[Any], None]
"""What is done to a workbook of openpyxl."""

_LOCATIONS = [
    {"id": "NIM", "role": "origin", "country": "NER", "name": "Niamey", "lat": 13.48, "lon": 2.18},
    {
        "id": "NDJ",
        "role": "hub",
        "country": "TCD",
        "name": "N'Djamena",
        "capacity": 200,
        "max_stay_hours": 36,
    },
    {"id": "CDG", "role": "haven", "country": "FRA", "name": "Paris", "lat": 49.01, "lon": 2.55},
    {"id": "FFT", "role": "haven", "country": "DEU", "name": "Frankfurt", "lat": 50.03, "lon": 8.56},
]
_GROUP = ("id", "nationality", "origin", "size", "count", "priority", "ready")
_GROUPS = [
    ("FRA-1", "FRA", "NIM", 2, 12, 1, at(2026, 8, 1, 14)),
    ("FRA-2", "FRA", "NIM", 4, 5, 2, at(2026, 8, 1, 14)),
    ("DEU-1", "DEU", "NIM", 1, 20, 1, at(2026, 8, 1, 13)),
    ("ITA-1", "ITA", "NIM", 3, 6, 2, at(2026, 8, 1, 16)),
    ("NER-1", "NER", "NIM", 5, 4, 3, at(2026, 8, 1, 16)),
]
_FLIGHT = ("id", "operator", "origin", "destination", "departs", "arrives", "aircraft", "seats", "accepts")
_FLIGHTS = [
    ("FR1", "FRA", "NIM", "CDG", at(2026, 8, 1, 18), at(2026, 8, 1, 23, 30), "A330", 90, "all"),
    ("DE1", "DEU", "NIM", "FFT", at(2026, 8, 1, 22, 15), at(2026, 8, 2, 4), "A400M", 40, "DEU;ITA"),
    ("SH1", "FRA", "NIM", "NDJ", at(2026, 8, 2, 6), at(2026, 8, 2, 8, 30), "C-130", 60, "all"),
    ("ON1", "FRA", "NDJ", "CDG", at(2026, 8, 2, 12), at(2026, 8, 2, 18), "A330", 120, "all"),
]
_SELDOM = ("guide", "note codes", "admissions", "fleets", "crews", "sorties", "pins", "blocs")


def filled_workbook() -> bytes:
    """The workbook of `evacopt new`, filled in; without the sheets that stay empty, for speed."""
    path = BytesIO()
    blank = _Bytes()
    write_blank_workbook(blank)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(BytesIO(blank.data))
    groups = [dict(zip(_GROUP, row, strict=True)) for row in _GROUPS]
    groups[3]["destinations"] = "CDG;FFT"
    groups[4]["members"] = "FRA:2;NER:3"
    flights = [dict(zip(_FLIGHT, row, strict=True)) for row in _FLIGHTS]
    flights[2] |= {"status": "optional", "copies": 2}
    shares = [{"id": "promise-1", "kind": "min", "nationality": "DEU", "people": 15, "flight": "DE1"}]
    keys = {"name": "niamey", "begins": at(2026, 8, 1, 12), "ends": at(2026, 8, 3)}
    fill_in(book, keys, locations=_LOCATIONS, groups=groups, flights=flights, shares=shares)
    for name in _SELDOM:
        del book[name]
    for sheet in book:
        sheet.data_validations.dataValidation.clear()
        for cell in sheet[1]:
            cell.comment = None
    book.save(path)
    return path.getvalue()


class _Bytes:
    """Where the new workbook is written to, as to a path."""

    data = b""

    def write_bytes(self, data: Any) -> None:
        """Take the bytes."""
        self.data = bytes(data)


def cell(sheet: str, place: str, value: Any, shown: str = "") -> Slip:
    """Another value in a cell, and how it is shown."""

    def slip(book: Any) -> None:
        book[sheet][place].value = value
        if shown:
            book[sheet][place].number_format = shown

    return slip


def cells(sheet: str, **values: Any) -> Slip:
    """Other values in several cells."""

    def slip(book: Any) -> None:
        for place, value in values.items():
            book[sheet][place].value = value

    return slip


@dataclass(frozen=True)
class Solved:
    """It is read as the correct one is, with `said` as the only warning."""

    said: str = ""


@dataclass(frozen=True)
class Fixed:
    """`check --fix` makes the correct one of it, told by one line for each change."""

    now: str


@dataclass(frozen=True)
class Named:
    """One line says what is wrong, and it is not solved."""

    line: str


@dataclass(frozen=True)
class Doubted:
    """It is read as it stands, and one line doubts that."""

    line: str


def spoilt(base: bytes, slip: Slip, path: Path) -> Path:
    """The workbook with a slip."""
    book = openpyxl.load_workbook(BytesIO(base))
    slip(book)
    book.save(path)
    return path
