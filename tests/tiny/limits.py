"""Limits of places and counts of aircraft of the tiny random instances.

What the scheduled flights alone need is always granted: less would be an error of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.checks.scheduled import unmanned
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Crew, Fleet, Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location

_LIMITS = (
    "capacity",
    "throughput_per_hour",
    "movements_per_hour",
    "movements_per_day",
    "window",
    "stay",
)


def with_limits(rng: Random, instance: Instance) -> Instance:
    """`instance` with random limits of its places; fleets and crews no fewer than scheduled flights need."""
    return replace(
        instance,
        locations=tuple(_limited(rng, instance, location) for location in instance.locations),
        fleets=tuple(_large_enough(instance, fleet) for fleet in instance.fleets),
        crews=_many_enough(instance),
    )


def _limited(rng: Random, instance: Instance, location: Location) -> Location:
    chosen = rng.sample(_LIMITS, rng.choice((0, 1, 1, 2)))
    touching = [row for row in instance.schedule if location.id in (row.origin, row.destination)]
    limits: dict[str, Any] = {}
    if location.role == "hub" and rng.randrange(2):
        chosen.append("capacity")
    if "capacity" in chosen and location.role != "origin":
        limits["capacity"] = rng.randrange(1, 4 if location.role == "hub" else 7)
    if "throughput_per_hour" in chosen and location.role != "haven":
        limits["throughput_per_hour"] = rng.choice((1, 1, 2))
    if "movements_per_hour" in chosen:
        limits["movements_per_hour"] = _scheduled(location, touching, HOUR) + rng.choice((0, 0, 1))
    if "movements_per_day" in chosen:
        limits["movements_per_day"] = _scheduled(location, touching, DAY) + rng.choice((0, 1, 1, 2))
    if "window" in chosen and touching:
        limits.update(_window(rng, location, touching))
    if "stay" in chosen or ("capacity" in limits and rng.randrange(4)):
        limits.update(_stay(rng, location))
    return replace(location, **limits)


def _scheduled(location: Location, touching: list[Flight], span: int) -> int:
    """Most movements of scheduled flights at `location` in one clock hour or day."""
    minutes: list[int] = []
    for flight in touching:
        if flight.status == "scheduled":
            minutes.append(flight.departs if flight.origin == location.id else flight.arrives)
    return max(Counter(minute // span for minute in minutes).values(), default=0)


def _window(rng: Random, location: Location, touching: list[Flight]) -> dict[str, int]:
    """A window that begins or ends at or beside a movement."""
    flight = rng.choice(touching)
    edge = flight.departs if flight.origin == location.id else flight.arrives
    edge += rng.choice((-30, 0, 0, 30))
    return {rng.choice(("opens", "closes")): edge}


def _stay(rng: Random, location: Location) -> dict[str, int]:
    if location.role == "hub":
        return {"max_stay": rng.choice((1, 2, 4, 6)) * HOUR}
    return {"stay": rng.choice((0, 1, 2, 4)) * HOUR} if location.role == "haven" else {}


def _large_enough(instance: Instance, fleet: Fleet) -> Fleet:
    flown = [row for row in instance.schedule if row.fleet == fleet.id and row.status == "scheduled"]
    return replace(fleet, count=max(fleet.count, _busiest((row.departs for row in flown), fleet.cycle)))


def _busiest(departures: Iterable[int], cycle: int) -> int:
    """Most aircraft gone at once, each for `cycle` minutes from a departure."""
    listed = sorted(departures)
    return max((sum(then <= now < then + cycle for then in listed) for now in listed), default=0)


def _many_enough(instance: Instance) -> tuple[Crew, ...]:
    """The crews, with as many more of the first, who fly every fleet, as scheduled flights need."""
    crews = instance.crews
    named = {fleet for crew in crews for fleet in crew.fleets}
    flown = [row for row in instance.schedule if row.fleet in named and row.status == "scheduled"]
    while unmanned(flown, crews) is not None:
        crews = (replace(crews[0], count=crews[0].count + 1), *crews[1:])
    return crews
