"""Why a flight is full, or empty, or not flown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.flight import Crew, Fleet
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary
from evacopt.errors import UsageError
from evacopt.explaining.answer import FlightStory
from evacopt.explaining.flight_story import flight_story
from tests.build import DIRECT, at, flight, group, instance, place
from tests.explaining.plans import plan_of

OPTIONAL = replace(DIRECT, status="optional", cost=5_000)
OTHERS = group("X", nationality="DEU", count=10)


def _story(
    known: Instance,
    aboard: dict[str, int] | None = None,
    sorties: dict[str, int] | None = None,
    code: str = "F",
) -> FlightStory:
    taken: dict[tuple[str, Itinerary], int] = {
        (name, ("F",)): parties for name, parties in (aboard or {}).items()
    }
    return flight_story(known, plan_of(known, taken, sorties), code, no_shows=10)


def test_full() -> None:
    """A full flight says so; who stays lacks a seat; who is aboard is told, least urgent first."""
    known = instance(groups=(group(priority=2), group("Y", priority=1, size=3), replace(OTHERS, count=7)))
    story = _story(known, {"X": 7, "Y": 1})
    assert story.why == ("full: all 10 seats are taken",)
    assert [(one.people, one.text) for one in story.kept] == [(1, "no seat left on F")]
    assert [(one.group, one.people) for one in story.holders] == [("X", 7), ("Y", 3)]


def test_empty_because_nobody_stays() -> None:
    """Seats that nobody needs are empty because nobody stays."""
    story = _story(instance(), {"G": 1})
    assert story.why == ("9 of 10 seats are empty", "nobody stays who could take them")
    assert story.kept == ()


def test_empty_though_people_stay() -> None:
    """Those who stay are counted by what keeps them off."""
    groups = (group(count=3, leave_by=at("07:00")), group("Z", origin="O", destinations=("W",), size=2))
    story = _story(instance(groups=groups))
    assert story.why == (
        "10 of 10 seats are empty",
        "of 5 who stay 5 have a way by it; what keeps them off is below",
    )
    assert [(one.code, one.people) for one in story.kept] == [("leave_by", 3), ("destinations", 2)]


def test_empty_as_it_leads_nobody_out() -> None:
    """A flight to a hub from which nothing leaves is no way out for anybody."""
    known = instance(flights=(flight("F", "O 08:00", "H 10:00"), flight("E", "O 07:00", "V 08:00", seats=1)))
    assert _story(known).why[1] == "of 1 who stay nobody has a way by it"


def test_cancelled() -> None:
    """A cancelled flight is cancelled."""
    story = _story(instance(flights=(replace(DIRECT, status="cancelled"),)))
    assert story.why == ("F is cancelled",)
    assert story.standby == ()


def test_no_aircraft() -> None:
    """An optional flight that lacks an aircraft names the flights that have them."""
    busy = replace(OPTIONAL, id="B", departs=OPTIONAL.departs - 60, fleet="A")
    known = instance(
        flights=(replace(OPTIONAL, fleet="A"), busy), fleets=(Fleet(id="A", count=1, cycle=120),)
    )
    story = _story(known, sorties={"B": 1})
    assert story.why == ("not flown: all 1 aircraft of A are in use at 2023-08-01T08:00Z, by B",)


def test_no_crew() -> None:
    """An optional flight that lacks a rested crew says so."""
    known = instance(
        flights=(replace(OPTIONAL, fleet="A"),),
        fleets=(Fleet(id="A", count=1, cycle=120),),
        crews=(Crew(id="c", count=0, fleets=("A",), rest=60),),
    )
    assert _story(known).why == ("not flown: no crew for A is rested at 2023-08-01T08:00Z",)


def test_no_movement() -> None:
    """An optional flight for which an airfield has no room says so."""
    known = instance(flights=(OPTIONAL,), places=(place("O", movements_per_day=0),))
    assert _story(known).why[0].startswith("not flown: no more aircraft may come and go at O in that day")


def test_not_wanted() -> None:
    """An optional flight that could be flown, but that nobody needs, says what it would cost."""
    story = _story(
        instance(groups=(group(leave_by=at("07:00"), origin="H", destinations=("W",)),), flights=(OPTIONAL,))
    )
    assert story.why == (
        "not flown, though it could be",
        "of 1 who stay nobody has a way by it; it would cost 5,000",
    )


def test_standby_of_a_full_flight() -> None:
    """The standby order of a full flight lists who lacks but a seat on it."""
    story = _story(instance(groups=(group(count=2), OTHERS)), {"X": 10})
    assert [(one.group, one.boards) for one in story.standby] == [("G", 2)]


def test_a_flight_that_is_not_there() -> None:
    """The nearest name is suggested."""
    with pytest.raises(UsageError, match="no flight is called F1; did you mean F"):
        _story(instance(), code="F1")
