"""What is left of every limit while parties board: exact, in integers, party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.share import Admission
from evacopt.large.commodities import Party, Trip
from evacopt.routes.itineraries import Timetable

MILLION = 1_000_000
Pool = tuple[frozenset[str], list[int], tuple[str, ...]]
"""Nationalities that may only use some pools of a flight, seats left for them, codes of those pools."""
Window = tuple[Ints, int, int]
"""What is left of a limit at each of its minutes, and the first and the last (excluded) that count."""


@dataclass(frozen=True, eq=False, slots=True)
class _Limits:
    """The limits that one trip touches, whoever takes it."""

    windows: tuple[Window, ...]
    arrives: int
    haven: int
    shares: tuple[int, ...]
    admissions: tuple[int, ...]


class Residuals:
    """Everything that parties take up, and how much is left.

    Attributes
    ----------
    seats : seats left on each flight, for the sorties that are flown
    """

    def __init__(self, instance: Instance, flown: Mapping[int, int]) -> None:
        self.instance = instance
        self.schedule = instance.schedule
        self._places = instance.locations
        self._place = {place.id: at for at, place in enumerate(self._places)}
        times = [
            flown.get(at, 0) if leg.status == "optional" else leg.most_sorties
            for at, leg in enumerate(self.schedule)
        ]
        self.seats = [leg.seats * many for leg, many in zip(self.schedule, times, strict=True)]
        self._infants = [leg.infant_limit * many for leg, many in zip(self.schedule, times, strict=True)]
        self._stretchers = [leg.stretchers * many for leg, many in zip(self.schedule, times, strict=True)]
        self._ratio = instance.policy.assistance_ratio
        self._help = [0] * len(self.schedule)
        self._pools = self._pooled(times)
        self._presence, self._gone = _presence(instance), _throughput(instance)
        self._caps = [share for share in instance.shares if share.kind == "max"]
        self._left = [share.people for share in self._caps]
        self._limited = [row for row in instance.admissions if row.people is not None]
        self._admitted = [row.people or 0 for row in self._limited]
        self._pins = [pin for pin in instance.pins if pin.kind != "at_least"]
        self._pinned = [pin.parties for pin in self._pins]
        self._pins_of: defaultdict[str, list[int]] = defaultdict(list)
        for at, pin in enumerate(self._pins):
            self._pins_of[pin.group].append(at)
        self._limits: dict[Trip, _Limits] = {}

    def _pooled(self, times: list[int]) -> dict[int, list[Pool]]:
        """For each flight with pools: who may only use some of them, seats for those, and which these are."""
        found: dict[int, list[Pool]] = {}
        reserved = any(share.kind == "reserve" for share in self.instance.shares)
        nations = set(self.instance.groups.nationality.values)
        for number, leg in enumerate(self.schedule) if reserved else ():
            pools = self.instance.pools(leg)
            if pools:
                doors = {
                    code: frozenset(
                        at
                        for at, pool in enumerate(pools)
                        if code in self.instance.nationals(pool.nationality)
                    )
                    for code in nations
                }
                found[number] = [
                    (
                        frozenset(code for code, door in doors.items() if door <= some),
                        [
                            (leg.seats - sum(pool.people for at, pool in enumerate(pools) if at not in some))
                            * times[number]
                        ],
                        tuple(pools[at].id for at in sorted(some)),
                    )
                    for some in _unions(doors.values())
                ]
        return found

    def spare(self, flight: int) -> bool:
        """Whether those aboard a flight would still have room if it flew once less."""
        leg = self.schedule[flight]
        pooled = all(
            left[0] >= size for (_, left, _), size in zip(*self._pools_and_sizes(flight), strict=True)
        )
        return (
            self.seats[flight] >= leg.seats
            and self._infants[flight] >= leg.infant_limit
            and self._stretchers[flight] >= leg.stretchers
            and pooled
        )

    def ground(self, flight: int) -> None:
        """One sortie of a flight less."""
        leg = self.schedule[flight]
        self.seats[flight] -= leg.seats
        self._infants[flight] -= leg.infant_limit
        self._stretchers[flight] -= leg.stretchers
        for (_, left, _), size in zip(*self._pools_and_sizes(flight), strict=True):
            left[0] -= size

    def _pools_and_sizes(self, flight: int) -> tuple[list[Pool], list[int]]:
        """The pools of a flight, and the seats of each for one sortie."""
        pools = self._pools.get(flight, [])
        here = self.instance.pools(self.schedule[flight]) if pools else ()
        seats = self.schedule[flight].seats
        return pools, [
            seats - sum(share.people for share in here if share.id not in codes) for _, _, codes in pools
        ]

    def seats_left(self, flights: Iterable[int]) -> int:
        """Seats left on some flights together."""
        return sum(self.seats[flight] for flight in flights)

    def infants_left(self, flights: Iterable[int]) -> int:
        """Lap infants that may still come aboard some flights together."""
        return sum(self._infants[flight] for flight in flights)

    def pools_left(self, flights: Sequence[int]) -> Iterator[tuple[frozenset[str], int, tuple[str, ...]]]:
        """For flights with the same pools: who may only use some, seats for them, and which these are."""
        for at, (nations, _, codes) in enumerate(self._pools.get(flights[0], ())):
            yield nations, sum(self._pools[flight][at][1][0] for flight in flights), codes

    def present_left(self, place: str) -> tuple[list[int], list[int]]:
        """Minutes at which people can land at a place with limited room, and places left then."""
        minutes, left = self._presence.get(self._place[place], _NOTHING)
        return minutes.tolist(), left.tolist()

    def gone_left(self, place: str) -> dict[int, int]:
        """By minute, how many more people may have left a place by then; empty where nothing limits that."""
        minutes, left = self._gone.get(self._place[place], _NOTHING)
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
        people = party.people
        for left, first, stop in (*limits.windows, *self._staying(party, limits)):
            if first < stop:
                wanted = min(wanted, int(left[first:stop].min()) // people)
        for left_of, at, count in self._counted(party, trip, limits):
            wanted = min(wanted, left_of[at] // count)
        return max(wanted, 0)

    def _aboard(self, party: Party, flight: int, wanted: int) -> int:
        need = self.schedule[flight].seats_for(party)
        if need:  # a party that only lies may take positions and no seat
            wanted = min(wanted, self.seats[flight] // need)
        if party.infants:
            wanted = min(wanted, self._infants[flight] // party.infants)
        if party.stretchers:
            wanted = min(wanted, self._stretchers[flight] // party.stretchers)
        if self._ratio is not None:
            help_needed = self._help_needed(party)
            if help_needed > 0:
                wanted = min(wanted, self._help[flight] // help_needed)
        for nations, left, _ in self._pools.get(flight, ()):
            if need and party.nationality in nations:
                wanted = min(wanted, left[0] // need)
        return wanted

    def _help_needed(self, party: Party) -> int:
        able = party.size - party.stretchers - party.assisted
        return MILLION * party.assisted - (self._ratio or 0) * able

    def can_leave(self, party: Party, trip: Trip, parties: int) -> bool:
        """Whether others do not need the help of parties that would be taken off a trip."""
        if self._ratio is None:
            return True
        gives = -self._help_needed(party) * parties
        return all(self._help[flight] >= gives for flight in trip)

    def book(self, party: Party, trip: Trip, parties: int) -> None:
        """Take up room for parties on a trip, or give it back where `parties` is below 0."""
        for flight in trip:
            need = self.schedule[flight].seats_for(party) * parties
            self.seats[flight] -= need
            self._infants[flight] -= party.infants * parties
            self._stretchers[flight] -= party.stretchers * parties
            if self._ratio is not None:
                self._help[flight] -= self._help_needed(party) * parties
            for nations, left, _ in self._pools.get(flight, ()):
                if party.nationality in nations:
                    left[0] -= need
        limits = self._of(trip)
        for slack, first, stop in (*limits.windows, *self._staying(party, limits)):
            slack[first:stop] -= party.people * parties
        for left_of, at, count in self._counted(party, trip, limits):
            left_of[at] -= count * parties

    def _counted(self, party: Party, trip: Trip, limits: _Limits) -> Iterator[tuple[list[int], int, int]]:
        """Caps, admissions and pins that count a party on a trip, and how much of them it takes."""
        for at in limits.shares:
            count = self.instance.counted(self._caps[at].nationality, party.members)
            if count:
                yield self._left, at, count
        for at in limits.admissions:
            count = self.instance.counted(self._limited[at].nationality, party.members)
            if count:
                yield self._admitted, at, count
        if self._pins:
            itinerary = tuple(self.schedule[flight].id for flight in trip)
            for at in self._pins_of.get(self.instance.groups.id[party.row], ()):
                if self._pins[at].covers(itinerary):
                    yield self._pinned, at, 1

    def _of(self, trip: Trip) -> _Limits:
        limits = self._limits.get(trip)
        if limits is None:
            limits = self._limits[trip] = self._made(trip)
        return limits

    def _made(self, trip: Trip) -> _Limits:
        legs = [self.schedule[flight] for flight in trip]
        windows = list[Window]()
        for leg in legs:
            minutes, left = self._gone.get(self._place[leg.origin], _NOTHING)
            if len(left):
                windows.append((left, int(np.searchsorted(minutes, leg.departs)), len(left)))
        for leg, onward in pairwise(legs):
            windows += self._present(self._place[leg.destination], leg.arrives, onward.departs)
        lands = [self._places[self._place[leg.destination]] for leg in legs]
        return _Limits(
            tuple(windows),
            legs[-1].arrives,
            self._place[legs[-1].destination],
            tuple(at for at, share in enumerate(self._caps) if any(map(share.covers, legs))),
            tuple(at for at, row in enumerate(self._limited) if any(map(row.covers, lands))),
        )

    def _present(self, place: int, begin: int, end: int) -> list[Window]:
        minutes, left = self._presence.get(place, _NOTHING)
        if not len(left) or end <= begin:
            return []
        return [(left, int(np.searchsorted(minutes, begin)), int(np.searchsorted(minutes, end)))]

    def _staying(self, party: Party, limits: _Limits) -> list[Window]:
        """Where the party stays at the haven."""
        if limits.haven not in self._presence:
            return []
        haven = self._places[limits.haven]
        end = haven.left_at(limits.arrives, stay=party.stay, ends=self.instance.ends)
        return self._present(limits.haven, limits.arrives, end)


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _unions(doors: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Every union of some of `doors`, none included (Hall, 1935)."""
    found = {frozenset[int]()}
    for door in set(doors):
        found |= {some | door for some in found}
    return sorted(found, key=sorted)


