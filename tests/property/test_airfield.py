"""The airfield itself (6): engine, judge and bounds against the search that tries every plan."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from tests.brute.breaking import WAYS, breaks
from tests.brute.broken import broken
from tests.brute.minutes import odd_airfield, odd_baseline
from tests.brute.plans import plan_of
from tests.brute.search import Answer, TooManyPlansError, best, best_plan
from tests.judge.whole import bounds_of
from tests.tiny.airfield import airfield_instance

SOLVED = range(0, 66, 3)
"""One seed of each kind of rule alone, and one more."""
TOGETHER = (1, 2, 4, 5, 7, 8, 10)


def _answer(instance: Instance, most: int = 3_000) -> Answer | None:
    try:
        return best_plan(instance, most=most)
    except TooManyPlansError:
        return None


@pytest.mark.parametrize(
    "seed",
    [*(pytest.param(seed, marks=pytest.mark.nightly) for seed in SOLVED), *TOGETHER],
)
def test_engine_finds_the_best(seed: int) -> None:
    """HiGHS and the search agree on every goal, nothing is claimed above it, the judge accepts all of it."""
    instance = airfield_instance(seed)
    expected, result = best(instance), solve(instance, backend="highs", threads=1)
    if expected is None:
        assert (result.status, result.plan) == ("infeasible", None)
        return
    assert [(row.goal, row.value) for row in result.goals] == expected
    assert all(row.bound is None or row.bound <= row.value for row in result.goals)
    assert result.plan is not None
    assert result.certificate is not None
    assert verify(instance, result.plan) == []
    assert check_certificate(instance, result.plan, result.certificate) == []


def test_judge_accepts_the_best() -> None:
    """The judge finds no fault with a best plan, the search none either, and the goals are the same."""
    judged = 0
    for instance in [airfield_instance(seed) for seed in range(45)]:
        answer = _answer(instance)
        if answer is not None:
            plan = plan_of(instance, answer)
            assert (verify(instance, plan), broken(instance, plan)) == ([], set()), instance.name
            assert count_goals(instance, plan) == answer.goals, instance.name
            judged += 1
    assert judged > 30


def test_judge_names_the_rule_that_is_broken() -> None:
    """Broken by one, it is named, with the others that the search names too; just kept, it is not."""
    seen = Counter[str]()
    for seed in (1, 4, 5):
        instance = airfield_instance(seed)
        answer = _answer(instance)
        for case in breaks(Random(seed), instance, plan_of(instance, answer)) if answer else ():
            judged = {row.rule for row in verify(case.instance, case.plan)}
            known = broken(case.instance, case.plan)
            assert case.rule in judged, (instance.name, case.way)
            assert judged <= known, (instance.name, case.way)
            assert known - judged <= {"reserve"}, (instance.name, case.way)
            assert case.rule not in {row.rule for row in verify(case.keeps, case.kept)}
            seen[case.way] += 1
    assert len(seen) > len(WAYS) // 2


def test_no_relaxation_is_above_the_best() -> None:
    """In whole numbers and by multipliers, by pairs and by commodities, at odd minutes."""
    tried, wrong = Counter[str](), []
    with Session("highs") as session:
        for seed in range(1, 13):
            instance = odd_airfield(seed)
            before = odd_baseline(seed, instance)
            try:
                answer = best_plan(instance, most=3_000, before=before)
            except TooManyPlansError:
                continue
            for found in bounds_of(instance, answer.goals, session, Random(seed), before) if answer else ():
                tried[found.by] += 1
                wrong += [(seed, found)] if found.wrong else []
    assert wrong == []
    assert min(tried["pairs"], tried["commodities"]) > 10
