"""Who has boarded what, and which trips there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.large.commodities import Party, Trip
from evacopt.large.network import Bundle, Network
from evacopt.large.residuals import Residuals

Rank = tuple[int, float, int, int]
"""Class, people a seat (most first), latest departure, size (largest first)."""


def rank_of(party: Party) -> Rank:
    """In which order parties of a commodity board."""
    return party.priority, -party.people / party.size, party.leave_by, -party.size


class Boarding:
    """Who has boarded what so far.

    Attributes
    ----------
    booked : parties by group row and trip
    left : parties of each group that have not boarded
    held : those of them by group who may not board for now; they are not in `left` then
    """

    def __init__(self, network: Network, residuals: Residuals, parties: list[Party]) -> None:
        self.network = network
        self.residuals = residuals
        self.parties = parties
        self.booked: defaultdict[tuple[int, Trip], int] = defaultdict(int)
        self.left: list[int] = network.instance.groups.count.tolist()
        self.held_back = dict[int, int]()
        self.onward = _onward(network)
        self.flights: defaultdict[int, list[int]] = defaultdict(list)
        for bundle in network.bundles:
            for commodity in bundle.commodities:
                self.flights[commodity].extend(bundle.flights)

    def board(self, party: Party, trip: Trip, wanted: int) -> int:
        """Board as many of `wanted` parties as there are and as fit; gives how many."""
        many = self.residuals.most(party, trip, min(wanted, self.left[party.row]))
        if many > 0:
            self.move(party, trip, many)
        return many

    def move(self, party: Party, trip: Trip, parties: int) -> None:
        """Board parties, or take them off where `parties` is below 0, whatever the limits say."""
        self.residuals.book(party, trip, parties)
        self.left[party.row] -= parties
        self.booked[party.row, trip] += parties
        if not self.booked[party.row, trip]:
            del self.booked[party.row, trip]

    def row_of(self, group: str) -> int:
        """The row of a group."""
        return self.network.instance.groups.row[group]

    def may(self, party: Party, trip: Trip) -> bool:
        """Whether a party could take a trip, room aside."""
        schedule, commodity, seen = self.network.instance.schedule, party.commodity, set[str]()
        if not party.ready <= schedule[trip[0]].departs <= party.leave_by:
            return False
        for number, flight in enumerate(trip):
            leg, bundle = schedule[flight], self._bundle.get(flight)
            seen.add(leg.origin)
            last = number == len(trip) - 1
            if bundle is None or commodity not in bundle.commodities or bool(bundle.to_hub) == last:
                return False
            if leg.destination in seen or not (last or self._connects(leg, schedule[trip[number + 1]])):
                return False
            commodity = self.network.onward[commodity]
        return len(trip) <= self.network.instance.policy.max_legs

    def _connects(self, leg: Flight, onward: Flight) -> bool:
        instance = self.network.instance
        wait, stay = onward.departs - leg.arrives, instance.location[leg.destination].max_stay
        there = leg.destination == onward.origin and wait >= instance.policy.min_connection_minutes
        return there and (stay is None or wait <= stay)

    @cached_property
    def _bundle(self) -> dict[int, Bundle]:
        return {flight: bundle for bundle in self.network.bundles for flight in bundle.flights}

    def waiting(self) -> list[Party]:
        """One party of each group of which some have not boarded."""
        return [party for party in self.parties if self.left[party.row]]

    def everybody(self) -> Ints:
        """Parties of each group that have not boarded, those held among them; shape (groups,)."""
        found = np.array(self.left, dtype=np.int64)
        for row, many in self.held_back.items():
            found[row] += many
        return found

    @contextmanager
    def only(self, last: int) -> Iterator[None]:
        """Nobody of a class after `last` boards meanwhile."""
        held_back = self.held_back = {
            party.row: self.left[party.row] for party in self.parties if party.priority > last
        }
        for row in held_back:
            self.left[row] = 0
        try:
            yield
        finally:
            for row, many in held_back.items():
                self.left[row] += many
            self.held_back = {}

    def every_trip(self, party: Party) -> Iterator[Trip]:
        """Every trip that a party could take, by its first departure."""
        schedule = self.network.instance.schedule
        for flight in self.flights[party.commodity]:
            if party.ready <= schedule[flight].departs <= party.leave_by:
                yield from self.trips(party.commodity, flight)

    def trips(self, commodity: int, first: int) -> Iterator[Trip]:
        """Trips of a commodity that begin with a flight and have a seat on each other one."""
        leg = self.network.instance.schedule[first]
        if self.network.instance.location[leg.destination].role == "haven":
            yield (first,)
            return
        yield from self._beyond(commodity, (first,), {leg.origin, leg.destination})

    def _beyond(self, commodity: int, trip: Trip, seen: set[str]) -> Iterator[Trip]:
        """Trips that go on from where one has come."""
        instance, last = self.network.instance, self.network.instance.schedule[trip[-1]]
        onward = self.network.onward[commodity]
        minutes, options = self.onward.get((onward, last.destination), ([], []))
        stay = instance.location[last.destination].max_stay
        begin = bisect_left(minutes, last.arrives + instance.policy.min_connection_minutes)
        end = len(minutes) if stay is None else bisect_right(minutes, last.arrives + stay)
        for number in options[begin:end]:
            bundle = self.network.bundles[number]
            for flight in bundle.flights:
                leg = instance.schedule[flight]
                if self.residuals.seats[flight] <= 0 or leg.destination in seen:
                    continue
                if not bundle.to_hub:
                    yield (*trip, flight)
                elif len(trip) + 2 <= instance.policy.max_legs:
                    yield from self._beyond(onward, (*trip, flight), {*seen, leg.destination})


def _onward(network: Network) -> dict[tuple[int, str], tuple[list[int], list[int]]]:
    """For each commodity and place: minutes of departures, and the bundles that leave then."""
    found: defaultdict[tuple[int, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, bundle in enumerate(network.bundles):
        for commodity in bundle.commodities:
            minutes, bundles = found[commodity, bundle.leg.origin]
            minutes.append(bundle.leg.departs)
            bundles.append(number)
    return found


Booking = tuple[int, Trip]
"""The row of a group and the trip of some of its parties."""


class Bookings:
    """Bookings by flight.

    Attributes
    ----------
    aboard : for each flight the bookings that are on it
    """

    def __init__(self, boarding: Boarding) -> None:
        self.boarding = boarding
        self.aboard: defaultdict[int, set[Booking]] = defaultdict(set)
        self.read()

    def read(self) -> None:
        """Take down all bookings anew."""
        self.aboard.clear()
        for booking in self.boarding.booked:
            self._index(booking)

    def move(self, party: Party, trip: Trip, parties: int) -> None:
        """Board parties on a trip, or take them off where `parties` is below 0."""
        self.boarding.move(party, trip, parties)
        booking = (party.row, trip)
        if booking in self.boarding.booked:
            self._index(booking)
        else:
            for flight in trip:
                self.aboard[flight].discard(booking)

    def may(self, party: Party, trip: Trip) -> bool:
        """Whether every flight of a trip takes a party, its first one being fine."""
        network, schedule = self.boarding.network, self.boarding.network.instance.schedule
        commodity = network.commodities[party.commodity]
        return all(network.base.takes(commodity, schedule[flight]) for flight in trip)

    def _index(self, booking: Booking) -> None:
        for flight in booking[1]:
            self.aboard[flight].add(booking)
