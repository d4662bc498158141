"""What changes in steps: people at hubs, aircraft of a fleet in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evacopt.output.presence import levels_of, stops_of

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.travel import Travel


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


def hub_levels(instance: Instance, travel: Travel) -> tuple[Level, ...]:
    """People present at each hub over time, in the order of the instance."""
    stops = stops_of(instance, travel)
    made = []
    for row, place in enumerate(instance.locations):
        if place.role == "hub":
            times, values = levels_of(stops.at(row))
            made.append(
                Level(
                    name=place.id,
                    unit="people",
                    times=tuple(times.tolist()),
                    values=tuple(values.tolist()),
                    limit=place.capacity,
                )
            )
    return tuple(made)


def fleet_levels(instance: Instance, plan: Plan) -> tuple[Level, ...]:
    """Aircraft of each fleet that are gone, over time; a scheduled flight that names a fleet counts too."""
    made = []
    for fleet in instance.fleets:
        changes: dict[int, int] = {}
        for flight in instance.schedule:
            sorties = flight.sorties_in(plan)
            if flight.fleet == fleet.id and sorties:
                for minute, change in ((flight.departs, sorties), (flight.departs + fleet.cycle, -sorties)):
                    changes[minute] = changes.get(minute, 0) + change
        times = sorted(changes)
        values = np.cumsum([changes[time] for time in times], dtype=np.int64).tolist()
        made.append(
            Level(name=fleet.id, unit="aircraft", times=tuple(times), values=tuple(values), limit=fleet.count)
        )
    return tuple(made)
