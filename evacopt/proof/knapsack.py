"""Knapsacks that remember what is in them, for every number of seats at once.

Bounded knapsacks by dynamic programming over seats (Kellerer, Pferschy and Pisinger, 2004), one, two,
four, ... things at a time; where all things are of one size, those worth most come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Ints

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Things:
    """Kinds of things: `size` seats and `worth` of each, `most` of them; arrays of one shape (kinds,)."""

    size: Ints
    worth: Floats
    most: Ints

    @property
    def key(self) -> tuple[bytes, ...]:
        """What tells these from others."""
        return self.size.tobytes(), self.worth.tobytes(), self.most.tobytes()

    def take(self, some: Ints) -> Things:
        """Only those."""
        return Things(self.size[some], self.worth[some], self.most[some])


class Filled(Protocol):
    """Knapsacks of every size up to a largest.

    Attributes
    ----------
    best : float64 array, shape (seats + 1,): worth of the best things of n seats, or of n and more
    """

    best: Floats

    def counts(self, seats: int) -> Ints:
        """How many of each kind are in the best of that size; shape (kinds,)."""


class OfOneSize:
    """Things of one size: those worth most first. Between two multiples of the size nothing fits exactly."""

    def __init__(self, things: Things, seats: int) -> None:
        self._size = int(things.size[0])
        self._order = np.argsort(-things.worth, kind="stable")
        most = np.minimum(things.most[self._order], seats // self._size)
        self._most = np.minimum(most, np.maximum(seats // self._size - np.cumsum(most) + most, 0))
        worth = np.cumsum(np.repeat(things.worth[self._order], self._most))
        self.best = np.full(seats + 1, -np.inf)
        self.best[: len(worth) * self._size + 1 : self._size] = np.append(0.0, worth)

    def counts(self, seats: int) -> Ints:
        """How many of each kind are in the best of that size; shape (kinds,)."""
        before: Ints = np.cumsum(self._most) - self._most
        counts: Ints = np.zeros_like(self._most)
        counts[self._order] = np.minimum(np.maximum(seats // self._size - before, 0), self._most)
        return counts


class OfManySizes:
    """Things of any sizes; with `more` a knapsack of n seats may be given more than n."""

    def __init__(self, things: Things, seats: int, *, more: bool = False) -> None:
        self._things, self._more = things, more
        self.best = np.full(seats + 1, -np.inf)
        self.best[0] = 0.0
        self._put_in = [self._add(kind, many, seats) for kind, many in self._bundles]

    @cached_property
    def _bundles(self) -> list[tuple[int, int]]:
        """Kinds, and how many at a time: together any number of each."""
        found = []
        for kind, most in enumerate(self._things.most.tolist()):
            left, many = most, 1
            while left > 0:
                many = min(many, left)
                found.append((kind, many))
                left, many = left - many, 2 * many
        return found

    def _add(self, kind: int, many: int, seats: int) -> npt.NDArray[np.bool_]:
        """Put so many of a kind into each knapsack that is the better for it; gives which ones."""
        size = min(int(self._things.size[kind]) * many, seats + 1)
        better = np.full(seats + 1, -np.inf)
        better[size:] = self.best[: seats + 1 - size]
        if self._more:
            better[:size] = self.best[0]
        better += self._things.worth[kind] * many
        put: npt.NDArray[np.bool_] = better > self.best
        np.copyto(self.best, better, where=put)
        return put

    def counts(self, seats: int) -> Ints:
        """How many of each kind are in the best of that size; shape (kinds,)."""
        counts = np.zeros(len(self._things.size), dtype=np.int64)
        for (kind, many), put in zip(reversed(self._bundles), reversed(self._put_in), strict=True):
            if put[seats]:
                counts[kind] += many
                seats = max(seats - int(self._things.size[kind]) * many, 0)
        return counts


def filled(things: Things, seats: int, *, more: bool = False) -> Filled:
    """Knapsacks of every size up to `seats`."""
    sizes = things.size[things.most > 0]
    if len(sizes) and not more and (sizes == sizes[0]).all() and sizes[0] > 0:
        return OfOneSize(things, seats)
    return OfManySizes(things, seats, more=more)
