"""Answers of `explain` at odd minutes and with full loads are what trying every plan says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.explaining.offers import more_seats
from evacopt.explaining.plan_story import plan_story
from evacopt.explaining.solving import Spread
from evacopt.explaining.worth import base_of, worths_of
from evacopt.planning.options import SolveOptions
from evacopt.reasons.reasons import explained
from tests.build import DIRECT, group, instance
from tests.explaining.again import (
    Checked,
    check_all,
    flights,
    forced,
    odd_and_full,
    reasons,
    repaired,
    valued,
)
from tests.explaining.plans import plan_of, plans
from tests.tiny.airfield import airfield_instance

SEEDS = (4, 5, 7, 10, 13)
CONTRADICTED = (6, 9, 15, 16)


def _plan(seed: int) -> Plan:
    return next(plans(odd_and_full(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_worths_and_offers_are_true(seed: int) -> None:
    """One answer in seven: proven is what the best of all plans is, at least is what some plan is."""
    found = list(valued(odd_and_full(seed), _plan(seed), step=7))
    assert len(found) > 1
    assert [lie for lie in found if lie] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_forced_changes_are_true(seed: int) -> None:
    """No plan that brings the party out costs less; moves and contradictions are what they say."""
    assert [lie for lie in forced(odd_and_full(seed), _plan(seed)) if lie] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_reasons_and_flights_are_true(seed: int) -> None:
    """Reasons hold when lifted; figures of flights are those of the plan, limits and standby the judge's."""
    known, plan = odd_and_full(seed), _plan(seed)
    assert [lie for lie in (*reasons(known, plan), *flights(known, plan)) if lie] == []


@pytest.mark.parametrize("seed", CONTRADICTED)
def test_repairs_are_true(seed: int) -> None:
    """Promises said to contradict do, lowered ones have a plan, and none is found that costs less."""
    assert list(repaired(odd_and_full(seed))) == [None]


@pytest.mark.parametrize("seeds", [range(1, 2), pytest.param(range(2, 60), marks=pytest.mark.nightly)])
def test_all_is_true_of_the_airfield(seeds: range) -> None:
    """Reasons, worths, offers, forced changes, flights and repairs by rules of the airfield."""
    checked = Checked()
    for seed in seeds:
        check_all(airfield_instance(seed, people=8), checked)
    assert checked.lies == []
    assert set(checked.answers) > {"reasons", "worths and offers", "flights"}


def test_a_seat_can_be_too_many_to_fill() -> None:
    """A flight that must be full is lost to parties of two with three seats: that is told, not nothing."""
    policy = Policy(objectives=("unserved",), full_loads=True)
    sortie = replace(DIRECT, status="optional", seats=2)
    known = instance(groups=(group(size=2, count=2),), flights=(sortie,), policy=policy)
    plan = plan_of(known, {("G", ("F",)): 1}, {"F": 1})
    base = base_of(known, plan, SolveOptions(time_limit=30, threads=1))
    one, two = worths_of(
        base,
        [more_seats(sortie, 1), more_seats(sortie, 2)],
        Spread(SolveOptions(threads=1)),
        time_limit=None,
        each=30,
    )
    assert (one.after, one.worth.known, one.worth.how) == ((4,), "proven", "solved again: worse")
    assert (two.after, two.worth.known) == ((0,), "proven")


def test_what_makes_it_worse_is_not_asked_for() -> None:
    """Of ten seats more that cannot be filled nothing stands among the offers, and it brings nobody out."""
    policy = Policy(objectives=("unserved",), full_loads=True)
    sortie = replace(DIRECT, status="optional", seats=2, accepts=("own",))
    groups = (group(size=2, count=2), group("X", nationality="DEU"))
    known = instance(groups=groups, flights=(sortie,), policy=policy)
    plan = plan_of(known, {("G", ("F",)): 1}, {"F": 1})
    story = plan_story(known, plan, explained(known, plan), SolveOptions(time_limit=None, threads=1))
    assert [offer.text for offer in story.offers] == [
        "one more flight like F at the same time (2 seats)",
    ]
    assert (story.tried, story.hopeless) == (3, 2)
    assert [(one.text, one.goals[0].after) for one in story.worths] == [("one more seat on F", 5)]
