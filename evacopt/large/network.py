"""The time-space network (Hane and others, 1995): a flight arc stands for flights that nothing tells apart.

The nodes of a commodity are the places and minutes at which it could board something.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.share import Share
from evacopt.large.builder import THOUSAND
from evacopt.large.commodities import Commodities, Commodity, Who, merge_alike
from evacopt.large.features import door_of, endings, starts
from evacopt.routes.itineraries import Timetable

Path = tuple[int, ...]
"""Flight arcs, by number, in the order in which they are flown."""


class FlightArc(NamedTuple):
    """Parallel flights, alike in all that the relaxation knows: `leg` is the first, `flights` their numbers.

    `commodities` are those that they take, and `to_hub` is the hub where they land, blank for a haven. Where
    people may stay or go on, there is an arc for each.
    """

    leg: Flight
    flights: tuple[int, ...]
    commodities: tuple[int, ...]
    to_hub: str
    shares: tuple[Share, ...]

    @property
    def optional(self) -> bool:
        """Whether the planner decides; such a flight arc is one flight."""
        return self.leg.status == "optional"


class Node(NamedTuple):
    """People of one commodity at a place, who may board what leaves at `minute`."""

    commodity: int
    place: str
    minute: int


@dataclass(frozen=True, eq=False)
class Network:
    """Where people of each commodity may go.

    Attributes
    ----------
    base : the commodities at origins
    commodities : those of `base`, then those at hubs
    onward : for each commodity, the commodity that it is at a hub
    flight_arcs : by departure
    """

    base: Commodities
    commodities: tuple[Commodity, ...]
    onward: tuple[int, ...]
    flight_arcs: tuple[FlightArc, ...]

    @classmethod
    def of(cls, base: Commodities) -> Network:
        """The network of the commodities of an instance."""
        coming = [commodity.onward() for commodity in base.distinct]
        later, place = merge_alike(base.instance, coming, base.takes)
        commodities, at_hub = (*base.distinct, *later), len(base.distinct) + np.arange(len(later))
        onward = (len(base.distinct) + place).tolist() + at_hub.tolist()
        return cls(base, commodities, tuple(onward), tuple(_flight_arcs(base, commodities)))

    def only(self, commodities: Set[int]) -> Network:
        """The same for these commodities alone, who are at origins, and for whom they are at hubs."""
        kept = commodities | {self.onward[commodity] for commodity in commodities}
        flight_arcs = (
            flight_arc._replace(commodities=tuple(one for one in flight_arc.commodities if one in kept))
            for flight_arc in self.flight_arcs
        )
        return replace(self, flight_arcs=tuple(flight_arcs))

    @property
    def instance(self) -> Instance:
        """The instance."""
        return self.base.instance

    @cached_property
    def who(self) -> list[Who]:
        """As whom each commodity boards and is counted."""
        return [one.who for one in self.commodities]

    @cached_property
    def needs(self) -> dict[str, list[int]]:
        """What a thousand seats of each commodity need of each dimension, on average, rounded down.

        At hubs a commodity is all who come there.
        """
        groups, of = self.instance.groups, self.base.of_group
        onward = np.array(self.onward, dtype=np.int64)[of]
        needs = dict[str, list[int]]()
        for name in (one.id for one in self.instance.dimensions):
            seats, amounts = np.zeros((2, len(self.commodities)), dtype=np.int64)
            for target in (of, onward):
                np.add.at(seats, target, groups.size * groups.count)
                np.add.at(amounts, target, groups.needs_of(name) * groups.count)
            needs[name] = (THOUSAND * amounts // np.maximum(seats, 1)).tolist()
        return needs

    @cached_property
    def minutes(self) -> dict[tuple[int, str], list[int]]:
        """For each commodity and place, the minutes at which it could board something, in order."""
        boards: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        for flight_arc in self.flight_arcs:
            for commodity in flight_arc.commodities:
                boards[commodity, flight_arc.leg.origin].add(flight_arc.leg.departs)
        return {key: sorted(minutes) for key, minutes in boards.items()}

    def node(self, commodity: int, place: str, since: int) -> Node | None:
        """Where people of `commodity` who are at `place` from the minute `since` can board first."""
        minutes = self.minutes.get((commodity, place), [])
        at = bisect_left(minutes, since)
        return Node(commodity, place, minutes[at]) if at < len(minutes) else None

    def landing(self, commodity: int, flight_arc: FlightArc) -> Node | None:
        """Where people of `commodity` who land at a hub can go on first, within their stay."""
        first, last = self.connection(flight_arc.leg)
        node = self.node(self.onward[commodity], flight_arc.to_hub, first)
        return None if node is not None and node.minute > last else node

    def connection(self, leg: Flight) -> tuple[int, float]:
        """From when until when those who land with a flight may go on: connection time, longest stay."""
        stay = self._stay[leg.destination]
        first = leg.arrives + self.instance.policy.min_connection_minutes
        return first, inf if stay is None else leg.arrives + stay

    def connecting(self, leg: Flight, minutes: Sequence[int]) -> slice:
        """Which of the departures at `minutes`, in order, those who land with a flight may go on with."""
        first, last = self.connection(leg)
        return slice(bisect_left(minutes, first), bisect_right(minutes, last))

    @cached_property
    def _stay(self) -> dict[str, int | None]:
        return {place.id: place.max_stay for place in self.instance.locations}


def _flight_arcs(base: Commodities, commodities: tuple[Commodity, ...]) -> list[FlightArc]:
    """The flights that somebody can use, alike ones together."""
    instance, usable = base.instance, Timetable.of(base.instance).usable
    stops = {place.id for place in instance.locations if place.is_stop}
    limited, door, places = stops | _limited_places(instance), door_of(instance), instance.location
    takers: dict[tuple[object, ...], tuple[int, ...]] = {}
    alike: defaultdict[tuple[object, ...], list[FlightArc]] = defaultdict(list)
    for number, leg in enumerate(instance.schedule):
        if not usable[number] or not _useful(instance, leg):
            continue
        shares = tuple(share for share in instance.shares if share.covers(leg))
        landing = (leg.destination, leg.arrives) if leg.destination in limited else ()
        ways = endings(places[leg.destination])
        alone = number if leg.status == "optional" or len(ways) > 1 else -1
        told = leg.cost_per_person, leg.risk_ppm, tuple(name for name, _ in leg.room)
        for stays in ways:
            way = (*door(leg), leg.origin, stays)
            if way not in takers:
                origins = [
                    start
                    for start in starts(places[leg.origin])
                    if 1 + (not start) + (not stays) <= instance.policy.max_legs
                ]
                takers[way] = tuple(
                    at
                    for at, one in enumerate(commodities)
                    if one.origin in origins and base.takes(one, leg, stays)
                )
            if takers[way]:
                key = leg.origin, leg.departs, landing, takers[way], shares, alone, told, stays
                to_hub = "" if stays else leg.destination
                alike[key].append(FlightArc(leg, (number,), takers[way], to_hub, shares))
    flight_arcs = (
        same[0]._replace(flights=tuple(flight for one in same for flight in one.flights))
        for same in alike.values()
    )
    return sorted(flight_arcs, key=lambda flight_arc: (flight_arc.leg.departs, flight_arc.flights))


def _useful(instance: Instance, leg: Flight) -> bool:
    """Whether a leg may be part of an itinerary by the roles of its ends."""
    start, end = instance.location[leg.origin].role, instance.location[leg.destination].role
    return start != "haven" and end != "origin"


def _limited_places(instance: Instance) -> set[str]:
    """Places but hubs where it matters that, and when, people land."""
    named = {row.place for row in instance.admissions}
    named |= {row.location for row in instance.capacities}
    limits = ("capacity", "arrivals_per_hour", "arrivals_per_day")
    return {
        place.id
        for place in instance.locations
        if any(getattr(place, name) is not None for name in limits)
        or place.room
        or not named.isdisjoint((place.id, place.country))
    }
