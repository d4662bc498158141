"""What the page on lists of persons shows is so, from the list to a manifest."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from evacopt.cli.main import evacopt
from evacopt.registration.field_map import read_field_map
from evacopt.registration.headings import FIELDS
from tests.files.writing import fill_in

PAGE = (Path(__file__).parents[2] / "docs" / "register.md").read_text(encoding="utf-8")
BLOCKS = {
    name or kind: text
    for kind, name, text in re.findall(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
COMMANDS = re.findall(r"^ {4}evacopt ([^#\n]+?) *(?:#.*)?$", PAGE, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the list of the page lies, and a workbook filled in as a planner would."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(BLOCKS["people"], encoding="utf-8")
    return tmp_path


def _run(words: str) -> Result:
    ran = CliRunner().invoke(evacopt, shlex.split(words))
    assert ran.exit_code == 0, (words, ran.output)
    return ran


def _fill(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    keys = {"name": "crisis", "begins": datetime(2023, 8, 1), "ends": datetime(2023, 8, 3)}
    places = (
        {"id": "NIM", "role": "origin", "country": "NER"},
        {"id": "CDG", "role": "haven", "country": "FRA"},
    )
    flight = {"id": "FR1", "operator": "FRA", "origin": "NIM", "destination": "CDG", "seats": 9}
    times = {"departs": datetime(2023, 8, 1, 18, 20), "arrives": datetime(2023, 8, 1, 23, 50)}
    fill_in(book, keys, locations=places, flights=[flight | times])
    book.save(path)


def test_from_the_list_to_a_manifest(folder: Path) -> None:
    """Every command of the first section, in its order; the page shows what is printed."""
    first, new, register, solve, export = COMMANDS[1:6]
    printed = _run(first).stdout
    assert [line for line in BLOCKS["register"].splitlines() if line not in printed] == []
    listed = set(re.findall(r"^\| `([\w.]+)` \|", PAGE, re.MULTILINE))
    assert {path.name for path in (folder / "people").iterdir()} <= listed
    _run(new)
    _fill(folder / "crisis.xlsx")
    (folder / "people").rename(folder / "tried")
    _run(f"{register} --on 2023-08-01")
    assert "All 5 people get out." in _run(f"{solve} -q").stdout
    _run(f"{export} --yes")
    (manifest,) = (folder / "lists").glob("flights/FR1/manifest.csv")
    assert "Diallo,Lina" in manifest.read_text(encoding="utf-8")


def test_the_mapping_file_is_one_and_every_field_is_told(tmp_path: Path) -> None:
    """The example is read, and the table of fields leaves none out."""
    (tmp_path / "mapping.toml").write_text(BLOCKS["toml"], encoding="utf-8")
    assert read_field_map(tmp_path / "mapping.toml").travel_as == ("FRA",)
    table = PAGE.split("## How headings are read")[1].split("## The mapping file")[0]
    assert [field for field in FIELDS if f"`{field}`" not in table] == []
