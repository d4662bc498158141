"""Which goals are searched: none that is at its bound, and more seldom those that have not gained of late."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from evacopt.improve.tuning import ImproveTuning

BoundOf: TypeAlias = Callable[[str], int | None]
"""What no plan is below that is as good in the goals before, by the name of a goal; `None` if not known."""


class OpenGoals:
    """What is known of the goals, and how eager the search is for each."""

    def __init__(self, bound_of: BoundOf, rng: np.random.Generator, tuning: ImproveTuning) -> None:
        self._bound_of, self._rng, self._tuning = bound_of, rng, tuning
        self._chance = dict[str, float]()

    def is_open(self, goal: str, value: int) -> bool:
        """Whether a goal may be better than that."""
        bound = self._bound_of(goal)
        return bound is None or value > bound

    def asks(self, goal: str) -> bool:
        """Whether a goal is searched this time."""
        return bool(self._rng.random() < self._chance.get(goal, 1.0))

    def learn(self, goal: str, *, gained: bool) -> None:
        """Take in what came of searching it."""
        less = max(self._chance.get(goal, 1.0) * self._tuning.cooling, self._tuning.chance_least)
        self._chance[goal] = 1.0 if gained else less
