"""The workbook of `evacopt new`: filled in as a planner would, its examples left where they are."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evacopt.domain.fields import HEADER, TABLES
from evacopt.files import check_instance, read_instance
from evacopt.files.workbook_blank import write_blank_workbook
from tests.files.writing import FILES, fill_in, folder, said

Edit = Callable[[Any], None]
SOFFICE = shutil.which("soffice")
UNTOUCHED = (
    "blank.xlsx: holds nothing but headings and examples, which are not read; fill in the sheets instance, "
    "locations, groups and flights; the sheet guide says how"
)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A new workbook."""
    write_blank_workbook(tmp_path / "blank.xlsx")
    return tmp_path / "blank.xlsx"


def _edited(path: Path, *edits: Edit) -> Path:
    book = openpyxl.load_workbook(path)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def _fill(book: Any) -> None:
    """The small instance of `FILES`, below the examples, with times as the dates of a spreadsheet."""
    keys = {"name": "small", "begins": datetime(2023, 8, 1), "ends": datetime(2023, 8, 3)}
    rows = {
        name: [
            {heading: _typed(text) for heading, text in row.items()}
            for row in csv.DictReader(FILES[f"{name}.csv"].splitlines())
        ]
        for name in ("locations", "groups", "flights")
    }
    fill_in(book, keys, **rows)


def _typed(text: str) -> Any:
    if text.endswith("Z"):
        return datetime.fromisoformat(text).replace(tzinfo=None)
    return int(text) if text.isdecimal() else text


def _delete_examples(book: Any) -> None:
    for table in TABLES:
        if table.name in book.sheetnames:
            book[table.name].delete_rows(2)


def _clear_marks(book: Any) -> None:
    for table in TABLES:
        if table.name in book.sheetnames:
            book[table.name]["A2"] = None


def test_an_untouched_workbook_says_that_it_is_one(blank: Path) -> None:
    """One clear line, not one for each thing that is missing; with the instance's name too."""
    assert said(blank) == [UNTOUCHED]
    _edited(blank, lambda book: book["instance"].cell(3, 2, "mine"))
    assert said(blank) == [UNTOUCHED]


@pytest.mark.parametrize("edits", [[_fill], [_fill, _delete_examples]], ids=["left", "deleted"])
def test_a_filled_workbook_reads_without_findings(blank: Path, tmp_path: Path, edits: list[Edit]) -> None:
    """With the examples or without: what is read is what was filled in, and nothing is said."""
    instance, findings = check_instance(_edited(blank, *edits))
    assert findings == []
    assert instance == read_instance(folder(tmp_path / "small"))


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here")
@pytest.mark.nightly
def test_libreoffice_keeps_examples_and_dates(blank: Path, tmp_path: Path) -> None:
    """Saved by LibreOffice, the examples are still known and the dates are still dates."""

    def saved(name: str) -> Path:
        words = ["--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / name), str(blank)]
        subprocess.run([str(SOFFICE), *words], check=True, capture_output=True)
        return tmp_path / name / blank.name

    assert said(saved("untouched")) == [UNTOUCHED]
    _edited(blank, _fill)
    assert read_instance(saved("filled")) == read_instance(folder(tmp_path / "small"))


def test_an_example_that_was_written_over_is_told(blank: Path) -> None:
    """Typed into the grey row, or copied with its mark: neither is lost in silence."""

    def type_over(book: Any) -> None:
        book["groups"]["F2"] = 4
        book["groups"]["A3"] = "Example "

    rule = (
        "marks the row as an example, which is not read, and the row is none any more; clear this cell "
        "if the row is meant, or else delete the row"
    )
    assert said(_edited(blank, _fill, type_over))[:2] == [
        f"blank.xlsx, sheet groups, cell A{row}: {rule}" for row in (2, 3)
    ]


def test_the_examples_are_as_cells_must_be(blank: Path) -> None:
    """Without their marks, and with two places and the group that they speak of, they are an instance."""

    def add_places(book: Any) -> None:
        fill_in(book, {}, groups=[{"id": "CHILD-1", "nationality": "FRA", "origin": "NIM", "size": 1}])
        for row, cells in enumerate([("CDG", "haven", "FRA"), ("NDJ", "hub", "TCD")], start=3):
            for column, cell in enumerate(cells, start=2):
                book["locations"].cell(row, column, cell)
        for row in book["instance"].iter_rows(min_row=2):
            row[1].value = row[1].value or row[2].value

    instance, findings = check_instance(_edited(blank, _clear_marks, add_places))
    assert [str(finding) for finding in findings if finding.severity == "error"] == []
    assert instance is not None
    assert all(len(getattr(instance, table.name)) for table in TABLES if not table.added)


def test_every_column_is_explained_in_a_line(blank: Path) -> None:
    """The guide stands first; each column that is needed is marked there and in the colour of its heading."""
    book = openpyxl.load_workbook(blank)
    assert book.sheetnames[:5] == ["guide", "instance", "locations", "groups", "flights"]
    lines = {
        (row[0].value, row[1].value): [cell.value for cell in row[2:6]]
        for row in book["guide"].iter_rows(min_row=11)
    }
    sections = [("instance", HEADER), *((table.name, table.fields) for table in TABLES if not table.added)]
    expected = {(name, field.column): field.required for name, fields in sections for field in fields}
    assert {key: line[0] == "needed" for key, line in lines.items()} == expected
    assert all(line[1] and line[2] for line in lines.values())
    for name, fields in sections[1:]:
        colours = {cell.value: cell.fill.fgColor.rgb for cell in book[name][1]}
        assert {field.column: colours[field.column] == "FFF8CBAD" for field in fields} == {
            field.column: field.required for field in fields
        }


def test_drop_downs_offer_the_ids_beside_the_notes(blank: Path) -> None:
    """References look into the column of ids, which is the second here; nationalities into their sheet."""
    book = openpyxl.load_workbook(blank)
    lists = {str(rule.sqref): rule.formula1 for rule in book["groups"].data_validations.dataValidation}
    assert lists["E2:E1048576"] == "locations!$B$2:$B$1048576"
    codes = [row[0].value for row in book["note codes"].iter_rows(min_row=2)]
    assert lists["C2:C1048576"] == f"'note codes'!$A$2:$A${len(codes) + 1}"
    assert {"FRA", "NER", "GBR", "XXA"} <= set(codes)
