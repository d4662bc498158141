"""Which goals are searched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.improve.open_goals import OpenGoals
from evacopt.improve.tuning import TUNING


def test_a_goal_at_its_bound_is_not_open() -> None:
    """One above it is, and one of which no bound is known."""
    goals = OpenGoals({"known": 3}.get, np.random.default_rng(1), TUNING)
    assert [goals.is_open("known", value) for value in (3, 4)] == [False, True]
    assert goals.is_open("other", 0)


def test_what_does_not_gain_is_searched_more_seldom() -> None:
    """Down to the least chance; what gains is searched every time again."""
    tuning = replace(TUNING, cooling=0.5, chance_least=0.25)
    goals = OpenGoals(lambda _: None, np.random.default_rng(1), tuning)
    assert all(goals.asks("idle") for _ in range(100))
    for _ in range(10):
        goals.learn("idle", gained=False)
    assert 10 < sum(goals.asks("idle") for _ in range(100)) < 40
    goals.learn("idle", gained=True)
    assert all(goals.asks("idle") for _ in range(100))
