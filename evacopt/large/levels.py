"""What places with limited room and throughput allow, minute by minute."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
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
            since = [minute for minute, _ in steps[place.id]]
            changes = np.array([*when.tolist(), *since[1:]], dtype=np.int64)
            changes = np.unique(changes)
            room = [steps[place.id][bisect_right(since, minute) - 1][1] for minute in changes.tolist()]
            people = [UNLIMITED if most is None else most for most in room]
            levels[place.id][""] = changes, np.array(people, dtype=np.int64)
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
