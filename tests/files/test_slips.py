"""Slips of the hand are warned of, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evacopt.domain.checks.slips_of_legs import most_people
from evacopt.domain.checks.thresholds import AIRCRAFT
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.reception import Capacity
from evacopt.domain.share import Share
from evacopt.domain.window import Window
from evacopt.files import check_instance, read_instance, write_instance
from evacopt.files.slips import slips_of
from evacopt.generation.generate import generate
from tests.domain.valid import BEGINS, ENDS, VALID, added, changed
from tests.files.writing import FILES, folder, said

INSTANCES = Path(__file__).resolve().parents[2] / "instances"
NIAMEY, PARIS = (13_481_500, 2_183_610), (49_009_700, 2_547_780)


def _placed(**flight: Any) -> Instance:
    """The valid instance with coordinates, and other values of its first flight."""
    niamey, djibouti, paris = VALID.locations
    places = (
        replace(niamey, lat=NIAMEY[0], lon=NIAMEY[1]),
        djibouti,
        replace(paris, lat=PARIS[0], lon=PARIS[1]),
    )
    return replace(changed("flights", 0, **flight), locations=places)


def _at(**place: Any) -> Instance:
    niamey = replace(VALID.locations[0], **place)
    return replace(VALID, locations=(niamey, *VALID.locations[1:]))


def _counts(*counts: int) -> Instance:
    rows = [
        Group(id=f"G{number}", nationality="FRA", origin="NIM", size=1, count=count)
        for number, count in enumerate(counts, start=1)
    ]
    return replace(VALID, groups=Groups.of(rows))


DJIBOUTI = VALID.locations[1]
SLIPS = [
    (
        changed("flights", 0, aircraft="Airbus H225", seats=2_600),
        "flights[0] (flight F1), seats: is far above what a Airbus H225 has carried, at most 29, got 2600; "
        "is there a digit too many?",
    ),
    (
        _counts(30, 25, 3_000, 12, 7),
        "groups[2] (group G3), count: is far more parties than any other group has, at most 30, got 3000; "
        "are they people, or is there a digit too many?",
    ),
    (
        _at(lat=NIAMEY[1], lon=NIAMEY[0], iata="NIM"),
        "locations[0] (location NIM), lat: is 1,767 km from the airport NIM, got 2.18361, 13.4815; "
        "lat and lon are probably swapped",
    ),
    (
        _at(lat=48_000_000, lon=2_000_000),
        "locations[0] (location NIM), lat: is 3,268 km from every airport of NER, got 48, 2; "
        "are lat and lon the right way round, with their signs?",
    ),
    (
        replace(VALID, windows=(Window(location="NIM", kind="closed", since=BEGINS - 365 * DAY),)),
        "windows[0] (window of NIM), from: is far off the horizon, 2023-08-01T00:00Z to 2023-08-03T00:00Z, "
        "got 2022-08-01T00:00Z; is 2023-08-01T00:00Z meant, a year later?",
    ),
    (
        replace(VALID, capacities=(Capacity(location="CDG", since=BEGINS + 31 * DAY, people=9),)),
        "capacities[0] (capacity of CDG), from: is far off the horizon, 2023-08-01T00:00Z to "
        "2023-08-03T00:00Z, got 2023-09-01T00:00Z; is 2023-08-01T00:00Z meant, a month earlier?",
    ),
    (
        changed("locations", 2, role="both"),
        "locations[2] (location CDG), role: is an origin, and nobody waits there, got both; "
        "is it really a place of role both?",
    ),
    (
        _at(role="both"),
        "locations[0] (location NIM), role: is a haven, and nothing arrives there, got both; "
        "is it really a place of role both?",
    ),
    (
        _placed(arrives=BEGINS + 9 * HOUR),
        "flights[0] (flight F1), arrives: makes it faster than any airliner, 3,951 km from NIM to CDG at "
        "1,317 km/h, got 3 hours; are the times, and the places, right?",
    ),
    (
        changed("flights", 0, arrives=BEGINS + 36 * HOUR),
        "flights[0] (flight F1), arrives: makes it longer than any flight, got 30 hours; is the date right? "
        "If it is no flight, say so in aircraft",
    ),
    (
        _placed(aircraft="bus", arrives=BEGINS + 20 * DAY),
        "flights[0] (flight F1), arrives: makes it slower than a convoy, 3,951 km from NIM to CDG, "
        "got 474 hours; are the times, and the places, right?",
    ),
    (
        replace(VALID, locations=(*VALID.locations, replace(DJIBOUTI, id="XJD"))),
        "locations[3] (location XJD), role: is a hub, and nothing arrives there, got hub; "
        "is it really a place of role hub?",
    ),
    (
        changed("locations", 1, role="haven"),
        "locations[1] (location JIB), role: is a haven, where people are safe, and yet something departs "
        "from there, got haven; is it really a place of role haven?",
    ),
    (
        replace(VALID, locations=(*VALID.locations, Location(id="AJY", role="origin", country="NER"))),
        "locations[3] (location AJY), role: is an origin, and nobody waits there, got origin; "
        "is it really a place of role origin?",
    ),
    (
        added("flights", id="FI", seats=9),
        "flights[2] (flight FI), id: differs from F1 in nothing but I for 1, got FI; are they one?",
    ),
    (
        changed("groups", 0, ready=BEGINS - 31 * DAY),
        "groups[0] (group G1), ready: is far off the horizon, 2023-08-01T00:00Z to 2023-08-03T00:00Z, "
        "got 2023-07-01T00:00Z; is 2023-08-01T00:00Z meant, a month later?",
    ),
    (
        changed("shares", 0, departs_before=ENDS + 366 * DAY),
        "shares[0] (share S1), departs_before: is far off the horizon, 2023-08-01T00:00Z to "
        "2023-08-03T00:00Z, got 2024-08-03T00:00Z; is 2023-08-03T00:00Z meant, a year earlier?",
    ),
]


@pytest.mark.parametrize(("instance", "expected"), SLIPS, ids=range(len(SLIPS)))
def test_each_slip_says_why(instance: Instance, expected: str) -> None:
    """One slip is one warning, which says why and asks what was meant."""
    (finding,) = slips_of(instance)
    assert (str(finding), finding.severity) == (expected, "warning")


MEANT = [
    changed("flights", 0, aircraft="C-17", seats=823),
    changed("flights", 0, aircraft="ferry", seats=2_600),
    changed("flights", 0, aircraft="ship", arrives=BEGINS + 36 * HOUR),
    _counts(1_235, 1_173, 6, 1, 1, 1),
    _counts(3_000, 1),
    _placed(),
    _at(lat=NIAMEY[0], lon=NIAMEY[1], iata="NIM"),
    _at(lat=21_500_000, lon=13_000_000),
    _at(country="UNO", lat=0, lon=0),
    added("flights", id="F3", seats=9),
    added("flights", id="F3", aircraft="bus"),
    changed("groups", 0, ready=BEGINS - 40 * DAY),
    changed("shares", 0, departs_before=ENDS + 2 * DAY),
]


@pytest.mark.parametrize("instance", MEANT, ids=range(len(MEANT)))
def test_what_may_be_meant_is_no_slip(instance: Instance) -> None:
    """Unusual is not wrong: the far north of a state, a ship of two days, the most that was ever carried."""
    assert slips_of(instance) == []


@pytest.mark.parametrize("name", sorted(path.name for path in INSTANCES.iterdir()))
def test_real_crises_hold_no_slip(name: str) -> None:
    """Nothing is said of the packaged instances."""
    assert slips_of(read_instance(INSTANCES / name)) == []


TRUE_OF_FAMILIES = {
    "surge": ["locations.role is a haven, and nothing arrives there"],
    "hubs": ["flights.arrives makes it faster than any airliner, 5,568 km from JIB to TOJ at 1,114 km/h"],
}
"""What is true of families with 1,000 people and seed 5: none flies to Paris, and one flies too fast."""


@pytest.mark.parametrize(
    "family", ["surge", "hubs", "shares", "fleet", "mixed", "airfield", "tight", "rsp", "rpsp"]
)
def test_generated_families_hold_no_false_alarm(family: str) -> None:
    """Of generated instances nothing is said but what is so."""
    people = None if family in ("rsp", "rpsp") else 1_000
    found = [
        f"{one.table}.{one.column} {one.rule}" for one in slips_of(generate(family, people=people, seed=5))
    ]
    assert found == TRUE_OF_FAMILIES.get(family, [])


def test_most_people_is_of_the_nearest_type() -> None:
    """A tanker is not its airliner, signs and blanks do not count, and of the unknown nothing is said."""
    assert [most_people(text) for text in ("A330 MRTT", "a330-200", "C-130J-30", "charter", "")] == [
        300,
        406,
        136,
        0,
        0,
    ]
    assert all(most_people(one.name) == one.most_people and one.source for one in AIRCRAFT)


def test_slips_have_their_cell_and_stop_nothing(tmp_path: Path) -> None:
    """A slip is said with its place in the file, and the instance is read all the same."""
    flights = FILES["flights.csv"].replace("2023-08-01T11:00Z,10", "2023-08-02T18:00Z,10")
    path = folder(tmp_path / "x", flights_csv=flights)
    instance, findings = check_instance(path)
    assert instance == read_instance(path)
    assert [str(one) for one in findings] == [
        "flights.csv:2 (flight F1), arrives: makes it longer than any flight, got 36 hours; is the date "
        "right? If it is no flight, say so in aircraft"
    ]


def test_a_departure_a_month_off_says_what_is_meant(tmp_path: Path) -> None:
    """A flight outside the horizon is an error, and its remedy is the month that is meant."""
    path = folder(tmp_path / "x", flights_csv=FILES["flights.csv"].replace("2023-08-01T", "2023-07-01T"))
    assert said(path) == [
        "flights.csv:2 (flight F1), departs: must be within the horizon, 2023-08-01T00:00Z to "
        "2023-08-03T00:00Z, got 2023-07-01T06:00Z; is 2023-08-01T06:00Z meant, a month later?"
    ]


def test_a_share_of_json_has_its_slip(tmp_path: Path) -> None:
    """Slips are found in whatever container."""
    share = Share(id="SO", kind="reserve", nationality="FRA", people=1, flight="F1")
    instance = replace(VALID, shares=(*VALID.shares, share, replace(share, id="S0", people=0)))
    write_instance(instance, tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text())["shares"][2]["id"] == "S0"
    assert [line for line in said(tmp_path / "x.json") if "differs" in line] == [
        "shares[2] (share S0), id: differs from SO in nothing but 0 for O, got S0; are they one?"
    ]
