"""The best load of each block at given prices of everything that blocks share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.proof.block import NO_CHOICE, Block
from evacopt.proof.knapsack import Filled, Floats, OfManySizes, Things, filled


@dataclass(frozen=True, eq=False)
class Load:
    """Values of the columns of a block, int64, shape (columns,), and what they are worth."""

    worth: float
    values: Ints


class Pricing:
    """Prices of one round: knapsacks that several blocks have in common are filled once."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._seats = max((block.largest for block in blocks), default=0)
        self._unit = int(np.gcd.reduce(np.concatenate([np.zeros(1, int), *(b.seats for b in blocks)]))) or 1
        self._made: dict[tuple[object, ...], Filled] = {}

    def best(self, block: Block, worth: Floats) -> Load:
        """The load worth most at `worth`, shape (columns,), for one more of each column."""
        found = max(self._loads(block, worth), key=lambda load: load[0], default=None)
        if found is None:
            return Load(-np.inf, np.zeros(len(block.columns), dtype=np.int64))
        most, parties, sorties, choice = found
        chosen = [] if block.choice == NO_CHOICE else [choice]
        return Load(most, np.concatenate((parties, sorties, np.array(chosen, dtype=np.int64))))

    def _loads(self, block: Block, worth: Floats) -> Iterator[tuple[float, Ints, Ints, int]]:
        """Worth, parties, sorties and choice, for each choice the best."""
        people, flights = len(block.parties), len(block.sorties)
        wanted = block.wanted(worth[:people])
        sorties = self._sorties(block, worth[people : people + flights])
        if block.choice == NO_CHOICE:
            for load in self._plain(block, wanted, sorties, block.free):
                yield (*load, 0)
            return
        for load in self._full(block, wanted, sorties):
            yield (*load, 0)
        for most, parties, flown in self._everybody(block, wanted, sorties):
            yield most + float(worth[-1]), parties, flown, 1

    def _sorties(self, block: Block, worth: Floats) -> Things:
        """Sorties in units of seats; no more of a flight than could be needed, unless they cost nothing."""
        useful = -(-self._seats // np.maximum(block.seats, 1))
        most = np.where(worth > 0, block.copies, np.minimum(block.copies, useful))
        costly = np.where((worth <= 0) & (block.copies * block.seats >= block.largest), useful, most)
        return Things(block.seats // self._unit, worth, costly)

    def _plain(
        self, block: Block, wanted: Things, sorties: Things, free: int
    ) -> Iterator[tuple[float, Ints, Ints]]:
        """Seats are enough."""
        given = int((block.seats * block.copies).sum())
        most = min(int((wanted.size * wanted.most).sum()), free + given, self._seats)
        if most < 0:
            return
        parties = self._filled(wanted, self._seats)
        short = -(-np.maximum(np.arange(most + 1) - free, 0) // self._unit)
        flown = self._filled(sorties, -(-max(self._seats - free, 0) // self._unit), more=True)
        total = parties.best[: most + 1] + flown.best[short]
        at = int(total.argmax())
        if total[at] > -np.inf:
            yield float(total[at]), parties.counts(at), flown.counts(int(short[at]))

    def _full(self, block: Block, wanted: Things, sorties: Things) -> Iterator[tuple[float, Ints, Ints]]:
        """As many seats as are taken."""
        parties = self._filled(wanted, self._seats)
        most = (min(int((wanted.size * wanted.most).sum()), self._seats) - block.free) // self._unit
        if most < 0:
            return
        flown = self._filled(sorties, max(most, self._seats // self._unit))
        taken = block.free + self._unit * np.arange(most + 1)
        total = parties.best[taken] + flown.best[: most + 1]
        at = int(total.argmax())
        if total[at] > -np.inf:
            yield float(total[at]), parties.counts(int(taken[at])), flown.counts(at)

    def _everybody(self, block: Block, wanted: Things, sorties: Things) -> Iterator[tuple[float, Ints, Ints]]:
        """All who are certain to be aboard, and others as far as there are seats."""
        certain = block.certain[block.kind]
        there = np.zeros_like(block.room)
        np.add.at(there, block.kind, wanted.most)
        if (there < block.room)[block.certain].any():
            return
        aboard = np.where(certain, wanted.most, 0)
        seats, worth = int((aboard * wanted.size).sum()), float((aboard * wanted.worth).sum())
        others = Things(wanted.size, wanted.worth, np.where(certain, 0, wanted.most))
        for most, parties, flown in self._plain(block, others, sorties, block.free - seats):
            yield most + worth, parties + aboard, flown

    def _filled(self, things: Things, seats: int, *, more: bool = False) -> Filled:
        key = (*things.key, seats, more)
        if key not in self._made:
            self._made[key] = OfManySizes(things, seats, more=more) if more else filled(things, seats)
        return self._made[key]
