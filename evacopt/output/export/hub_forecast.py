"""Hubs hour by hour: who comes, who goes on, how many are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacopt.domain.clock import HOUR, format_time
from evacopt.output.export.table import Cell, Table
from evacopt.output.presence import Stops, levels_of, stops_of
from evacopt.output.travel import travel_of

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.location import Location
    from evacopt.domain.plan import Plan
    from evacopt.output.export.local_time import Clocks

COLUMNS = (
    "hub",
    "hour_utc",
    "hour_local",
    "arrivals",
    "departures",
    "most_present",
    "present_at_end",
    "capacity",
)


def hub_forecast(instance: Instance, plan: Plan, clocks: Clocks) -> Table:
    """A line for each hub and hour, from the first arrival to the last onward departure."""
    stops = stops_of(instance, travel_of(instance, plan))
    rows = [
        line
        for number, place in enumerate(instance.locations)
        if place.role == "hub"
        for line in _hours(place, stops.at(number), clocks)
    ]
    return Table(name="hub-forecast", title="Hubs by the hour", columns=COLUMNS, rows=tuple(rows))


def _hours(place: Location, stops: Stops, clocks: Clocks) -> list[tuple[Cell, ...]]:
    if not len(stops.come):
        return []
    times, levels = levels_of(stops)
    first, last = int(times[0]) // HOUR, int(times[-1]) // HOUR
    lines: list[tuple[Cell, ...]] = []
    for hour in range(first, last + 1):
        begin, end = np.searchsorted(times, [hour * HOUR, (hour + 1) * HOUR]).tolist()
        before = int(levels[begin - 1]) if begin else 0
        lines.append(
            (
                place.id,
                format_time(hour * HOUR),
                clocks.local(place.id, hour * HOUR),
                int(stops.people[stops.come // HOUR == hour].sum()),
                int(stops.people[stops.onward & (stops.go // HOUR == hour)].sum()),
                max(before, int(levels[begin:end].max(initial=0))),
                int(levels[end - 1]) if end else 0,
                place.capacity,
            )
        )
    return lines
