"""The rule `plan`: what a plan says is of this instance, and true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evacopt.domain.columns import Coded
from evacopt.domain.flight import Crew
from evacopt.domain.group import Groups
from evacopt.domain.plan import Assignments, GoalResult, GoalTable, Plan, Unserved
from evacopt.domain.policy import Objective
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from tests.judge.world import DIRECT, GOOD, VIA_HUB, WORLD, plan_of, policy, world

PLAN = plan_of(WORLD, GOOD)
COUNTED = [GoalResult(goal, value, None, "feasible") for goal, value in count_goals(WORLD, PLAN)]


def _stating(*goals: GoalResult) -> Plan:
    return replace(PLAN, goals=GoalTable(goals))


STRANGE: list[tuple[str, Plan]] = [
    ("instance", replace(PLAN, instance_sha256="0" * 64)),
    ("NOBODY on DIRECT", plan_of(WORLD, {**GOOD, ("NOBODY", DIRECT): 1})),
    ("LYING on IN>NOWHERE", plan_of(WORLD, {**GOOD, ("LYING", ("IN", "NOWHERE")): 1})),
    ("LYING on no flight", plan_of(WORLD, {**GOOD, ("LYING", ()): 1})),
    ("LYING on LATE", plan_of(WORLD, {**GOOD, ("LYING", ("LATE",)): 0})),
    ("COUPLE on LATE", plan_of(WORLD, {**GOOD, ("COUPLE", ("LATE",)): -1})),
    ("DIRECT", plan_of(WORLD, GOOD, direct=3)),
    ("DIRECT", replace(PLAN, sorties=(("DIRECT", 1), ("DIRECT", 1)))),
    ("DIRECT", replace(plan_of(WORLD, {}), sorties=(("DIRECT", -1),))),
    ("OUT", replace(PLAN, sorties=(("DIRECT", 1), ("OUT", 1)))),
    ("NOWHERE", replace(PLAN, sorties=(("DIRECT", 1), ("NOWHERE", 1)))),
    ("c on DIRECT", replace(PLAN, crews=(("DIRECT", "c", 1),))),
    ("goals", _stating(*COUNTED[1:])),
    ("goals", _stating(*COUNTED, GoalResult("flights", 1, None, "feasible"))),
    ("waiting", _stating(*COUNTED[:-2], replace(COUNTED[-2], value=1), COUNTED[-1])),
    ("cost", _stating(*COUNTED[:-1], replace(COUNTED[-1], bound=101))),
    ("LYING", replace(PLAN, unserved=(Unserved("COUPLE", 2),))),
    ("COUPLE", replace(PLAN, unserved=(Unserved("LYING", 1), Unserved("COUPLE", 1)))),
    ("FAMILY", replace(PLAN, unserved=(Unserved("LYING", 1), Unserved("COUPLE", 2), Unserved("FAMILY", 1)))),
    ("NOBODY", replace(PLAN, unserved=(Unserved("LYING", 1), Unserved("COUPLE", 2), Unserved("NOBODY", 0)))),
]


@pytest.mark.parametrize(("subject", "plan"), STRANGE)
def test_what_is_not_of_the_instance_or_not_true_is_named_alone(subject: str, plan: Plan) -> None:
    """One violation of the rule `plan` for the thing; the rest is judged as if it were not there."""
    assert {(row.rule, row.subject) for row in verify(WORLD, plan)} == {("plan", subject)}


def test_what_is_unknown_is_said() -> None:
    """The name that is not known, or the number that cannot be."""
    rows = {("NOBODY", DIRECT): 1, ("LYING", ("IN", "NOWHERE")): 1, ("LYING", DIRECT): -3}
    assert [row.text for row in verify(WORLD, plan_of(WORLD, rows))] == [
        "has -3 parties",
        "names NOWHERE, unknown to the instance",
        "names NOBODY, unknown to the instance",
    ]


def test_true_statements_are_accepted() -> None:
    """Goals as counted with bounds up to their values, and exactly those who stay, break nothing."""
    goals = [replace(goal, bound=goal.value) for goal in COUNTED]
    stay = (Unserved("LYING", 1), Unserved("COUPLE", 1), Unserved("COUPLE", 1))
    assert verify(WORLD, replace(PLAN, goals=GoalTable(tuple(goals)), unserved=stay)) == []


def test_a_flight_that_is_not_flown_may_be_named() -> None:
    """Nought sorties are a number of sorties, as are all that there may be."""
    assert verify(WORLD, replace(plan_of(WORLD, {}), sorties=(("DIRECT", 0),))) == []
    assert verify(WORLD, plan_of(WORLD, GOOD, direct=2)) == []


def test_parties_may_be_listed_in_several_rows() -> None:
    """Rows of one group and itinerary add up, also where the columns name a value twice."""
    table = PLAN.assignments
    group = Coded(np.array([0, 1, 2, 3]), ("FAMILY", "LYING", "COUPLE", "FAMILY"))
    itinerary = Coded(np.array([0, 1, 1, 2]), (VIA_HUB, DIRECT, VIA_HUB))
    split = replace(PLAN, assignments=Assignments(group, itinerary, np.array([2, 1, 2, 1])))
    assert verify(WORLD, split) == []
    assert count_goals(WORLD, split) == count_goals(WORLD, replace(PLAN, assignments=table))


def test_changes_are_judged_only_against_a_baseline() -> None:
    """Without the baseline nobody can count them; with it a wrong value is named."""
    instance = policy(objectives=("changes",))
    plan = plan_of(instance, GOOD, goals=GoalTable((GoalResult("changes", 7, None, "feasible"),)))
    assert verify(instance, plan) == []
    assert [row.subject for row in verify(instance, plan, baseline=plan)] == ["changes"]


@pytest.mark.parametrize("crew", [("DIRECT", "nobody", 1), ("NOWHERE", "c", 1), ("DIRECT", "c", 0)])
def test_crews_that_are_not_of_the_instance_are_named(crew: Any) -> None:
    """An unknown crew, an unknown flight and no sorties at all are violations of the rule `plan`."""
    instance = world(crews=(Crew(id="c", count=1, fleets=("A",), rest=60),))
    found = verify(instance, plan_of(instance, GOOD, crews=(crew,)))
    assert [(row.rule, row.subject) for row in found] == [("plan", f"{crew[1]} on {crew[0]}")]


def test_an_instance_without_anybody_is_judged() -> None:
    """No group, no flight and no plan leave nothing to count."""
    goals: tuple[Objective, ...] = (
        "unserved",
        "fairness",
        "waiting",
        "cost",
        "flights",
        "changes",
        "clearance",
    )
    nobody = replace(policy(objectives=goals, full_loads=True), groups=Groups.of(()), flights=())
    plan = plan_of(nobody, {}, direct=0)
    assert verify(nobody, plan) == []
    assert count_goals(nobody, plan, baseline=plan) == [(goal, 0) for goal in goals if goal not in goals[:2]]


def test_numbers_that_no_machine_word_holds_are_counted() -> None:
    """Nothing overflows: a plan that sends 2^62 parties is refused with the exact figure."""
    monstrous = plan_of(WORLD, {("FAMILY", VIA_HUB): 2**62, ("COUPLE", VIA_HUB): 2**62})
    found = {(row.rule, row.subject): row.text for row in verify(WORLD, monstrous)}
    assert found["seats", "IN"] == f"counts {2**64} people, {2**64 - 10} more than 10"
    assert dict(count_goals(WORLD, monstrous))["unserved[2]"] == 2 + 2 * (4 - 2**62)
