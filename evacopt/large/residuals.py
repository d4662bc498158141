"""Residual capacities: what is left of every limit while parties board, in integers, party by party."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.share import Admission, Share
from evacopt.domain.stored import MILLION
from evacopt.large.commodities import Party, Trip, Who
from evacopt.large.levels import Levels, presence_of, throughput_of
from evacopt.large.links import Links
from evacopt.large.pools import pools_of

Window = tuple[Ints, int, int, str]
"""What is left of a limit at each of its minutes, the first and the last (excluded) that count, and of what:
a dimension, blank for people."""
Counter = tuple[list[int], int, Callable[[Party], int]]
"""What is left of limits, which of them it is, and how much of it a party takes."""
_NOTHING: Levels = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class _Limits(NamedTuple):
    """The limits that one trip touches, whoever takes it; `counters` count some of the people."""

    windows: tuple[Window, ...]
    arrives: int
    haven: Location
    counters: tuple[Counter, ...]


class Residuals:
    """Everything that parties take up, and how much is left.

    Attributes
    ----------
    seats : seats left on each flight, for the sorties that are flown
    links : how many parties have gone of groups that go by others
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
        self._room = {
            (at, name): amount * most for at, (leg, most) in enumerate(sorties) for name, amount in leg.room
        }
        self._pools, self.links = pools_of(instance, times), Links(instance)
        self._presence, self._gone = presence_of(instance), throughput_of(instance)
        self._landings, self._landing = list[int](), dict[tuple[str, str, int], int]()
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
            and all(self._room[flight, name] >= amount for name, amount in leg.room)
            and all(pool.left >= pool.a_sortie for pool in self._pools.get(flight, ()))
        )

    def ground(self, flight: int) -> None:
        """One sortie of a flight less."""
        leg = self.schedule[flight]
        self.seats[flight] -= leg.seats
        self._infants[flight] -= leg.infant_limit
        self._stretchers[flight] -= leg.stretchers
        for name, amount in leg.room:
            self._room[flight, name] -= amount
        for pool in self._pools.get(flight, ()):
            pool.left -= pool.a_sortie

    def seats_left(self, flights: Iterable[int]) -> int:
        """Seats left on some flights together."""
        return sum(self.seats[flight] for flight in flights)

    def infants_left(self, flights: Iterable[int]) -> int:
        """Lap infants that may still come aboard some flights together."""
        return sum(self._infants[flight] for flight in flights)

    def room_left(self, flights: Iterable[int], name: str) -> int:
        """What some flights together have left of a dimension that each of them limits."""
        return sum(self._room[flight, name] for flight in flights)

    def pools_left(self, flights: Sequence[int]) -> Iterator[tuple[frozenset[Who], int, tuple[str, ...]]]:
        """For flights with the same pools: who may only use some, seats for them, and which these are."""
        for at, pool in enumerate(self._pools.get(flights[0], ())):
            yield pool.people, sum(self._pools[flight][at].left for flight in flights), pool.names

    def present_left(self, place: str) -> dict[str, tuple[list[int], list[int]]]:
        """What is limited at a place (people are a blank), at which minutes, and what is left of it then."""
        levels = self._presence.get(place, {})
        return {name: (minutes.tolist(), left.tolist()) for name, (minutes, left) in levels.items()}

    def landings_left(self, place: Location, minute: int) -> Iterator[tuple[tuple[str, str, int], int]]:
        """The limits of people who land at a place, by rule, place and first minute, and what is left."""
        for at in self._landed(place, minute):
            yield at, self._landings[self._landing[at]]

    def _landed(self, place: Location, minute: int) -> Iterator[tuple[str, str, int]]:
        """Keys of the limits that count people who land at that minute."""
        for rule, most, span in (
            ("arrivals_hour", place.arrivals_per_hour, HOUR),
            ("arrivals_day", place.arrivals_per_day, DAY),
        ):
            if most is not None:
                key = rule, place.id, minute // span * span
                if key not in self._landing:
                    self._landing[key] = len(self._landings)
                    self._landings.append(most)
                yield key

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

    def most(self, party: Party, trip: Trip, wanted: int, *, alone: bool = True) -> int:
        """How many of `wanted` parties like this one the trip has room for.

        And, if they go `alone`, how many may without more of those whom they go by.
        """
        if party.linked and alone:
            wanted = min(wanted, self.links.most(party.row, trip))
        for flight in trip:
            wanted = self._aboard(party, flight, wanted)
            if wanted <= 0:
                return 0
        limits = self._of(trip)
        for left, first, stop, name in (*limits.windows, *self._staying(party, limits)):
            each = party.need(name) if name else party.people
            if first < stop and each:
                wanted = min(wanted, int(left[first:stop].min()) // each)
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
            if need and party.who in pool.people:
                wanted = min(wanted, pool.left // need)
        if self._room:
            for name, amount in party.needs:
                if amount and (flight, name) in self._room:
                    wanted = min(wanted, self._room[flight, name] // amount)
        return wanted

    def _help_needed(self, party: Party) -> int:
        able = party.size - party.stretchers - party.assisted
        return MILLION * party.assisted - (self._ratio or 0) * able

    def can_leave(self, party: Party, trip: Trip, parties: int) -> bool:
        """Whether others need neither the help nor the company of parties that would be taken off a trip."""
        if party.linked and not self.links.can_leave(party.row, trip, parties):
            return False
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
                if party.who in pool.people:
                    pool.left -= need
            if self._room:
                for name, amount in party.needs:
                    if (flight, name) in self._room:
                        self._room[flight, name] -= amount * parties
        if party.linked:
            self.links.book(party.row, trip, parties)
        limits = self._of(trip)
        for left, first, stop, name in (*limits.windows, *self._staying(party, limits)):
            left[first:stop] -= (party.need(name) if name else party.people) * parties
        for left_of, at, count in self._counted(party, trip, limits):
            left_of[at] -= count * parties

    def _counted(self, party: Party, trip: Trip, limits: _Limits) -> Iterator[tuple[list[int], int, int]]:
        """Caps, admissions, arrivals and pins that count a party on a trip, and how much of them it takes."""
        for left_of, at, counted in limits.counters:
            count = counted(party)
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
                windows.append((left, int(np.searchsorted(minutes, leg.departs)), len(left), ""))
        for leg, onward in pairwise(legs):
            windows += self._present(leg.destination, leg.arrives, onward.departs)
        lands = [(location[leg.destination], leg.arrives) for leg in legs]
        counters = (*self._caps_of(legs), *self._admissions_of(lands), *self._arrivals_of(lands))
        self._limits[trip] = _Limits(tuple(windows), legs[-1].arrives, lands[-1][0], counters)
        return self._limits[trip]

    def _caps_of(self, legs: list[Flight]) -> Iterator[Counter]:
        for at, share in enumerate(self._caps):
            if any(map(share.covers, legs)):
                among = partial(self._among, share.nationality)
                yield self._left, at, partial(self._tagged, share) if share.tag else among

    def _tagged(self, share: Share, party: Party) -> int:
        return self.instance.people_of_share(share, party.members, party.who[1])

    def _among(self, nationality: str, party: Party) -> int:
        return self.instance.counted(nationality, party.members)

    def _admissions_of(self, lands: list[tuple[Location, int]]) -> Iterator[Counter]:
        for at, row in enumerate(self._limited):
            if any(row.covers(place) and row.counts_at(minute) for place, minute in lands):
                yield self._admitted, at, partial(self._among, row.nationality)

    def _arrivals_of(self, lands: list[tuple[Location, int]]) -> Iterator[Counter]:
        for place, minute in lands:
            for key in self._landed(place, minute):
                yield self._landings, self._landing[key], attrgetter("people")

    def _present(self, place: str, begin: int, end: int) -> list[Window]:
        if end <= begin:
            return []
        return [
            (left, int(np.searchsorted(minutes, begin)), int(np.searchsorted(minutes, end)), name)
            for name, (minutes, left) in self._presence.get(place, {}).items()
            if len(left)
        ]

    def _staying(self, party: Party, limits: _Limits) -> list[Window]:
        """Where the party stays at the haven."""
        if limits.haven.id not in self._presence:
            return []
        end = limits.haven.left_at(limits.arrives, stay=party.stay, ends=self.instance.ends)
        return self._present(limits.haven.id, limits.arrives, end)
