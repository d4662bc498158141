"""Crews: those a plan names, and whether any could be found where it names none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.judge.crews import crew_rows, crews
from evacopt.judge.limits import Limits
from evacopt.judge.pairs import read
from evacopt.judge.verify import verify
from tests.build import at
from tests.judge.world import WORLD, plan_of

DAY = 24 * 60


def _instance(flights: str, *crews: Crew, copies: int = 9) -> Instance:
    """Optional flights such as `A08 B09`: a fleet and an hour each."""
    direct = WORLD.flight["DIRECT"]
    rows = [
        replace(direct, id=code, fleet=code[0], departs=at(f"{code[1:]}:00"), copies=copies)
        for code in flights.split()
    ]
    fleets = tuple(Fleet(id=code, count=99, cycle=0) for code in "ABCD")
    return replace(WORLD, flights=tuple(rows), fleets=fleets, crews=crews)


def _crew(code: str, fleets: str, *, count: int = 1, hours: int = 24) -> Crew:
    return Crew(id=code, count=count, fleets=tuple(fleets), rest=60 * hours)


def _plan(instance: Instance, times: int = 1, crews: str = "") -> Plan:
    """Every flight flown `times`; crews such as `c1:A08 c2:B09*2`."""
    rows = []
    for named in crews.split():
        crew, _, flight = named.partition(":")
        code, _, many = flight.partition("*")
        rows.append((code, crew, int(many or 1)))
    return replace(
        plan_of(instance, {}),
        sorties=tuple((flight.id, times) for flight in instance.flights),
        crews=tuple(rows),
    )


def _judge(instance: Instance, times: int = 1, crews: str = "") -> list[Violation]:
    return verify(instance, _plan(instance, times, crews))


CAN_BE_FOUND = [
    ("A08 B09", [_crew("both", "AB"), _crew("a", "A")]),  # who can fly both must be kept for the later
    ("A08 B08", [_crew("both", "AB"), _crew("a", "A")]),
    ("A08 A09 A10", [_crew("one", "A"), _crew("two", "A", count=2)]),
    ("A08 A09", [_crew("c", "A", hours=1)]),  # back at the minute of the next departure
    ("A08 A08 A08", [_crew("c", "A", hours=0)]),  # who needs no rest is never away
    ("A08 B09 C10 A11", [_crew("ab", "AB", hours=3), _crew("bc", "BC"), _crew("c", "C")]),
    ("D08", [_crew("a", "A")]),  # nobody flies this fleet, so it needs no crew
    ("A08 B09 C10", [_crew("ab", "AB"), _crew("bc", "BC"), _crew("ca", "CA")]),
    ("A08 B08", [_crew("a", "A"), _crew("b", "B", count=2)]),
]
CANNOT = [
    ("A08", "A08", [_crew("c", "A", count=0)]),
    ("A09", "A08 A09", [_crew("c", "A", hours=2)]),
    ("B09", "A08 B09", [_crew("both", "AB")]),
    ("B10", "A08 A09 B10", [_crew("both", "AB", count=2), _crew("a", "A", count=0)]),
    ("C10", "A08 B09 C10", [_crew("ab", "AB"), _crew("bc", "BC")]),
    ("A09", "A08 A09 B08", [_crew("a", "A"), _crew("b", "B", count=2)]),
]


@pytest.mark.parametrize(("flights", "crews"), CAN_BE_FOUND)
def test_crews_that_can_be_found_are_found(flights: str, crews: list[Crew]) -> None:
    """Some way to crew every sortie exists, if not the first that comes to mind."""
    assert _judge(_instance(" ".join(dict.fromkeys(flights.split())), *crews)) == []


@pytest.mark.parametrize(("stuck", "flights", "crews"), CANNOT)
def test_where_no_crew_can_be_found_the_sortie_is_named(stuck: str, flights: str, crews: list[Crew]) -> None:
    """Whoever flies the sorties before, none is back for this one."""
    assert [(row.rule, row.subject) for row in _judge(_instance(flights, *crews))] == [("crew", stuck)]


def test_each_sortie_of_a_flight_needs_a_crew() -> None:
    """Three sorties at once need three crews, from any rows that can fly the fleet."""
    crews = (_crew("ab", "AB", count=2), _crew("a", "A"))
    assert _judge(_instance("A08", *crews), times=3) == []
    assert [row.subject for row in _judge(_instance("A08", *crews), times=4)] == ["A08"]


def test_many_crews_over_a_month_are_judged() -> None:
    """A hundred and twenty flights, twenty rows of crews that overlap: the search ends."""
    direct = WORLD.flight["DIRECT"]
    flights = tuple(
        replace(direct, id=f"{fleet}{day}", fleet=fleet, departs=at("09:00") + day * DAY)
        for day in range(30)
        for fleet in "ABCD"
    )
    crews = tuple(
        Crew(id=f"{pair}{n}", count=7, fleets=tuple(pair), rest=7 * DAY)
        for pair in ("AB", "BC", "CD", "DA")
        for n in range(5)
    )
    fleets = tuple(Fleet(id=code, count=99, cycle=0) for code in "ABCD")
    instance = replace(WORLD, ends=at("20:00") + 30 * DAY, flights=flights, fleets=fleets, crews=crews)
    assert _judge(instance) == []


NAMED = [
    ("c1:A08 c2:B09", set()),
    ("c1:A08", {"B09"}),
    ("c1:A08 c2:B09*2", {"B09", "c2 at 2023-08-01T09:00Z"}),
    ("c1:A08 c1:B09", {"c1 on B09", "c1 at 2023-08-01T09:00Z"}),
    ("c2:A08 c2:B09", {"c2 at 2023-08-01T09:00Z"}),
    ("c1:A08 c2:B09 c2:D10", {"c2 on D10", "c2 at 2023-08-01T10:00Z"}),
]


@pytest.mark.parametrize(("crews", "subjects"), NAMED)
def test_crews_that_are_named_are_taken_at_their_word(crews: str, subjects: set[str]) -> None:
    """Each sortie crewed once, by somebody who can fly it and is back; nothing is put right for the plan."""
    instance = _instance("A08 B09 D10", _crew("c1", "A"), _crew("c2", "AB"))
    assert {(row.rule, row.subject) for row in _judge(instance, crews=crews)} == {
        ("crew", s) for s in subjects
    }


def test_named_crews_without_rest_are_never_away() -> None:
    """A crew of one with no rest may fly three sorties at a time."""
    instance = _instance("A08", _crew("c", "A", hours=0))
    assert _judge(instance, times=3, crews="c:A08*3") == []


def test_a_search_that_takes_too_long_asks_for_the_crews() -> None:
    """Nothing is accepted on trust: where the search gives up it says what to do, and named crews pass."""
    instance = _instance("A08 B09 C10", _crew("ab", "AB"), _crew("bc", "BC"), _crew("ca", "CA"))
    words = "crew B09: needs a crew, and none was found in time: name the crews"
    plan, named = _plan(instance), _plan(instance, crews="ab:A08 bc:B09 ca:C10")
    assert [str(row) for row in crews(read(instance, plan), plan, Limits(crew_states=0))] == [words]
    assert list(crews(read(instance, named), named, Limits(crew_states=0))) == []


def test_rows_of_crews_take_each_team_for_its_shortest_rest() -> None:
    """A can be flown by two crews (back after one hour or three), B by the first alone; C needs none.

    From 08:00 to 09:00 one of two is gone with A, and back for the next; what B needs is of the team of one.
    """
    crews = [_crew("both", "AB", hours=1, count=2), _crew("a", "A", hours=3)]
    instance = _instance("A08 A09 B09 C09", *crews)
    pairs = read(instance, plan_of(instance, {})).pairs
    family = crew_rows(pairs)
    flights = [leg.id for leg in instance.schedule]
    rows = {family.key(row): set[str]() for row in range(len(family.high))}
    for column, first, stop in zip(
        family.entries.column.tolist(),
        family.entries.first.tolist(),
        family.entries.stop.tolist(),
        strict=True,
    ):
        for row in range(first, stop):
            rows[family.key(row)].add(flights[column - len(pairs.every)])
    minutes = {hour: f"2023-08-01T{hour}:00Z" for hour in ("08", "09")}
    assert rows == {
        ("crew", "a", "both", minutes["08"]): {"A08"},
        ("crew", "a", "both", minutes["09"]): {"A09", "B09"},
        ("crew", "both", minutes["09"]): {"B09"},
    }
    assert dict(zip(rows, family.high.tolist(), strict=True)) == {key: 3 if "a" in key else 2 for key in rows}
