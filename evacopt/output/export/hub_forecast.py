"""Hubs hour by hour: who comes, who goes on, how many are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.domain.clock import HOUR
from evacopt.output.table import Cell, Table, sheet
from evacopt.view.steps import Steps
from evacopt.view.view import Stops, View

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.location import Location
    from evacopt.domain.plan import Plan
    from evacopt.output.export.local_time import Clocks

COLUMNS = (
    *("hub", "hour_utc", "hour_local", "arrivals", "departures", "most_present", "present_at_end"),
    "capacity",
)


def hub_forecast(instance: Instance, plan: Plan, clocks: Clocks) -> Table:
    """A line for each hub and hour, from the first arrival to the last onward departure."""
    stops = View(instance, plan).stops
    rows = [
        line
        for number, place in enumerate(instance.locations)
        if place.role == "hub"
        for line in _hours(place, stops.at(number), clocks)
    ]
    return sheet("hub-forecast", "Hubs by the hour", COLUMNS, rows)


def _hours(place: Location, stops: Stops, clocks: Clocks) -> list[tuple[Cell, ...]]:
    if not len(stops.come):
        return []
    present = Steps.of(stops.come, stops.go, stops.people)
    first, last = int(present.times[0]) // HOUR, int(present.times[-1]) // HOUR
    lines: list[tuple[Cell, ...]] = []
    for hour in range(first, last + 1):
        begin, end = hour * HOUR, (hour + 1) * HOUR
        lines.append(
            (
                place.id,
                *clocks.both(place.id, begin),
                int(stops.people[stops.come // HOUR == hour].sum()),
                int(stops.people[stops.onward & (stops.go // HOUR == hour)].sum()),
                present.peak(begin, end),
                present.at(end - 1),
                place.capacity,
            )
        )
    return lines