def _usable(instance: Instance) -> list[int]:
    return np.flatnonzero(Timetable.of(instance).usable).tolist()


def _presence(instance: Instance) -> dict[int, tuple[Ints, Ints]]:
    """For each hub and haven with a capacity: minutes at which people land, and places left at each."""
    return {
        at: (minutes, np.full(len(minutes), place.capacity, dtype=np.int64))
        for at, place in enumerate(instance.locations)
        if place.capacity is not None and place.role != "origin"
        for minutes in [_minutes(instance, place, "arrives")]
    }


def _throughput(instance: Instance) -> dict[int, tuple[Ints, Ints]]:
    """For each place that processes people: minutes of departures, and how many may have left by each."""
    found = {}
    for at, place in enumerate(instance.locations):
        if place.throughput_per_hour is not None:
            minutes = _minutes(instance, place, "departs")
            since = instance.begins if place.opens is None else max(instance.begins, place.opens)
            left = np.maximum(place.throughput_per_hour * (minutes - since) // HOUR, 0)
            found[at] = minutes, left
    return found


def _minutes(instance: Instance, place: Location, when: str) -> Ints:
    end = "origin" if when == "departs" else "destination"
    legs = [instance.schedule[number] for number in _usable(instance)]
    found = {getattr(leg, when) for leg in legs if getattr(leg, end) == place.id}
    return np.array(sorted(found), dtype=np.int64)
