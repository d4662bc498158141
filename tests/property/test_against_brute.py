"""Engine and judge against the search that tries every plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from tests.brute.conflicts import contradict, named, smallest_size
from tests.brute.full_loads import full_loads_instance
from tests.brute.plans import plan_of
from tests.brute.search import Answer, TooManyPlansError, best, best_plan
from tests.tiny.instances import tiny_instance

SOLVED = range(60)
SOLVED_FULL = range(36)
JUDGED = range(200)


@pytest.mark.parametrize("seed", SOLVED)
def test_engine_finds_the_best(seed: int) -> None:
    """HiGHS and the search agree on every goal, no bound is above it, the judge accepts the plan."""
    _agrees(tiny_instance(seed))


@pytest.mark.parametrize("seed", SOLVED_FULL)
def test_engine_finds_the_best_with_full_loads(seed: int) -> None:
    """The same where only full aircraft leave, from origins without an optional flight, group or pair."""
    _agrees(full_loads_instance(seed))


def _agrees(instance: Instance) -> None:
    expected = best(instance)
    result = solve(instance, backend="highs", threads=1)
    if expected is None:
        assert (result.status, result.plan) == ("infeasible", None)
        assert contradict(instance, named(instance, result.conflict))
        assert len(result.conflict) == smallest_size(instance)
        return
    assert result.status == "solved"
    assert [(row.goal, row.value) for row in result.goals] == expected
    assert all(row.bound is None or row.bound <= row.value for row in result.goals)
    assert all(row.bound == row.value for row in result.goals if row.grade == "proven")
    assert isinstance(result.plan, Plan)
    assert verify(instance, result.plan) == []


def _small_answers() -> Iterator[tuple[Instance, Answer]]:
    """Instances that have a plan and not too many of them, each with a best one."""
    for seed in JUDGED:
        instance = tiny_instance(seed)
        with suppress(TooManyPlansError):
            answer = best_plan(instance, most=20_000)
            if answer is not None:
                yield instance, answer


def test_judge_accepts_the_best() -> None:
    """The judge finds no fault with a best plan and counts the same goals, without any engine."""
    judged = 0
    for instance, answer in _small_answers():
        plan = plan_of(instance, answer)
        assert verify(instance, plan) == [], instance.name
        assert count_goals(instance, plan) == answer.goals, instance.name
        judged += 1
    assert judged > len(JUDGED) // 2
