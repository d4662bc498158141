"""Bounded knapsacks by dynamic programming over seats, for every number of seats, with what is in them.

Kellerer, Pferschy and Pisinger, Knapsack Problems (2004): one, two, four, ... items at a time; where all are
of one size, those worth most come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from evacopt.domain.columns import Floats, Ints, Mask


@dataclass(frozen=True, eq=False)
class Items:
    """Items: `size` seats and `worth` of each, `most` of them; arrays of one shape (items,)."""

    size: Ints
    worth: Floats
    most: Ints

    @property
    def key(self) -> tuple[bytes, ...]:
        """What tells these from others."""
        return self.size.tobytes(), self.worth.tobytes(), self.most.tobytes()


class Knapsacks(Protocol):
    """Knapsacks of every size up to a largest.

    Attributes
    ----------
    best : float64 array, shape (seats + 1,): worth of the best items of n seats, or of n and more
    """

    best: Floats

    def counts(self, seats: int) -> Ints:
        """How many of each item are in the best of that size; shape (items,)."""


class OfOneSize:
    """Items of one size, as far as there are any: those worth most first; only multiples of it are filled."""

    def __init__(self, items: Items, seats: int) -> None:
        self._size = int(items.size[items.most > 0][0])
        self._order = np.argsort(-items.worth, kind="stable")
        most = np.minimum(items.most[self._order], seats // self._size)
        self._most = np.minimum(most, np.maximum(seats // self._size - np.cumsum(most) + most, 0))
        worth = np.cumsum(np.repeat(items.worth[self._order], self._most))
        self.best = np.full(seats + 1, -np.inf)
        self.best[: len(worth) * self._size + 1 : self._size] = np.append(0.0, worth)

    def counts(self, seats: int) -> Ints:
        """As the protocol says."""
        before: Ints = np.cumsum(self._most) - self._most
        counts: Ints = np.zeros_like(self._most)
        counts[self._order] = np.minimum(np.maximum(seats // self._size - before, 0), self._most)
        return counts


class OfManySizes:
    """Items of any sizes; with `more` a knapsack of n seats may be given more than n."""

    def __init__(self, items: Items, seats: int, *, more: bool = False) -> None:
        self._items, self._more = items, more
        self.best = np.full(seats + 1, -np.inf)
        self.best[0] = 0.0
        self._put_in = [self._add(item, copies, seats) for item, copies in self._parts]

    @cached_property
    def _parts(self) -> list[tuple[int, int]]:
        """Binary splitting: items, and how many at a time, which add up to any number of each."""
        parts = []
        for item, most in enumerate(self._items.most.tolist()):
            left, copies = most, 1
            while left > 0:
                copies = min(copies, left)
                parts.append((item, copies))
                left, copies = left - copies, 2 * copies
        return parts

    def _add(self, item: int, copies: int, seats: int) -> Mask:
        """Put so many of an item into each knapsack that is the better for it; gives which ones."""
        size = min(int(self._items.size[item]) * copies, seats + 1)
        better = np.full(seats + 1, -np.inf)
        better[size:] = self.best[: seats + 1 - size]
        if self._more:
            better[:size] = self.best[0]
        better += self._items.worth[item] * copies
        put: Mask = better > self.best
        np.copyto(self.best, better, where=put)
        return put

    def counts(self, seats: int) -> Ints:
        """As the protocol says."""
        counts = np.zeros(len(self._items.size), dtype=np.int64)
        for (item, copies), put in zip(reversed(self._parts), reversed(self._put_in), strict=True):
            if put[seats]:
                counts[item] += copies
                seats = max(seats - int(self._items.size[item]) * copies, 0)
        return counts


def knapsacks(items: Items, seats: int, *, more: bool = False) -> Knapsacks:
    """Knapsacks of every size up to `seats`."""
    sizes = items.size[items.most > 0]
    if len(sizes) and not more and (sizes == sizes[0]).all() and sizes[0] > 0:
        return OfOneSize(items, seats)
    return OfManySizes(items, seats, more=more)
