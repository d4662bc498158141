"""Scenarios by number: what is drawn for each, the same whatever plan is looked at and wherever it runs.

Common random numbers: scenario `n` of a seed has its own stream of a counter-based generator (Philox: Salmon,
Moraes, Dror and Shaw 2011), so that plans are compared on the same scenarios, and any of them can be drawn
alone. All draws are integers below a million, compared with parts per million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from evacopt.domain.columns import Ints, Mask, int_column, spans
from evacopt.domain.instance import Instance
from evacopt.domain.stored import MILLION
from evacopt.scenarios.story import Story, StorySet, sets_of

_STORIES, _FLIGHTS, _COUNTS, _PARTIES, _NEW_FLIGHTS, _NEW_COUNTS, _NEW_PARTIES = range(7)
"""Streams of a scenario, each with its own counter: more flights change nobody's coming. The last three are
for what stories bring: `Draws.in_world`."""
AT_ONCE = 32 << 20
"""Bytes of draws that are held together."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """Scenarios side by side, one a row; draws are parts per million.

    Attributes
    ----------
    numbers : int64, shape (scenarios,)
    stories : int64, shape (scenarios, sets): the story of each set that happens, -1 for none
    fails : int64, shape (scenarios, sorties): a sortie of `Draws.first_sortie` is cancelled where this is
        below its `cancel_probability`
    spread : int64, shape (scenarios, groups): how far between the fewest and the most each group's count is
    chance : int64, shape (scenarios, parties): party `k` of a group comes where this is below its `show_up`
        and `k` is below the count; groups are at `Draws.first_party`
    flown : bool, shape (scenarios, sorties): whether each sortie is not cancelled, stories aside
    counts : int64, shape (scenarios, groups): how many parties of each group there are, stories aside
    """

    numbers: Ints
    stories: Ints
    fails: Ints
    spread: Ints
    chance: Ints
    flown: Mask
    counts: Ints

    def rows(self, rows: Ints) -> Drawn:
        """Only the scenarios in these rows."""
        return Drawn(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


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
        self.instance = instance
        self.sets: tuple[StorySet, ...] = sets_of(stories)
        self._seed = seed
        self.first_sortie = _starts(int_column(flight.copies for flight in instance.schedule))
        self.first_party = _starts(instance.groups.most)

    def in_parts(self, numbers: Sequence[int]) -> list[Sequence[int]]:
        """These numbers, in parts of which the draws of each fit into `AT_ONCE` bytes."""
        each = 8 * int(2 * self.first_sortie[-1] + 2 * len(self.instance.groups) + self.first_party[-1])
        length = max(AT_ONCE // max(each, 1), 1)
        return [numbers[first : first + length] for first in range(0, len(numbers), length)]

    def of(self, numbers: Sequence[int]) -> Drawn:
        """The scenarios of these numbers, each at least 0."""
        return as_drawn(
            self.instance,
            numbers=int_column(numbers),
            stories=self._happening(self._draw(numbers, _STORIES, len(self.sets))),
            fails=self._draw(numbers, _FLIGHTS, int(self.first_sortie[-1])),
            spread=self._draw(numbers, _COUNTS, len(self.instance.groups)),
            chance=self._draw(numbers, _PARTIES, int(self.first_party[-1])),
        )

    def in_world(self, drawn: Drawn, world: Instance) -> tuple[Draws, Drawn]:
        """The draws as they are felt in `world`, this instance after events, and where its columns are.

        What was there before keeps its draws; flights and parties that stories bring have draws of their own.
        """
        there = Draws(world, (), self._seed)
        flights, groups = world.schedule, world.groups
        numbers = drawn.numbers.tolist()
        known = [self.instance.number.get(flight.id, -1) for flight in flights]
        rows = [self.instance.groups.row.get(group, -1) for group in groups.id]
        felt = {}
        for name, stream, old, first, new in (
            ("fails", _NEW_FLIGHTS, known, self.first_sortie, there.first_sortie),
            ("spread", _NEW_COUNTS, rows, np.arange(len(self.first_party)), np.arange(len(groups) + 1)),
            ("chance", _NEW_PARTIES, rows, self.first_party, there.first_party),
        ):
            column, drawn_before = _columns(int_column(old), first, new), getattr(drawn, name)
            felt[name] = drawn_before
            if not np.array_equal(column, np.arange(drawn_before.shape[1])):
                felt[name] = np.pad(drawn_before, ((0, 0), (0, 1)))[:, column]
                brought = np.flatnonzero(column < 0)
                felt[name][:, brought] = self._draw(numbers, stream, len(brought))
        return there, as_drawn(world, numbers=drawn.numbers, stories=drawn.stories, **felt)

    def comes(self, drawn: Drawn) -> Mask:
        """Whether each party is there and comes, columns as in `first_party`; shape (scenarios, parties)."""
        groups = self.instance.groups
        owner = np.repeat(np.arange(len(groups)), groups.most)
        comes: Mask = drawn.chance < groups.show_up[owner]
        uneven = np.flatnonzero((groups.fewest < groups.most)[owner])
        comes[:, uneven] &= uneven - self.first_party[owner[uneven]] < drawn.counts[:, owner[uneven]]
        return comes

    def _draw(self, numbers: Sequence[int], stream: int, columns: int) -> Ints:
        """One row a scenario, each number below a million; shape (scenarios, columns)."""
        drawn = np.empty((len(numbers), columns), dtype=np.int64)
        bits = np.random.Philox(key=[self._seed, 0], counter=[0, 0, 0, stream])
        generator, begin = np.random.Generator(bits), bits.state
        for row, number in enumerate(numbers) if columns else ():
            begin["state"]["key"][1] = number
            bits.state = begin  # twice as fast as another generator
            drawn[row] = generator.integers(0, MILLION, columns)
        return drawn

    def _happening(self, told: Ints) -> Ints:
        happening = np.full(told.shape, -1, dtype=np.int64)
        for column, each in enumerate(self.sets):
            story = np.searchsorted(each.thresholds, told[:, column], side="right")
            happening[:, column] = np.where(story < len(each.stories), story, -1)
        return happening


def as_drawn(instance: Instance, *, fails: Ints, spread: Ints, **others: Ints) -> Drawn:
    """With what follows from the draws in `instance`."""
    schedule, groups = instance.schedule, instance.groups
    cancel = int_column(flight.cancel_probability for flight in schedule for _ in range(flight.copies))
    counts = groups.fewest + spread * (groups.most - groups.fewest + 1) // MILLION
    return Drawn(fails=fails, spread=spread, flown=fails >= cancel, counts=counts, **others)


def _starts(lengths: Ints) -> Ints:
    return np.concatenate((int_column((0,)), np.cumsum(lengths)))


def _columns(old: Ints, first: Ints, new: Ints) -> Ints:
    """For each column of rows that begin at `new` that of the row `old`, -1 where it had none so far."""
    owner, place = spans(np.zeros(len(old), dtype=np.int64), np.diff(new))
    row = np.maximum(old[owner], 0)
    here = (old[owner] >= 0) & (place < np.append(np.diff(first), 0)[row])
    return np.where(here, first[row] + place, -1)
