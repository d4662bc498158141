"""What changes in steps over time: people at a place, aircraft in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints


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
