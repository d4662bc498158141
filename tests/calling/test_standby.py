"""How many stand by: enough to fill the flight, and not many more."""

from __future__ import annotations

from math import comb

from evacopt import call_forward
from evacopt.domain.share import Share
from tests import build
from tests.build import flight, group, instance
from tests.calling.enumerated import parties_of

HALF = {"show_up": 500_000}


def _at_least(seats: int, parties: int) -> float:
    """The chance that so many of these parties come at even odds."""
    return float(sum(comb(parties, came) for came in range(seats, parties + 1)) / 2**parties)


def test_a_list_is_as_long_as_it_takes() -> None:
    """With those called it fills every seat with a chance of 95 %; without its last two it would not."""
    known = instance(groups=(group("A", count=200, **HALF),), flights=(flight("F", seats=40),))
    calls = call_forward(known, build.plan(known, ("A", "F", 40)))
    called, standby = parties_of(calls)["A"], dict(calls.flights[0].standby)["A"]
    assert _at_least(40, called + standby) >= 0.95 > _at_least(40, called + standby - 2)


def test_a_list_ends_where_it_would_fill_the_flight_alone() -> None:
    """Seats kept for people who are not there stay empty: nobody waits for them without end."""
    known = instance(
        groups=(group("A", count=200, **HALF), group("N", nationality="NER", ready=build.at("09:00"))),
        flights=(flight("F", seats=40),),
        shares=(Share(id="R", kind="reserve", nationality="NER", people=10, flight="F"),),
    )
    calls = call_forward(known, build.plan(known, ("A", "F", 30)))
    assert dict(calls.flights[0].standby)["A"] == 80


def test_who_needs_what_is_gone_is_not_counted_on() -> None:
    """Families with infants come first, and with one place for an infant others fill the flight."""
    known = instance(
        groups=(group("I", count=60, infants=1, **HALF), group("A", count=200, priority=2, **HALF)),
        flights=(flight("F", seats=40, infants=1),),
    )
    calls = call_forward(known, build.plan(known, ("A", "F", 40)))
    (row,) = calls.flights
    assert [name for name, _ in row.standby] == ["I", "A"]
    assert _at_least(40, parties_of(calls)["A"] + dict(row.standby)["A"] + 1) >= 0.95


def test_whom_an_earlier_flight_takes_is_not_counted_on() -> None:
    """The list of the second flight has those of the first and as many more."""
    legs = (flight("F", seats=40), flight("E", "O 09:00", "V 13:00", seats=40))
    known = instance(groups=(group("A", count=300, **HALF),), flights=legs)
    calls = call_forward(known, build.plan(known, ("A", "F", 40), ("A", "E", 40)))
    first, second = (dict(row.standby)["A"] for row in calls.flights)
    assert second >= first + 10
