"""Pricing: the column of a block with the best reduced cost, by knapsacks over its seats, exactly.

A block is a few flights whose seats are taken together, in the decomposition of Dantzig and Wolfe; a column
says who takes the seats and how often each flight flies. Blocks often have knapsacks in common.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.judge.pools import NO_CHOICE, Pool
from evacopt.packing.knapsack import Items, Knapsacks, knapsacks


@dataclass(frozen=True, eq=False)
class Block:
    """A pool of flights, and what of it is left above the lower bounds of its columns.

    Attributes
    ----------
    most : int64 array, shape (parties' columns,): parties at most
    copies : int64 array, shape (flights,): further sorties at most
    free : seats that are there before any further sortie
    """

    pool: Pool
    most: Ints
    copies: Ints
    free: int

    @cached_property
    def columns(self) -> Ints:
        """All columns: parties, sorties, and the choice if there is one."""
        return self.pool.columns

    @cached_property
    def largest(self) -> int:
        """Seats that can be taken at most."""
        pool, wanted = self.pool, np.zeros(len(self.pool.available), dtype=np.int64)
        wanted[pool.item] = pool.need
        asked = min(int((wanted * pool.available).sum()), int((pool.need * self.most).sum()))
        return min(asked, self.free + self.given)

    @cached_property
    def given(self) -> int:
        """Seats of all further sorties."""
        return int((self.pool.seats * self.copies).sum())

    def parties(self, worth: Floats) -> Items:
        """The parties of each column, of an item no more than there are, the best ones first."""
        pool = self.pool
        order = np.lexsort((-worth, pool.item))
        item, most = pool.item[order], self.most[order]
        before = np.cumsum(most) - most
        first = np.searchsorted(item, np.arange(len(pool.available)))
        allowed = pool.available[item] - (before - before[first[item]])
        counts = np.zeros_like(self.most)
        counts[order] = np.clip(allowed, 0, most)
        return Items(pool.need, worth, counts)


@dataclass(frozen=True, eq=False)
class Load:
    """Values of the columns of a block, int64, shape (columns,), and their reduced cost, negated."""

    worth: float
    values: Ints


class Pricing:
    """Prices of one round: knapsacks that several blocks have in common are filled once."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        seats = [block.pool.seats for block in blocks]
        self._seats = max((block.largest for block in blocks), default=0)
        self._unit = int(np.gcd.reduce(np.concatenate([np.zeros(1, int), *seats]))) or 1
        self._made: dict[tuple[object, ...], Knapsacks] = {}

    def best(self, block: Block, worth: Floats) -> Load:
        """The load worth most at `worth`, shape (columns,), for one more of each column."""
        loads = self._loads(block, worth)
        best = max(loads, key=lambda load: load[0], default=None)
        if best is None:
            return Load(-np.inf, np.zeros(len(block.columns), dtype=np.int64))
        most, parties, sorties, choice = best
        chosen = [] if block.pool.choice == NO_CHOICE else [choice]
        return Load(most, np.concatenate((parties, sorties, np.array(chosen, dtype=np.int64))))

    def _loads(self, block: Block, worth: Floats) -> Iterator[tuple[float, Ints, Ints, int]]:
        """Worth, parties, sorties and choice, for each choice the best."""
        people, flights = len(block.pool.parties), len(block.pool.sorties)
        parties = block.parties(worth[:people])
        sorties = self._sorties(block, worth[people : people + flights])
        if block.pool.choice == NO_CHOICE:
            for load in self._packed(parties, sorties, block.free, block.given):
                yield (*load, 0)
            return
        for load in self._packed(parties, sorties, block.free):
            yield (*load, 0)
        for most, aboard, flown in self._everybody(block, parties, sorties):
            yield most + float(worth[-1]), aboard, flown, 1

    def _sorties(self, block: Block, worth: Floats) -> Items:
        """Sorties in units of seats; no more of a flight than could be needed, unless they cost nothing."""
        seats, copies = block.pool.seats, block.copies
        useful = -(-self._seats // np.maximum(seats, 1))
        most = np.where(worth > 0, copies, np.minimum(copies, useful))
        costly = np.where((worth <= 0) & (copies * seats >= block.largest), useful, most)
        return Items(seats // self._unit, worth, costly)

    def _packed(
        self, parties: Items, sorties: Items, free: int, given: int | None = None
    ) -> Iterator[tuple[float, Ints, Ints]]:
        """The best load where `free` and `given` seats are enough; without `given` where they are full."""
        wanted, unit = min(int((parties.size * parties.most).sum()), self._seats), self._unit
        most = (wanted - free) // unit if given is None else min(wanted, free + given)
        if most < 0:
            return
        taken = short = np.arange(most + 1)
        if given is None:
            taken = free + unit * short
            flown = self._filled(sorties, max(most, self._seats // unit))
        else:
            short = -(-np.maximum(taken - free, 0) // unit)
            flown = self._filled(sorties, -(-max(self._seats - free, 0) // unit), more=True)
        aboard = self._filled(parties, self._seats)
        total = aboard.best[taken] + flown.best[short]
        at = int(total.argmax())
        if total[at] > -np.inf:
            yield float(total[at]), aboard.counts(int(taken[at])), flown.counts(int(short[at]))

    def _everybody(self, block: Block, parties: Items, sorties: Items) -> Iterator[tuple[float, Ints, Ints]]:
        """All who are certain to be aboard, and others as far as there are seats."""
        pool, there = block.pool, np.zeros_like(block.pool.available)
        certain = pool.certain[pool.item]
        np.add.at(there, pool.item, parties.most)
        if (there < pool.available)[pool.certain].any():
            return
        aboard = np.where(certain, parties.most, 0)
        seats, worth = int((aboard * parties.size).sum()), float((aboard * parties.worth).sum())
        others = Items(parties.size, parties.worth, np.where(certain, 0, parties.most))
        for most, more, flown in self._packed(others, sorties, block.free - seats, block.given):
            yield most + worth, more + aboard, flown

    def _filled(self, items: Items, seats: int, *, more: bool = False) -> Knapsacks:
        key = (*items.key, seats, more)
        if key not in self._made:
            self._made[key] = knapsacks(items, seats, more=more)
        return self._made[key]
