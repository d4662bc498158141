"""Flights that nothing tells apart as one, and where and when each commodity of people could board them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.share import Share
from evacopt.large.commodities import Commodities, Commodity, merge_alike
from evacopt.routes.itineraries import Timetable

Path = tuple[int, ...]
"""Bundles, by number, in the order in which they are flown."""


class Bundle(NamedTuple):
    """Flights alike in all that the relaxation knows: `leg` is the first, `flights` are their numbers.

    `commodities` are those that they take, and `to_hub` is the hub where they land, blank for a haven.
    """

    leg: Flight
    flights: tuple[int, ...]
    commodities: tuple[int, ...]
    to_hub: str
    shares: tuple[Share, ...]

    @property
    def optional(self) -> bool:
        """Whether the planner decides; such a bundle is one flight."""
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
    commodities : tuple of Kind
        Those of the commodities, then those at hubs.
    bundles : tuple of Bundle, by departure
    onward : tuple of int
        For each commodity, the commodity that it is at a hub.
    """

    base: Commodities
    commodities: tuple[Commodity, ...]
    onward: tuple[int, ...]
    bundles: tuple[Bundle, ...]

    @classmethod
    def of(cls, base: Commodities) -> Network:
        """The network of `commodities`."""
        coming = [commodity.onward() for commodity in base.distinct]
        later, place = merge_alike(base.instance, coming, base.takes)
        commodities, at_hub = (*base.distinct, *later), len(base.distinct) + np.arange(len(later))
        onward = (len(base.distinct) + place).tolist() + at_hub.tolist()
        return cls(base, commodities, tuple(onward), tuple(_bundles(base, commodities)))

    def only(self, commodities: Set[int]) -> Network:
        """The same for these commodities alone, who are at origins, and for whom they are at hubs."""
        some = commodities | {self.onward[commodity] for commodity in commodities}
        bundles = (
            bundle._replace(
                commodities=tuple(commodity for commodity in bundle.commodities if commodity in some)
            )
            for bundle in self.bundles
        )
        return replace(self, bundles=tuple(bundles))

    @property
    def instance(self) -> Instance:
        """The instance."""
        return self.base.instance

    @cached_property
    def minutes(self) -> dict[tuple[int, str], list[int]]:
        """For each commodity and place, the minutes at which it could board something, in order."""
        found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        for bundle in self.bundles:
            for commodity in bundle.commodities:
                found[commodity, bundle.leg.origin].add(bundle.leg.departs)
        return {key: sorted(minutes) for key, minutes in found.items()}

    def node(self, commodity: int, place: str, since: int) -> Node | None:
        """Where people of `commodity` who are at `place` from the minute `since` can board first."""
        minutes = self.minutes.get((commodity, place), [])
        at = bisect_left(minutes, since)
        return Node(commodity, place, minutes[at]) if at < len(minutes) else None

    def landing(self, commodity: int, bundle: Bundle) -> Node | None:
        """Where people of `commodity` who land with `bundle` at a hub can go on first, within their stay."""
        ready = bundle.leg.arrives + self.instance.policy.min_connection_minutes
        node, stay = self.node(self.onward[commodity], bundle.to_hub, ready), self._stay[bundle.to_hub]
        late = node is not None and stay is not None and node.minute > bundle.leg.arrives + stay
        return None if late else node

    @cached_property
    def _stay(self) -> dict[str, int | None]:
        return {place.id: place.max_stay for place in self.instance.locations}


def _bundles(base: Commodities, commodities: tuple[Commodity, ...]) -> list[Bundle]:
    """The flights that somebody can use, alike ones together."""
    instance, table = base.instance, Timetable.of(base.instance)
    limited = _limited_places(instance)
    taken: dict[tuple[str, ...], tuple[int, ...]] = {}
    found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, leg in enumerate(instance.schedule):
        if not table.usable[number] or not _useful(instance, leg):
            continue
        door = (*leg.accepts, "", leg.operator, leg.origin, leg.destination)
        if door not in taken:
            taken[door] = _takers(base, commodities, leg)
        shares = tuple(at for at, share in enumerate(instance.shares) if share.covers(leg))
        landing = (leg.destination, leg.arrives) if leg.destination in limited else ()
        alone = number if leg.status == "optional" else -1
        if taken[door]:
            found[leg.origin, leg.departs, landing, taken[door], shares, alone].append(number)
    bundles = [
        Bundle(
            instance.schedule[flights[0]],
            tuple(flights),
            key[3],  # type: ignore[arg-type]
            _hub(instance, instance.schedule[flights[0]]),
            tuple(instance.shares[at] for at in key[4]),  # type: ignore[attr-defined]
        )
        for key, flights in found.items()
    ]
    return sorted(bundles, key=lambda bundle: (bundle.leg.departs, bundle.flights))


def _takers(base: Commodities, commodities: tuple[Commodity, ...], leg: Flight) -> tuple[int, ...]:
    role = base.instance.location[leg.origin].role
    here = leg.origin if role == "origin" else ""
    return tuple(
        at
        for at, commodity in enumerate(commodities)
        if commodity.origin == here and base.takes(commodity, leg)
    )


def _useful(instance: Instance, leg: Flight) -> bool:
    """Whether a leg may be part of an itinerary by the number of legs that are left."""
    start, end = instance.location[leg.origin].role, instance.location[leg.destination].role
    before, after = int(start == "hub"), int(end == "hub")
    return start != "haven" and end != "origin" and 1 + before + after <= instance.policy.max_legs


def _limited_places(instance: Instance) -> set[str]:
    """Places where it matters that, and when, people land."""
    named = {row.place for row in instance.admissions}
    return {
        place.id
        for place in instance.locations
        if place.role == "hub"
        or place.capacity is not None
        or not named.isdisjoint((place.id, place.country))
    }


def _hub(instance: Instance, leg: Flight) -> str:
    return leg.destination if instance.location[leg.destination].role == "hub" else ""
