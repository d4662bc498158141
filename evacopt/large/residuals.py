"""Residual capacities: what is left of every limit while parties board, in integers, party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.share import Admission
from evacopt.large.commodities import Party, Trip
from evacopt.routes.itineraries import Timetable

MILLION = 1_000_000
Levels = tuple[Ints, Ints]
"""Minutes, and what is left of a limit at each of them."""
Window = tuple[Ints, int, int]
"""What is left of a limit at each of its minutes, and the first and the last (excluded) that count."""
_NOTHING: Levels = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(eq=False, slots=True)
class Pool:
    """Those `nations` that may only use some pools, `names`, of a flight; seats of a sortie, seats left."""

    nations: frozenset[str]
    names: tuple[str, ...]
    a_sortie: int
    left: int


class _Limits(NamedTuple):
    """The limits that one trip touches, whoever takes it; `counters` count nationalities."""

    windows: tuple[Window, ...]
    arrives: int
    haven: Location
    counters: tuple[tuple[list[int], int, str], ...]


class Residuals:
    """Everything that parties take up, and how much is left.

    Attributes
    ----------
    seats : seats left on each flight, for the sorties that are flown
    """

    def __init__(self, instance: Instance, flown: Mapping[int, int]) -> None:
        self.instance, self.schedule = instance, instance.schedule
        times = [
            flown.get(at, 0) if leg.status == "optional" else leg.most_sorties
            for at, leg in enumerate(self.schedule)
        ]
        sorties = list(zip(self.schedule, times, strict=True))
        self.seats = [leg.seats * most for leg, most in sorties]
        self._infants = [leg.infant_limit * most for leg, most in sorties]
        self._stretchers = [leg.stretchers * most for leg, most in sorties]
        self._ratio = instance.policy.assistance_ratio
        self._help = [0] * len(self.schedule)
        reserved = any(share.kind == "reserve" for share in instance.shares)
        self._pools = {
            at: pools
            for at, leg in enumerate(self.schedule if reserved else ())
            if (pools := _pools(instance, leg, times[at]))
        }
        self._presence, self._gone = _presence(instance), _throughput(instance)
        self._caps = [share for share in instance.shares if share.kind == "max"]
        self._limited = [row for row in instance.admissions if row.people is not None]
        self._left = [share.people for share in self._caps]
        self._admitted = [row.people or 0 for row in self._limited]
        self._pins = [pin for pin in instance.pins if pin.kind != "at_least"]
        self._pinned = [pin.parties for pin in self._pins]
        self._pins_of: defaultdict[str, list[int]] = defaultdict(list)
        for at, pin in enumerate(self._pins):
            self._pins_of[pin.group].append(at)
        self._limits: dict[Trip, _Limits] = {}

    def spare(self, flight: int) -> bool:
        """Whether those aboard a flight would still have room if it flew once less."""
        leg = self.schedule[flight]
        return (
            self.seats[flight] >= leg.seats
            and self._infants[flight] >= leg.infant_limit
            and self._stretchers[flight] >= leg.stretchers
            and all(pool.left >= pool.a_sortie for pool in self._pools.get(flight, ()))
        )

    def ground(self, flight: int) -> None:
        """One sortie of a flight less."""
        leg = self.schedule[flight]
        self.seats[flight] -= leg.seats
        self._infants[flight] -= leg.infant_limit
        self._stretchers[flight] -= leg.stretchers
        for pool in self._pools.get(flight, ()):
            pool.left -= pool.a_sortie

    def seats_left(self, flights: Iterable[int]) -> int:
        """Seats left on some flights together."""
        return sum(self.seats[flight] for flight in flights)

    def infants_left(self, flights: Iterable[int]) -> int:
        """Lap infants that may still come aboard some flights together."""
        return sum(self._infants[flight] for flight in flights)

    def pools_left(self, flights: Sequence[int]) -> Iterator[tuple[frozenset[str], int, tuple[str, ...]]]:
        """For flights with the same pools: who may only use some, seats for them, and which these are."""
        for at, pool in enumerate(self._pools.get(flights[0], ())):
            yield pool.nations, sum(self._pools[flight][at].left for flight in flights), pool.names

    def present_left(self, place: str) -> tuple[list[int], list[int]]:
        """Minutes at which people can land at a place with limited room, and places left then."""
        minutes, left = self._presence.get(place, _NOTHING)
        return minutes.tolist(), left.tolist()

    def gone_left(self, place: str) -> dict[int, int]:
        """By minute, how many more people may have left a place by then; empty where nothing limits that."""
        minutes, left = self._gone.get(place, _NOTHING)
        return dict(zip(minutes.tolist(), left.tolist(), strict=True))

    def caps_left(self) -> dict[str, int]:
        """People that each cap still allows, by share."""
        return {share.id: left for share, left in zip(self._caps, self._left, strict=True)}

    def admitted_left(self) -> list[tuple[Admission, int]]:
        """People that each limited admission still allows."""
        return list(zip(self._limited, self._admitted, strict=True))

    def most(self, party: Party, trip: Trip, wanted: int) -> int:
        """How many of `wanted` parties like this one the trip has room for."""
        for flight in trip:
            wanted = self._aboard(party, flight, wanted)
            if wanted <= 0:
                return 0
        limits = self._of(trip)
        for left, first, stop in (*limits.windows, *self._staying(party, limits)):
            if first < stop:
                wanted = min(wanted, int(left[first:stop].min()) // party.people)
        for left_of, at, count in self._counted(party, trip, limits):
            wanted = min(wanted, left_of[at] // count)
        return max(wanted, 0)

    def _aboard(self, party: Party, flight: int, wanted: int) -> int:
        """How many of `wanted` parties have room in a cabin."""
        need = self.schedule[flight].seats_for(party)
        if need:  # a party that only lies may take positions and no seat
            wanted = min(wanted, self.seats[flight] // need)
        if party.infants:
            wanted = min(wanted, self._infants[flight] // party.infants)
        if party.stretchers:
            wanted = min(wanted, self._stretchers[flight] // party.stretchers)
        if self._ratio is not None and (help_needed := self._help_needed(party)) > 0:
            wanted = min(wanted, self._help[flight] // help_needed)
        for pool in self._pools.get(flight, ()):
            if need and party.nationality in pool.nations:
                wanted = min(wanted, pool.left // need)
        return wanted

    def _help_needed(self, party: Party) -> int:
        able = party.size - party.stretchers - party.assisted
        return MILLION * party.assisted - (self._ratio or 0) * able

    def can_leave(self, party: Party, trip: Trip, parties: int) -> bool:
        """Whether others do not need the help of parties that would be taken off a trip."""
        if self._ratio is None:
            return True
        return all(self._help[flight] >= -self._help_needed(party) * parties for flight in trip)

    def book(self, party: Party, trip: Trip, parties: int) -> None:
        """Take up room for parties on a trip, or give it back where `parties` is below 0."""
        for flight in trip:
            need = self.schedule[flight].seats_for(party) * parties
            self.seats[flight] -= need
            self._infants[flight] -= party.infants * parties
            self._stretchers[flight] -= party.stretchers * parties
            if self._ratio is not None:
                self._help[flight] -= self._help_needed(party) * parties
            for pool in self._pools.get(flight, ()):
                if party.nationality in pool.nations:
                    pool.left -= need
        limits = self._of(trip)
        for left, first, stop in (*limits.windows, *self._staying(party, limits)):
            left[first:stop] -= party.people * parties
        for left_of, at, count in self._counted(party, trip, limits):
            left_of[at] -= count * parties

    def _counted(self, party: Party, trip: Trip, limits: _Limits) -> Iterator[tuple[list[int], int, int]]:
        """Caps, admissions and pins that count a party on a trip, and how much of them it takes."""
        for left_of, at, nationality in limits.counters:
            count = self.instance.counted(nationality, party.members)
            if count:
                yield left_of, at, count
        if self._pins:
            itinerary = tuple(self.schedule[flight].id for flight in trip)
            for at in self._pins_of.get(self.instance.groups.id[party.row], ()):
                if self._pins[at].covers(itinerary):
                    yield self._pinned, at, 1

    def _of(self, trip: Trip) -> _Limits:
        """The limits of a trip, worked out when it is asked for first."""
        if trip in self._limits:
            return self._limits[trip]
        legs, location = [self.schedule[flight] for flight in trip], self.instance.location
        windows = list[Window]()
        for leg in legs:
            minutes, left = self._gone.get(leg.origin, _NOTHING)
            if len(left):
                windows.append((left, int(np.searchsorted(minutes, leg.departs)), len(left)))
        for leg, onward in pairwise(legs):
            windows += self._present(leg.destination, leg.arrives, onward.departs)
        lands = [location[leg.destination] for leg in legs]
        caps = (
            (self._left, at, share.nationality)
            for at, share in enumerate(self._caps)
            if any(map(share.covers, legs))
        )
        admissions = (
            (self._admitted, at, row.nationality)
            for at, row in enumerate(self._limited)
            if any(map(row.covers, lands))
        )
        self._limits[trip] = _Limits(tuple(windows), legs[-1].arrives, lands[-1], (*caps, *admissions))
        return self._limits[trip]

    def _present(self, place: str, begin: int, end: int) -> list[Window]:
        minutes, left = self._presence.get(place, _NOTHING)
        if not len(left) or end <= begin:
            return []
        return [(left, int(np.searchsorted(minutes, begin)), int(np.searchsorted(minutes, end)))]

    def _staying(self, party: Party, limits: _Limits) -> list[Window]:
        """Where the party stays at the haven."""
        if limits.haven.id not in self._presence:
            return []
        end = limits.haven.left_at(limits.arrives, stay=party.stay, ends=self.instance.ends)
        return self._present(limits.haven.id, limits.arrives, end)


def _pools(instance: Instance, leg: Flight, times: int) -> list[Pool]:
    """Every union of the pools of a flight that some nationality is kept to (Hall, 1935), none included."""
    reserves = instance.pools(leg)
    if not reserves:
        return []
    doors = {
        code: frozenset(
            at for at, pool in enumerate(reserves) if code in instance.nationals(pool.nationality)
        )
        for code in set(instance.groups.nationality.values)
    }
    unions = {frozenset[int]()}
    for door in set(doors.values()):
        unions |= {union | door for union in unions}
    pools = []
    for union in sorted(unions, key=sorted):
        nations = frozenset(code for code, door in doors.items() if door <= union)
        seats = leg.seats - sum(pool.people for at, pool in enumerate(reserves) if at not in union)
        pools.append(Pool(nations, tuple(reserves[at].id for at in sorted(union)), seats, seats * times))
    return pools


def _presence(instance: Instance) -> dict[str, Levels]:
    """For each hub and haven with a capacity: minutes at which people land, and places left at each."""
    limited = [place for place in instance.locations if place.capacity is not None and place.role != "origin"]
    minutes = _minutes(instance, limited, lambda leg: (leg.destination, leg.arrives))
    return {
        place.id: (minutes[place.id], np.full(len(minutes[place.id]), place.capacity, dtype=np.int64))
        for place in limited
    }


def _throughput(instance: Instance) -> dict[str, Levels]:
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
