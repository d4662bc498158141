"""What is simulated, as it is sent to whoever does some of its scenarios."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import TypeVar

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.scenarios.every import every
from evacopt.scenarios.story import Story
from evacopt.simulation.result import Recourse
from evacopt.simulation.run import RECOURSES
from evacopt.simulation.tally import Flown, People, Tally, tally

FEW = 1024
"""Scenarios that are enumerated at most, not drawn."""
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Subject:
    """What is simulated."""

    instance: Instance
    plan: Plan
    stories: tuple[Story, ...]
    recourse: Recourse
    seed: int
    most: int

    @cached_property
    def draws(self) -> Draws:
        """Where scenarios come from."""
        return Draws(self.instance, self.stories, self.seed)

    @cached_property
    def all(self) -> tuple[Drawn, Floats] | None:
        """All scenarios that there are, where they are few."""
        return every(self.draws, min(self.most, FEW))

    @cached_property
    def people(self) -> People:
        """Whom it is told of."""
        return People.of(self.instance, self.stories)

    @cached_property
    def flown(self) -> Flown:
        """What flies by the plan."""
        return Flown.of(self.instance, self.plan)

    def drawn(self, numbers: Ints) -> tuple[Drawn, Floats]:
        """The scenarios of these numbers, and how much each counts."""
        if self.all is None:
            return self.draws.of(numbers.tolist()), np.ones(len(numbers))
        return self.all[0].rows(numbers), self.all[1][numbers]

    def tally(self, numbers: Ints) -> Tally:
        """What comes of these scenarios."""
        parts = list[Tally]()
        for part in self.draws.in_parts(numbers.tolist()):
            drawn, weight = self.drawn(np.array(part, dtype=np.int64))
            outcomes = RECOURSES[self.recourse](self.plan, self.draws, drawn)
            parts.append(tally(self.people, self.flown, outcomes, weight))
        return Tally.joined(parts)

    def sent(self, function: Callable[[Subject, T], R]) -> Callable[[T], R]:
        """`function` of the subject and a task as one of the task alone, unpacked once where it runs."""
        return partial(_called, pickle.dumps(replace(self)), function)


def _called(packed: bytes, function: Callable[[Subject, T], R], task: T) -> R:
    return function(_unpacked(packed), task)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Subject:
    subject: Subject = pickle.loads(packed)
    return subject
