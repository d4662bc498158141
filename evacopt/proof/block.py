"""Columns whose rules are worked out exactly: who takes the seats of a few flights, how often they fly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.proof.knapsack import Floats, Things

NO_CHOICE = -1


@dataclass(frozen=True, eq=False)
class Block:
    """Flights whose seats are taken together.

    Attributes
    ----------
    parties, need, most : int64 arrays, shape (parties' columns,): column, seats of a party, parties at most
    kind : int64 array, shape as above: columns of one cohort that need as many seats are of one kind
    room : int64 array, shape (kinds,): parties of each kind that there are
    certain : bool array, shape (kinds,): whether all of them are aboard where nobody of the origin stays
    sorties, seats, copies : int64 arrays, shape (flights,): column, seats of a sortie, further ones at most
    free : seats that are there before any further sortie
    choice : the column that is 1 where nobody of the origin stays; `NO_CHOICE` where seats may stay empty
    """

    parties: Ints
    need: Ints
    most: Ints
    kind: Ints
    room: Ints
    certain: Mask
    sorties: Ints
    seats: Ints
    copies: Ints
    free: int
    choice: int

    @cached_property
    def columns(self) -> Ints:
        """All columns: parties, sorties, and the choice if there is one."""
        choice = [] if self.choice == NO_CHOICE else [self.choice]
        return np.concatenate((self.parties, self.sorties, np.array(choice, dtype=np.int64)))

    @cached_property
    def largest(self) -> int:
        """Seats that can be taken at most."""
        wanted = np.zeros(len(self.room), dtype=np.int64)
        wanted[self.kind] = self.need
        seats = self.free + int((self.seats * self.copies).sum())
        return min(int((wanted * self.room).sum()), int((self.need * self.most).sum()), seats)

    def wanted(self, worth: Floats) -> Things:
        """The parties of each column, of a kind no more than there are, the best ones first."""
        order = np.lexsort((-worth, self.kind))
        kind, most = self.kind[order], self.most[order]
        before = np.cumsum(most) - most
        first = np.searchsorted(kind, np.arange(len(self.room)))
        allowed = self.room[kind] - (before - before[first[kind]])
        counts = np.zeros_like(self.most)
        counts[order] = np.clip(allowed, 0, most)
        return Things(self.need, worth, counts)
