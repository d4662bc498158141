"""A time axis: where minutes are in a picture, and which of them to name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evacopt.domain.clock import DAY, HOUR
from evacopt.output.records import moment

_STEPS = (HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY)
_MOST_TICKS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A named minute; `major` where a day begins."""

    x: float
    text: str
    major: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """UTC minutes from `begins` to `ends`, drawn from `left` to `right`."""

    begins: int
    ends: int
    left: float
    right: float

    def x(self, minute: int) -> float:
        """Where a minute is; minutes outside the axis are at its ends."""
        inside = min(max(minute, self.begins), self.ends)
        span = max(self.ends - self.begins, 1)
        return round(self.left + (self.right - self.left) * (inside - self.begins) / span, 1)

    @property
    def years(self) -> int:
        """How many years it reaches into."""
        return moment(self.ends).year - moment(self.begins).year + 1

    def ticks(self) -> tuple[Tick, ...]:
        """Whole hours or days, as many as can be read; of several years the first day of each names it."""
        span = self.ends - self.begins
        fitting = (step for step in _STEPS if span <= step * _MOST_TICKS)
        return tuple(self._ticks(next(fitting, -(-span // _MOST_TICKS))))

    def _ticks(self, step: int) -> Iterator[Tick]:
        first, told = -(-self.begins // step) * step, 0 if self.years > 1 else moment(self.begins).year
        for minute in range(first, self.ends + 1, step):
            at = moment(minute)
            day = minute % DAY == 0
            text = f"{at.day} {at:%b}" if day else f"{at:%H:%M}"
            if day and at.year != told:
                text, told = f"{text} {at.year}", at.year
            yield Tick(x=self.x(minute), text=text, major=day)


def axis_of(minutes: list[int], *, left: float, right: float) -> Axis:
    """The axis over all of `minutes`, from a whole hour to a whole hour."""
    begins = min(minutes) // HOUR * HOUR
    ends = -(-max(minutes) // HOUR) * HOUR
    return Axis(begins=begins, ends=max(ends, begins + HOUR), left=left, right=right)
