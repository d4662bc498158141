"""What the rows of legs charge, and all ways there are, written out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, zip_longest
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.rows import Family
from tests.judge.random_cases import random_instance
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

Legged = tuple[Flight, ...]


def strewn(seed: int) -> Instance:
    """A small instance, every fifth of an airfield, whose times are no round ones.

    Some groups wait at a hub, some hubs are in a row.
    """
    rng = Random(seed)
    instance = tiny_instance(seed) if seed % 2 else random_instance(seed)
    instance = airfield_instance(seed) if seed % 5 == 0 else instance
    hubs = [place.id for place in instance.locations if place.role == "hub"]
    groups = []
    for group in instance.groups:
        origin = rng.choice(hubs) if hubs and rng.randrange(8) == 0 else group.origin
        ready = None if group.ready is None else group.ready + rng.randrange(-60, 60)
        leave_by = None if group.leave_by is None else group.leave_by + rng.choice((-1, 0, 1, 29))
        groups.append(replace(group, origin=origin, ready=ready, leave_by=leave_by))
    flights = []
    for flight in instance.flights:
        departs = flight.departs + rng.choice((0, 0, -1, 1, 17, 30))
        ends = flight.origin, flight.destination
        if {*ends} <= {*hubs} and rng.randrange(2):
            ends = ends[::-1]
        arrives = max(departs + 1, flight.arrives)
        flights.append(replace(flight, origin=ends[0], destination=ends[1], departs=departs, arrives=arrives))
    policy = replace(instance.policy, max_legs=rng.choice((1, 2, 2, 3, 4, 5)))
    return replace(instance, groups=Groups.of(groups), flights=tuple(flights), policy=policy)


def chains(instance: Instance, group: Group, taken: Legged = ()) -> Iterator[Legged]:
    """Every chain of flights in time from the group to a haven that it accepts, over hubs alone.

    Chains of more than two legs may be of any length where three are allowed, and come to a place twice.
    """
    here, most = instance.location[taken[-1].destination if taken else group.origin], instance.policy.max_legs
    if taken and here.role in ("haven", "both") and _accepted(group, here):
        yield taken
    stop = here.role == "hub" or (here.role == "both" and here.max_stay is not None)
    if (taken and not stop) or len(taken) == most < 3:
        return
    for flight in instance.schedule:
        back = flight.destination == group.origin
        if flight.origin == here.id and not back and _boards(instance, group, taken, flight):
            yield from chains(instance, group, (*taken, flight))


def _accepted(group: Group, haven: Location) -> bool:
    wanted = group.destinations
    return not wanted or haven.id in wanted or haven.country in wanted


def _boards(instance: Instance, group: Group, taken: Legged, flight: Flight) -> bool:
    policy, start, stop = (
        instance.policy,
        *map(instance.location.__getitem__, (flight.origin, flight.destination)),
    )
    moves = (flight.origin, "out", flight.departs), (flight.destination, "in", flight.arrives)
    flies = flight.status != "cancelled" and instance.begins <= flight.departs <= instance.ends
    if not flies or not all(_is_open(instance, *move, flight.operator) for move in moves):
        return False
    if not start.is_open(flight.departs) or not stop.is_open(flight.arrives):
        return False
    doors = frozenset().union(*(instance.nationals(code) for code in flight.accepts))
    own = flight.accepts == ("own",) and group.nationality == flight.operator
    if not (own or flight.accepts == ("all",) or group.nationality in doors):
        return False
    if group.operators and flight.operator not in group.operators:
        return False
    if taken:
        wait = flight.departs - taken[-1].arrives
        return policy.min_connection_minutes <= wait <= (wait if start.max_stay is None else start.max_stay)
    ready = instance.begins if group.ready is None else group.ready
    late = group.leave_by is not None and flight.departs > group.leave_by
    return ready + policy.check_in_minutes <= flight.departs and not late


def _is_open(instance: Instance, place: str, direction: Any, minute: int, operator: str) -> bool:
    rows = [row for row in instance.windows if row.speaks_of(place, direction, operator)]
    opening = [row.holds(minute) for row in rows if row.kind == "open"]
    return (opening == [] or any(opening)) and not any(
        row.holds(minute) for row in rows if row.kind == "closed"
    )


def dense(families: tuple[Family, ...], columns: int) -> npt.NDArray[np.object_]:
    """The amounts of all rows, shape (rows, columns), in Python integers."""
    table = np.zeros((sum(len(family.high) for family in families), columns), dtype=object)
    above = 0
    for family in families:
        entries = family.entries
        for column, first, stop, amount in zip(
            entries.column.tolist(),
            entries.first.tolist(),
            entries.stop.tolist(),
            entries.amount.tolist(),
            strict=True,
        ):
            table[above + first : above + stop, column] += amount
        above += len(family.high)
    return table


@dataclass(frozen=True, eq=False)
class Till:
    """What a way is charged at some prices, added up leg by leg and minute by minute.

    A price may be an array as well, of one price a row: then a charge is what is asked of each row.
    """

    commodities: Commodities
    legs: Legs
    price: Sequence[Any]
    places: Mapping[int, Sequence[Any]]

    def charge(self, row: int, taken: Legged) -> Any:
        """What a party of group `row` is charged, the wait aside; `None` if a flight is not open to it."""
        legs = [self._leg(row, flight, onward) for flight, onward in zip_longest(taken, taken[1:])]
        if any(asked is None for asked in legs):
            return None
        profile = int(self.commodities.profile[row])
        people = int(self.commodities.people[profile] * self.commodities.times[row])
        stays = (self._stay(leg, onward) for leg, onward in pairwise(taken))
        return sum(asked for asked in legs if asked is not None) + people * sum(stays)

    def _leg(self, row: int, flight: Flight, onward: Flight | None) -> Any:
        """What a leg is charged; where some end and others change there are two pairs of it."""
        commodities, profile = self.commodities, int(self.commodities.profile[row])
        place = commodities.units.location[flight.destination]
        twice = onward is None and place.role == "both" and place.max_stay is not None
        pairs = [self._pair.get((unit, flight.id, twice)) for unit in commodities.unit[profile].tolist()]
        if pairs[0] is None:
            return None
        asked = zip(pairs, commodities.amount[profile].tolist(), strict=True)
        one = sum(many * self.price[at] for at, many in asked if at is not None and many)
        return one * int(commodities.times[row])

    def _stay(self, leg: Flight, onward: Flight) -> Any:
        hub = [place.id for place in self.commodities.units.locations].index(leg.destination)
        minutes = self.legs.hub_rows[hub][0].tolist() if hub in self.legs.hub_rows else []
        each = zip(minutes, self.places[hub] if minutes else (), strict=True)
        return sum(price for minute, price in each if leg.arrives <= minute < onward.departs)

    @cached_property
    def _pair(self) -> dict[tuple[int, str, bool], int]:
        """The number of the pair of each unit and flight, and whether it ends where others change."""
        pairs, schedule = self.legs.pairs, self.commodities.units.schedule
        names = [schedule[number].id for number in self.legs.flight.tolist()]
        keys = zip(pairs.group.tolist(), names, self.legs.twice.tolist(), strict=True)
        return {key: at for at, key in enumerate(keys)}
