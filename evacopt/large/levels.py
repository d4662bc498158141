"""What places with limited room and throughput allow, minute by minute."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints, int_column
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
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
    limits, levels = instance.presence_limits, dict[str, dict[str, Levels]]()
    minutes = _minutes(instance, limits, lambda leg: (leg.destination, leg.arrives))
    for place, of_place in limits.items():
        levels[place] = {}
        for name, steps in of_place.items():
            changes = np.unique(np.append(minutes[place], int_column(minute for minute, _ in steps[1:])))
            levels[place][name] = changes, np.minimum(limit_at(steps, changes), UNLIMITED)
    return levels


def throughput_of(instance: Instance) -> dict[str, Levels]:
    """For each place that processes people: minutes of departures, and how many may have left by each."""
    limited = [place for place in instance.locations if place.throughput_per_hour is not None]
    names = [place.id for place in limited]
    minutes, levels = _minutes(instance, names, lambda leg: (leg.origin, leg.departs)), {}
    for place in limited:
        since = instance.begins if place.opens is None else max(instance.begins, place.opens)
        processed = (place.throughput_per_hour or 0) * (minutes[place.id] - since) // HOUR
        levels[place.id] = minutes[place.id], np.maximum(processed, 0)
    return levels


def _minutes(
    instance: Instance, places: Collection[str], event: Callable[[Flight], tuple[str, int]]
) -> dict[str, Ints]:
    """For each place the minutes of events of flights that somebody can use, in order."""
    minutes: dict[str, set[int]] = {place: set() for place in places}
    for number in np.flatnonzero(Timetable.of(instance).usable).tolist() if places else ():
        where, minute = event(instance.schedule[number])
        if where in minutes:
            minutes[where].add(minute)
    return {where: np.array(sorted(when), dtype=np.int64) for where, when in minutes.items()}
