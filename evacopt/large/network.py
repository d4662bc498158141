"""Flights that nothing tells apart as one, and where and when each kind of people could board them."""

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
from evacopt.large.commodities import Crowd, Kind, alike
from evacopt.routes.timetable import Timetable

Path = tuple[int, ...]
"""Bundles, by number, in the order in which they are flown."""


class Bundle(NamedTuple):
    """Flights alike in all that the relaxation knows: `leg` is the first, `flights` are their numbers.

    `kinds` are those that they take, and `to_hub` is the hub where they land, blank for a haven.
    """

    leg: Flight
    flights: tuple[int, ...]
    kinds: tuple[int, ...]
    to_hub: str
    shares: tuple[Share, ...]

    @property
    def optional(self) -> bool:
        """Whether the planner decides; such a bundle is one flight."""
        return self.leg.status == "optional"


class Node(NamedTuple):
    """People of one kind at a place, who may board what leaves at `minute`."""

    kind: int
    place: str
    minute: int


@dataclass(frozen=True, eq=False)
class Network:
    """Where people of each kind may go.

    Attributes
    ----------
    kinds : tuple of Kind
        Those of the crowd, then those at hubs.
    bundles : tuple of Bundle, by departure
    onward : tuple of int
        For each kind, the kind that it is at a hub.
    """

    crowd: Crowd
    kinds: tuple[Kind, ...]
    onward: tuple[int, ...]
    bundles: tuple[Bundle, ...]

    @classmethod
    def of(cls, crowd: Crowd) -> Network:
        """The network of `crowd`."""
        coming = [kind.onward() for kind in crowd.kinds]
        later, place = alike(crowd.instance, coming, crowd.takes)
        kinds, at_hub = (*crowd.kinds, *later), len(crowd.kinds) + np.arange(len(later))
        onward = (len(crowd.kinds) + place).tolist() + at_hub.tolist()
        return cls(crowd, kinds, tuple(onward), tuple(_bundles(crowd, kinds)))

    def only(self, kinds: Set[int]) -> Network:
        """The same for these kinds alone, who are at origins, and for whom they are at hubs."""
        some = kinds | {self.onward[kind] for kind in kinds}
        bundles = (
            bundle._replace(kinds=tuple(kind for kind in bundle.kinds if kind in some))
            for bundle in self.bundles
        )
        return replace(self, bundles=tuple(bundles))

    @property
    def instance(self) -> Instance:
        """The instance."""
        return self.crowd.instance

    @cached_property
    def minutes(self) -> dict[tuple[int, str], list[int]]:
        """For each kind and place, the minutes at which it could board something, in order."""
        found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        for bundle in self.bundles:
            for kind in bundle.kinds:
                found[kind, bundle.leg.origin].add(bundle.leg.departs)
        return {key: sorted(minutes) for key, minutes in found.items()}

    def node(self, kind: int, place: str, since: int) -> Node | None:
        """Where people of `kind` who are at `place` from the minute `since` can board first."""
        minutes = self.minutes.get((kind, place), [])
        at = bisect_left(minutes, since)
        return Node(kind, place, minutes[at]) if at < len(minutes) else None

    def landing(self, kind: int, bundle: Bundle) -> Node | None:
        """Where people of `kind` who land with `bundle` at a hub can go on first, within their stay."""
        ready = bundle.leg.arrives + self.instance.policy.min_connection_minutes
        node, stay = self.node(self.onward[kind], bundle.to_hub, ready), self._stay[bundle.to_hub]
        late = node is not None and stay is not None and node.minute > bundle.leg.arrives + stay
        return None if late else node

    @cached_property
    def _stay(self) -> dict[str, int | None]:
        return {place.id: place.max_stay for place in self.instance.locations}


def _bundles(crowd: Crowd, kinds: tuple[Kind, ...]) -> list[Bundle]:
    """The flights that somebody can use, alike ones together."""
    instance, table = crowd.instance, Timetable.of(crowd.instance)
    limited = _limited_places(instance)
    taken: dict[tuple[str, ...], tuple[int, ...]] = {}
    found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, leg in enumerate(instance.schedule):
        if not table.usable[number] or not _useful(instance, leg):
            continue
        door = (*leg.accepts, "", leg.operator, leg.origin, leg.destination)
        if door not in taken:
            taken[door] = _takers(crowd, kinds, leg)
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


def _takers(crowd: Crowd, kinds: tuple[Kind, ...], leg: Flight) -> tuple[int, ...]:
    role = crowd.instance.location[leg.origin].role
    here = leg.origin if role == "origin" else ""
    return tuple(at for at, kind in enumerate(kinds) if kind.origin == here and crowd.takes(kind, leg))


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
