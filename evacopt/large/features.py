"""What tells commodities apart: who admits them when, tags, needs; and where people start, end and change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evacopt.domain.columns import BLANK, Coded
from evacopt.domain.dimension import Amounts
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.share import Admission
from evacopt.large.builder import THOUSAND


def limits_people(instance: Instance) -> bool:
    """Whether places limit people, lap infants included, while flights limit seats."""
    limits = ("capacity", "throughput_per_hour", "arrivals_per_hour", "arrivals_per_day")
    of_places = (getattr(place, name) for place in instance.locations for name in limits)
    return any(limit is not None for limit in of_places) or bool(instance.capacities)


def needs_a_seat(instance: Instance) -> Coded[Amounts]:
    """Of each group the limited dimensions that it needs, with the bits of what a thousand seats need."""
    groups = instance.groups
    limited = instance.limited_dimensions
    if not limited:
        return Coded.constant((), len(groups))
    return Coded.of(
        tuple(
            (name, (THOUSAND * amount // max(size, 1)).bit_length())
            for name, amount in needs
            if amount and name in limited
        )
        for needs, size in zip(groups.needs, groups.size.tolist(), strict=True)
    )


def own_stays(instance: Instance) -> Coded[int]:
    """The own stay of each group, below 0 where it has none, or no haven has room that changes with time."""
    if not instance.capacities and not any(place.room for place in instance.locations):
        return Coded.constant(-1, len(instance.groups))
    return Coded.of(np.where(instance.groups.stay == BLANK, -1, instance.groups.stay).tolist())


def starts(place: Location) -> tuple[str, ...]:
    """Origins of the commodities that may leave a place: those at hubs have none."""
    return ("",) if place.role == "hub" else (place.id, "") if place.is_stop else (place.id,)


def endings(place: Location) -> tuple[bool, ...]:
    """Whether those who land at a place may stay there for good, or go on, or both."""
    return (True, False) if place.is_end and place.is_stop else (place.is_end,)


def door_of(instance: Instance) -> Callable[[Flight], tuple[object, ...]]:
    """All of a flight that decides whether it takes a commodity, its departure and its origin aside."""
    dated = [row for row in instance.admissions if row.people == 0 and not is_always(row)]

    def door(leg: Flight) -> tuple[object, ...]:
        place = instance.location[leg.destination]
        bars = tuple(at for at, row in enumerate(dated) if row.covers(place) and row.counts_at(leg.arrives))
        return leg.accepts, leg.operator, leg.destination, bars

    return door


def is_always(row: Admission) -> bool:
    """Whether an admission counts landings at all times."""
    return row.since is None and row.until is None


def barring(instance: Instance) -> Callable[[tuple[str, ...]], frozenset[str]]:
    """For the nationalities of a party, the locations that do not admit one of them."""
    closed = [
        (instance.nationals(row.nationality), place.id)
        for row in instance.admissions
        if row.people == 0 and is_always(row)
        for place in instance.locations
        if row.covers(place)
    ]
    return lambda codes: frozenset(place for nations, place in closed if not nations.isdisjoint(codes))


def barring_then(instance: Instance) -> Callable[[tuple[str, ...]], tuple[int, ...]]:
    """For the nationalities of a party, the numbers of the admissions that bar one of them for a time."""
    closed = [
        (at, instance.nationals(row.nationality))
        for at, row in enumerate(instance.admissions)
        if row.people == 0 and not is_always(row)
    ]
    return lambda codes: tuple(at for at, nations in closed if not nations.isdisjoint(codes))
