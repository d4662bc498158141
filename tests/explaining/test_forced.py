"""One more party brought out: what it costs the others, and who gives way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.pin import Pin
from evacopt.explaining.answer import Forced
from evacopt.explaining.forced import forced_in
from evacopt.judge.goals import count_goals
from evacopt.planning.options import SolveOptions
from evacopt.reasons.slack import Slack
from tests.brute.search import best_plan
from tests.build import DIRECT, group, instance
from tests.explaining.plans import plan_of, plans
from tests.tiny.instances import tiny_instance


def _forced(aboard: int = 10, **columns: Any) -> Forced:
    known = instance(groups=(group(**columns), group("X", nationality="DEU", count=10)))
    return forced_in(
        known, plan_of(known, {("X", ("F",)): aboard}), "G", SolveOptions(time_limit=30, threads=1)
    )


def test_who_gives_way_is_named() -> None:
    """On a full flight one party of the others stays in its place, and the goal counts nobody more."""
    forced = _forced()
    assert forced.outcome == "found"
    assert forced.proven
    assert [(goal.goal, goal.before, goal.after) for goal in forced.goals] == [("unserved[1]", 1, 1)]
    assert [(move.group, move.people, move.before, move.after) for move in forced.moves] == [
        ("G", 1, (), ("F",)),
        ("X", 1, ("F",), ()),
    ]
    assert forced.people_changed == 2


def test_two_give_way_to_a_party_of_two() -> None:
    """What it costs is told goal by goal: a class lower gains two, the class of the others loses two."""
    forced = _forced(size=2, priority=2)
    assert [(goal.goal, goal.before, goal.after) for goal in forced.goals] == [
        ("unserved[1]", 0, 2),
        ("unserved[2]", 2, 0),
    ]


def test_nobody_gives_way_where_there_is_room() -> None:
    """With a seat free only the party itself changes."""
    forced = _forced(aboard=9)
    assert [(move.group, move.after) for move in forced.moves] == [("G", ("F",))]
    assert forced.people_changed == 1


def test_where_no_rule_leaves_it_a_way() -> None:
    """A party that no itinerary takes cannot be forced in; it is said that the rules leave it no way."""
    known = instance(flights=(replace(DIRECT, accepts=("DEU",)),))
    forced = forced_in(known, plan_of(known, {}), "G", SolveOptions(time_limit=30, threads=1))
    assert (forced.outcome, forced.message) == ("impossible", "the rules leave it no way at all")


def test_what_it_stands_against_is_named() -> None:
    """A party for which it was decided that it stays stands against that decision."""
    known = instance(pins=(Pin(group="G", kind="at_most", parties=0),))
    forced = forced_in(known, plan_of(known, {}), "G", SolveOptions(time_limit=30, threads=1))
    assert forced.outcome == "impossible"
    assert forced.message == "it stands against pin G at_most 0 on travel"


@pytest.mark.parametrize("seed", [3, 8, 13, 21, 30, 44])
def test_no_other_plan_that_brings_it_out_costs_less(seed: int) -> None:
    """What is found is the best of all plans with one more party of the group, by trying every plan."""
    known = tiny_instance(seed)
    plan = next(plans(known))
    left = Slack(known, plan).left.tolist()
    code = next(code for code, many in zip(known.groups.id, left, strict=True) if many > 0)
    served = sum(row.parties for row in plan.assignments if row.group == code)
    more = Pin(group=code, kind="at_least", parties=served + 1)
    expected = best_plan(replace(known, pins=(*known.pins, more)), before=plan)
    forced = forced_in(known, plan, code, SolveOptions(time_limit=30, threads=1))
    if expected is None:
        assert forced.outcome == "impossible"
    else:
        assert [(goal.goal, goal.after) for goal in forced.goals] == expected.goals
        assert [(goal.goal, goal.before) for goal in forced.goals] == count_goals(known, plan)
