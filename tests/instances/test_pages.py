"""The pages of the real instances against their tables."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.files import check_instance

PAGES = sorted((Path(__file__).parents[2] / "instances").glob("*/README.md"))
FOLDERS = [page.parent for page in PAGES if not (page.parent / "build.py").exists()]
"""Tables that are written row by row; those that a script makes are looked at in `tests/end_to_end`."""
BY_NAME = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
BASES = ("documented", "derived", "assumed")


def _read(folder: Path) -> Instance:
    instance, findings = check_instance(folder)
    errors = [finding for finding in findings if finding.severity == "error"]
    assert instance is not None, errors
    return instance


def _page(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def _section(folder: Path, heading: str) -> str:
    return _page(folder).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def _people(instance: Instance) -> Counter[str]:
    """People by their own nationality."""
    total: Counter[str] = Counter()
    for group in instance.groups:
        for nationality, people in group.own_nationalities:
            total[nationality] += people * group.count
    return total


def test_real_instances_are_there() -> None:
    """All seven are found, so the tests below speak of something; Kabul's tables are made by a script."""
    written = ["beirut-2024", "gulf-2026", "khartoum-2023", "niamey-2023", "port-au-prince-2024"]
    written.append("tel-aviv-2023")
    assert [folder.name for folder in FOLDERS] == written
    assert [page.parent.name for page in PAGES] == sorted([*written, "kabul-2021"])


@BY_NAME
def test_reads_without_an_error(folder: Path) -> None:
    """The folder is a valid instance under its own name, and says where it comes from."""
    instance = _read(folder)
    assert instance.name == folder.name
    assert instance.source
    assert instance.license


@BY_NAME
def test_page_names_every_flight_place_share_limit_and_operator(folder: Path) -> None:
    """Whatever a planner finds in the tables is explained on the page."""
    instance, page = _read(folder), _page(folder)
    flights = [flight.id for flight in instance.flights] + [sortie.id for sortie in instance.sorties]
    shares = [share.id for share in instance.shares]
    places = [place.id for place in instance.locations]
    scarce = [row.id for rows in (instance.resources, instance.slots, instance.dimensions) for row in rows]
    operators = {flight.operator for flight in instance.schedule}
    for name in [*flights, *shares, *places, *scarce, *sorted(operators)]:
        assert re.search(rf"\b{re.escape(name)}\b", page), name


@BY_NAME
def test_people_by_nationality_are_as_the_page_says(folder: Path) -> None:
    """Each row `| FRA | 600 |` of the table of people is the sum over the groups."""
    stated = re.findall(r"^\| ([A-Z]{3}) \| ([\d,]+) \|", _section(folder, "People"), re.MULTILINE)
    people = _people(_read(folder))
    assert len(stated) >= 8
    assert {code: people[code] for code, _ in stated} == {
        code: int(number.replace(",", "")) for code, number in stated
    }


@BY_NAME
def test_total_is_as_the_page_says(folder: Path) -> None:
    """The total on the page is the number of people in the table."""
    total = re.search(r"\*\*Total:\*\* ([\d,]+) people", _page(folder))
    assert total is not None
    assert int(total[1].replace(",", "")) == _people(_read(folder)).total()


@BY_NAME
def test_every_row_of_the_page_says_its_basis(folder: Path) -> None:
    """Each row of the tables of people, places and rules says documented, derived or assumed."""
    people = _section(folder, "People")
    rows = [line for line in people.splitlines() if line.startswith("| ") and "basis |" not in line]
    assert rows
    for row in rows:
        assert any(basis in row for basis in BASES), row


@BY_NAME
def test_composition_in_the_notes_adds_up(folder: Path) -> None:
    """The adults, children and infants in the note of a group are its size and its infants."""
    text = (folder / "groups.csv").read_text(encoding="utf-8")
    instance = _read(folder)
    for group in instance.groups:
        line = next(line for line in text.splitlines() if line.startswith(f"{group.id},"))
        adults, children, infants = (
            sum(map(int, re.findall(rf"(\d+) {word}", line))) for word in ("adult", "child", "infant")
        )
        if adults:
            assert (adults + children, infants) == (group.size, group.infants), group.id


@BY_NAME
def test_no_group_has_the_name_of_a_person(folder: Path) -> None:
    """Group ids are codes: a nationality, a wave and a letter, or a nationality and a mark."""
    for group in _read(folder).groups.id:
        assert re.fullmatch(r"(P-)?[A-Z]{3}-(\d[a-z]|[A-Z])", group), group
