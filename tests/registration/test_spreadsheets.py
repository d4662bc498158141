"""Lists of persons with one typical mistake each: registered as meant, or told by one line."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from evacopt.errors import InvalidInput
from evacopt.registration.persons import Wishes
from evacopt.registration.register import Asked, Register, register
from tests.files.spreadsheets import Doubted, Named, Slip, Solved, cell, cells

Outcome = Solved | Named | Doubted

HEADINGS = (
    *("Numéro de famille", "Nom", "Prénoms", "Sexe", "Date de naissance", "Nationalité", "N° de passeport"),
    *("Téléphone", "Besoins"),
)
PERSONS = (
    (1, "Diallo", "Mohamed", "M", at(1980, 4, 13), "Française", "12AB34567", "+227 90 11 22 33", None),
    (1, "Diallo", "Aïcha", "F", at(1985, 5, 14), "Nigérienne", "N445566", None, "fauteuil roulant"),
    (1, "Diallo", "Lina", "F", at(2025, 2, 1), "Française", "12AB34568", None, None),
    (2, "Meyer", "Anna", "F", at(1990, 12, 25), "Allemande", "C01X", None, None),
    (2, "Meyer", "Jonas", "M", at(1988, 12, 24), "Allemande", "C02X", None, None),
    (3, "Rossi", "Luca", "M", at(1975, 7, 30), "Italienne", "YA123", "+227 91 00 00 00", None),
    (None, "Traoré", "Awa", "F", at(1999, 9, 9), "Nigérienne", "N998877", "+227 92 00 00 01", "civière"),
)
_AS_TEXT = "format the column as text and write it again"


def above(row: int, **texts: Any) -> Slip:
    """A row that is nobody, above another one."""

    def slip(book: Any) -> None:
        book["Liste"].insert_rows(row)
        cells("Liste", **texts)(book)

    return slip


def heading_again(book: Any) -> None:
    """The heading of a second page, at the end."""
    book["Liste"].append(HEADINGS)


def merged(area: str, *emptied: str) -> Slip:
    """Merged cells."""

    def slip(book: Any) -> None:
        cells("Liste", **dict.fromkeys(emptied))(book)
        book["Liste"].merge_cells(area)

    return slip


def titled(book: Any) -> None:
    """A title over all columns."""
    above(1, A1="Liste consulaire")(book)
    book["Liste"].merge_cells("A1:I1")


def hidden(book: Any) -> None:
    """A hidden row."""
    book["Liste"].row_dimensions[5].hidden = True


TITLE = Solved("cell A1: stands above the heading and is not read")
LISTS: dict[str, tuple[Slip, Outcome]] = {
    "a title": (above(1, A1="Liste consulaire au 1/8"), TITLE),
    "a title in merged cells": (titled, TITLE),
    "the heading again": (heading_again, Solved("cell A9: is the heading again, and is not read")),
    "a total": (
        cells("Liste", A9="Total", B9=7),
        Named("cell A9: is a row of totals and no person: remove it"),
    ),
    "a row of a section": (
        above(5, A5="Familles allemandes"),
        Named("cell A5: has one cell filled and is no person: remove it"),
    ),
    "a footnote": (
        cell("Liste", "A11", "* à confirmer"),
        Named("cell A11: has one cell filled and is no person: remove it"),
    ),
    "a hidden row": (
        hidden,
        Solved("row 5: is hidden, and is read all the same; show it, and remove it if it is not meant"),
    ),
    "a family merged": (
        merged("A2:A4", "A3", "A4"),
        Named("cell A2: is merged with others; undo the merge and fill in every cell"),
    ),
    "a family left out": (
        cell("Liste", "A3", None),
        Doubted(
            "cell A3, Numéro de famille: is blank beside a family of the same name: the person "
            "travels alone; write the number of the family if it is hers"
        ),
    ),
    "a family that became a day": (
        cell("Liste", "A3", at(2026, 3, 1), "d-mmm"),
        Named(
            "cell A3, Numéro de famille: is a day, as a spreadsheet makes one of a number such as 3-1; "
            + _AS_TEXT
        ),
    ),
    "a passport that lost its digits": (
        cell("Liste", "G2", "1.2E+08"),
        Named(
            "cell G2, N° de passeport: has lost digits: a spreadsheet has shortened it; " + _AS_TEXT,
        ),
    ),
    "an error of Excel": (
        cell("Liste", "G2", "#N/A"),
        Named("cell G2, N° de passeport: holds an error of Excel; put the value itself there"),
    ),
    "a formula never calculated": (
        cell("Liste", "A3", "=A2"),
        Named(
            "cell A3, Numéro de famille: holds a formula without a calculated value; "
            "put the value itself there"
        ),
    ),
    "a number kept as text": (cell("Liste", "A3", "1\u00a0"), Solved()),
    "another date system": (lambda book: setattr(book, "epoch", CALENDAR_MAC_1904), Solved()),
    "a state in two letters": (cell("Liste", "F2", "FR"), Solved()),
    "a state with a Cyrillic letter": (cell("Liste", "F2", "FR\u0410"), Solved()),
    "one of two states": (
        cell("Liste", "F3", "Congo"),
        Named(
            "cell F3, Nationalité: may be COD or COG; "
            "write its code of three letters, or say in the mapping file what it stands for"
        ),
    ),
    "no state": (
        cell("Liste", "F3", None),
        Named("cell F3, Nationalité: is missing; write it, or remove the row"),
    ),
    "day or month first?": (
        cell("Liste", "E5", "05/12/1990"),
        Named(
            "cell E5, Date de naissance: is one day or another: nothing in the list tells which of its "
            'numbers is the month; say it in the mapping file: dates = "dmy" or "mdy"'
        ),
    ),
    "a birth still to come": (
        cell("Liste", "E5", at(2090, 12, 25)),
        Named("cell E5, Date de naissance: is a day of birth that is still to come"),
    ),
    "a need that is none": (
        cell("Liste", "I6", "diabète"),
        Solved(
            "cell I6, Besoins: speaks of a need that is not understood: it was put among the remarks; "
            "say whether it means a stretcher or a helper"
        ),
    ),
    "a column without a name": (
        cell("Liste", "K3", "rappeler"),
        Named("cell J3: stands beside the headings"),
    ),
}


def _registered(folder: Path, slip: Slip) -> Register:
    book = openpyxl.Workbook()
    book.active.title = "Liste"
    for row in (HEADINGS, *PERSONS):
        book.active.append(row)
    slip(book)
    book.save(folder / "x.xlsx")
    wishes = Wishes(on=date(2026, 8, 1), origin="NIM")
    return register(Asked(path=folder / "x.xlsx", wishes=wishes, key=bytes(32)))


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The register of the correct list."""
    made = _registered(tmp_path_factory.mktemp("correct"), lambda book: None)
    assert (len(made.groups), made.findings) == (4, ())
    return made


@pytest.mark.parametrize("name", LISTS)
def test_one_mistake_is_one_line(name: str, meant: Register, tmp_path: Path) -> None:
    """The same groups as of the correct list, or exactly one line that says what is wrong."""
    slip, outcome = LISTS[name]
    made = _registered(tmp_path, slip)
    said = [str(finding).removeprefix("x.xlsx, sheet Liste, ") for finding in made.findings]
    if isinstance(outcome, Solved):
        assert said == ([outcome.said] if outcome.said else [])
        assert made.groups == meant.groups
    else:
        assert said == [outcome.line]
        assert (made.groups == ()) == isinstance(outcome, Named)


def test_columns_and_sheets_of_which_none_is_picked(tmp_path: Path) -> None:
    """Two columns of nationalities, and two sheets: a person decides."""
    with pytest.raises(InvalidInput, match="is said by 2 columns"):
        _registered(tmp_path, cells("Liste", J1="Nationalité", J2="Mali"))
    with pytest.raises(InvalidInput, match="name one with --sheet: Liste, Annulés"):
        _registered(tmp_path, lambda book: book.create_sheet("Annulés").append(HEADINGS))
