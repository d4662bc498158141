"""What changes in steps: people at hubs, aircraft of a fleet in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacopt.view.steps import Steps

if TYPE_CHECKING:
    from evacopt.view.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """From each of `times` (UTC minutes, rising) on, the value beside it; `limit` is `None` where none is."""

    name: str
    unit: str
    times: tuple[int, ...]
    values: tuple[int, ...]
    limit: int | None

    @property
    def peak(self) -> int:
        """The highest value."""
        return max(self.values, default=0)

    def at(self, minute: int) -> int:
        """The value at a minute."""
        place = int(np.searchsorted(self.times, minute, side="right"))
        return self.values[place - 1] if place else 0

    def peak_since(self, minute: int) -> tuple[int, int]:
        """The highest value from a minute on, and when it is reached first."""
        later = [(value, time) for time, value in zip(self.times, self.values, strict=True) if time > minute]
        return max([(self.at(minute), minute), *later], key=lambda step: (step[0], -step[1]))

    def first_above(self, ppm: int, *, since: int) -> int | None:
        """The first minute from `since` on with at least that part of the limit; `None` where none is."""
        if not self.limit:
            return None
        if self.at(since) * 1_000_000 >= self.limit * ppm:
            return since
        steps = zip(self.times, self.values, strict=True)
        full = (time for time, value in steps if time > since and value * 1_000_000 >= self.limit * ppm)
        return next(full, None)


def hub_levels(view: View) -> tuple[Level, ...]:
    """People present at each hub over time, in the order of the instance."""
    return tuple(
        _level(place.id, "people", Steps.of(stops.come, stops.go, stops.people), place.capacity)
        for row, place in enumerate(view.instance.locations)
        if place.role == "hub"
        for stops in [view.stops.at(row)]
    )


def fleet_levels(view: View) -> tuple[Level, ...]:
    """Aircraft of each fleet that are gone, over time; a scheduled flight that names a fleet counts too."""
    departs, levels = view.flights("departs"), []
    for fleet in view.instance.fleets:
        own = np.array([flight.fleet == fleet.id for flight in view.instance.schedule], dtype=np.bool_)
        own &= view.flown > 0
        gone = Steps.of(departs[own], departs[own] + fleet.cycle, view.flown[own])
        levels.append(_level(fleet.id, "aircraft", gone, fleet.count))
    return tuple(levels)


def _level(name: str, unit: str, steps: Steps, limit: int | None) -> Level:
    times, values = tuple(steps.times.tolist()), tuple(steps.values.tolist())
    return Level(name=name, unit=unit, times=times, values=values, limit=limit)
