"""Bounded knapsacks by dynamic programming over seats, exact in whole numbers.

Kellerer, Pferschy and Pisinger, Knapsack Problems (2004): one, two, four, ... things at a time add up to any
number of them. The things are the parties and the sorties of a few flights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.phrase import phrase
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.rows import Sums, tally


@dataclass(frozen=True, slots=True)
class Segment:
    """Up to `most` things of `size` seats, each worth `worth`."""

    size: int
    worth: int
    most: int

    def binary_parts(self) -> Iterator[tuple[int, int]]:
        """Binary splitting: size and worth of 1, 2, 4, ... at a time, which add up to any number of them."""
        left, copies = self.most, 1
        while left > 0:
            copies = min(copies, left)
            yield self.size * copies, self.worth * copies
            left, copies = left - copies, 2 * copies


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that hold every sum, and one that stands for what cannot be, also after adding such sums."""

    dtype: type[Any]
    nothing: int

    @classmethod
    def that_hold(cls, segments: Sequence[Segment], length: int, limits: Limits = LIMITS) -> Numbers:
        """Those for knapsacks over `segments` with so many seats.

        Raises
        ------
        RefusedError
            If it would take too long.
        """
        largest = 1 + sum(abs(part.worth) * part.most for part in segments)
        plain = 16 * largest >= limits.safe
        work = length * sum(part.most.bit_length() for part in segments)
        if work > (limits.knapsack_plain if plain else limits.knapsack):
            raise RefusedError(phrase("a pool that is too large"))
        return cls(object if plain else np.int64, -4 * largest)

    def largest(self, sums: Sums) -> int | None:
        """The largest of `sums`; `None` where none of them can be."""
        most = int(sums.max(initial=self.nothing))
        return most if 2 * most > self.nothing else None


def exactly(segments: Sequence[Segment], seats: int, numbers: Numbers) -> Sums:
    """The most that things of exactly n seats are worth, for n from 0 to `seats`."""
    best = np.full(seats + 1, numbers.nothing, dtype=numbers.dtype)
    best[0] = 0
    for segment in segments:
        for size, worth in segment.binary_parts():
            if size == 0:
                best = np.maximum(best, best + worth)
            elif size <= seats:
                best[size:] = np.maximum(best[size:], best[:-size] + worth)
    return best


def or_more(segments: Sequence[Segment], seats: int, numbers: Numbers) -> Sums:
    """The most that things of n seats or more are worth, for n from 0 to `seats`."""
    best = np.full(seats + 1, numbers.nothing, dtype=numbers.dtype)
    best[0] = 0
    for segment in segments:
        for size, worth in segment.binary_parts():
            first = min(size, seats + 1)
            more = np.concatenate((np.repeat(best[:1], first), best[: seats + 1 - first]))
            best = np.maximum(best, more + worth)
    return best


def most_in_whole(sizes: Ints, counts: Ints, room: int, limits: Limits = LIMITS) -> int:
    """The most that some of `counts` things of these sizes add up to within `room`, or more than that.

    A bit stands for each sum that can be (subset sums; Bellman, 1957); a large `room` is not looked at.
    """
    if room > limits.staying:
        return room
    size, row = np.unique(sizes, return_inverse=True)
    there, sums, within = tally(len(size), row.reshape(-1), counts), 1, (1 << (room + 1)) - 1
    for each, most in zip(size.tolist(), there.tolist(), strict=True):
        for part, _ in Segment(each, 0, most).binary_parts():
            sums |= sums << part & within
    return sums.bit_length() - 1
