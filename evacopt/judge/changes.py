"""Landing at a hub: which flights can follow, and which minutes with limited places lie between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.judge.rows import ints


@dataclass(frozen=True, eq=False)
class Change:
    """A flight that lands at a hub.

    Attributes
    ----------
    flight, hub : its number, and that of the location
    onward : int64 array, shape (flights,); the flights that can follow, in the order of departure
    since : how many of the hub's minutes are before the landing
    until : int64 array, shape (flights,); how many are before each departure
    """

    flight: int
    hub: int
    onward: Ints
    since: int
    until: Ints


def changes(instance: Instance, flown: Ints, minutes: Mapping[int, Ints]) -> Iterator[Change]:
    """A change for each of the flights `flown` that lands at a hub, latest departures first.

    No flight arrives before it departs, so what can follow a flight comes before it.

    Parameters
    ----------
    minutes : for each hub with places, by number, the minutes at which these are counted, in order
    """
    schedule, least = instance.schedule, instance.policy.min_connection_minutes
    number, nothing = {place.id: at for at, place in enumerate(instance.locations)}, ints(())
    onward = _onward(instance, flown)
    for flight in sorted(flown.tolist(), key=lambda flight: -schedule[flight].departs):
        leg = schedule[flight]
        hub = instance.location[leg.destination]
        if hub.role == "hub":
            follow = onward.get(hub.id, nothing)
            departs = ints(schedule[other].departs for other in follow.tolist())
            fits = slice(*_window(departs, leg.arrives, least, hub))
            counted = minutes.get(number[hub.id], nothing)
            since = int(np.searchsorted(counted, leg.arrives))
            yield Change(flight, number[hub.id], follow[fits], since, np.searchsorted(counted, departs[fits]))


def _window(departs: Ints, arrives: int, least: int, hub: Location) -> tuple[int, int]:
    """From which to before which of `departs` a party can leave that lands at `arrives`."""
    first = int(np.searchsorted(departs, arrives + least))
    if hub.max_stay is None:
        return first, len(departs)
    return first, max(first, int(np.searchsorted(departs, arrives + hub.max_stay, side="right")))


def _onward(instance: Instance, flown: Ints) -> dict[str, Ints]:
    """For each hub the flights from there that a trip can go on with, in the order of departure."""
    found: dict[str, list[int]] = {}
    for flight in sorted(flown.tolist(), key=lambda flight: instance.schedule[flight].departs):
        leg = instance.schedule[flight]
        legs = 2 if instance.location[leg.destination].role == "haven" else 3
        if legs <= instance.policy.max_legs:
            found.setdefault(leg.origin, []).append(flight)
    return {place: ints(flights) for place, flights in found.items()}
