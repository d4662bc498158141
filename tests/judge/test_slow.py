"""The judge against a slow recount that was written apart from it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.rule import LinearRule
from evacopt.domain.violation import RULES
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from tests.judge.random_cases import random_instance, random_plan
from tests.judge.slow import Named, Recount
from tests.tiny.airfield import airfield_instance
from tests.tiny.rules import LIMITS, with_rule

SEEDS = range(700)


@cache
def _drawn(seed: int) -> Instance:
    """A random instance, every sixth of an airfield; with a linear rule where the seed is odd."""
    instance, rng = airfield_instance(seed // 6) if seed % 6 == 0 else random_instance(seed), Random(seed)
    if seed % 2:
        kind, low, high = rng.choice(LIMITS)
        instance = with_rule(instance, rng, LinearRule(id="R", kind=kind, limit=rng.randint(low, high)))
    return instance


def _judged(instance: Instance, plan: Plan) -> set[Named]:
    """Rule and subject; which sortie lacks a crew is for the judge to choose."""
    found = {(row.rule, row.subject) for row in verify(instance, plan)}
    if not plan.crews and any(rule == "crew" for rule, _ in found):
        found = {named for named in found if named[0] != "crew"} | {("crew", "")}
    return found


@pytest.mark.parametrize("wild", [False, True])
def test_judge_names_what_a_slow_recount_names(wild: bool) -> None:
    """Over random plans of random instances both name the same rules and subjects, every rule among them."""
    named = Counter[str]()
    for seed in SEEDS:
        instance = _drawn(seed)
        plan = random_plan(seed, instance, wild=wild)
        expected = Recount(instance, plan).broken()
        assert _judged(instance, plan) == expected, f"seed {seed}"
        named.update({rule for rule, _ in expected} or {"none"})
    assert set(named) == {*RULES, "none"} - {"plan"}


def test_goals_are_those_of_a_slow_recount() -> None:
    """Every goal has the value that dicts and loops count, with and without a baseline."""
    for seed in SEEDS:
        instance = _drawn(seed)
        plan, other = (random_plan(seed + more, instance, wild=False) for more in (0, 1))
        assert count_goals(instance, plan) == Recount(instance, plan).goals(), f"seed {seed}"
        compared = count_goals(instance, plan, baseline=other)
        assert compared == Recount(instance, plan, other).goals(), f"seed {seed}"
