"""The relaxations of the judge in whole numbers: never above the best of all plans, wherever times fall."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from evacopt.backends.session import Session
from tests.brute.minutes import odd_baseline, odd_instance
from tests.brute.search import TooManyPlansError, best_plan
from tests.judge.whole import bounds_of, leasts_of
from tests.seeds import some_or_all


def test_relaxations_in_whole_numbers_are_no_weaker_than_they_must_be() -> None:
    """By pairs the least of every goal is the best of all plans, though pools and crews are stated weaker."""
    tried, rules = 0, set[str]()
    with Session("highs") as session:
        for seed in range(1000, 1024):
            instance = odd_instance(seed, people=9)
            before = odd_baseline(seed, instance)
            answer = best_plan(instance, before=before)
            for name, least, value in leasts_of(instance, answer.goals, session, before) if answer else ():
                assert least == value, (seed, name)
                tried, rules = tried + 1, rules | {name.partition("[")[0]}
    assert tried > 50
    assert rules >= {"unserved", "fairness", "waiting", "cost", "flights", "changes", "clearance"}


@pytest.mark.parametrize("some", some_or_all(300, every=4))
def test_no_relaxation_in_whole_numbers_is_above_the_best_value(some: range) -> None:
    """By pairs, by commodities, with cuts, pools and all multipliers; each goal with those before it held.

    Most relaxations are as good as the best plan, so that one a little too strong would be seen.
    """
    tried, met, wrong = Counter[str](), Counter[str](), []
    with Session("highs") as session:
        for seed in some:
            instance = odd_instance(seed, people=9)
            before = odd_baseline(seed, instance)
            try:
                answer = best_plan(instance, most=3000, before=before)
            except TooManyPlansError:
                continue
            for seen in bounds_of(instance, answer.goals, session, Random(seed), before) if answer else ():
                tried[seen.by] += 1
                met[seen.by] += seen.shown == seen.best
                wrong += [(seed, seen)] if seen.wrong else []
    assert wrong == []
    assert all(2 * met[by] > tried[by] > 100 for by in ("pairs", "commodities"))
    assert tried["congruences"] > 100
    assert all(5 * met[by] > tried[by] > 300 for by in ("multipliers", "pools", "commodities multipliers"))
