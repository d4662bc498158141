"""The multiple knapsack: parties of sizes and worths, flights with seats, and parts of all its loads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.packing.loads import Packing


@dataclass(frozen=True, eq=False)
class Region:
    """A part of all loads: bounds on who leaves at all, and on who is on which flight.

    Attributes
    ----------
    least, most : int64 arrays, shape (items,)
    low, high : int64 arrays, shape (flights, items)
    """

    least: Ints
    most: Ints
    low: Ints
    high: Ints

    def split(self, at: Split) -> tuple[Region, Region]:
        """Where it counts no more than `at.value`, and where it counts more."""
        if at.flight is None:
            least, most = self.least.copy(), self.most.copy()
            least[at.item], most[at.item] = at.value + 1, at.value
            return replace(self, most=most), replace(self, least=least)
        low, high = self.low.copy(), self.high.copy()
        low[at.flight, at.item], high[at.flight, at.item] = at.value + 1, at.value
        return replace(self, high=high), replace(self, low=low)

    @property
    def closed(self) -> Region:
        """The same without what its bounds rule out together."""
        most = np.minimum(self.most, self.high.sum(axis=0))
        aboard = self.low.sum(axis=0)
        high = np.where(aboard >= most, self.low, self.high)
        return Region(np.maximum(self.least, aboard), most, self.low, high)

    @property
    def fixed(self) -> Mask:
        """Items of which all that may be aboard are on flights that are decided; shape (items,)."""
        same: Mask = (self.low == self.high).all(axis=0) & (self.least == self.most)
        return same


@dataclass(frozen=True, slots=True)
class Split:
    """An item, on one flight or at all, is aboard at most `value` times, or more often."""

    flight: int | None
    item: int
    value: int


@dataclass(frozen=True, eq=False)
class MultipleKnapsack:
    """Items to be put into knapsacks, one for each flight.

    Attributes
    ----------
    size, worth, count : int64 arrays, shape (items,): seats and worth of one, how many there are
    seats : int64 array, shape (flights,)
    high : int64 array, shape (flights, items): how many of each may be on each flight
    """

    size: Ints
    worth: Ints
    count: Ints
    seats: Ints
    high: Ints

    @classmethod
    def of(cls, packing: Packing) -> tuple[MultipleKnapsack, Ints] | None:
        """The same packing, if its limits say of some items alike how many there are, and nothing else.

        With it comes which item each item of the packing is: where a flight has room for fewer than there
        are, those are another item there.
        """
        takes, items = packing.takes, np.arange(len(packing.size))
        limit = np.full(len(items), -1)
        limit[takes.row_of_entry()] = takes.column
        kept = np.where(limit >= 0, limit, len(packing.limits) + items)
        _, first, label = np.unique(kept, return_index=True, return_inverse=True)
        same = first[label]
        alike = (packing.size == packing.size[same]).all() and (packing.cost == packing.cost[same]).all()
        if (np.bincount(takes.row_of_entry()) > 1).any() or (takes.coefficient != 1).any() or not alike:
            return None
        high = np.zeros((len(packing.flights), len(first)), dtype=np.int64)
        for number, (kind, _) in enumerate(packing.flights):
            there = packing.kinds[kind].items
            np.add.at(high[number], label[there], packing.most[there])
            if len(np.unique(label[there])) < len(there):
                return None
        count, limited = high.sum(axis=0), limit[first] >= 0
        count[limited] = np.minimum(count[limited], packing.limits[limit[first[limited]]])
        seats = np.array([packing.kinds[kind].seats for kind, _ in packing.flights], dtype=np.int64)
        return cls(packing.size[first], -packing.cost[first], count, seats, high), label

    @cached_property
    def whole(self) -> Region:
        """All loads."""
        nothing = np.zeros_like(self.count)
        return Region(nothing, self.count, np.zeros_like(self.high), self.high).closed

    @cached_property
    def step(self) -> int:
        """All sums of worths are multiples of it."""
        return int(np.gcd.reduce(self.worth)) or 1

    @property
    def worth_of_all(self) -> int:
        """What everybody is worth."""
        return int(self.worth @ self.count)

    def value(self, loads: Ints) -> int:
        """What the loads of all flights, shape (flights, items), are worth."""
        return int(self.worth @ loads.sum(axis=0))
