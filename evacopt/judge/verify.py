"""The judge: every rule that a plan breaks, counted without any solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import numpy as np

from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.judge.crews import crews
from evacopt.judge.goals import Goals, goals_of, unjudged
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Reading, read
from evacopt.judge.seating import full_loads, reserve
from evacopt.judge.travel import travel


def verify(instance: Instance, plan: Plan, *, baseline: Plan | None = None) -> list[Violation]:
    """Every rule of `instance` that `plan` breaks, sorted; empty where it holds.

    Parameters
    ----------
    instance : Instance
        Free of errors: one that `evacopt.domain.checks` finds no fault with.
    plan : Plan
        What is not of this instance is named under the rule `plan` and left out of the other counts. The
        plan's own statements (goals, bounds, who stays) are judged where it makes any.
    baseline : Plan, optional
        What the stated value of `changes` is judged against; without one that value is not judged. Another
        than the one that `plan` names is named under the rule `plan`.
    """
    return judged(instance, plan, baseline=baseline)[0]


def judged(instance: Instance, plan: Plan, *, baseline: Plan | None = None) -> tuple[list[Violation], Goals]:
    """What `verify` and `count_goals` say, counted once."""
    an_instance(instance)
    a_plan(plan)
    reading = read(instance, plan)
    counted = goals_of(reading, baseline)
    families = linear_rules(reading.pairs)
    violations = chain(
        reading.strange,
        travel(reading.pairs),
        *(family.violations(reading.values, len(reading.parties)) for family in families),
        reserve(reading),
        crews(reading, plan),
        full_loads(reading) if instance.policy.full_loads else (),
        _goals(reading, plan, baseline, dict(counted)),
        _unserved(reading, plan),
    )
    return sorted(set(violations)), counted


def _goals(
    reading: Reading, plan: Plan, baseline: Plan | None, counted: dict[str, int]
) -> Iterator[Violation]:
    """Goals stated that are not those counted, and bounds above the values they bound."""
    if baseline is not None and not plan.compares_with(baseline):
        yield other_baseline("plan", plan, baseline)
    unknown = unjudged(reading.pairs.instance, plan, baseline)
    stated, asked = [goal.goal for goal in plan.goals], list(counted)
    if stated and stated != asked:
        text = phrase("states {stated}; the policy asks for {asked}")
        text = phrase(text, stated=", ".join(stated), asked=", ".join(asked))
        yield Violation("plan", "goals", text)
    for row in plan.goals:
        value = counted.get(row.goal, row.value)
        if row.value != value and row.goal not in unknown:
            text = phrase("states {stated}, the count is {value}", stated=row.value, value=value)
            yield Violation("plan", row.goal, text)
        if row.bound is not None and row.bound > row.value:
            text = phrase(
                "states the bound {bound}, above its value {value}", bound=row.bound, value=row.value
            )
            yield Violation("plan", row.goal, text)


def other_baseline(rule: str, plan: Plan, baseline: Plan) -> Violation:
    """That the plan given to compare with is not the one that `plan` names."""
    named = plan.replanned.before if plan.replanned else ""
    text = phrase("is {sha256}, the plan compares with {other}")
    return Violation(rule, "baseline", phrase(text, sha256=baseline.sha256[:12], other=named[:12]))


def _unserved(reading: Reading, plan: Plan) -> Iterator[Violation]:
    """Groups of which not as many parties stay as the plan says, where it says anything."""
    groups, stated = reading.pairs.instance.groups, Counter[str]()
    for row in plan.unserved:
        stated[row.group] += row.parties
    stay = {groups.id[number]: int(reading.left[number]) for number in np.flatnonzero(reading.left)}
    for group in sorted(stated.keys() | stay.keys()) if plan.unserved else ():
        if stated[group] != stay.get(group, 0) or group not in groups.row:
            text = phrase(
                "is said to have {stated} parties that stay, the count is {value}",
                stated=stated[group],
                value=stay.get(group, 0),
            )
            yield Violation("plan", group, text)
