"""Rules of the airfield alone: a plan that just keeps each, and the same plan once it is stricter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.dimension import Dimension
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Resource, Use
from evacopt.domain.share import Admission, Share, ShareKind
from evacopt.domain.slot import Order, Slot
from evacopt.domain.violation import RULES
from evacopt.domain.window import Window
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from tests.build import at
from tests.judge.test_rules import CASES as OLDER
from tests.judge.world import DIRECT, GOOD, VIA_HUB, WORLD, flight, group, location, plan_of, policy, world

EXTRA = replace(WORLD.flight["DIRECT"], id="EXTRA")
MORE = replace(WORLD, flights=(*WORLD.flights, EXTRA))
DAY = "2023-08-01T"


def _window(kind: Any, since: str = "", until: str = "", instance: Instance = WORLD, **more: Any) -> Instance:
    times = {"since": at(since) if since else None, "until": at(until) if until else None}
    return replace(instance, windows=(Window(**{"location": "O1", "kind": kind, **times, **more}),))


def _daily(kind: Any, since: str, until: str) -> Instance:
    first, last = (
        int(hours) * 60 + int(rest) for hours, rest in (time.split(":") for time in (since, until))
    )
    return _window(kind, daily_from=first, daily_to=last, operators=("FRA",))


def _capacities(*rows: tuple[str, str, int | None], instance: Instance = WORLD) -> Instance:
    return replace(
        instance,
        capacities=tuple(
            Capacity(location=place, since=at(since), people=most) for place, since, most in rows
        ),
    )


def _admission(people: int, since: str = "", until: str = "") -> Instance:
    row = Admission(
        nationality="EU",
        location="V1",
        people=people,
        since=at(since) if since else None,
        until=at(until) if until else None,
    )
    return world(admissions=(row,))


def _slot(movements: int, since: str = "09:00", until: str = "09:01", **more: Any) -> Instance:
    slot = Slot(
        **{
            "id": "S",
            "location": "O1",
            "since": at(since),
            "until": at(until),
            "movements": movements,
            **more,
        }
    )
    return replace(MORE, slots=(slot,))


def _order(code: str, needs: str) -> Instance:
    return replace(MORE, order=(Order(flight=code, needs=needs),))


def _held(count: int, *rows: tuple[int, int], **more: Any) -> Instance:
    """What is held from and to so many minutes about the departure, where `more` does not say otherwise."""
    uses = (
        Use(**{"resource": "R", "anchor": "departs", "from_minutes": a, "to_minutes": b, **more})
        for a, b in rows
    )
    return world(resources=(Resource(id="R", count=count),), uses=tuple(uses))


def _fuel(count: int, *uses: Use) -> Instance:
    return world(resources=(Resource(id="R", count=count, used_up=True),), uses=uses)


def _room(code: str, room: int, dimension: str = "kg") -> Instance:
    """Room aboard a flight or at a place; a couple needs 20, who lies 5, a family nothing."""
    of = flight if code in WORLD.flight else location
    known = of(
        code,
        group("COUPLE", group("LYING", needs=(("kg", 5),)), needs=(("kg", 20), ("pet", 1))),
        room=((dimension, room),),
    )
    return replace(known, dimensions=(Dimension(id="kg", unit="kilograms"), Dimension(id="pet")))


def _link(kind: LinkKind, one: str, other: str, ratio: int = 1) -> Instance:
    return world(links=(Link(group=one, partner=other, kind=kind, ratio=ratio),))


def _tagged(kind: ShareKind, people: int, **more: Any) -> Instance:
    return replace(
        group("COUPLE", group("FAMILY", tags=("a", "b")), tags=("b",)),
        shares=(Share(id="S", kind=kind, people=people, **more),),
    )


def _both(**more: Any) -> Instance:
    """The hub is one for others, and a haven."""
    return location("H1", role="both", **more)


# rule, subject, the world in which the good plan is just right, the world in which it is not
CASES: list[tuple[str, str, Instance, Instance]] = [
    ("itinerary", "IN>OUT", _window("open", "08:00"), _window("open", "08:01", direction="out")),
    ("itinerary", "IN>OUT", _window("open", "", "09:00"), _window("open", "09:00", "", operators=("FRA",))),
    ("itinerary", "IN>OUT", _window("closed", "07:00", "08:00"), _window("closed", "07:00", "08:01")),
    (
        "itinerary",
        "IN>OUT",
        _window("closed", "08:01", "09:00"),
        _window("closed", "08:00", "09:00", operators=("FRA",)),
    ),
    (
        "itinerary",
        "IN>OUT",
        _window("closed", operators=("ACME",)),
        _window("closed", location="H1", direction="out"),
    ),
    (
        "itinerary",
        "IN>OUT",
        _window("closed", direction="in"),
        _window("closed", location="H1", direction="in"),
    ),
    ("itinerary", "IN>OUT", _daily("open", "20:00", "09:00"), _daily("open", "20:00", "07:59")),
    ("itinerary", "IN>OUT", _daily("closed", "20:00", "08:00"), _daily("closed", "20:00", "08:01")),
    ("itinerary", "IN>OUT", _both(max_stay=120), _both()),
    ("itinerary", "IN>OUT", _both(max_stay=120), _both(max_stay=119)),
    (
        "capacity",
        f"V1 at {DAY}15:00Z",
        _capacities(("V1", "15:00", 5), ("V1", "16:00", 14)),
        _capacities(("V1", "15:00", 4), ("V1", "16:00", None)),
    ),
    ("capacity", f"V1 at {DAY}16:00Z", _capacities(("V1", "14:00", 14)), _capacities(("V1", "06:00", 13))),
    ("capacity", f"H1 at {DAY}11:00Z", _capacities(("H1", "12:00", 0)), _capacities(("H1", "11:00", 8))),
    (
        "capacity",
        f"V1 at {DAY}14:00Z",
        _capacities(("V1", "14:00", None), instance=location("V1", capacity=4)),
        _capacities(("V1", "14:01", None), instance=location("V1", capacity=4)),
    ),
    ("capacity", f"H1 at {DAY}10:00Z", _both(max_stay=120, capacity=9), _both(max_stay=120, capacity=8)),
    (
        "arrivals_hour",
        f"H1 at {DAY}10:00Z",
        location("H1", arrivals_per_hour=9),
        location("H1", arrivals_per_hour=8),
    ),
    (
        "arrivals_hour",
        f"V1 at {DAY}16:00Z",
        location("V1", arrivals_per_hour=9),
        location("V1", arrivals_per_hour=8),
    ),
    (
        "arrivals_day",
        f"V1 at {DAY}00:00Z",
        location("V1", arrivals_per_day=14),
        location("V1", arrivals_per_day=13),
    ),
    ("admission", f"EU at V1 from {DAY}14:01Z", _admission(9, "14:01"), _admission(8, "14:01")),
    ("admission", f"EU at V1 until {DAY}16:00Z", _admission(1, "", "16:00"), _admission(0, "", "16:00")),
    (
        "admission",
        f"EU at V1 from {DAY}14:00Z until {DAY}16:01Z",
        _admission(0, "14:01", "16:00"),
        _admission(9, "14:00", "16:01"),
    ),
    ("slot", "S", _slot(1), _slot(0)),
    ("slot", "S", _slot(0, direction="in"), _slot(0, direction="out")),
    ("slot", "S", _slot(0, operator="FRA"), _slot(0, operator="DEU")),
    ("slot", "S", _slot(4, "08:00", "18:01"), _slot(3, "08:00", "18:01")),
    ("slot", "S", _slot(2, "14:00", "16:01", location="V1"), _slot(1, "14:00", "16:01", location="V1")),
    ("order", "DIRECT EXTRA", _order("EXTRA", "DIRECT"), _order("DIRECT", "EXTRA")),
    ("order", "DIRECT GONE", _order("DIRECT", "IN"), _order("DIRECT", "GONE")),
    ("resource", f"R at {DAY}07:30Z", _held(2, (-90, 31)), _held(1, (-90, 31), origin="O1")),
    ("resource", f"R at {DAY}08:00Z", _held(1, (0, 60)), _held(1, (-60, 1))),
    (
        "resource",
        f"R at {DAY}09:00Z",
        _held(5, (0, 1), (0, 1), amount=2, flight="DIRECT", operator="DEU"),
        _held(3, (0, 1), (0, 1), amount=2, flight="DIRECT"),
    ),
    (
        "resource",
        f"R at {DAY}16:00Z",
        _held(1, (0, 60), anchor="arrives", destination="V1", aircraft=""),
        _held(1, (0, 121), anchor="arrives", destination="V1"),
    ),
    (
        "resource",
        "R",
        _fuel(10, Use(resource="R", amount=3, origin="O1"), Use(resource="R", flight="DIRECT")),
        _fuel(
            6,
            Use(resource="R", amount=3, origin="O1", destination="V1"),
            Use(resource="R", amount=4, destination="H1"),
        ),
    ),
    ("dimension", "DIRECT kg", _room("DIRECT", 45), _room("DIRECT", 44)),
    ("dimension", "DIRECT pet", _room("DIRECT", 2, "pet"), _room("DIRECT", 0, "pet")),
    ("dimension", f"V1 kg at {DAY}14:00Z", _room("V1", 45), _room("V1", 44)),
    ("dimension", f"V1 pet at {DAY}14:00Z", _room("O1", 0, "pet"), _room("V1", 1, "pet")),
    (
        "link",
        "COUPLE with LYING on DIRECT",
        _link("same_itinerary", "COUPLE", "LYING", 2),
        _link("same_itinerary", "COUPLE", "LYING"),
    ),
    (
        "link",
        "FAMILY with COUPLE on IN>OUT",
        _link("same_haven", "FAMILY", "COUPLE", 2),
        _link("same_itinerary", "FAMILY", "COUPLE", 9),
    ),
    (
        "link",
        "FAMILY with COUPLE at V1",
        _link("same_haven", "COUPLE", "FAMILY"),
        _link("same_haven", "FAMILY", "COUPLE"),
    ),
    (
        "link",
        f"FAMILY with COUPLE until {DAY}08:00Z",
        _link("not_before", "COUPLE", "FAMILY"),
        _link("not_before", "FAMILY", "COUPLE", 9),
    ),
    (
        "link",
        f"COUPLE with LYING until {DAY}09:00Z",
        _link("not_before", "COUPLE", "LYING", 2),
        _link("not_before", "COUPLE", "LYING"),
    ),
    ("share_max", "S", _tagged("max", 13, tag="b"), _tagged("max", 12, tag="b")),
    ("share_max", "S", _tagged("max", 9, tag="b", nationality="FRA"), _tagged("max", 8, tag="a")),
    (
        "share_min",
        "S",
        _tagged("min", 4, tag="b", nationality="NER"),
        _tagged("min", 1, tag="a", nationality="NER"),
    ),
    (
        "reserve",
        "DIRECT",
        _tagged("reserve", 5, flight="DIRECT", tag="b"),
        _tagged("reserve", 3, flight="DIRECT", tag="a"),
    ),
    (
        "reserve",
        "DIRECT",
        _tagged("reserve", 5, flight="DIRECT", tag="b", nationality="NER"),
        _tagged("reserve", 3, flight="DIRECT", tag="b", nationality="FRA"),
    ),
]


@pytest.mark.parametrize(("rule", "subject", "fine", "tight"), CASES)
def test_a_rule_is_kept_to_the_last_place_and_named_alone_beyond(
    rule: str, subject: str, fine: Instance, tight: Instance
) -> None:
    """A plan at the limit is accepted; a limit that is one stricter names this rule, and no other."""
    assert verify(fine, plan_of(fine, GOOD)) == []
    found = verify(tight, plan_of(tight, GOOD))
    assert {row.rule for row in found} == {rule}
    assert subject in {row.subject for row in found}


def test_every_rule_is_broken_alone() -> None:
    """The cases here and of the older rules, and those below, cover every rule but `plan`."""
    named = {rule for rule, *_ in (*CASES, *OLDER)} | {"window", "alternative"}
    assert named == {*RULES} - {"plan"}


def test_an_optional_flight_is_not_flown_while_its_place_is_shut() -> None:
    """Not even empty; a scheduled one flies, and carries nobody."""
    shut = _window("closed", operators=("DEU",))
    (found,) = verify(shut, plan_of(shut, {}))
    assert str(found) == "window DIRECT: counts 1 sorties, 1 more than 0"
    assert {row.rule for row in verify(shut, plan_of(shut, GOOD))} == {"window", "itinerary"}
    assert verify(shut, plan_of(shut, {}, direct=0)) == []
    assert verify(_window("closed"), plan_of(_window("closed"), {}, direct=0)) == []


def test_of_flights_with_one_code_one_sortie_is_flown() -> None:
    """Copies count as well; a scheduled flight has no code that counts."""
    known = flight("DIRECT", flight("IN", alternative="A"), alternative="A")
    assert verify(known, plan_of(known, GOOD)) == []
    (found,) = verify(known, plan_of(known, GOOD, direct=2))
    assert str(found) == "alternative A: counts 2 sorties, 1 more than 1"


def test_a_flight_that_another_needs_is_not_flown_where_it_could_carry_nobody() -> None:
    """As those that linear rules count; a flight that none needs may be."""
    late = {"departs": at("20:01"), "arrives": at("21:00")}
    needed = replace(flight("DIRECT", MORE, **late), order=(Order(flight="EXTRA", needs="DIRECT"),))
    assert {row.rule for row in verify(needed, plan_of(needed, {}))} == {"itinerary"}
    free = replace(needed, order=())
    assert verify(free, plan_of(free, {})) == []


@pytest.mark.parametrize(
    ("instance", "words"),
    [
        (_room("DIRECT", 40), "dimension DIRECT kg: counts 45 kilograms, 5 more than 40"),
        (_room("V1", 1, "pet"), f"dimension V1 pet at {DAY}14:00Z: counts 2 pet, 1 more than 1"),
        (
            _link("same_haven", "FAMILY", "COUPLE"),
            "link FAMILY with COUPLE at V1: counts 3 parties, 1 more than 2",
        ),
        (_held(1, (-60, 1)), f"resource R at {DAY}08:00Z: counts 2 in use, 1 more than 1"),
        (_fuel(6, Use(resource="R", amount=3, origin="O1")), "resource R: counts 9 in all, 3 more than 6"),
        (_slot(3, "08:00", "18:01"), "slot S: counts 4 movements, 1 more than 3"),
        (
            location("V1", arrivals_per_day=10),
            f"arrivals_day V1 at {DAY}00:00Z: counts 14 people, 4 more than 10",
        ),
    ],
)
def test_a_violation_says_how_much_is_wrong(instance: Instance, words: str) -> None:
    """The figures are those of the row, in its own unit."""
    assert words in [str(row) for row in verify(instance, plan_of(instance, GOOD))]


def test_what_leaves_by_a_window_is_named_with_its_place() -> None:
    """Departures from where they begin, arrivals where they end."""
    for direction, words in ("out", "from O1"), ("in", "to H1"):
        shut = _window("closed", location=words[-2:], direction=direction)
        told = {str(row) for row in verify(shut, plan_of(shut, {("FAMILY", VIA_HUB): 1}, direct=0))}
        assert told == {f"itinerary IN>OUT: uses IN {words} outside its windows"}


def test_a_journey_may_end_and_change_where_both_is_possible() -> None:
    """Groups that wait there leave from there, and nobody ends where it began."""
    known = _both(max_stay=120)
    assert verify(known, plan_of(known, {("FAMILY", ("IN",)): 3})) == []
    local = group("FAMILY", known, origin="H1")
    assert verify(local, plan_of(local, {("FAMILY", ("OUT",)): 3})) == []
    back = flight("BACK", location("O1", role="both"))
    found = verify(back, plan_of(back, {("FAMILY", ("IN", "BACK")): 1}))
    assert [row.text for row in found] == ["comes to a location twice"]


def test_presence_counts_who_ends_and_who_changes_at_one_place() -> None:
    """Those who wait there to leave are not counted; they have no place to lose."""
    for capacity, rules in ((9, set()), (8, {"capacity"})):
        known = group("LYING", _both(max_stay=120, capacity=capacity), origin="H1")
        rows = {("FAMILY", ("IN",)): 2, ("COUPLE", VIA_HUB): 1, ("LYING", ("OUT",)): 0}
        known = (
            group("FAMILY", known, size=3, infants=0)
            if capacity == 9
            else group("FAMILY", known, size=4, infants=0)
        )
        found = verify(known, plan_of(known, {key: n for key, n in rows.items() if n}))
        assert {row.rule for row in found} == rules


def test_full_loads_are_asked_of_a_place_of_both_kinds_too() -> None:
    """Its groups wait there as at an origin."""
    known = policy(group("LYING", location("O1", role="both"), priority=1), full_loads=True)
    assert {row.rule for row in verify(known, plan_of(known, GOOD))} == {"full_loads"}


def test_money_and_risk_are_counted_by_person_and_leg() -> None:
    """Nine people by two legs, five by one, and who stays waits until the end; begun hours count in full."""
    known = policy(
        flight(
            "IN",
            flight("OUT", flight("DIRECT", cost_per_person=7, risk_ppm=2), cost_per_person=1, risk_ppm=10),
            cost_per_person=2,
        ),
        objectives=("cost", "risk"),
    )
    known = group("FAMILY", location("O1", known, risk_ppm_per_hour=3), ready=at("07:01"))
    paid, legs = 100 + 5 * 7 + 9 * 3, 9 * 10 + 5 * 2
    waited = 9 * 1 + 5 * 3 + (1 + 2 * 2) * 14
    assert count_goals(known, plan_of(known, GOOD)) == [("cost", paid), ("risk", legs + 3 * waited)]


def test_nobody_is_added_to_what_nothing_is_asked_of() -> None:
    """A world without the tables has no row of their rules."""
    known = plan_of(WORLD, {("FAMILY", VIA_HUB): 3, ("LYING", DIRECT): 1}, direct=2)
    assert verify(WORLD, known) == []
