"""What changes in steps over time: people at a place, aircraft in use."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import Ints

Limits = tuple[tuple[int, int | None], ...]
"""From each minute on the limit beside it, `None` for none; rising, the first is from the beginning."""

EVER = 1 << 62
"""After every minute."""


class Moment(NamedTuple):
    """A minute, the value then, and the limit then."""

    minute: int
    value: int
    limit: int | None

    @property
    def part(self) -> Fraction:
        """How much of the limit the value is; 0 where there is none."""
        if self.limit is None:
            return Fraction(0)
        return Fraction(self.value, self.limit) if self.limit else Fraction(int(self.value > 0))


def constant(limit: int | None) -> Limits:
    """A limit that is always the same."""
    return ((-EVER, limit),)


@dataclass(frozen=True, eq=False)
class Steps:
    """From each of `times` (UTC minutes, rising) on the value beside it, 0 before; shape (steps,) each."""

    times: Ints
    values: Ints

    @classmethod
    def of(cls, begin: Ints, end: Ints, amount: Ints) -> Steps:
        """The sum of `amount` over all `[begin, end)`, which are half-open: who leaves makes room at once."""
        times = np.concatenate([begin, end])
        changes = np.concatenate([amount, -amount])
        order = np.argsort(times, kind="stable")
        times, running = times[order], np.cumsum(changes[order])
        last = np.append(times[1:] != times[:-1], True) if len(times) else np.zeros(0, dtype=np.bool_)
        return cls(times[last], running[last])

    def at(self, minute: int) -> int:
        """The value at a minute."""
        place = int(self.times.searchsorted(minute, side="right"))
        return int(self.values[place - 1]) if place else 0

    def peak(self, begin: int, end: int) -> int:
        """The highest value in `[begin, end)`, that with which it begins included."""
        first, stop = int(self.times.searchsorted(begin, side="right")), int(self.times.searchsorted(end))
        return int(self.values[max(first - 1, 0) : max(first, stop)].max(initial=0))

    def moments(self, limits: Limits, begin: int, end: int) -> list[Moment]:
        """The minutes in `[begin, end)` at which value or limit change, and `begin`."""
        changes = {begin, *self.times.tolist(), *(since for since, _ in limits)}
        minutes = np.array(sorted(minute for minute in changes if begin <= minute < end), dtype=np.int64)
        values = np.append(0, self.values)[self.times.searchsorted(minutes, side="right")]
        which = np.array([since for since, _ in limits], dtype=np.int64).searchsorted(minutes, side="right")
        limited = (limits[row - 1][1] for row in which.tolist())
        return list(map(Moment, minutes.tolist(), values.tolist(), limited))

    def fullest(self, limits: Limits, begin: int = -EVER, end: int = EVER) -> Moment:
        """The first minute of `[begin, end)` at which most of the limit is used; without one, most at all."""
        return max(
            self.moments(limits, begin, end), key=lambda moment: (moment.part, moment.value, -moment.minute)
        )
