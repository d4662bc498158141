"""What places with limited room and throughput allow, minute by minute."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints, int_column
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.model.moments import limit_at
from evacopt.routes.itineraries import Timetable

Levels = tuple[Ints, Ints]
"""Minutes, and what is left of a limit at each of them."""
UNLIMITED = 2**40
"""People at a place that has no limit for a time."""


def presence_of(instance: Instance) -> dict[str, dict[str, Levels]]:
    """For each place with limited room: what it is that is limited, and what is left of it when.

    People are a blank, else it is a dimension. The minutes are those at which people land, and those at which
    the room changes.
    """
    steps = {
        place: rows
        for place, rows in instance.capacity_of.items()
        if any(people is not None for _, people in rows)
    }
    places = [
        place for place in instance.locations if place.role != "origin" and (place.id in steps or place.room)
    ]
    minutes = _minutes(instance, places, lambda leg: (leg.destination, leg.arrives))
    levels: dict[str, dict[str, Levels]] = {}
    for place in places:
        when, levels[place.id] = minutes[place.id], {}
        if place.id in steps:
            changes = np.unique(np.append(when, int_column(minute for minute, _ in steps[place.id][1:])))
            levels[place.id][""] = changes, np.minimum(limit_at(steps[place.id], changes), UNLIMITED)
        for name, amount in place.room:
            levels[place.id][name] = when, np.full(len(when), amount, dtype=np.int64)
    return levels


def throughput_of(instance: Instance) -> dict[str, Levels]:
    """For each place that processes people: minutes of departures, and how many may have left by each."""
    limited = [place for place in instance.locations if place.throughput_per_hour is not None]
    minutes, levels = _minutes(instance, limited, lambda leg: (leg.origin, leg.departs)), {}
    for place in limited:
        since = instance.begins if place.opens is None else max(instance.begins, place.opens)
        processed = (place.throughput_per_hour or 0) * (minutes[place.id] - since) // HOUR
        levels[place.id] = minutes[place.id], np.maximum(processed, 0)
    return levels


def _minutes(
    instance: Instance, places: Sequence[Location], event: Callable[[Flight], tuple[str, int]]
) -> dict[str, Ints]:
    """For each place the minutes of events of flights that somebody can use, in order."""
    minutes: dict[str, set[int]] = {place.id: set() for place in places}
    for number in np.flatnonzero(Timetable.of(instance).usable).tolist() if places else ():
        where, minute = event(instance.schedule[number])
        if where in minutes:
            minutes[where].add(minute)
    return {where: np.array(sorted(when), dtype=np.int64) for where, when in minutes.items()}
