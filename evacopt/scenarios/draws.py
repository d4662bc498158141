"""Scenarios by number: what is drawn for each, the same whatever plan is looked at and wherever it runs.

Common random numbers: scenario `n` of a seed has its own stream of a counter-based generator (Philox: Salmon,
Moraes, Dror and Shaw 2011), so that plans are compared on the same scenarios, and any of them can be drawn
alone. All draws are integers below a million, compared with parts per million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints, Mask, int_column
from evacopt.domain.instance import Instance
from evacopt.scenarios.story import MILLION, Story, StorySet, sets_of

_STORIES, _FLIGHTS, _COUNTS, _PARTIES = range(4)
"""Streams of a scenario, each with its own counter: more flights change nobody's coming."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """Scenarios side by side, one a row.

    Attributes
    ----------
    numbers : int64, shape (scenarios,)
    stories : int64, shape (scenarios, sets): the story of each set that happens, -1 for none
    flown : bool, shape (scenarios, sorties): whether each sortie of `Draws.first_sortie` is not cancelled
    counts : int64, shape (scenarios, groups): how many parties of each group there are
    chance : int64, shape (scenarios, parties): party `k` of a group comes where this is below its `show_up`
        and `k` is below the count; groups are at `Draws.first_party`
    """

    numbers: Ints
    stories: Ints
    flown: Mask
    counts: Ints
    chance: Ints


class Draws:
    """All scenarios of an instance, its stories and a seed.

    Attributes
    ----------
    sets : the stories, by what excludes each other
    first_sortie : int64, shape (flights + 1,): sorties of flight `f` of `Instance.schedule` (as many as
        `copies`) are columns `first_sortie[f]` to `first_sortie[f + 1]`
    first_party : int64, shape (groups + 1,): likewise the parties of each group, as many as `Groups.most`
    """

    def __init__(self, instance: Instance, stories: Sequence[Story] = (), seed: int = 0) -> None:
        self.sets: tuple[StorySet, ...] = sets_of(stories)
        self._seed = seed
        schedule = instance.schedule
        copies = int_column(flight.copies for flight in schedule)
        self.first_sortie = np.concatenate((int_column((0,)), np.cumsum(copies)))
        self._cancel = np.repeat(int_column(flight.cancel_probability for flight in schedule), copies)
        self._fewest, self._most = instance.groups.fewest, instance.groups.most
        self.first_party = np.concatenate((int_column((0,)), np.cumsum(self._most)))

    def of(self, numbers: Sequence[int]) -> Drawn:
        """The scenarios of these numbers, each at least 0."""
        rows = len(numbers)
        told = np.empty((rows, len(self.sets)), dtype=np.int64)
        fails = np.empty((rows, len(self._cancel)), dtype=np.int64)
        spread = np.empty((rows, len(self._most)), dtype=np.int64)
        chance = np.empty((rows, int(self.first_party[-1])), dtype=np.int64)
        for row, number in enumerate(numbers):
            for stream, into in ((_STORIES, told), (_FLIGHTS, fails), (_COUNTS, spread), (_PARTIES, chance)):
                if into.shape[1]:
                    into[row] = self._stream(number, stream).integers(0, MILLION, into.shape[1])
        return Drawn(
            numbers=int_column(numbers),
            stories=self._happening(told),
            flown=fails >= self._cancel,
            counts=self._fewest + spread * (self._most - self._fewest + 1) // MILLION,
            chance=chance,
        )

    def _stream(self, number: int, stream: int) -> np.random.Generator:
        bits = np.random.Philox(key=[self._seed, number], counter=[0, 0, 0, stream])
        return np.random.Generator(bits)

    def _happening(self, told: Ints) -> Ints:
        happening = np.full(told.shape, -1, dtype=np.int64)
        for column, each in enumerate(self.sets):
            story = np.searchsorted(each.thresholds, told[:, column], side="right")
            happening[:, column] = np.where(story < len(each.stories), story, -1)
        return happening
