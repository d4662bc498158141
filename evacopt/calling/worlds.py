"""What stories make of people's coming: every combination of them that matters, with its chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from evacopt.domain.call_forward import CallWorld
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import MILLION
from evacopt.errors import UsageError
from evacopt.events.events import Event, SetCell, after
from evacopt.events.turnout import TurnOut
from evacopt.scenarios.story import Story, StorySet, sets_of

MOST = 512
"""Combinations of stories that are looked at."""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Worlds side by side.

    Attributes
    ----------
    probability : of each; they add up to 1
    show_up : int64, shape (worlds, groups), parts per million
    """

    probability: tuple[Fraction, ...]
    show_up: Ints

    @classmethod
    def of(cls, instance: Instance, stories: Sequence[Story]) -> Worlds:
        """Those in which different people come.

        What takes seats or a flight away is no matter of whom one calls and makes no difference here.

        Raises
        ------
        UsageError
            If there are more combinations than can be looked at.
        """
        sets = [_Telling(each) for each in sets_of(stories)]
        telling = [each for each in sets if any(each.events)]
        if prod(len(each.events) for each in telling) > MOST:
            text = phrase(
                "the stories of who comes have more than {most} combinations; put some into one set",
                most=MOST,
            )
            raise UsageError(text)
        probability, show_up = list[Fraction](), list[Ints]()
        for happening in product(*(zip(each.chances, each.events, strict=True) for each in telling)):
            if all(chance for chance, _ in happening):
                probability.append(
                    prod((Fraction(chance, MILLION) for chance, _ in happening), start=Fraction(1))
                )
                told = [event for _, events in happening for event in events]
                show_up.append(after(instance, told).groups.show_up)
        return cls(tuple(probability), np.stack(show_up)).merged()

    def merged(self, rows: Ints | None = None) -> Worlds:
        """Worlds in which the same people come as one; with `rows` it is these groups that matter."""
        if len(self.probability) == 1:
            return self
        columns = self.show_up if rows is None else self.show_up[:, rows]
        _, first, which = np.unique(columns, axis=0, return_index=True, return_inverse=True)
        total = [Fraction(0)] * len(first)
        for place, chance in zip(which.reshape(-1).tolist(), self.probability, strict=True):
            total[place] += chance
        return Worlds(tuple(total), self.show_up[first])

    def records(self, instance: Instance) -> tuple[CallWorld, ...]:
        """As they are written down."""
        usual, ids = instance.groups.show_up, instance.groups.id
        return tuple(
            CallWorld(chance, tuple((ids[row], int(comes[row])) for row in np.flatnonzero(comes != usual)))
            for chance, comes in zip(self.probability, self.show_up, strict=True)
        )


class _Telling:
    """The stories of a set by what they say of people's coming; the last says nothing: none happens."""

    def __init__(self, stories: StorySet) -> None:
        chances = [story.probability for story in stories.stories]
        self.chances = (*chances, MILLION - sum(chances))
        self.events = (*(_of_people(story.events) for story in stories.stories), ())


def _of_people(events: Sequence[Event]) -> tuple[Event, ...]:
    """Those that say how likely people are to come."""
    return tuple(
        event
        for event in events
        if isinstance(event, TurnOut)
        or (isinstance(event, SetCell) and (event.table, event.column) == ("groups", "show_up"))
    )
