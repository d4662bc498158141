"""Pools: seats of some flights taken together, and what the columns that use them add at most in integers.

A pool is a relaxation of its flights: whoever boards any of them first needs seats of all of them together,
no group is larger than it is, and with full loads the flights of an origin are full or nobody of it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.phrase import phrase
from evacopt.judge.knapsack import Numbers, Segment, exactly, or_more
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.rows import Relaxation, Sums, ints, total

NO_CHOICE = -1


@dataclass(frozen=True, eq=False)
class Pool:
    """Columns of a relaxation whose seats are taken together.

    Attributes
    ----------
    parties, need : int64 arrays, shape (parties' columns,): columns, and the seats that one party takes
    item : int64 array, shape as above: columns of one group that need as many seats are one knapsack item
    available : int64 array, shape (items,): parties of each item that there are
    certain : bool array, shape (items,): whether all of them are aboard where nobody of the origin stays
    sorties, seats : int64 arrays, shape (flights,): columns, and the seats of one sortie
    choice : the column that is 1 where nobody of the origin stays; `NO_CHOICE` where seats may stay empty
    """

    parties: Ints
    need: Ints
    item: Ints
    available: Ints
    certain: Mask
    sorties: Ints
    seats: Ints
    choice: int

    @property
    def columns(self) -> Ints:
        """All columns of the pool; their own bounds count no more."""
        choice = [] if self.choice == NO_CHOICE else [self.choice]
        return np.concatenate((self.parties, self.sorties, ints(choice)))

    def most(self, rest: Sums, lower: Ints, upper: Ints, limits: Limits = LIMITS) -> int | None:
        """The most of `rest` x columns that whole numbers come to; `None` where none keep the pool's rules.

        Raises
        ------
        RefusedError
            If the pool is too large to be worked out.
        """
        return self.most_by_residue(rest, lower, upper, 1, limits)[0]

    def most_by_residue(
        self, rest: Sums, lower: Ints, upper: Ints, modulus: int, limits: Limits = LIMITS
    ) -> list[int | None]:
        """The same for each number of seats taken modulo `modulus`, from 0; raises as `most`."""
        left = self.available.copy()
        np.subtract.at(left, self.item, lower[self.parties])
        if (left < 0).any():
            return [None] * modulus
        base = total(rest[self.columns], lower[self.columns])
        sorties = [
            Segment(int(seats), int(rest[column]), int(upper[column] - lower[column]))
            for column, seats in zip(self.sorties.tolist(), self.seats.tolist(), strict=True)
        ]
        taken = total(self.need, lower[self.parties])
        seats = _Seats(total(self.seats, lower[self.sorties]) - taken, taken, sorties, modulus, limits)
        parties = self._segments(rest, (upper - lower)[self.parties], left.tolist())
        if self.choice == NO_CHOICE:
            values = [seats.most([part for item in parties for part in item], full=False)]
        else:
            values = list(self._by_choice(rest, seats, parties, lower, upper))
        return [
            max((base + most for most in alike if most is not None), default=None)
            for alike in zip(*values, strict=True)
        ]

    def _by_choice(
        self, rest: Sums, seats: _Seats, parties: list[list[Segment]], lower: Ints, upper: Ints
    ) -> Iterator[list[int | None]]:
        """No seat is empty; or nobody stays."""
        low, high = int(lower[self.choice]), int(upper[self.choice])
        yield [None] * seats.modulus
        if low <= 0:
            yield seats.most([part for item in parties for part in item], full=True)
        if high >= 1 and (everybody := self._everybody(parties, lower)) is not None:
            aboard, worth, others = everybody
            worth += (1 - low) * int(rest[self.choice])
            values = replace(seats, free=seats.free - aboard, taken=seats.taken + aboard)
            yield [None if most is None else most + worth for most in values.most(others, full=False)]

    def _segments(self, rest: Sums, spare: Ints, left: list[int]) -> list[list[Segment]]:
        """For each item the parties above the lower bounds, those first that are worth most."""
        worth, items = rest[self.parties].tolist(), [list[Segment]() for _ in left]
        for place in sorted(range(len(worth)), key=lambda place: -worth[place]):
            item = int(self.item[place])
            copies = min(int(spare[place]), left[item])
            left[item] -= copies
            if copies > 0:
                items[item].append(Segment(int(self.need[place]), int(worth[place]), copies))
        return items

    def _everybody(self, parties: list[list[Segment]], lower: Ints) -> tuple[int, int, list[Segment]] | None:
        """Seats and worth of all who are certain to be aboard, and the others; `None` if they cannot be."""
        aboard = np.zeros_like(self.available)
        np.add.at(aboard, self.item, lower[self.parties])
        seats = worth = 0
        others = list[Segment]()
        for item, (segments, already) in enumerate(zip(parties, aboard.tolist(), strict=True)):
            if not self.certain[item]:
                others += segments
            elif already + sum(part.most for part in segments) < int(self.available[item]):
                return None
            else:
                seats += sum(part.size * part.most for part in segments)
                worth += sum(part.worth * part.most for part in segments)
        return seats, worth, others


@dataclass(frozen=True, slots=True)
class _Seats:
    """Seats before any further sortie, `free` (below 0: that are missing) and taken; the further sorties."""

    free: int
    taken: int
    sorties: list[Segment]
    modulus: int
    limits: Limits

    def most(self, parties: list[Segment], *, full: bool) -> list[int | None]:
        """What all is worth at most where seats are enough, with `full` where as many as are taken.

        For each number of seats taken modulo `modulus`.
        """
        flown = sum(sortie.size * sortie.most for sortie in self.sorties)
        most = min(sum(part.size * part.most for part in parties), self.free + flown)
        first = max(self.free, 0) if full else 0
        if most < first:
            return [None] * self.modulus
        numbers = Numbers.that_hold([*parties, *self.sorties], most + abs(self.free) + 1, self.limits)
        taken = exactly(parties, most, numbers)
        if full:
            given = exactly(self.sorties, most - self.free, numbers)[first - self.free :]
        else:
            given = or_more(self.sorties, max(most - self.free, 0), numbers)
            given = given[np.maximum(np.arange(most + 1) - self.free, 0)]
        sums = taken[first:] + given
        starts = ((residue - self.taken - first) % self.modulus for residue in range(self.modulus))
        return [numbers.largest(sums[start :: self.modulus]) for start in starts]


def pools_of(relaxation: Relaxation, named: Sequence[Sequence[str]]) -> tuple[Pool, ...]:
    """The pools of `named`, each the flights whose seats are taken together.

    A column belongs to the first pool whose seats it takes, and to no other.

    Raises
    ------
    RefusedError
        If there is no such flight, or it is in two pools.
    """
    flights = [flight for pool in named for flight in pool]
    if not flights:
        return ()
    if len({*flights}) < len(flights):
        raise RefusedError(phrase("a flight in two pools"))
    return tuple(_Finder(relaxation).pools(named))


class _Finder:
    """What the rows of a relaxation say of pools."""

    def __init__(self, relaxation: Relaxation) -> None:
        self._relaxation = relaxation
        self._parties = len(relaxation.blocks[0][2])
        rows = {family.rule: family for family in relaxation.families}
        self._groups, self._empty = rows["parties"], rows.get("full_loads empty")
        self._choice_of = np.full(len(self._groups.high), NO_CHOICE)
        if "full_loads" in rows:
            stays = rows["full_loads"].entries
            home = stays.column >= self._parties
            self._choice_of[stays.first[home]] = stays.column[home]
        self._group_of = np.full(len(relaxation.upper), -1)
        self._group_of[self._groups.entries.column] = self._groups.entries.first

    def pools(self, named: Sequence[Sequence[str]]) -> Iterator[Pool]:
        """The pools in order."""
        relaxation = self._relaxation
        of_row = np.full(len(relaxation.high), -1)
        for number, flights in enumerate(named):
            of_row[[relaxation.row.number(("seats", flight)) for flight in flights]] = number
        entries = relaxation.entries
        mine = np.flatnonzero(of_row[entries.first] >= 0)
        pool, column, amount = of_row[entries.first[mine]], entries.column[mine], entries.amount[mine]
        owner = np.full(len(relaxation.upper), len(named))
        np.minimum.at(owner, column, pool)
        own = pool == owner[column]
        pool, column, amount = pool[own], column[own], amount[own]
        order = np.lexsort((column, pool))
        stops = np.searchsorted(pool[order], np.arange(len(named) + 1))
        for first, stop in zip(stops[:-1].tolist(), stops[1:].tolist(), strict=True):
            in_pool = order[first:stop]
            yield self._pool(column[in_pool], amount[in_pool])

    def _pool(self, column: Ints, amount: Ints) -> Pool:
        """A pool from its entries in rows of seats."""
        columns, place = np.unique(column, return_inverse=True)
        seats = np.zeros(len(columns), dtype=np.int64)
        np.add.at(seats, place, amount)
        people = columns < self._parties
        parties, need, sorties = columns[people], seats[people], columns[~people]
        group = self._group_of[parties]
        items, item = np.unique(np.stack((group, need)), axis=1, return_inverse=True)
        item = item.reshape(-1)
        count = self._groups.high[items[0]]
        choice = self._choice(parties, need, sorties)
        certain = self._certain(items[0], item, choice) & (choice != NO_CHOICE)
        return Pool(parties, need, item, count, certain, sorties, -seats[~people], choice)

    def _choice(self, parties: Ints, need: Ints, sorties: Ints) -> int:
        """The column of an origin of which these are all optional flights and whoever takes them."""
        if self._empty is None or not len(sorties):
            return NO_CHOICE
        entries = self._empty.entries
        origin = entries.first[np.flatnonzero(entries.column == sorties[0])]
        of_origin = np.flatnonzero(entries.first == origin[0]) if len(origin) else ints(())
        column, amount = entries.column[of_origin], entries.amount[of_origin]
        flown = (column >= self._parties) & (amount > 0)
        people = column < self._parties
        row = dict(zip(column[people].tolist(), (-amount[people]).tolist(), strict=True))
        same = row == dict(zip(parties.tolist(), need.tolist(), strict=True))
        choice = column[(column >= self._parties) & (amount < 0)]
        if not same or {*column[flown].tolist()} != {*sorties.tolist()} or len(choice) != 1:
            return NO_CHOICE
        return int(choice[0])

    def _certain(self, group: Ints, item: Ints, choice: int) -> Mask:
        """Items that are all that their group can do, of groups of that origin; shape (items,).

        Parameters
        ----------
        group : of each item
        item : of each column of parties
        """
        every = np.bincount(self._group_of[: self._parties], minlength=len(self._groups.high))
        here = self._choice_of[group] == choice
        same: Mask = here & (every[group] == np.bincount(item, minlength=len(group)))
        return same
