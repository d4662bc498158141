"""A packing: a program of knapsacks side by side, the seats of flights, and limits that tie them together.

Items are parties that count alike in every limit and in the goal; a load is how many of each are on a flight.
Flights that nothing tells apart are of one kind. The best load is found by dynamic programming over seats,
once for all kinds that differ in their seats alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_UPPER, Matrix
from evacopt.packing.knapsack import Items, Knapsacks, knapsacks


@dataclass(frozen=True, eq=False)
class Kind:
    """Flights that nothing tells apart.

    Attributes
    ----------
    seats : of one flight
    items : int64 array, shape (some items,), those that may be aboard
    columns : int64 array, shape (flights, some items): of the program
    """

    seats: int
    items: Ints
    columns: Ints


@dataclass(frozen=True, eq=False)
class Packing:
    """A program of knapsacks.

    Attributes
    ----------
    size, cost, most : int64 arrays, shape (items,): seats, what one adds to the goal, how many on a flight
    takes : a row for each item, what one takes of each limit
    limits : int64 array, shape (limits,)
    """

    program: Program
    size: Ints
    cost: Ints
    most: Ints
    takes: Matrix
    limits: Ints
    kinds: tuple[Kind, ...]

    @classmethod
    def of(cls, program: Program, seat_rows: Ints) -> Packing | None:
        """The packing that a program is; `None` where it is none.

        Every column takes seats by one of `seat_rows` at most, and nothing asks for more of anything. A
        column that takes none is a flight by itself: there was no need for a row.
        """
        matrix, upper = program.matrix, program.row_upper
        row, seats = matrix.row_of_entry(), np.zeros(matrix.rows, dtype=np.bool_)
        seats[seat_rows] = True
        seated = seats[row]
        legs = np.bincount(matrix.column[seated], minlength=program.columns)
        only_limits = not (matrix.coefficient < 0).any() and not (program.row_lower > 0).any()
        whole = (upper[seats] < NO_UPPER).all() and (upper >= 0).all() and not program.lower.any()
        if (legs > 1).any() or not only_limits or not whole or not program.columns:
            return None
        flight, size = matrix.rows + np.arange(program.columns), np.ones(program.columns, dtype=np.int64)
        flight[matrix.column[seated]], size[matrix.column[seated]] = row[seated], matrix.coefficient[seated]
        limits = np.flatnonzero((matrix.activity_range(program.lower, program.upper)[1] > upper) & ~seats)
        takes = matrix.take(limits).transposed(program.columns)
        cost = program.objective().astype(np.int64)
        first, item = _alike(np.stack((size, cost, program.upper)), takes, flight)
        return cls(
            program=program,
            size=size[first],
            cost=cost[first],
            most=program.upper[first],
            takes=takes.take(first),
            limits=upper[limits],
            kinds=tuple(_kinds(flight, item, np.append(upper, program.upper))),
        )

    @property
    def seats(self) -> int:
        """Of all flights together."""
        return sum(kind.seats * len(kind.columns) for kind in self.kinds)

    @cached_property
    def flights(self) -> list[tuple[int, Ints]]:
        """Each flight: its kind, and its columns."""
        return [(number, columns) for number, kind in enumerate(self.kinds) for columns in kind.columns]

    @cached_property
    def _families(self) -> tuple[tuple[int, ...], ...]:
        """Kinds that may carry the same items, as far as they have the seats; each by seats, most first."""
        families: list[list[int]] = []
        for number in sorted(range(len(self.kinds)), key=lambda number: -self.kinds[number].seats):
            kind = self.kinds[number]
            for family in families:
                items = self.kinds[family[0]].items
                if np.array_equal(items[self.size[items] <= kind.seats], kind.items):
                    family.append(number)
                    break
            else:
                families.append([number])
        return tuple(map(tuple, families))

    def taken(self, counts: Ints) -> Ints:
        """What so many of each item take of the limits; shape (limits,)."""
        taken = np.zeros(len(self.limits), dtype=np.int64)
        np.add.at(taken, self.takes.column, self.takes.coefficient * counts[self.takes.row_of_entry()])
        return taken

    def allowed(self, left: Ints) -> Ints:
        """How many of each item a flight may carry where so much is `left` of the limits; shape (items,)."""
        return np.maximum(self._within(left, self.most), 0)

    def best_loads(self, worth: Floats, most: Ints, kinds: Ints) -> Iterator[tuple[int, float, Ints]]:
        """For each of `kinds` its number, the worth of its best load, and the load as counts, (items,)."""
        wanted = set(kinds.tolist())
        for family in self._families:
            if numbers := [number for number in family if number in wanted]:
                items = self.kinds[family[0]].items
                items = items[(worth[items] > 1e-9) & (most[items] > 0)]
                filled = self._filled(items, worth, most, self.kinds[numbers[0]].seats)
                for number in numbers:
                    counts, best = np.zeros(len(self.size), dtype=np.int64), 0.0
                    if filled is not None:
                        seats = int(filled.best[: self.kinds[number].seats + 1].argmax())
                        counts[items], best = filled.counts(seats), float(filled.best[seats])
                    yield number, best, counts

    @cached_property
    def pooled(self) -> Ints:
        """Who is best aboard as if all seats were those of one flight: counts, shape (items,)."""
        limited = self._within(self.limits, self.most * len(self.flights))
        useful = np.flatnonzero((self.cost < 0) & (limited > 0))
        filled = self._filled(useful, -self.cost.astype(np.float64), limited, self.seats)
        counts = np.zeros(len(self.size), dtype=np.int64)
        if filled is not None:
            counts[useful] = filled.counts(int(filled.best.argmax()))
        return counts

    @property
    def pooled_bound(self) -> int:
        """What the goal cannot go below, as far as all seats together tell."""
        return self.program.goal.offset + int(self.cost @ self.pooled)

    def _within(self, left: Ints, most: Ints) -> Ints:
        """How many of each item, `most` of them, fit by itself in what is `left` of the limits."""
        fits = most.copy()
        np.minimum.at(fits, self.takes.row_of_entry(), left[self.takes.column] // self.takes.coefficient)
        return fits

    def _filled(self, items: Ints, worth: Floats, most: Ints, seats: int) -> Knapsacks | None:
        if not len(items):
            return None
        copies = np.minimum(most[items], seats // self.size[items])
        return knapsacks(Items(self.size[items], worth[items], copies), seats)


def _alike(numbers: Ints, takes: Matrix, flight: Ints) -> tuple[Ints, Ints]:
    """The first column of each item, and the item of each column; those of one flight are never one item."""
    known, first, item = dict[tuple[bytes | int, ...], int](), list[int](), np.zeros_like(flight)
    seen = dict[tuple[int, int], int]()
    for column in range(len(flight)):
        entries = takes.row(column)
        key: tuple[bytes | int, ...] = (numbers[:, column].tobytes(), *(part.tobytes() for part in entries))
        alike = known.setdefault(key, len(known))
        place = seen.get((int(flight[column]), alike), 0)
        seen[int(flight[column]), alike] = place + 1
        number = known.setdefault((*key, place), len(known)) if place else alike
        item[column] = number
        first.extend([column] * (len(known) - len(first)))
    return np.array(first, dtype=np.int64), item


def _kinds(flight: Ints, item: Ints, seats: Ints) -> Iterator[Kind]:
    """The kinds of flights, in the order of their first ones."""
    order = np.lexsort((item, flight))
    rows, starts = np.unique(flight[order], return_index=True)
    found: dict[tuple[int, bytes], tuple[Ints, list[Ints]]] = {}
    for row, columns in zip(rows.tolist(), np.split(order, starts[1:]), strict=True):
        items = item[columns]
        found.setdefault((int(seats[row]), items.tobytes()), (items, []))[1].append(columns)
    for (room, _), (items, listed) in found.items():
        yield Kind(room, items, np.stack(listed))
