"""Every rule of the data: broken, it is told where and what; kept, nothing is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.checks import Unread, errors_of, warnings_of
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Crew
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from tests.domain.valid import BEGINS, ENDS, VALID, added, changed
from tests.strategies import instances


def _said(instance: Instance) -> list[str]:
    return [str(finding) for finding in errors_of(instance)]


def _policy(**values: Any) -> Instance:
    return replace(VALID, policy=replace(VALID.policy, **values))


def test_a_valid_instance_has_no_findings() -> None:
    """The instance that the other tests break is sound."""
    assert _said(VALID) == []
    assert warnings_of(VALID) == []


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (replace(VALID, name=""), "instance, name: must not be blank"),
        (
            replace(VALID, begins=ENDS, ends=BEGINS),
            "instance, ends: must be after begins, 2023-08-03T00:00Z, got 2023-08-01T00:00Z",
        ),
        (changed("flights", 0, seats=0), "flights[0] (flight F1), seats: must be at least 1, got 0"),
        (changed("groups", 1, size=-4), "groups[1] (group G2), size: must be at least 1, got -4"),
        (changed("groups", 1, show_up=0), "groups[1] (group G2), show_up: must be at least 0.000001, got 0"),
        (
            changed("fleets", 0, cycle=-90),
            "fleets[0] (fleet A), cycle_hours: must be at least 0, got -1.5",
        ),
        (
            changed("locations", 0, role="heaven"),
            "locations[0] (location NIM), role: must be one of origin, hub, haven, both, got heaven",
        ),
        (
            changed("locations", 2, country="fr"),
            "locations[2] (location CDG), country: must be three capital letters, got fr",
        ),
        (
            replace(changed("groups", 0, id=" G1"), pins=()),
            "groups[0] (group  G1), id: must not begin or end with a blank, got  G1",
        ),
        (replace(changed("groups", 0, id=""), pins=()), "groups[0], id: must not be blank"),
        (changed("flights", 0, accepts=()), "flights[0] (flight F1), accepts: must not be blank"),
        (
            replace(changed("flights", 0, id="A>B"), shares=()),
            "flights[0] (flight A>B), id: must not contain ; or >, got A>B",
        ),
        (added("locations"), "locations[3] (location NIM), id: must be unique, got NIM; 2 rows have it"),
        (added("groups"), "groups[2] (group G1), id: must be unique, got G1; 2 rows have it"),
        (added("shares", people=0), "shares[1] (share S1), id: must be unique, got S1; 2 rows have it"),
        (
            replace(changed("flights", 0, id="S@2023-08-01T12:00Z"), shares=()),
            "sorties[0] (sortie S), id: must be unique, got S; the flight S@2023-08-01T12:00Z is listed "
            "and would also be one of its sorties",
        ),
        (
            changed("flights", 0, destination="CDQ"),
            "flights[0] (flight F1), destination: must name a location of this instance, got CDQ; "
            "did you mean CDG?",
        ),
        (
            changed("groups", 0, origin="nim"),
            "groups[0] (group G1), origin: must name a location of this instance, got nim; did you mean NIM?",
        ),
        (
            changed("pins", 0, group="G3", flight=""),
            "pins[0] (pin of G3), group: must name a group of this instance, got G3",
        ),
        (
            changed("pins", 0, flight="", itinerary=("F1", "S@2023-08-01T13:00Z")),
            "pins[0] (pin of G1), itinerary: must name a flight of this instance, got S@2023-08-01T13:00Z; "
            "did you mean S@2023-08-01T18:00Z?",
        ),
        (
            changed("crews", 0, fleets=("A", "B")),
            "crews[0] (crew C), fleets: must name a fleet of this instance, got B",
        ),
        (
            changed("shares", 0, flight="F7"),
            "shares[0] (share S1), flight: must name a flight of this instance, got F7",
        ),
        (
            changed("groups", 0, origin="CDG"),
            "groups[0] (group G1), origin: must name a location that is no haven, got CDG; "
            "CDG is a haven, where journeys end: give the group a location of role origin",
        ),
        (
            changed("groups", 0, destinations=("FRA", "JIB")),
            "groups[0] (group G1), destinations: must name havens or countries, got JIB; JIB is a hub",
        ),
        (
            changed("groups", 0, destinations=("CDQ",)),
            "groups[0] (group G1), destinations: must name havens or countries, got CDQ; did you mean CDG?",
        ),
        (
            changed("locations", 0, opens=BEGINS + 5, closes=BEGINS),
            "locations[0] (location NIM), closes: must not be before opens, 2023-08-01T00:05Z, "
            "got 2023-08-01T00:00Z",
        ),
        (
            changed("flights", 0, destination="NIM"),
            "flights[0] (flight F1), destination: must not be the origin, got NIM",
        ),
        (
            changed("flights", 0, arrives=BEGINS + 6 * HOUR),
            "flights[0] (flight F1), arrives: must be after departs, 2023-08-01T06:00Z, "
            "got 2023-08-01T06:00Z",
        ),
        (
            changed("flights", 0, departs=BEGINS - 1),
            "flights[0] (flight F1), departs: must be within the horizon, 2023-08-01T00:00Z to "
            "2023-08-03T00:00Z, got 2023-07-31T23:59Z",
        ),
        (
            replace(changed("sorties", 0, until=BEGINS), pins=()),
            "sorties[0] (sortie S), until: must not be before first_departure, 2023-08-01T12:00Z, "
            "got 2023-08-01T00:00Z",
        ),
        (
            changed("sorties", 0, until=ENDS + 1),
            "sorties[0] (sortie S), until: must be at most the end of the instance, 2023-08-03T00:00Z, "
            "got 2023-08-03T00:01Z",
        ),
        (
            changed("sorties", 0, every=0),
            "sorties[0] (sortie S), every_hours: must be at least 0.016667, got 0",
        ),
        (
            changed("groups", 0, stretchers=3),
            "groups[0] (group G1), stretchers: must be at most size, 2, got 3",
        ),
        (
            changed("groups", 0, stretchers=1, assisted=2),
            "groups[0] (group G1), assisted: must be at most size - stretchers, 1, got 2",
        ),
        (
            changed("groups", 0, members=(("FRA", 1), ("NER", 2))),
            "groups[0] (group G1), members: must add up to the people of the party (size + infants), "
            "2, got 3",
        ),
        (
            changed("groups", 0, members=(("NER", 1), ("FRA", 1))),
            "groups[0] (group G1), members: must name each nationality once, in alphabetical order, "
            "got NER:1;FRA:1",
        ),
        (
            changed("shares", 0, people=11),
            "flights[0] (flight F1), seats: must be at least the 11 seats reserved by S1, got 10",
        ),
        (
            changed("admissions", 0, location=""),
            "admissions[0] (admission of NER), location: must name either a location or a country",
        ),
        (
            changed("admissions", 0, country="FRA"),
            "admissions[0] (admission of NER), location: must name either a location or a country, "
            "got CDG and FRA",
        ),
        (
            changed("flights", 0, accepts=("own", "FRA")),
            "flights[0] (flight F1), accepts: must be all, own, or a list without those words, got own;FRA",
        ),
        (
            changed("blocs", 0, members=("FRA", "Nordic")),
            "blocs[0] (bloc EU), members: must be nationalities, three capital letters, got Nordic",
        ),
        (
            changed("blocs", 0, members=("FRA", "EU")),
            "blocs[0] (bloc EU), members: must be nationalities, three capital letters, got EU; "
            "name its members",
        ),
        (
            added("blocs", bloc="NER"),
            "blocs[1] (bloc NER), bloc: must not be a nationality in use, got NER; "
            "give the bloc another name",
        ),
        (added("blocs", bloc="all"), "blocs[1] (bloc all), bloc: must not be all or own, got all"),
        (
            changed("pins", 0, itinerary=("F1",)),
            "pins[0] (pin of G1), flight: must be blank where an itinerary is given, got S@2023-08-01T12:00Z",
        ),
        (
            changed("pins", 0, flight="", itinerary=("F1", "F1")),
            "pins[0] (pin of G1), itinerary: must name each flight once, got F1>F1",
        ),
        (
            _policy(objectives=("cost", "cost")),
            "policy, objectives: must name each goal once, got cost;cost",
        ),
        (_policy(objectives=()), "policy, objectives: must not be blank"),
        (
            _policy(priority_weights=((1, -1),)),
            "policy, priority_weights: must hold weights from 0 to 1000000000, got 1:-1",
        ),
        (_policy(max_legs=0), "policy, max_legs: must be at least 1, got 0"),
    ],
)
def test_a_broken_rule_is_told(instance: Instance, expected: str) -> None:
    """One rule broken gives one finding: table, row, thing, column, rule, value, remedy."""
    assert _said(instance) == [expected]


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (
            changed("locations", 0, movements_per_hour=0),
            [
                "locations[0] (location NIM), movements_per_hour: must be at least the 1 scheduled "
                "movements from 2023-08-01T06:00Z, got 0; they are of F1",
                "locations[0] (location NIM), movements_per_hour: must be at least the 1 scheduled "
                "movements from 2023-08-01T07:00Z, got 0; they are of F2",
            ],
        ),
        (
            changed("locations", 0, movements_per_day=1),
            [
                "locations[0] (location NIM), movements_per_day: must be at least the 2 scheduled "
                "movements from 2023-08-01T00:00Z, got 1; they are of F1, F2"
            ],
        ),
        (
            changed("fleets", 0, count=0),
            [
                "fleets[0] (fleet A), count: must be at least 1, what scheduled flights hold at "
                "2023-08-01T07:00Z, got 0; they fly F2"
            ],
        ),
        (
            changed("crews", 0, count=0),
            [
                "flights[1] (flight F2), fleet: must leave a crew for every scheduled flight of a fleet that "
                "crews name, got A; with the scheduled flights that depart before F2, no crew is left for it"
            ],
        ),
    ],
)
def test_scheduled_flights_that_cannot_fly(instance: Instance, expected: list[str]) -> None:
    """Flights that fly whatever is decided must leave movements, aircraft and crews within their limits."""
    assert _said(instance) == expected


@pytest.mark.parametrize(
    ("first", "second", "fine"),
    [((0, 60), (60, 120), True), ((0, 61), (60, 120), False), ((0, 0), (0, 0), True)],
)
def test_an_aircraft_is_gone_for_a_half_open_time(
    first: tuple[int, int], second: tuple[int, int], fine: bool
) -> None:
    """Back at the minute another leaves is in time; a cycle of nothing never occupies."""
    flights = tuple(
        replace(VALID.flights[1], id=name, departs=BEGINS + when, arrives=BEGINS + when + 30)
        for name, when in (("X", first[0]), ("Y", second[0]))
    )
    fleet = replace(VALID.fleets[0], count=1, cycle=first[1] - first[0])
    instance = replace(VALID, flights=flights, shares=(), crews=(), fleets=(fleet,))
    assert (_said(instance) == []) == fine


def test_crews_are_handed_out_in_the_best_way() -> None:
    """A crew that can fly everything is kept for the flight that needs it."""
    one, other = VALID.fleets[0], replace(VALID.fleets[0], id="B")
    flights = (
        replace(VALID.flights[1], id="X", fleet="A"),
        replace(VALID.flights[1], id="Y", fleet="B"),
    )
    crews = (
        Crew(id="both", count=1, fleets=("A", "B"), rest=600),
        Crew(id="only A", count=1, fleets=("A",), rest=600),
    )
    instance = replace(VALID, flights=flights, shares=(), fleets=(one, other), crews=crews)
    assert _said(instance) == []
    assert len(_said(replace(instance, crews=crews[1:]))) == 0
    assert len(_said(replace(instance, crews=crews[:1]))) == 1


def test_the_sum_of_reserved_pools_counts() -> None:
    """Pools of several shares, by whatever scope, stand on the same seats."""
    shares = (
        Share(id="a", kind="reserve", nationality="FRA", people=6, operator="FRA"),
        Share(id="b", kind="reserve", nationality="DEU", people=5, destination="CDG"),
        Share(id="c", kind="max", nationality="DEU", people=50),
    )
    assert _said(replace(VALID, shares=shares)) == [
        "flights[0] (flight F1), seats: must be at least the 11 seats reserved by a, b, got 10"
    ]


@pytest.mark.parametrize(
    ("values", "policy", "table"),
    [
        ({"count": 10**9}, Policy(), "groups, count: must leave at most 1000000000 people in total"),
        (
            {"count": 10**7, "weight": 10**9},
            Policy(),
            "groups, weight: must leave a total weight (count x weight) below 9007199254740992",
        ),
        (
            {"count": 10**7},
            Policy(priority_weights=((1, 10**8),)),
            "policy, priority_weights: must leave a total waiting (people x class weight x hours) below",
        ),
    ],
)
def test_sums_must_stay_exact(values: dict[str, int], policy: Policy, table: str) -> None:
    """People, weights and waiting of everybody stay within what integers and doubles hold exactly."""
    broken = replace(changed("groups", 0, **values), policy=policy)
    assert any(line.startswith(table) for line in _said(broken))


def test_sorties_must_not_explode() -> None:
    """A sortie every minute for years is told, not expanded."""
    many = changed("sorties", 0, every=1, until=BEGINS + 900 * DAY)
    broken = replace(many, ends=BEGINS + 1000 * DAY, pins=())
    (line,) = _said(broken)
    assert line.startswith(
        "sorties[0] (sortie S), every_hours: must leave at most 200000 flights of all sorties together"
    )


_NO_IDS: Any = (1, "G2")


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (
            changed("flights", 0, seats=2.5),
            "flights[0] (flight F1), seats: must be an integer, got 2.5",
        ),
        (changed("flights", 0, aircraft=None), "flights[0] (flight F1), aircraft: must not be blank"),
        (
            changed("flights", 0, accepts=["FRA"]),
            "flights[0] (flight F1), accepts: must be a tuple, got ['FRA']",
        ),
        (
            replace(VALID, groups=replace(VALID.groups, size=VALID.groups.size.astype(np.float64))),
            "groups, size: must be int64, got float64",
        ),
        (
            replace(VALID, groups=replace(VALID.groups, size=VALID.groups.size[:1])),
            "groups, size: must have as many rows as the ids: 2, got 1",
        ),
        (
            replace(VALID, groups=replace(VALID.groups, id=_NO_IDS)),
            "groups[0] (group 1), id: must be text, got 1",
        ),
    ],
)
def test_values_of_a_wrong_type_are_told_alone(instance: Instance, expected: str) -> None:
    """An instance made in Python with a wrong type gets that finding; nothing else can be asked of it."""
    assert _said(instance) == [expected]


def test_cells_that_could_not_be_read_are_not_spoken_of() -> None:
    """A placeholder breaks no rule, and neither does what follows from it."""
    broken = changed("flights", 0, departs=0, destination="")
    assert len(_said(broken)) == 2
    unread = Unread(cells=frozenset({("flights", 0, "departs"), ("flights", 0, "destination")}))
    assert errors_of(broken, unread=unread) == []


def test_every_row_is_told_of_a_large_table() -> None:
    """Nothing is capped: a thousand wrong rows give a thousand findings, each with its row."""
    rows = [
        Group(id=f"G{row}", nationality="FRA", origin="NIM", size=1, stretchers=row % 2)
        for row in range(2000)
    ]
    broken = replace(VALID, groups=Groups.of([replace(row, size=row.stretchers) for row in rows]), pins=())
    assert [finding.row for finding in errors_of(broken)] == list(range(0, 2000, 2))


@settings(max_examples=30)
@given(instances(), st.data())
def test_any_integer_anywhere_gives_findings_at_worst(instance: Instance, data: st.DataObject) -> None:
    """Checks never fail, whatever integers an instance made in Python holds."""
    number = data.draw(st.integers(-(2**62), 2**62))
    flights = tuple(replace(flight, departs=number, seats=number) for flight in instance.flights)
    sorties = tuple(replace(sortie, until=number, block_minutes=number) for sortie in instance.sorties)
    groups = instance.groups
    filled = np.full(len(groups), number, dtype=np.int64)
    broken = replace(
        instance, flights=flights, sorties=sorties, groups=replace(groups, size=filled, ready=filled)
    )
    assert all(str(finding) for finding in errors_of(broken))
