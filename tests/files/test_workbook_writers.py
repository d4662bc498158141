"""Workbooks of real writers are read as they were written: openpyxl, xlsxwriter, LibreOffice."""

from __future__ import annotations

import random
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from evacopt.files import read_instance
from evacopt.files.raw import Spoilt
from evacopt.files.xlsx import Sheet, read_sheets
from evacopt.files.xlsx.values import UNCALCULATED
from tests.files.ooxml import SMALL, WAYS, Cell, write_book
from tests.files.writing import said

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)


def _value(draw: random.Random, text: str) -> Any:
    """A value of some kind, and what is to be read of it."""
    return draw.choice(
        [
            None,
            text,
            draw.randint(-(10**6), 10**6),
            round(draw.random() * 10 ** draw.randint(-3, 6), 8),
            draw.random() < 0.5,
            datetime(2023, 8, 1) + timedelta(minutes=draw.randint(-(10**5), 10**5)),
        ]
    )


def _read(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else value if isinstance(value, datetime | str) else str(value)


def _table(draw: random.Random, texts: list[str]) -> list[list[Any]]:
    wide = draw.randint(1, 30)
    return [[_value(draw, draw.choice(texts)) for _ in range(wide)] for _ in range(draw.randint(0, 12))]


def _write(path: Path, table: list[list[Any]], draw: random.Random) -> None:
    """With openpyxl, in one of its manners: formats, dates as texts of ISO, another beginning of time."""
    book = openpyxl.Workbook(write_only=False, iso_dates=draw.random() < 0.3)
    if draw.random() < 0.3:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "s"
    formats = ["yyyy-mm-dd hh:mm", "d. mmmm yyyy", "[$-407]dd/mm/yy", "mm:hh", "General"]
    for row, cells in enumerate(table, 1):
        for column, value in enumerate(cells, 1):
            if value is None and draw.random() < 0.5:
                continue
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            if isinstance(value, datetime):
                cell.number_format = draw.choice(formats[:4])
            elif draw.random() < 0.2:
                cell.font = Font(bold=True, name="Arial")
    book.save(path)


def _trimmed(table: list[list[Any]]) -> list[list[Any]]:
    rows = [[_read(value) for value in row] for row in table]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_random_workbooks_of_openpyxl(
    seed: int, texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any table of texts, numbers, truths and moments is read as it was written, each cell at its place."""
    draw = random.Random(seed)
    table = _table(draw, texts)
    path = tmp_path_factory.mktemp("x") / "x.xlsx"
    _write(path, table, draw)
    (sheet,) = read_sheets(path)
    assert [list(row) for row in sheet.rows] == _trimmed(table)


def _some(draw: random.Random) -> Cell:
    options: list[Cell] = ["", "", "x & <y>", draw.randint(0, 99)]
    return draw.choice(options)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(sorted(WAYS)))
def test_random_tables_in_every_way(seed: int, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Gaps, empty rows and columns beyond Z, in each way of writing: each cell at its place."""
    draw = random.Random(seed)
    wide, high = draw.choice([3, 30, 256]), draw.randint(0, 12)
    rows: list[list[Cell]] = [[_some(draw) for _ in range(draw.randint(0, wide))] for _ in range(high)]
    path = write_book(tmp_path_factory.mktemp("x") / "x.xlsx", {"s": rows}, WAYS[name])
    (sheet,) = read_sheets(path)
    expected = _trimmed([list(row) for row in rows])
    assert [list(row) for row in sheet.rows] == expected


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_workbooks_are_refused_or_read(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes changed anywhere in any part: findings or the instance, never anything else."""
    folder = tmp_path_factory.mktemp("x")
    path = write_book(folder / "x.xlsx", SMALL, WAYS[data.draw(st.sampled_from(sorted(WAYS)))])
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[place] = data.draw(st.integers(0, 255))
        else:
            end = place + data.draw(st.integers(0, 40))
            content[place:end] = content[end : end + data.draw(st.integers(0, 40))]
        content = content or bytearray(b" ")
    with zipfile.ZipFile(path, "w") as archive:
        for part, whole in parts.items():
            archive.writestr(part, bytes(content) if part == name else whole)
    for line in said(path):
        assert line.startswith("x.xlsx")


def _small(path: Path) -> openpyxl.Workbook:
    write_book(path, SMALL)
    return openpyxl.load_workbook(path)


@pytest.mark.sibling("01")
@pytest.mark.filterwarnings("ignore::evacopt.errors.DataWarning")
def test_openpyxl_merges(tmp_path: Path) -> None:
    """Merged by a program: read as by hand."""
    book = _small(tmp_path / "x.xlsx")
    book["flights"]["H2"] = "cancelled"
    book["flights"].merge_cells("H2:H3")
    book.save(tmp_path / "x.xlsx")
    assert [flight.status for flight in read_instance(tmp_path / "x.xlsx").flights] == ["cancelled"] * 2


@pytest.mark.sibling("14")
def test_openpyxl_hides_and_strikes(tmp_path: Path) -> None:
    """Rows, columns, sheets, whole cells and parts of texts, as openpyxl writes them."""
    book = _small(tmp_path / "x.xlsx")
    book["groups"].row_dimensions[2].hidden = True
    book["groups"].column_dimensions["F"].hidden = True
    book["groups"].column_dimensions.group("G", "G", hidden=True)
    book["locations"].sheet_state = "hidden"
    book["flights"]["A3"].font = Font(strike=True)
    run = TextBlock(InlineFont(strike=True), "FRA")
    book["flights"]["B2"] = CellRichText(run)
    book.save(tmp_path / "x.xlsx")
    assert [line.partition(";")[0] for line in said(tmp_path / "x.xlsx")] == [
        "x.xlsx, sheet locations: is hidden, and is read all the same",
        "x.xlsx, sheet groups, row 2: is hidden, and is read all the same",
        "x.xlsx, sheet groups, column F: (priority) is hidden, and is read all the same",
        "x.xlsx, sheet groups, column G: (ready) is hidden, and is read all the same",
        "x.xlsx, sheet flights, cells B2, A3: are struck out, and are read all the same",
    ]


@pytest.mark.sibling("07")
def test_openpyxl_formulas(tmp_path: Path) -> None:
    """openpyxl saves formulas without values: each is told."""
    book = _small(tmp_path / "x.xlsx")
    book["groups"]["F2"] = "=1+1"
    book["groups"]["G3"] = '=IF(1=1,"","x")'
    book.save(tmp_path / "x.xlsx")
    assert [line.partition(":")[0] for line in said(tmp_path / "x.xlsx")] == [
        "x.xlsx, sheet groups, cell F2",
        "x.xlsx, sheet groups, cell G3",
    ]


@pytest.mark.sibling("07")
def test_xlsxwriter_formulas(tmp_path: Path) -> None:
    """xlsxwriter writes 0 for what it cannot calculate: told; values that it is given are read."""
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet("s")
        sheet.write_formula("A1", "=1+1")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_formula("C1", '=IF(1=2,"x","")', None, "")
        sheet.write_formula("D1", '="a"', None, "a")
        sheet.write_formula("E1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("F1", "=1=1", None, True)
    (read,) = read_sheets(tmp_path / "x.xlsx")
    kinds = [cell.rule.partition(" of ")[0] if isinstance(cell, Spoilt) else cell for cell in read.rows[0]]
    assert kinds[1:] == ["2", UNCALCULATED, "a", "holds an error", "true"]
    assert kinds[0] == "holds a formula with the value 0 that no spreadsheet has calculated"


def test_libreoffice(tmp_path: Path) -> None:
    """What LibreOffice makes of our workbook reads as ours; it calculates formulas that had no value."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    book = _small(tmp_path / "x.xlsx")
    book["groups"]["F2"] = "=1+1"
    book["groups"]["G3"] = '=IF(1=1,"","x")'
    book["groups"].row_dimensions[4].hidden = True
    book.save(tmp_path / "x.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    order = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "x.xlsx"),
    ]
    subprocess.run(order, check=True, capture_output=True, timeout=120)
    sheets = {sheet.name: sheet for sheet in read_sheets(tmp_path / "out" / "x.xlsx")}
    assert _texts(sheets["groups"])[1:3] == [
        ["A", "FRA", "NIM", "1", "2", "2", "2023-08-01T07:00Z"],
        ["B", "BEL", "NIM", "1", "2", "1"],
    ]
    assert [line.partition(";")[0] for line in said(tmp_path / "out" / "x.xlsx")] == [
        "x.xlsx, sheet groups, row 4: is hidden, and is read all the same"
    ]


def _texts(sheet: Sheet) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in sheet.rows]
