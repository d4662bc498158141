"""What has flown stays flown: alternatives, order, resources, room, windows, reserves and links then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import HOUR
from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link
from evacopt.domain.plan import Plan
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Share
from evacopt.domain.slot import Order
from evacopt.domain.window import Window
from evacopt.events.events import Cancel, Close
from evacopt.events.whole_rows import Add
from evacopt.events.windows import is_open_to
from evacopt.replanning.flown import flown
from evacopt.replanning.freeze import frozen, loose_pins, thawed
from evacopt.replanning.held import Moment, aboard, held_by, in_force
from evacopt.replanning.news import news_of
from evacopt.replanning.split import split
from tests.build import at, flight, group, instance, plan

EARLY = flight("EARLY", "O 08:00", "V 10:00", status="optional", copies=3, alternative="A")
LATE = flight("LATE", "O 18:00", "V 20:00", status="optional", alternative="A")
DIMENSIONS = (Dimension(id="kg"), Dimension(id="pet"))


def _flown(of: Instance, sorties: dict[str, int], now: str = "09:00") -> tuple[Instance, tuple[str, ...]]:
    return flown(of, plan(of, sorties=sorties), Moment(as_of=at(now), notice=0))


def test_what_flies_in_the_place_of_another_stays() -> None:
    """An alternative that has left is scheduled, and the other is no choice any more; that is told."""
    before = instance(flights=(EARLY, LATE))
    after, notes = _flown(before, {"EARLY": 1})
    assert errors_of(after) == []
    assert {leg.id: (leg.status, leg.alternative) for leg in after.flights} == {
        "EARLY": ("scheduled", ""),
        "LATE": ("cancelled", "A"),
    }
    assert notes == ("LATE is cancelled: EARLY is flown, which is an alternative to it",)
    not_flown, silent = _flown(before, {})
    assert [leg.status for leg in not_flown.flights] == ["cancelled", "optional"] and silent == ()


def test_room_and_resources_of_several_sorties() -> None:
    """All of the sorties' room is there, and each aircraft takes its stand."""
    known = replace(EARLY, alternative="", room=(("kg", 0), ("pet", 2)))
    stand = Use(resource="R", anchor="departs", from_minutes=-60, to_minutes=0, flight="EARLY")
    before = instance(
        flights=(known,), dimensions=DIMENSIONS, resources=(Resource(id="R", count=3),), uses=(stand,)
    )
    after, _ = _flown(before, {"EARLY": 3})
    assert errors_of(after) == []
    assert after.flights[0].room == (("kg", 0), ("pet", 6))
    assert [len(after.uses_of(leg)) for leg in after.schedule] == [1, 1, 1]


@pytest.mark.parametrize(("needs", "told"), [("FIRST", 0), ("LAST", 1)])
def test_what_has_left_needs_nothing(needs: str, told: int) -> None:
    """The order is not asked of it any more; where the other one may still be left out, that is told."""
    flights = (
        flight("FIRST", "O 07:00", "V 09:00", status="optional"),
        replace(EARLY, alternative=""),
        replace(LATE, id="LAST", alternative=""),
    )
    before = instance(flights=flights, order=(Order(flight="EARLY", needs=needs),))
    after, notes = _flown(before, {"EARLY": 1, "FIRST": 1})
    assert errors_of(after) == []
    assert after.order == () and len(notes) == told


CURFEWS = (
    Window(location="O", kind="closed", daily_from=8 * HOUR, daily_to=9 * HOUR),
    Window(location="V", kind="closed", since=at("09:30")),
)


def test_what_is_in_the_air_lands() -> None:
    """A place that was shut when a flight left, or is when it comes, was and is open for it alone."""
    before = instance(flights=(EARLY, LATE), windows=CURFEWS)
    after, _ = _flown(before, {"EARLY": 1})
    assert errors_of(after) == []
    assert [is_open_to(before, leg) for leg in before.flights] == [False, False]
    assert [is_open_to(after, leg) for leg in after.flights] == [True, False]
    assert not after.permits("V", "in", "FRA", at("10:01"))


def test_who_waits_for_a_shut_flight_is_free() -> None:
    """Called forward to a flight that a curfew stops, people are not held; who has left is."""
    before = instance(flights=(EARLY, LATE), windows=CURFEWS, groups=(group(count=2),))
    rows = in_force(plan(before, ("G", "EARLY", 1), ("G", "LATE", 1), sorties={"EARLY": 1, "LATE": 1}))
    held = held_by(before, rows, Moment(as_of=at("09:00"), notice=24 * HOUR))
    assert [(row.itinerary, row.parties) for row in held] == [(("EARLY",), 1)]


