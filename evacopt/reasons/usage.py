"""How much of a thing is in use over time, and what is left of a rate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

Use = tuple[int, int, int]
"""Begin, end and amount: in use during the half-open `[begin, end)`, minutes."""


class Usage:
    """Uses of one thing at once."""

    def __init__(self, uses: Iterable[Use]) -> None:
        steps: dict[int, int] = {}
        for begin, end, amount in uses:
            if end > begin:
                steps[begin] = steps.get(begin, 0) + amount
                steps[end] = steps.get(end, 0) - amount
        self._times = sorted(steps)
        self._levels: list[int] = []
        level = 0
        for minute in self._times:
            level += steps[minute]
            self._levels.append(level)

    def peak(self, begin: int, end: int, more: Sequence[Use] = ()) -> int:
        """The most in use at any minute of `[begin, end)`, with the uses `more` on top."""
        if end <= begin:
            return 0
        minutes = [begin, *(first for first, _, _ in more if begin < first < end)]
        if more:
            minutes += self._times[bisect_right(self._times, begin) : bisect_left(self._times, end)]
            return max(self._level(at) + _on_top(at, more) for at in minutes)
        inside = self._levels[bisect_right(self._times, begin) : bisect_left(self._times, end)]
        return max([self._level(begin), *inside])

    def _level(self, minute: int) -> int:
        place = bisect_right(self._times, minute)
        return self._levels[place - 1] if place else 0


def _on_top(minute: int, more: Sequence[Use]) -> int:
    return sum(amount for begin, end, amount in more if begin <= minute < end)


class Rate:
    """What a place has processed, against so many an hour since a minute, rounded down."""

    def __init__(self, per_hour: int, since: int, departures: Iterable[tuple[int, int]]) -> None:
        self._per_hour, self._since = per_hour, since
        by_minute: dict[int, int] = {}
        for minute, people in departures:
            by_minute[minute] = by_minute.get(minute, 0) + people
        self._times, self._gone, least = sorted(by_minute), list[int](), 0
        for minute in self._times:
            least += by_minute[minute]
            self._gone.append(least)
        slack = [self._allowed(at) - gone for at, gone in zip(self._times, self._gone, strict=True)]
        self._slack_from = slack[:]
        for place in range(len(slack) - 2, -1, -1):
            self._slack_from[place] = min(slack[place], self._slack_from[place + 1])

    def left(self, minute: int) -> int:
        """How many more people may depart at `minute` without anybody later being too many."""
        place = bisect_right(self._times, minute)
        here = self._allowed(minute) - (self._gone[place - 1] if place else 0)
        return min([here, *self._slack_from[place : place + 1]])

    def _allowed(self, minute: int) -> int:
        return max(self._per_hour * (minute - self._since) // 60, 0)
