"""Flights with their loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evacopt.output.records import FlightLine, moment
from evacopt.output.travel import Travel, sums

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def flight_lines(instance: Instance, plan: Plan, travel: Travel) -> tuple[FlightLine, ...]:
    """A line a flight of the schedule, by departure, also of those that do not fly."""
    schedule, groups = instance.schedule, instance.groups
    assignment, flight = travel.boardings
    group, parties = travel.group[assignment], travel.parties[assignment]
    extra = np.array([f.seats_per_stretcher - 1 for f in schedule], dtype=np.int64)
    seats = groups.size[group] + groups.stretchers[group] * extra[flight]
    columns = (seats * parties, groups.people[group] * parties, groups.infants[group] * parties)
    totals = [sums(flight, column, len(schedule)).tolist() for column in columns]
    lines = [_line(f, f.sorties_in(plan), *loads) for f, *loads in zip(schedule, *totals, strict=True)]
    return tuple(sorted(lines, key=lambda line: (line.departs, line.id)))


def _line(flight: Flight, sorties: int, used: int, people: int, infants: int) -> FlightLine:
    return FlightLine(
        id=flight.id,
        operator=flight.operator,
        origin=flight.origin,
        destination=flight.destination,
        departs=moment(flight.departs),
        arrives=moment(flight.arrives),
        status=flight.status,
        sorties=sorties,
        seats=flight.seats * sorties,
        seats_used=used,
        seats_left=flight.seats * sorties - used,
        people=people,
        infants=infants,
    )
