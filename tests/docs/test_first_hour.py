"""The first hour: every command of the page, in its order, on the files that it names."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from evacopt.cli.main import evacopt
from tests.files.writing import fill_in

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "first-hour"
PAGE = (ROOT / "docs" / "first-hour.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ {4}evacopt (.+)$", PAGE, re.MULTILINE)
SHOWN = dict(re.findall(r"^```text (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def _fill(path: Path) -> None:
    """As the page says: three keys, and the rows of two files below the examples."""
    book = openpyxl.load_workbook(path)
    said = dict(re.findall(r"^\| `(\w+)` \| `?([^|`]+?)`? \|$", PAGE, re.MULTILINE))
    keys = {key: _typed(said[key]) for key in ("name", "begins", "ends")}
    fill_in(book, keys, locations=_rows("locations"), flights=_rows("flights"))
    book.save(path)


def _rows(name: str) -> list[dict[str, Any]]:
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: _typed(text) for key, text in row.items()} for row in csv.DictReader(file)]


def _typed(text: str) -> Any:
    """What a spreadsheet makes of `text`."""
    if re.fullmatch(r"\d+", text):
        return int(text)
    return datetime.fromisoformat(text) if re.fullmatch(r"[\d-]+ [\d:]+", text) else text


def test_the_list_is_made_as_it_says(tmp_path: Path) -> None:
    """The same bytes again, both of them; 600 persons of four nationalities."""
    shutil.copy(FILES / "build.py", tmp_path)
    subprocess.run([sys.executable, str(tmp_path / "build.py")], check=True)
    for name in ("people.csv", "later.csv"):
        assert (tmp_path / name).read_bytes() == (FILES / name).read_bytes()
    rows = list(csv.DictReader((FILES / "people.csv").read_text(encoding="utf-8").splitlines()))
    assert (len(rows), len({row["Nationalité"] for row in rows})) == (600, 4)


def test_every_command_does_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty folder to a plan, its lists, and the plan after the next list."""
    monkeypatch.chdir(tmp_path)
    for name in ("people.csv", "later.csv"):
        shutil.copy(FILES / name, tmp_path)
    printed = ""
    for words in COMMANDS:
        ran = CliRunner().invoke(evacopt, shlex.split(words))
        assert ran.exit_code == 0, (words, ran.output[-2000:])
        printed += ran.output
        if words.startswith("new"):
            _fill(tmp_path / "crisis.xlsx")
    assert [line for shown in SHOWN.values() for line in shown.splitlines() if line not in printed] == []
    with (tmp_path / "lists" / "flights" / "FR1" / "manifest.csv").open(encoding="utf-8") as file:
        assert all(row["surname"] for row in csv.DictReader(file))
