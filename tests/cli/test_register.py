"""The command `register`: from a list of persons to an instance, a plan and a manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.files import read_instance
from tests.cli.conftest import SMALL, Command
from tests.registration.lists import FAMILY, row, written

SINGLE = row("Meyer", "Anna", "1990-12-25", "Deutsche", document="C01X")


@pytest.fixture
def crisis(tmp_path: Path) -> Path:
    """The small instance without its groups, and without what speaks of them."""
    folder = tmp_path / "crisis"
    folder.mkdir()
    for file in SMALL.iterdir():
        if file.name in ("instance.toml", "locations.csv", "flights.csv"):
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of four who wait where the small instance begins."""
    origin = next(place.id for place in read_instance(SMALL).locations if place.role == "origin")
    rows = [[*cells[:7], origin, *cells[8:]] for cells in (*FAMILY, SINGLE)]
    return written(tmp_path / "people.csv", rows)


def test_from_a_list_to_an_instance(run: Command, tmp_path: Path, crisis: Path, people: Path) -> None:
    """One command: the folder is for its owner, and the instance in it has the places and flights."""
    out = tmp_path / "out"
    ran = run("register", people, "--on", "2023-04-23", "-o", out, "--into", crisis)
    assert ran.exit_code == 0, ran.output
    assert "4 people in 2 parties of 3 nationalities; 1 party is mixed." in ran.stdout
    instance = read_instance(out / "crisis")
    assert (len(instance.groups), instance.people) == (2, 4)
    assert len(instance.flights) == len(read_instance(SMALL).flights)
    assert run("register", people, "-o", out).exit_code == 2  # nothing is written over


def test_a_place_that_no_instance_knows_is_told_at_its_cell(
    run: Command, tmp_path: Path, crisis: Path
) -> None:
    """The finding leads to the list of persons, and nothing is written."""
    people = written(tmp_path / "people.csv", [*FAMILY, [*SINGLE[:7], "KRTT", *SINGLE[8:]]])
    out = tmp_path / "out"
    ran = run("register", people, "--on", "2023-04-23", "-o", out, "--into", crisis, "--json")
    assert ran.exit_code == 3
    assert {finding["place"] for finding in json.loads(ran.stdout)["errors"]} == {
        "people.csv:2",
        "people.csv:5",
    }
    assert not out.exists()


def test_an_instance_with_groups_keeps_them(run: Command, tmp_path: Path, people: Path) -> None:
    """They would be lost: that is an error."""
    ran = run("register", people, "--into", SMALL)
    assert ran.exit_code == 3
    assert "has groups of its own" in ran.stdout


def test_a_mapping_file_is_written_to_be_looked_at(run: Command, tmp_path: Path) -> None:
    """The first time it is written and nothing else; then it is used, and kept beside the groups."""
    people = written(tmp_path / "people.csv", [["A", "Gaul"]], ("Name", "Nationality"))
    mapping, out = tmp_path / "mapping.toml", tmp_path / "out"
    words = ("register", people, "--origin", "NIM", "--mapping", mapping, "-o", out)
    assert run(*words).exit_code == 0
    assert not out.exists()
    assert run(*words).exit_code == 3
    mapping.write_text(mapping.read_text().replace('"Gaul" = ""', '"Gaul" = "FRA"'))
    assert run(*words).exit_code == 0
    assert (out / "mapping.toml").read_text() == mapping.read_text()
    assert mapping.stat().st_mode & 0o777 == 0o600


def test_a_later_list_keeps_the_codes(run: Command, tmp_path: Path, people: Path) -> None:
    """By the folder of the earlier one; another list of the same people has them by its key."""
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    assert run("register", people, "-o", first).exit_code == 0
    ran = run("register", people, "-o", second, "--previous", first)
    assert "Against the earlier list: 0 parties are new, 0 withdrew, 0 changed" in ran.stdout
    assert run("register", people, "-o", third, "--key", first / "key").exit_code == 0
    for folder in (second, third):
        assert (folder / "groups.csv").read_text() == (first / "groups.csv").read_text()
    assert (second / "arrivals.csv").read_text() == "id,nationality,origin,size\n"
    assert run("register", people, "--key", people).exit_code == 2


def test_wrong_words_are_refused(run: Command, tmp_path: Path, people: Path) -> None:
    """No list, no nationality, no sheet."""
    assert run("register", tmp_path / "nothing.csv").exit_code == 2
    assert run("register", people, "--nationality", "French").exit_code == 2
    (tmp_path / "x.xlsx").write_text("no workbook")
    assert run("register", tmp_path / "x.xlsx").exit_code == 3
