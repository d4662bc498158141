"""Rules of the airfield alone: a plan that just keeps each, and the same plan once it is stricter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.resource import Use
from evacopt.domain.slot import Order
from evacopt.domain.violation import RULES
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from tests.build import at
from tests.judge.airfield_cases import CASES, DAY, MORE, both, fuel, held, link, room, slot, window
from tests.judge.test_rules import CASES as OLDER
from tests.judge.world import DIRECT, GOOD, VIA_HUB, WORLD, flight, group, location, plan_of, policy


def test_every_rule_is_broken_alone() -> None:
    """The cases here and of the older rules, and those below, cover every rule but `plan`."""
    named = {rule for rule, *_ in (*CASES, *OLDER)} | {"window", "alternative"}
    assert named == {*RULES} - {"plan"}


def test_an_optional_flight_is_not_flown_while_its_place_is_shut() -> None:
    """Not even empty; a scheduled one flies, and carries nobody."""
    shut = window("closed", operators=("DEU",))
    (found,) = verify(shut, plan_of(shut, {}))
    assert str(found) == "window DIRECT: counts 1 sorties, 1 more than 0"
    assert {row.rule for row in verify(shut, plan_of(shut, GOOD))} == {"window", "itinerary"}
    assert verify(shut, plan_of(shut, {}, direct=0)) == []
    assert verify(window("closed"), plan_of(window("closed"), {}, direct=0)) == []


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
        (room("DIRECT", 40), "dimension DIRECT kg: counts 45 kilograms, 5 more than 40"),
        (room("V1", 1, "pet"), f"dimension V1 pet at {DAY}14:00Z: counts 2 pet, 1 more than 1"),
        (
            link("same_haven", "FAMILY", "COUPLE"),
            "link FAMILY with COUPLE at V1: counts 3 parties, 1 more than 2",
        ),
        (held(1, (-60, 1)), f"resource R at {DAY}08:00Z: counts 2 in use, 1 more than 1"),
        (fuel(6, Use(resource="R", amount=3, origin="O1")), "resource R: counts 9 in all, 3 more than 6"),
        (slot(3, "08:00", "18:01"), "slot S: counts 4 movements, 1 more than 3"),
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
        shut = window("closed", location=words[-2:], direction=direction)
        told = {str(row) for row in verify(shut, plan_of(shut, {("FAMILY", VIA_HUB): 1}, direct=0))}
        assert told == {f"itinerary IN>OUT: uses IN {words} outside its windows"}


def test_a_journey_may_end_and_change_where_both_is_possible() -> None:
    """Groups that wait there leave from there, and nobody ends where it began."""
    known = both(max_stay=120)
    assert verify(known, plan_of(known, {("FAMILY", ("IN",)): 3})) == []
    local = group("FAMILY", known, origin="H1")
    assert verify(local, plan_of(local, {("FAMILY", ("OUT",)): 3})) == []
    back = flight("BACK", location("O1", role="both"))
    found = verify(back, plan_of(back, {("FAMILY", ("IN", "BACK")): 1}))
    assert [row.text for row in found] == ["comes to a location twice"]


def test_presence_counts_who_ends_and_who_changes_at_one_place() -> None:
    """Those who wait there to leave are not counted; they have no place to lose."""
    for capacity, rules in ((9, set()), (8, {"capacity"})):
        known = group("LYING", both(max_stay=120, capacity=capacity), origin="H1")
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
