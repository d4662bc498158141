"""Files of repatriation in one period: values worked out by hand, cases, broken files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import evacopt as ev
from evacopt.domain.instance import Instance
from evacopt.errors import InstanceError, UsageError
from evacopt.files.published import read_published, read_rsp

PLAIN: dict[str, Any] = {
    "cities": 2,
    "priority_groups": 2,
    "flights": 3,
    "quarantine_capacity": 9.0,
    "flight_seats": [4, 5, 4],
    "waiting": [[3, 2], [0, 4]],
    "priority_weight": [10, 1],
}
EXAMPLE: dict[str, Any] = {
    "cities": 1,
    "priority_groups": 1,
    "seats_per_flight": 5,
    "waiting": [[9]],
    "priority_weight": [2],
    "cases": [{"flights": 1, "quarantine": 9, "paper_Z": 10}, {"flights": 2, "quarantine": 9}],
}


def _file(path: Path, content: Any) -> Path:
    file = path / "cities.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def _value(instance: Instance) -> int:
    """The published value of the best plan: total weight less unserved."""
    total = int((instance.groups.weight * instance.groups.count).sum())
    result = ev.solve(instance, time_limit=20)
    assert [goal.goal for goal in result.goals] == ["unserved"]
    return total - result.goals[0].value


def test_cities_groups_and_aircraft(tmp_path: Path) -> None:
    """A flight a city and number of seats with copies; a group where somebody waits; places at home."""
    instance = read_published(_file(tmp_path, PLAIN), "rsp")
    flights = [(row.id, row.seats, row.copies, row.fleet, row.status) for row in instance.flights]
    assert flights == [
        ("C1-5", 5, 1, "S5", "optional"),
        ("C1-4", 4, 2, "S4", "optional"),
        ("C2-5", 5, 1, "S5", "optional"),
        ("C2-4", 4, 2, "S4", "optional"),
    ]
    groups = [(row.id, row.count, row.weight, row.priority) for row in instance.groups]
    assert groups == [("C1-1", 3, 10, 1), ("C1-2", 2, 1, 2), ("C2-2", 4, 1, 2)]
    assert [(fleet.id, fleet.count) for fleet in instance.fleets] == [("S5", 1), ("S4", 2)]
    assert instance.locations[-1].capacity == 9
    assert instance.policy.full_loads


def test_all_come_home_where_all_fits(tmp_path: Path) -> None:
    """Five seats for the five of one city, four for the four of the other, nine places."""
    assert _value(read_rsp(_file(tmp_path, PLAIN))) == 3 * 10 + 2 + 4


def test_aircraft_leave_full_or_the_city_is_empty(tmp_path: Path) -> None:
    """With eight places: four of the five (31) and the four (4) fill four seats each."""
    assert _value(read_rsp(_file(tmp_path, {**PLAIN, "quarantine_capacity": 8}))) == 31 + 4


def test_no_aircraft_leaves_half_empty(tmp_path: Path) -> None:
    """With three places no aircraft can leave full, and no city can be emptied."""
    assert _value(read_rsp(_file(tmp_path, {**PLAIN, "quarantine_capacity": 3}))) == 0


def test_cases_differ_in_aircraft(tmp_path: Path) -> None:
    """One aircraft takes five of nine; two take all, the second one not full, as nobody is left."""
    file = _file(tmp_path, EXAMPLE)
    assert _value(read_rsp(file, case=1)) == 2 * 5
    assert _value(read_rsp(file, case=2)) == 2 * 9
    assert read_rsp(file, case=2).name == "cities-2"


@pytest.mark.parametrize("case", [None, 3])
def test_a_case_must_be_chosen(tmp_path: Path, case: int | None) -> None:
    """Of two cases one must be named, and it must be there."""
    with pytest.raises(UsageError, match="has 2 cases: choose one from 1 to 2"):
        read_rsp(_file(tmp_path, EXAMPLE), case=case)


def test_a_single_case_needs_no_name(tmp_path: Path) -> None:
    """It is the instance."""
    single = {**EXAMPLE, "cases": EXAMPLE["cases"][1:]}
    assert read_rsp(_file(tmp_path, single)).flights[0].copies == 2


def test_a_plain_file_has_no_cases(tmp_path: Path) -> None:
    """Asking for one is a usage error."""
    with pytest.raises(UsageError, match="has no cases"):
        read_rsp(_file(tmp_path, PLAIN), case=1)


def test_unknown_formats_are_refused(tmp_path: Path) -> None:
    """Only the three are read."""
    with pytest.raises(UsageError, match="there are rsp, rpsp and mkp"):
        read_published(tmp_path, "rps")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"waiting": [[3, 2], [0, -4]]}, ["waiting[1][1]: must be from 0 to 1000000000, got -4"]),
        ({"waiting": [[3, 2], [0]]}, ["waiting[1]: must be a list of 2 integers"]),
        ({"waiting": [[3, 2]]}, ["waiting: must be a list of 2 lists"]),
        ({"flight_seats": [4, 5]}, ["flight_seats: must be a list of 3 integers"]),
        ({"quarantine_capacity": 8.5}, ['quarantine_capacity: must be an integer, got "8.5"']),
        ({"cities": "2"}, ['cities: must be an integer, got "2"']),
        (
            {"flights": True, "priority_weight": None, "seat": 1},
            [
                "seat: is no key of this format",
                "flights: must be an integer, got true",
                "priority_weight: must be a list of 2 integers",
            ],
        ),
    ],
)
def test_broken_files(tmp_path: Path, changed: dict[str, Any], said: list[str]) -> None:
    """Every place and rule of what is wrong; a wrong number of cities is followed by what it breaks."""
    with pytest.raises(InstanceError) as error:
        read_rsp(_file(tmp_path, {**PLAIN, **changed}))
    found = [str(finding) for finding in error.value.findings]
    for text in said:
        assert any(line.startswith(f"cities.json, {text}") for line in found), found


@pytest.mark.parametrize("missing", sorted(PLAIN))
def test_missing_keys_are_named(tmp_path: Path, missing: str) -> None:
    """Each key is needed."""
    with pytest.raises(InstanceError, match=f"cities.json, {missing}: "):
        read_rsp(_file(tmp_path, {key: value for key, value in PLAIN.items() if key != missing}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"cities": 1,\n "cities": 2}', "cities.json, cities: must be there once"),
        ('{"cities": 1,\n', "cities.json:2, column 1: is no JSON"),
        ("[]", "cities.json: must be an object, got []"),
        ('{"cases": []}', "cities.json, cases: must be a list of objects, not empty"),
    ],
)
def test_what_is_no_object_is_told(tmp_path: Path, content: str, said: str) -> None:
    """Broken JSON has line and column."""
    with pytest.raises(InstanceError) as error:
        read_rsp(_file(tmp_path, content))
    assert said in str(error.value)


def test_a_wrong_case_is_told_with_its_place(tmp_path: Path) -> None:
    """The path in the file leads to it."""
    broken = {**EXAMPLE, "cases": [{"flights": 0, "quarantine": 9}]}
    with pytest.raises(InstanceError, match=r"cities.json, cases\[0\], flights: must be from 1"):
        read_rsp(_file(tmp_path, broken))
