"""The goals of the model against the judge's count, point by point."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.goals import count_goals
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.model.points import decided, extended, points, with_all_goals, with_baseline
from tests.tiny.instances import tiny_instance

SEEDS = range(80)


def _goals_at(formulation: Formulation, values: Ints) -> list[tuple[str, int]]:
    return [(goal.name, goal.of(values)) for goal in formulation.model.goals]


@dataclass(frozen=True, eq=False)
class _Case:
    """A point, and the same with crews and seats in pools where that keeps every rule."""

    formulation: Formulation
    baseline: Plan | None
    values: Ints
    whole: Ints | None


@pytest.fixture(scope="module")
def cases() -> list[_Case]:
    """Points of formulations without and with a plan in force, whether they keep the rules or not."""
    each = []
    for seed in SEEDS:
        for formulation, baseline in ((formulate(with_all_goals(seed)), None), with_baseline(seed)):
            rules, fixed = formulation.model.for_goals(()), decided(formulation)
            for values in points(formulation, Random(seed), 3):
                each.append(_Case(formulation, baseline, values, extended(rules, values, fixed)))
    return each


def test_goals_are_what_the_judge_counts(cases: list[_Case]) -> None:
    """At any point every goal, its columns completed, has the value that the judge counts in the plan."""
    names = set[str]()
    for case in cases:
        formulation = case.formulation
        plan = decode(formulation, case.values)
        counted = count_goals(formulation.instance, plan, baseline=case.baseline)
        assert _goals_at(formulation, formulation.completed(case.values)) == counted, (
            formulation.instance.name
        )
        names.update(name.split("[")[0] for name, value in counted if value)
    standard = {"unserved", "fairness", "waiting", "cost", "flights", "risk", "changes", "clearance"}
    assert names == standard | {"T0", "T1"}, "linear goals as well"


def test_completing_again_changes_nothing(cases: list[_Case]) -> None:
    """Completed values are complete, and neither parties nor sorties are touched."""
    for case in cases:
        once = case.formulation.completed(case.values)
        assert np.array_equal(case.formulation.completed(once), once)
        fixed = decided(case.formulation)
        assert np.array_equal(once[fixed], case.values[fixed])


def test_completed_points_keep_the_rows_of_goals(cases: list[_Case]) -> None:
    """Where the rules hold, the rows and bounds that only count goals hold as well once completed."""
    held = 0
    for case in cases:
        if case.whole is not None:
            completed = case.formulation.completed(case.whole)
            assert case.formulation.model.holds(completed), case.formulation.instance.name
            held += 1
    assert held > len(SEEDS)


def test_no_setting_of_goal_columns_counts_less(cases: list[_Case]) -> None:
    """An engine cannot make a goal look better than it is: rows that hold never count below the judge."""
    tried, rng = 0, Random(7)
    for case in cases:
        if case.whole is not None:
            model, completed = case.formulation.model, case.formulation.completed(case.whole)
            for other in (_other_setting(case.formulation, completed, rng) for _ in range(30)):
                if model.holds(other):
                    tried += 1
                    assert all(goal.of(other) >= goal.of(completed) for goal in model.goals)
    assert tried > len(SEEDS)


def _other_setting(formulation: Formulation, values: Ints, rng: Random) -> Ints:
    """`values` with a few of the columns that count goals moved, mostly a little."""
    goal_rows = [row for row, label in enumerate(formulation.model.labels) if label.rule == "goal"]
    touched = {column for row in goal_rows for column in formulation.model.matrix.row(row)[0].tolist()}
    columns = sorted(touched - set(formulation.pair_column.tolist()))
    other = values.copy()
    for column in rng.sample(columns, min(rng.choice((1, 2)), len(columns))):
        upper = int(formulation.model.upper[column])
        step = rng.choice((-1, 1, -upper, rng.randint(-upper, upper)))
        other[column] = min(max(other[column] + step, 0), upper)
    return other


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_rules_stay_whatever_goals_are_asked(seed: int) -> None:
    """Choosing goals leaves out counting rows only: every row of a rule stays, in its order."""
    formulation = formulate(with_all_goals(seed))
    rules = [label for label in formulation.model.labels if label.rule != "goal"]
    for names in ((), ("fairness[1]",), ("clearance", "unserved[1]")):
        kept = formulation.model.for_goals(names).labels
        assert [label for label in kept if label.rule != "goal"] == rules
        assert {label.subject for label in kept if label.rule == "goal"} <= set(names)


@pytest.mark.parametrize("seed", range(20))
def test_goals_are_named_as_the_policy_asks(seed: int) -> None:
    """Goals come in the policy's order, with the levels that the judge counts."""
    instance: Instance = tiny_instance(seed)
    nobody = decode(formulate(instance), np.zeros_like(formulate(instance).model.lower))
    named = [goal.name for goal in formulate(instance).model.goals]
    assert named == [name for name, _ in count_goals(instance, nobody)]
