"""The workbook that planners fill in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from evacopt.domain.fields import TABLES
from evacopt.errors import OutputError
from evacopt.files import read_instance, write_instance
from evacopt.files.raw import Spoilt
from evacopt.files.sheet_table import cell_text
from tests.files.writing import FILES, folder, said

FILLED_IN = [table for table in TABLES if not table.added and not table.younger]
SHEETS = ["instance", *(table.name for table in FILLED_IN), "guide"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small instance as a workbook."""
    write_instance(read_instance(folder(tmp_path / "small")), tmp_path / "small.xlsx")
    return tmp_path / "small.xlsx"


def _edit(path: Path, **cells: Any) -> Path:
    """Put values into cells of a workbook; `groups_D2=0` is cell D2 of sheet groups."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, _, cell = place.rpartition("_")
        if sheet not in book.sheetnames:
            book.create_sheet(sheet)
        book[sheet][cell] = value
    book.save(path)
    return path


def test_every_table_has_a_sheet_with_frozen_headings_and_notes(book: Path) -> None:
    """Ten sheets even when empty, each heading with its meaning, the first row frozen."""
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == SHEETS
    for table in FILLED_IN:
        sheet = opened[table.name]
        headings = list(sheet[1])
        assert [cell.value for cell in headings] == [field.column for field in table.fields]
        assert all(cell.comment is not None and cell.comment.text for cell in headings)
        assert sheet.freeze_panes == "A2"


def test_choices_and_references_have_drop_downs(book: Path) -> None:
    """Roles, kinds and statuses are chosen from a list, places and flights from their own sheets."""
    opened = openpyxl.load_workbook(book)
    lists = {
        (sheet, str(rule.sqref)): rule.formula1
        for sheet in ("instance", "locations", "groups", "flights", "pins")
        for rule in opened[sheet].data_validations.dataValidation
    }
    assert lists["locations", "B2:B1048576"] == '"origin,hub,haven,both"'
    assert lists["groups", "D2:D1048576"] == "locations!$A$2:$A$1048576"
    assert lists["flights", "M2:M1048576"] == '"scheduled,optional,cancelled"'
    assert lists["flights", "Q2:Q1048576"] == "fleets!$A$2:$A$1048576"
    assert lists["pins", "A2:A1048576"] == "groups!$A$2:$A$1048576"
    assert lists["pins", "E2:E1048576"] == "flights!$A$2:$A$1048576"
    assert '"strict,weighted"' in lists.values()


def test_a_planner_edits_and_reads_again(book: Path) -> None:
    """Numbers, codes, date cells and new rows typed in a spreadsheet are read as meant."""
    _edit(
        book,
        groups_E2=4,
        groups_F2=2.0,
        groups_K2=datetime(2023, 8, 1, 3, 10),
        groups_A4="007",
        groups_B4="DEU",
        groups_D4="NIM",
        groups_E4=1,
    )
    groups = read_instance(book).groups
    assert groups.id == ("G1", "G2", "007")
    assert (groups[0].size, groups[0].count) == (4, 2)
    assert groups[0].ready == read_instance(book).begins + 190


def test_findings_name_the_cell(book: Path) -> None:
    """A planner goes straight to the cell."""
    _edit(book, groups_E3=-4, groups_K2="tomorrow", flights_D2="CDQ", instance_B8="2023-08-01")
    assert said(book) == [
        "small.xlsx, sheet instance, cell B8, ends: has no time of day, got 2023-08-01; "
        "if midnight UTC is meant, write 2023-08-01T00:00Z",
        "small.xlsx, sheet groups, cell K2 (group G1), ready: is no ISO 8601 time, got tomorrow; "
        "write it like 2023-08-01T06:00Z",
        "small.xlsx, sheet groups, cell E3 (group G2), size: must be at least 1, got -4",
        "small.xlsx, sheet flights, cell D2 (flight F1), destination: must name a location of this instance, "
        "got CDQ; did you mean CDG?",
    ]


def test_names_whatever_their_case_and_notes(book: Path) -> None:
    """Sheets and columns may be written in capitals; sheets and columns called note are nobody's."""
    plain = read_instance(book)
    opened = openpyxl.load_workbook(book)
    opened["groups"].title = "x"
    opened["x"].title = "GROUPS"
    opened["GROUPS"]["A1"] = "Id"
    opened["GROUPS"]["Z1"] = "Note of mine"
    opened.create_sheet("notes")["A1"] = "call back"
    opened.save(book)
    assert read_instance(book) == plain


