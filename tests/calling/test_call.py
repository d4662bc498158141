"""Whom to call: as many as alpha allows, with a claim that holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from math import comb

import numpy as np
import pytest

from evacopt import call_forward
from evacopt.domain.call_forward import CERTAIN, FlightCalls
from evacopt.domain.link import Link
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Admission, Share
from evacopt.errors import PlanError, UsageError
from evacopt.events.events import SetCell
from evacopt.events.turnout import TurnOut
from evacopt.judge.call_forward import check_call_forward
from evacopt.judge.verify import verify
from evacopt.scenarios.story import Story
from tests import build
from tests.build import VIA_HUB, flight, group, instance
from tests.calling.enumerated import parties_of, refusal, small_flight
from tests.output.export.made import made, started

ALPHA = Fraction(1, 10)
NEAR = Fraction(3, 10**15)
HALF = {"show_up": 500_000}


@pytest.mark.parametrize("seed", range(36))
def test_the_claim_is_the_chance_of_a_refusal(seed: int) -> None:
    """No less than every outcome tried says, no more than by rounding; by what may be short together less."""
    known, plan, stories = small_flight(seed)
    assert not verify(known, plan)
    calls = call_forward(known, plan, alpha=0.1, stories=stories)
    true = refusal(known, calls, parties_of(calls))
    (claimed,) = (row.refused for row in calls.flights)
    assert true <= claimed <= ALPHA
    if not any((known.groups.infants > 0) | (known.groups.stretchers > 0)):
        assert claimed - true <= NEAR
    assert not check_call_forward(known, plan, calls)


@pytest.mark.parametrize("seed", range(36))
def test_nobody_more_could_be_called(seed: int) -> None:
    """Whoever stays would make a refusal more likely than alpha, where nothing but seats is short."""
    known, plan, stories = small_flight(seed)
    calls = call_forward(known, plan, alpha=0.1, stories=stories)
    if any((known.groups.infants > 0) | (known.groups.stretchers > 0)):
        return
    called = parties_of(calls)
    for row in known.groups:
        if called[row.id] < row.count:
            assert refusal(known, calls, called + Counter({row.id: 1})) > ALPHA - NEAR


@pytest.mark.parametrize("seed", range(24))
def test_pools_that_overlap_are_counted_too_small_rather_than_too_large(seed: int) -> None:
    """Where who may sit in two pools is neither apart nor nested the claim is no less than what is true."""
    known, plan, stories = small_flight(seed, crossing=True)
    calls = call_forward(known, plan, alpha=0.1, stories=stories)
    true = refusal(known, calls, parties_of(calls))
    assert true <= calls.flights[0].refused <= ALPHA
    assert not check_call_forward(known, plan, calls)


def test_some_of_the_small_flights_are_overbooked() -> None:
    """What is tried above is not empty: most flights call more than they seat, some with stories."""
    over = told = 0
    for seed in range(36):
        known, plan, stories = small_flight(seed)
        calls = call_forward(known, plan, alpha=0.1, stories=stories)
        over += calls.flights[0].refused > 0
        told += len(calls.worlds) > 1 and calls.flights[0].refused > 0
    assert over > 18
    assert told > 3


def test_without_no_shows_the_plan_is_called() -> None:
    """If everybody comes nobody is called beyond the seats, and nobody stands by for a full flight."""
    known = instance(groups=(group("A", count=10), group("B", count=5)))
    plan = build.plan(known, ("A", "F", 10))
    calls = call_forward(known, plan)
    assert calls.called == plan.assignments
    assert calls.worlds == CERTAIN
    assert calls.flights == (FlightCalls("F", Fraction(0)),)


def test_empty_seats_are_called_to() -> None:
    """A plan that leaves seats empty while people stay has them called, though everybody comes."""
    known = instance(groups=(group("A", count=10), group("B", count=5)))
    calls = call_forward(known, build.plan(known, ("A", "F", 7)))
    assert parties_of(calls) == {"A": 10}


def test_the_standby_order_decides() -> None:
    """The more urgent are called first; who is not called stands by in that order, and nobody twice."""
    known = instance(
        groups=(
            group("A", count=10, **HALF),
            group("LATE", count=30, priority=3, **HALF),
            group("SOON", count=4, **HALF),
        )
    )
    calls = call_forward(known, build.plan(known, ("A", "F", 10)), alpha=0.05)
    called = parties_of(calls)
    assert called["A"] == 10
    assert 0 < called["SOON"] <= 4
    assert called["LATE"] == 0 or called["SOON"] == 4
    (row,) = calls.flights
    assert row.standby[-1][0] == "LATE"
    assert all(
        parties <= known.groups[known.groups.row[name]].count - called[name] for name, parties in row.standby
    )


def test_together_is_worse_than_alone() -> None:
    """With the same mean, fewer can be called of people who stay away together than of those who do alone."""
    alone = instance(groups=(group("A", count=60, **HALF),))
    together = instance(groups=(group("A", count=60, show_up=900_000),))
    road = Story(id="road", probability=500_000, events=(TurnOut((("id", "A"),), 111_111),))
    few = call_forward(together, build.plan(together), stories=(road,))
    many = call_forward(alone, build.plan(alone))
    assert parties_of(few)["A"] < parties_of(many)["A"]
    assert [world.probability for world in few.worlds] == [Fraction(1, 2)] * 2


def test_a_party_is_called_once() -> None:
    """Of two flights each calls other parties, the earlier one first."""
    known = instance(
        groups=(group("A", count=33, **HALF),), flights=(flight("F"), flight("E", "O 09:00", "V 13:00"))
    )
    calls = call_forward(known, build.plan(known, ("A", "F", 5), ("A", "E", 10)))
    assert parties_of(calls)["A"] <= 33
    assert {row.itinerary for row in calls.called} == {("F",), ("E",)}
    assert not check_call_forward(known, build.plan(known, ("A", "F", 5), ("A", "E", 10)), calls)


def test_journeys_are_called_to_as_a_whole() -> None:
    """Who begins with a flight to a hub has a place on the onward flight too, as likely as alpha says."""
    onward = (VIA_HUB[0], flight("OUT", "H 12:00", "V 16:00", seats=4))
    known = instance(groups=(group("A", count=20, **HALF),), flights=onward)
    plan = build.plan(known, ("A", "IN>OUT", 4))
    calls = call_forward(known, plan, alpha=0.05)
    assert 4 < parties_of(calls)["A"] < 10
    claims = {row.flight: row.refused for row in calls.flights}
    assert claims["IN"] == 0 < claims["OUT"] <= Fraction(1, 20)
    assert not check_call_forward(known, plan, calls)


def test_other_limits_hold_even_if_everybody_comes() -> None:
    """A share, an admission, the room of a hub, a pin or a link refuses nobody who is called."""
    groups = (group("A", count=20, **HALF), group("B", count=3, **HALF))
    cases = (
        {"shares": (Share(id="M", kind="max", nationality="FRA", people=12),)},
        {"admissions": (Admission(location="V", nationality="FRA", people=12),)},
        {"places": (build.place("V", capacity=12),)},
        {"pins": (Pin(group="A", kind="at_most", parties=12), Pin(group="B", kind="exactly", parties=0))},
        {"links": (Link(group="A", partner="B", kind="same_itinerary", ratio=4),)},
        {"policy": Policy(objectives=("unserved",), assistance_ratio=500_000)},
    )
    for more in cases:
        known = instance(groups=groups, **more)
        plan = build.plan(known, ("A", "F", 8), ("B", "F", 2))
        if verify(known, plan):
            plan = build.plan(known, ("A", "F", 8))
        assert not verify(known, plan)
        calls = call_forward(known, plan)
        assert sum(parties_of(calls).values()) >= 12 - ("links" in more)
        assert not check_call_forward(known, plan, calls)


def test_who_may_not_go_does_not_stand_by() -> None:
    """Closed admissions and pins keep people off the standby list; a full share does not."""
    groups = [group(name, count=20, **HALF) for name in ("A", "P")] + [group("N", nationality="NER", count=5)]
    known = instance(
        groups=groups,
        pins=(Pin(group="P", kind="exactly", parties=0),),
        admissions=(Admission(location="V", nationality="NER", people=0),),
        shares=(Share(id="M", kind="max", nationality="FRA", people=10),),
    )
    calls = call_forward(known, build.plan(known, ("A", "F", 10)))
    assert [name for name, _ in calls.flights[0].standby] == ["A"]


def test_only_coming_counts_of_a_story() -> None:
    """What takes seats away is no matter of whom one calls; a set `show_up` counts, worlds alike are one."""
    known = instance(groups=(group("A", count=20, **HALF), group("B", count=1)))
    cell = SetCell("groups", "A", "show_up", 250_000)
    stories = (
        Story(id="small", probability=100_000, events=(SetCell("flights", "F", "seats", 3),)),
        Story(id="less", probability=200_000, events=(cell,), one_of="s"),
        Story(id="also less", probability=300_000, events=(cell,), one_of="s"),
    )
    calls = call_forward(known, build.plan(known), stories=stories)
    found = {world.show_up: world.probability for world in calls.worlds}
    assert found == {(): Fraction(1, 2), (("A", 250_000),): Fraction(1, 2)}


def test_alpha_of_nought_refuses_nobody() -> None:
    """With alpha 0 no more are called than have places if all come; with 1 everybody is."""
    known = instance(groups=(group("A", count=40, **HALF),))
    plan = build.plan(known, ("A", "F", 10))
    assert parties_of(call_forward(known, plan, alpha=0))["A"] == 10
    assert parties_of(call_forward(known, plan, alpha=1))["A"] == 40


def test_the_judge_accepts_calls_of_generated_instances() -> None:
    """Hubs, shares, fleets, all rules together, many at once: whoever is called may be, and claims hold."""
    more = 0
    for number in range(5):
        known, _ = made(number, people=80)
        known = replace(known, groups=replace(known.groups, show_up=np.full(len(known.groups), 550_000)))
        plan = started(known)
        assert plan is not None
        calls = call_forward(known, plan, alpha=0.05)
        assert not check_call_forward(known, plan, calls)
        more += int(calls.called.parties.sum() - plan.assignments.parties.sum())
    assert more > 0


def test_groups_of_many_parties_are_called_to_as_far_as_the_bound_allows() -> None:
    """Of 3,000 parties so many are called that the claim is within alpha, and one more would break it."""
    known = instance(groups=(group("A", count=3_000, **HALF),), flights=(flight("F", seats=400),))
    plan = build.plan(known, ("A", "F", 400))
    calls = call_forward(known, plan)
    called = parties_of(calls)["A"]
    chances = [Fraction(sum(comb(n, come) for come in range(401, n + 1)), 2**n) for n in (called, called + 1)]
    assert chances[0] <= calls.flights[0].refused <= Fraction(1, 100) < chances[1]
    assert not check_call_forward(known, plan, calls)


def test_very_large_flights_are_called_to_as_far_as_all_fit() -> None:
    """Where chances would take too long to work out nobody is called who could be refused; the rest waits."""
    known = instance(groups=(group("A", count=30_000, **HALF),), flights=(flight("F", seats=21_000),))
    plan = build.plan(known, ("A", "F", 20_000))
    calls = call_forward(known, plan)
    assert parties_of(calls)["A"] == 21_000
    assert calls.flights == (FlightCalls("F", Fraction(0), (("A", 9_000),)),)
    assert not check_call_forward(known, plan, calls)


def test_what_cannot_be_asked_is_refused() -> None:
    """No chance, a plan that breaks a rule, stories without end."""
    known = instance(groups=(group("A", count=20, **HALF),))
    plan = build.plan(known, ("A", "F", 10))
    for wrong in (-0.1, 1.1, float("nan"), True, "1%"):
        with pytest.raises(UsageError, match="alpha must be a chance"):
            call_forward(known, plan, alpha=wrong)  # type: ignore[arg-type]
    with pytest.raises(PlanError):
        call_forward(known, build.plan(known, ("A", "F", 11)))
    many = [Story(id=f"S{n}", probability=1, events=(TurnOut((("id", "A"),), n),)) for n in range(13)]
    with pytest.raises(UsageError, match="more than 512 combinations"):
        call_forward(known, plan, stories=many)
