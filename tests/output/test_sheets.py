"""Tables become CSV, workbooks and PDF that say what the tables say."""

from __future__ import annotations

import csv
import importlib.util
import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from evacopt.errors import UsageError
from evacopt.output.export.costs import money
from evacopt.output.pdf import pdf_bytes
from evacopt.output.sheets import csv_bytes, workbook_bytes
from evacopt.output.table import sheet

ROWS = (("=1+1", 3, money(1_234_50), None), ("Łódź, نيامي", -3, money(5), ""))
TABLE = sheet("things", "Things", ("word", "number", "amount", "blank"), ROWS)


def test_csv() -> None:
    """Numbers are numbers, money has two decimals, a text that looks like a formula is marked."""
    rows = list(csv.reader(io.StringIO(csv_bytes(TABLE).decode(), newline="")))
    assert rows[1:] == [["'=1+1", "3", "1234.50", ""], ["Łódź, نيامي", "-3", "0.05", ""]]


def test_workbook() -> None:
    """A sheet a table; texts are texts, numbers numbers, and no cell is a formula."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([TABLE])))
    assert book.sheetnames == ["things"]
    cells = [[(cell.value, cell.data_type) for cell in row] for row in book["things"].iter_rows()]
    assert cells[1] == [("'=1+1", "s"), (3, "n"), (1234.5, "n"), (None, "n")]
    assert cells[2][:2] == [("Łódź, نيامي", "s"), (-3, "n")]


def test_more_rows_than_a_sheet() -> None:
    """Is refused, with what to do instead."""
    with pytest.raises(UsageError, match="export as csv only"):
        workbook_bytes([TABLE], most_rows=1)


MARKUP = '#panic() *b* $x$ #read("/etc/passwd") <label> @ref = h \\ // c'


def test_pdf(tmp_path: Path) -> None:
    """Every cell stands on the page as it is, typst's own markup too; blank columns are left out."""
    pytest.importorskip("typst")
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext")
    file = tmp_path / "x.pdf"
    file.write_bytes(pdf_bytes([TABLE, sheet("m", MARKUP, ("a",), ((MARKUP,),) * 60)]))
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    text = " ".join(done.stdout.split())
    assert text.count(MARKUP) == 61
    assert "Łódź" in text
    assert "blank" not in text
    assert "1234.50" in text


def test_pdf_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Says how to get it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'evacopt\[pdf\]'"):
        pdf_bytes([TABLE])


def test_money_is_two_decimals() -> None:
    """Always, and exactly."""
    assert [str(money(cents)) for cents in (0, 5, 50, 100, 10**14)] == [
        "0.00",
        "0.05",
        "0.50",
        "1.00",
        "1000000000000.00",
    ]
    assert isinstance(money(1), Decimal)
