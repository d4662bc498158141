"""Who has boarded what, and which trips there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.large.commodities import Party, Trip
from evacopt.large.network import FlightArc, Network
from evacopt.large.residuals import Residuals

Booking = tuple[int, Trip]
"""The row of a group and the trip of some of its parties."""


class Rank(NamedTuple):
    """How parties of a commodity board; most `people` a seat and largest `size` first, so below 0."""

    priority: int
    people: float
    leave_by: int
    size: int


def rank_of(party: Party) -> Rank:
    """The rank of a party."""
    return Rank(party.priority, -party.people / party.size, party.leave_by, -party.size)


class Boarding:
    """Who has boarded what so far.

    Attributes
    ----------
    booked : parties by group row and trip
    left : parties of each group that have not boarded
    held_back : those of them by group who may not board for now; they are not in `left` then
    flights : the flights that take each commodity, by departure
    """

    def __init__(self, network: Network, residuals: Residuals, parties: list[Party]) -> None:
        self.network, self.residuals, self.parties = network, residuals, parties
        self.booked: defaultdict[Booking, int] = defaultdict(int)
        self.left: list[int] = network.instance.groups.count.tolist()
        self.held_back = dict[int, int]()
        self.flights: defaultdict[int, list[int]] = defaultdict(list)
        self._onward: defaultdict[tuple[int, str], tuple[list[int], list[int]]]
        self._onward = defaultdict(lambda: ([], []))
        for number, flight_arc in enumerate(network.flight_arcs):
            before = network.flight_arcs[number - 1] if number else None
            again = before is not None and before.flights == flight_arc.flights  # to stay, and to go on
            known = before.commodities if before is not None and again else ()
            for commodity in flight_arc.commodities:
                if commodity not in known:
                    self.flights[commodity].extend(flight_arc.flights)
                minutes, flight_arcs = self._onward[commodity, flight_arc.leg.origin]
                minutes.append(flight_arc.leg.departs)
                flight_arcs.append(number)

    def board(self, party: Party, trip: Trip, wanted: int) -> int:
        """Board as many of `wanted` parties as there are and as fit; gives how many."""
        parties = self.residuals.most(party, trip, min(wanted, self.left[party.row]))
        if parties > 0:
            self.move(party, trip, parties)
        return self._board_others(party, trip, parties, wanted) if party.linked else parties

    def _board_others(self, party: Party, trip: Trip, parties: int, wanted: int) -> int:
        """Board more of a linked party together with those whom it goes by, and then those who go by it."""
        while parties < wanted and self._board_with_partners(party, trip):
            more = self.residuals.most(party, trip, min(wanted - parties - 1, self.left[party.row]))
            if more > 0:
                self.move(party, trip, more)
            parties += 1 + max(more, 0)
        self._board_followers(party, trip)
        return parties

    def _board_with_partners(self, party: Party, trip: Trip) -> bool:
        """Whether one party boarded together with one more of each group that it could not go without."""
        links, done, lacking = self.residuals.links, list[Party](), [party.row]
        while lacking:
            one = self.parties[lacking[0]]
            fits = (
                self.left[one.row] and self.may(one, trip) and self.residuals.most(one, trip, 1, alone=False)
            )
            if not fits or done.count(one) > 1:
                for other in reversed(done):
                    self.move(other, trip, -1)
                return False
            self.move(one, trip, 1)
            done.append(one)
            lacking = [row for other in done for row in links.lacking(other.row, trip)]
        return True

    def _board_followers(self, party: Party, trip: Trip) -> None:
        """Those who go by a party that has boarded board as well, if they are as urgent."""
        for link in self.residuals.links.partners.get(party.row, ()):
            follower = self.parties[link.row]
            if follower.priority <= party.priority and self.may(follower, trip):
                parties = self.residuals.most(follower, trip, self.left[link.row])
                if parties > 0:
                    self.move(follower, trip, parties)
                    self._board_followers(follower, trip)

    def release(self) -> None:
        """Take off whoever goes by others who are not there any more."""
        links, again = self.residuals.links, bool(self.residuals.links.held)
        while again:
            again = False
            for (row, trip), parties in list(self.booked.items()):
                more = -min((links.slack(link, trip) for link in links.held.get(row, ())), default=0)
                if more > 0:
                    self.move(self.parties[row], trip, -min(parties, more))
                    again = True

    def move(self, party: Party, trip: Trip, parties: int) -> None:
        """Board parties, or take them off where `parties` is below 0, whatever the limits say."""
        self.residuals.book(party, trip, parties)
        self.left[party.row] -= parties
        self.booked[party.row, trip] += parties
        if not self.booked[party.row, trip]:
            del self.booked[party.row, trip]

    def may(self, party: Party, trip: Trip) -> bool:
        """Whether a party could take a trip, room aside."""
        network, commodity, seen = self.network, party.commodity, set[str]()
        legs = [network.instance.schedule[flight] for flight in trip]
        if not party.ready <= legs[0].departs <= party.leave_by:
            return False
        for number, (flight, leg) in enumerate(zip(trip, legs, strict=True)):
            last = number == len(trip) - 1
            seen.add(leg.origin)
            if not any(
                commodity in flight_arc.commodities and bool(flight_arc.to_hub) != last
                for flight_arc in self._arcs_of[flight]
            ):
                return False
            begin, end = network.connection(leg)
            onward = leg if last else legs[number + 1]
            connects = leg.destination == onward.origin and begin <= onward.departs <= end
            if leg.destination in seen or not (last or connects):
                return False
            commodity = network.onward[commodity]
        return len(trip) <= network.instance.policy.max_legs

    @cached_property
    def _arcs_of(self) -> Mapping[int, list[FlightArc]]:
        arcs_of = defaultdict[int, list[FlightArc]](list)
        for flight_arc in self.network.flight_arcs:
            for flight in flight_arc.flights:
                arcs_of[flight].append(flight_arc)
        return arcs_of

    def waiting(self) -> list[Party]:
        """One party of each group of which some have not boarded."""
        return [party for party in self.parties if self.left[party.row]]

    def everybody(self) -> Ints:
        """Parties of each group that have not boarded, those held back among them; shape (groups,)."""
        left = np.array(self.left, dtype=np.int64)
        for row, parties in self.held_back.items():
            left[row] += parties
        return left

    @contextmanager
    def only(self, last: int) -> Iterator[None]:
        """Nobody of a class after `last` boards meanwhile."""
        later = [party.row for party in self.parties if party.priority > last]
        held_back = self.held_back = {row: self.left[row] for row in later}
        for row in later:
            self.left[row] = 0
        try:
            yield
        finally:
            for row, parties in held_back.items():
                self.left[row] += parties
            self.held_back = {}

    def flights_of(self, party: Party) -> list[int]:
        """The flights that a party could take first, by departure."""
        schedule, flights = self.network.instance.schedule, self.flights[party.commodity]
        begin = bisect_left(flights, party.ready, key=lambda flight: schedule[flight].departs)
        end = bisect_right(flights, party.leave_by, key=lambda flight: schedule[flight].departs)
        return flights[begin:end]

    def every_trip(self, party: Party) -> Iterator[Trip]:
        """Every trip that a party could take, by its first departure."""
        for flight in self.flights_of(party):
            yield from self.trips(party.commodity, flight)

    def trips(self, commodity: int, first: int) -> Iterator[Trip]:
        """Trips of a commodity that begin with a flight and have a seat on each other one."""
        leg, arcs = self.network.instance.schedule[first], self._arcs_of[first]
        for flight_arc in arcs:
            if len(arcs) > 1 and commodity not in flight_arc.commodities:
                continue
            if not flight_arc.to_hub:
                yield (first,)
            else:
                yield from self._beyond(commodity, (first,), {leg.origin, leg.destination})

    def _beyond(self, commodity: int, trip: Trip, seen: set[str]) -> Iterator[Trip]:
        """Trips that go on from where one has come."""
        network, last = self.network, self.network.instance.schedule[trip[-1]]
        onward = network.onward[commodity]
        minutes, flight_arcs = self._onward.get((onward, last.destination), ([], []))
        for number in flight_arcs[network.connecting(last, minutes)]:
            flight_arc = network.flight_arcs[number]
            for flight in flight_arc.flights:
                there = network.instance.schedule[flight].destination
                if self.residuals.seats[flight] <= 0 or there in seen:
                    continue
                if not flight_arc.to_hub:
                    yield (*trip, flight)
                elif len(trip) + 2 <= network.instance.policy.max_legs:
                    yield from self._beyond(onward, (*trip, flight), {*seen, there})


class Bookings:
    """Bookings by flight, kept while parties are moved.

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
            for flight in booking[1]:
                self.aboard[flight].add(booking)

    def move(self, party: Party, trip: Trip, parties: int) -> None:
        """Board parties on a trip, or take them off where `parties` is below 0."""
        self.boarding.move(party, trip, parties)
        booking = (party.row, trip)
        for flight in trip:
            if booking in self.boarding.booked:
                self.aboard[flight].add(booking)
            else:
                self.aboard[flight].discard(booking)

    def may(self, party: Party, trip: Trip) -> bool:
        """Whether every flight of a trip takes a party, its first one being fine."""
        network, schedule = self.boarding.network, self.boarding.network.instance.schedule
        commodity = network.commodities[party.commodity]
        last = len(trip) - 1
        return all(network.base.takes(commodity, schedule[one], at == last) for at, one in enumerate(trip))