def test_whose_baggage_finds_no_room_is_free() -> None:
    """Where a smaller hold came, those who were called are free again; with room enough they are held."""
    party = group(needs=(("pet", 1),), count=2)
    for pets, stay in ((1, []), (2, [2])):
        small = flight("F", room=(("pet", pets),))
        known = instance(flights=(small,), groups=(party,), dimensions=DIMENSIONS)
        held = held_by(known, in_force(plan(known, ("G", "F", 2))), Moment(as_of=at("07:00"), notice=600))
        assert [row.parties for row in held] == stay


@pytest.mark.parametrize(
    ("release", "until", "since"),
    [(6 * HOUR, None, "15:01"), (None, None, None), (6 * HOUR, "15:01", "gone"), (0, "23:00", "09:01")],
)
def test_reserves_are_released(release: int | None, until: str | None, since: str | None) -> None:
    """A pool is for what leaves later than the release from now; one without a release stays as it is."""
    pool = Share(
        id="P",
        kind="reserve",
        nationality="FRA",
        people=2,
        release=release,
        departs_before=at(until) if until else None,
    )
    known = instance(shares=(pool,), flights=(LATE, EARLY))
    news = news_of(known, plan(known), Moment(as_of=at("09:00"), notice=0), [], [])
    found = [row.departs_from for row in news.instance.shares]
    assert found == ([] if since == "gone" else [at(since) if since else None])
    assert errors_of(news.instance) == []


def _parted() -> tuple[Instance, Plan]:
    """Three escorted children, one on the way to the hub, from where there is no way on any more."""
    known = instance(
        groups=(group("CHILD", count=3), group("ESCORT", count=3)),
        flights=(
            flight("IN", "O 07:00", "H 10:00"),
            flight("OUT", "H 12:00", "V 16:00"),
            flight("D1", "O 13:00", "V 16:00"),
            flight("D2", "O 15:00", "V 19:00"),
        ),
        links=(Link(group="CHILD", partner="ESCORT", kind="same_itinerary"),),
    )
    return known, plan(known, ("CHILD", "IN>OUT", 1), ("ESCORT", "IN>OUT", 1))


def test_linked_groups_are_not_split() -> None:
    """Who has left does not leave again, held by a share over their tag; the next replan takes it out."""
    known, before = _parted()
    now = Cancel("OUT").applied(known)
    moment = Moment(as_of=at("09:00"), notice=0)
    held = held_by(now, in_force(before), moment)
    parted = split(now, before, held, loose=True)
    assert parted.instance is now and aboard(parted.held) == {("IN", "CHILD"): 1, ("IN", "ESCORT"): 1}
    pins = loose_pins(parted.instance, parted.held, moment)
    settled, added, _ = frozen(parted.instance, before, list(before.assignments), held, moment, pins=pins)
    assert errors_of(settled) == []
    mine = {share.id: share for share in settled.shares if share.tag}
    assert list(mine) == ["home:CHILD", "home:ESCORT"]
    assert {(share.people, share.kind, share.tag) for share in mine.values()} == {
        (2, "max", "home:CHILD"),
        (2, "max", "home:ESCORT"),
    }
    scope = {leg.id for leg in settled.schedule if mine["home:CHILD"].covers(leg)}
    assert scope == {"D1", "D2"}
    assert [pin.flight for pin in added] == ["IN", "IN"]
    link = replace(before, replanned=None)
    assert thawed(replace(settled, pins=known.pins), link).groups == known.groups
    assert thawed(settled, link).shares == known.shares


def test_an_event_that_shuts_a_place_is_told_of_as_news() -> None:
    """A curfew of tonight cancels nothing, and the plan in force is asked no more than it can give."""
    known = instance(flights=(EARLY, LATE))
    shut = Add(Window(location="O", kind="closed", since=at("17:00")))
    news = news_of(known, plan(known), Moment(as_of=at("09:00"), notice=0), [shut], [])
    closed = news_of(
        known, plan(known), Moment(as_of=at("09:00"), notice=0), [Close("O", at("17:00"), at("23:00"))], []
    )
    assert [leg.status for leg in news.instance.flights] == ["optional", "optional"]
    assert [leg.status for leg in closed.instance.flights] == ["optional", "cancelled"]
    assert not is_open_to(news.instance, news.instance.flight["LATE"])
