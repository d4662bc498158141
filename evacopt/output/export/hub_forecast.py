"""Hubs hour by hour: who comes, who goes on, how many are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.domain.clock import HOUR
from evacopt.domain.phrase import phrase
from evacopt.output.table import Cell, Table, sheet
from evacopt.view.view import View

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.local_time import Clocks

COLUMNS = (
    *("hub", "hour_utc", "hour_local", "arrivals", "departures", "most_present", "present_at_end"),
    "capacity",
)


def hub_forecast(instance: Instance, plan: Plan, clocks: Clocks) -> Table:
    """A line for each hub and hour, from the first arrival to the last onward departure, with the room."""
    stops_everywhere, rows = View(instance, plan).stops, list[tuple[Cell, ...]]()
    for number, place in enumerate(instance.locations):
        stops = stops_everywhere.at(number)
        if not place.is_stop or not len(stops.come):
            continue
        limits, present = instance.capacity_of[place.id], stops.present
        for hour in range(int(present.times[0]) // HOUR, int(present.times[-1]) // HOUR + 1):
            begin, end = hour * HOUR, (hour + 1) * HOUR
            comes = int(stops.people[stops.come // HOUR == hour].sum())
            goes_on = int(stops.people[stops.onward & (stops.go // HOUR == hour)].sum())
            most, last = present.peak(begin, end), present.at(end - 1)
            room = present.fullest(limits, begin, end).limit
            rows.append((place.id, *clocks.both(place.id, begin), comes, goes_on, most, last, room))
    return sheet("hub-forecast", phrase("Hubs by the hour"), COLUMNS, rows)
