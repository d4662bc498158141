"""Whose turn it is to be relaxed: the classes together, then each goal after them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from evacopt.improve.open_goals import BoundOf
from evacopt.improve.tuning import ImproveTuning


class RelaxedTurns:
    """Which goals the relaxation is solved for next, if it is its turn at all.

    It has part of the time. Goals have no second turn while the plan is as good in them as it was; of the
    others those are next that failed least often.
    """

    def __init__(self, names: Sequence[str], bound_of: BoundOf, tuning: ImproveTuning) -> None:
        self._bound_of, self._tuning, self._names = bound_of, tuning, names
        classes = sum(name.startswith("unserved") for name in names)
        first = [tuple(range(classes))] if classes else []
        self._stages = [*first, *((number,) for number in range(classes, len(names)))]
        self._failures, self._tried = Counter[int](), set[tuple[int, ...]]()
        self._begun, self._spent = time.monotonic(), 0.0

    def next(self, values: Sequence[int]) -> tuple[int, ...]:
        """The goals, by number, for a plan of such values; none where it is not its turn."""
        if self._spent > self._tuning.relaxed_share * (time.monotonic() - self._begun):
            return ()
        waiting = [
            (self._failures[at], at, tried)
            for at, stage in enumerate(self._stages)
            if (tried := (at, *values[: stage[-1] + 1])) not in self._tried and self._open(stage, values)
        ]
        if not waiting:
            return ()
        _, at, tried = min(waiting)
        self._tried.add(tried)
        return self._open(self._stages[at], values)

    def learn(self, goals: tuple[int, ...], seconds: float, *, gained: bool | None) -> None:
        """Take in whether a turn gained; `None` where the relaxation took too long, so that no other will."""
        self._spent += seconds
        if gained is None:
            self._stages = []
        else:
            at = next(at for at, stage in enumerate(self._stages) if goals[-1] in stage)
            self._failures[at] += not gained

    def _open(self, stage: Sequence[int], values: Sequence[int]) -> tuple[int, ...]:
        """Those that may be better."""
        bounds = [(number, self._bound_of(self._names[number])) for number in stage]
        return tuple(number for number, bound in bounds if bound is None or values[number] > bound)
