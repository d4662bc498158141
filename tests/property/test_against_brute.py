"""Engine and judge against the search that tries every plan."""

from __future__ import annotations

import pytest

from evacopt.domain.plan import Plan
from evacopt.generation.tiny import tiny_instance
from evacopt.judge.goals import count_goals
from evacopt.judge.verdict import judge
from evacopt.planning.solve import solve
from tests.brute.conflicts import contradict, named, smallest_size
from tests.brute.plans import plan_of
from tests.brute.search import best, best_plan

SOLVED = range(60)
JUDGED = range(300)


@pytest.mark.parametrize("seed", SOLVED)
def test_engine_finds_the_best(seed: int) -> None:
    """HiGHS and the search agree on every goal, and the judge accepts the plan; or on what contradicts."""
    instance = tiny_instance(seed)
    expected = best(instance)
    result = solve(instance, backend="highs", threads=1)
    if expected is None:
        assert (result.status, result.plan) == ("infeasible", None)
        assert contradict(instance, named(instance, result.conflict))
        assert len(result.conflict) == smallest_size(instance)
        return
    assert result.status == "solved"
    assert [(row.goal, row.value) for row in result.goals] == expected
    assert [row.bound for row in result.goals] == [value for _, value in expected]
    assert isinstance(result.plan, Plan)
    assert judge(instance, result.plan) == []


def test_judge_accepts_the_best() -> None:
    """The judge finds no fault with a best plan and counts the same goals, without any engine."""
    for seed in JUDGED:
        instance = tiny_instance(seed)
        answer = best_plan(instance)
        if answer is not None:
            plan = plan_of(instance, answer)
            assert judge(instance, plan) == [], f"seed {seed}"
            assert count_goals(instance, plan) == answer.goals, f"seed {seed}"