def test_strange_sheets_and_keys_are_told(book: Path) -> None:
    """A misspelt sheet or key is told with the nearest name."""
    _edit(book, flihgts_A1="id", instance_A20="polcy.max_legs", instance_B20=2, instance_A21="name")
    assert said(book) == [
        "small.xlsx, sheet instance, cell A20, polcy.max_legs: is no key; did you mean policy.max_legs?",
        "small.xlsx, sheet instance, cell A21, name: key is there twice; remove one of them",
        "small.xlsx, sheet flihgts: is no table of an instance; did you mean flights?",
    ]


def test_cells_that_only_look_filled_are_told(tmp_path: Path, book: Path) -> None:
    """An error value or a formula that nobody calculated would be read as blank: it is told instead."""
    _edit(book, groups_F2="=1+1", groups_F3="#N/A")
    assert said(book) == [
        "small.xlsx, sheet groups, cell F2: holds a formula without a calculated value; "
        "put the value itself there",
        "small.xlsx, sheet groups, cell F3: holds an error of Excel; put the value itself there",
    ]


def test_blank_rows_and_a_title_row_do_not_shift_cells(tmp_path: Path) -> None:
    """Rows left blank are skipped, and the cell told is the one on the screen."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as opened:
        for name, text in FILES.items():
            if name.endswith(".csv"):
                rows = [line.split(",") for line in text.splitlines()]
                rows = [[], [], rows[0], [], *rows[1:]]
                sheet = opened.add_worksheet(name.removesuffix(".csv"))
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        sheet.write_string(row, column, cell if cell != "3" else "x")
        sheet = opened.add_worksheet("instance")
        for row, (key, value) in enumerate(
            (
                ("format", "evacopt-instance/1"),
                ("name", "small"),
                ("begins", "2023-08-01T00:00Z"),
                ("ends", "2023-08-03T00:00Z"),
            )
        ):
            sheet.write_row(row, 0, (key, value))
    assert said(path) == ["x.xlsx, sheet groups, cell E5 (group G1), count: must be an integer, got x"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        (datetime(2023, 8, 1, 6, 10), "2023-08-01T06:10:00Z"),
        (datetime(2023, 8, 1), "2023-08-01T00:00:00Z"),
        (Spoilt("holds an error"), ""),
        ("", ""),
    ],
)
def test_cells_as_text(cell: Any, text: str) -> None:
    """Date cells are UTC, text stays, what cannot be read is not quoted."""
    assert cell_text(cell) == text


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """No cell that came from a file becomes a formula in a planner's spreadsheet."""
    text = "id,nationality,origin,size\n=1+1,FRA,NIM,1\n@SUM(A1),FRA,NIM,1\nhttp://x.org,FRA,NIM,1\n"
    instance = read_instance(folder(tmp_path / "small", groups_csv=text))
    write_instance(instance, tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["groups"]
    assert [sheet[f"A{row}"].data_type for row in (2, 3, 4)] == ["s", "s", "s"]
    assert read_instance(tmp_path / "x.xlsx") == instance


def test_the_same_instance_gives_the_same_bytes(tmp_path: Path, book: Path) -> None:
    """A workbook can be kept under version control."""
    write_instance(read_instance(book), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_a_cell_too_long_for_a_sheet(tmp_path: Path) -> None:
    """What a sheet cannot hold is refused, not cut."""
    source = FILES["instance.toml"] + f'source = "{"x" * 40_000}"\n'
    instance = read_instance(folder(tmp_path / "small", instance_toml=source))
    with pytest.raises(OutputError, match="longer than 32767 characters"):
        write_instance(instance, tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()
