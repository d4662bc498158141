"""After boarding: free seats are filled, and the more urgent take the place of the less urgent."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator

from evacopt.large.boarding import Boarding, Booking, Bookings, Rank, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.swaps import Swaps

MOST_TRIPS = 40
"""Trips that are tried for one party before it stays."""
LEAST_SECONDS = 2.0
"""Seconds for filling seats at the end, whatever has been spent."""
MOST_TRIPS_TO_FILL = 2000
"""Trips by one first flight that are tried for a group where seats are free."""
MOST_MOVES = 6
"""Others that may be moved, or left behind, to seat one party."""


class LocalSearch:
    """Improves a boarding until nothing helps or time is up.

    Parameters
    ----------
    fixed : bookings of parties that must not be touched
    """

    def __init__(self, boarding: Boarding, ends: float, fixed: frozenset[Booking] = frozenset()) -> None:
        self.boarding = boarding
        self.ends = ends
        self.fixed = fixed
        self.flights = boarding.flights
        self.bookings = Bookings(boarding)

    def run(self) -> None:
        """Fill; let the more urgent replace the less urgent, more people fewer; make room one by one."""
        self.fill()
        if self._replace():
            self.fill()
        self.bookings.read()
        swaps = Swaps(self.bookings, self.ends, self.fixed)
        if swaps.infants():
            self.fill()
            self.bookings.read()
        while swaps.sizes():
            self.fill()
            self.bookings.read()
        if self._search():
            self.fill()

    def refill(self) -> None:
        """Fill once more: what was repaired may have made room."""
        self.ends = max(self.ends, time.monotonic() + LEAST_SECONDS)
        self.fill()

    def fill(self) -> None:
        """Board whoever waits and still fits, by rank."""
        boarding = self.boarding
        tight: set[tuple[int, int, int, int]] = set()
        seats, spare = boarding.residuals.seats, dict[int, list[int]]()
        for party in sorted(
            boarding.waiting(), key=lambda party: (*rank_of(party)[:1], party.size > 1, rank_of(party))
        ):
            if time.monotonic() > self.ends:
                return
            if party.commodity not in spare:  # nobody gets off meanwhile: what is full now stays full
                spare[party.commodity] = [
                    flight for flight in self.flights[party.commodity] if seats[flight] > 0
                ]
            self._fill_one(party, spare[party.commodity], tight)

    def _fill_one(self, party: Party, flights: list[int], tight: set[tuple[int, int, int, int]]) -> None:
        """`flights` have seats; `tight` has the (commodity, flight, seats, people) without a trip."""
        boarding, schedule = self.boarding, self.boarding.network.instance.schedule
        for flight in flights:
            fits = party.ready <= schedule[flight].departs <= party.leave_by
            asked = (party.commodity, flight, party.size, party.people)
            if not fits or boarding.residuals.seats[flight] < party.size or asked in tight:
                continue
            gone = 0
            for number, trip in enumerate(boarding.trips(party.commodity, flight)):
                gone += boarding.board(party, trip, boarding.left[party.row])
                if not boarding.left[party.row] or number > MOST_TRIPS_TO_FILL:
                    break
            if not gone:
                tight.add(asked)
            if not boarding.left[party.row]:
                return

    def _replace(self) -> bool:
        """Whether parties took the very trips of less urgent ones that are no smaller."""
        boarding, some = self.boarding, False
        last = max((party.priority for party in boarding.parties), default=0)
        first: defaultdict[int, list[tuple[int, Booking]]] = defaultdict(list)
        for booking in sorted(boarding.booked.keys() - self.fixed):
            first[booking[1][0]].append((boarding.parties[booking[0]].size, booking))
        stuck: set[tuple[int, Rank]] = set()
        for party in sorted(boarding.waiting(), key=lambda party: (rank_of(party), party.ready)):
            if party.priority == last or time.monotonic() > self.ends:
                break
            asked = (party.commodity, rank_of(party))
            if asked not in stuck:  # those who are ready later have fewer flights
                some |= self._replace_by(party, first)
                if boarding.left[party.row]:
                    stuck.add(asked)
        return some

    def _replace_by(self, party: Party, first: dict[int, list[tuple[int, Booking]]]) -> bool:
        boarding, some = self.boarding, False
        schedule = boarding.network.instance.schedule
        for flight in self.flights[party.commodity]:
            if not party.ready <= schedule[flight].departs <= party.leave_by:
                continue
            for size, booking in sorted(first.get(flight, ())):
                other, trip = boarding.parties[booking[0]], booking[1]
                less = other.priority > party.priority and size >= party.size and booking in boarding.booked
                if less and self.bookings.may(party, trip):
                    some |= self._swap(party, other, trip)
                if not boarding.left[party.row]:
                    return some
        return some

    def _swap(self, party: Party, other: Party, trip: Trip) -> bool:
        """Take others off a trip, board as many as can be, and the others again where there is room left."""
        boarding = self.boarding
        many = min(boarding.left[party.row], boarding.booked[other.row, trip])
        if not boarding.residuals.can_leave(other, trip, many):
            return False
        boarding.move(other, trip, -many)
        gone = boarding.board(party, trip, many)
        boarding.board(other, trip, many)
        return gone > 0

    def _search(self) -> bool:
        """Whether anybody was seated at the cost of others, or by moving them."""
        boarding, some = self.boarding, False
        waiting = sorted(boarding.waiting(), key=rank_of)
        last = max((party.priority for party in boarding.parties), default=0)
        stuck: set[tuple[int, int, int]] = set()
        for party in waiting:
            asked = (party.commodity, party.priority, party.size)
            while boarding.left[party.row] and asked not in stuck and time.monotonic() < self.ends:
                if party.priority == last and not self._some_seat(party):
                    stuck.add(asked)
                elif self._seat(party):
                    some = True
                else:
                    stuck.add(asked)
        return some

    def _some_seat(self, party: Party) -> bool:
        return any(self.boarding.residuals.seats[flight] > 0 for flight in self.flights[party.commodity])

    def _seat(self, party: Party) -> bool:
        """Find one party a trip by making room on it."""
        return any(self._squeeze(party, trip) for trip in self._trips(party))

    def _trips(self, party: Party) -> Iterator[Trip]:
        """Trips with the most room first."""
        boarding, schedule, found = self.boarding, self.boarding.network.instance.schedule, 0
        open_to = [
            f for f in self.flights[party.commodity] if party.ready <= schedule[f].departs <= party.leave_by
        ]
        for flight in sorted(open_to, key=lambda flight: -boarding.residuals.seats[flight]):
            for trip in boarding.trips(party.commodity, flight):
                yield trip
                found += 1
                if found >= MOST_TRIPS:
                    return

    def _squeeze(self, party: Party, trip: Trip) -> bool:
        """Seat one party on a trip by moving others over, or leaving less urgent ones behind."""
        done: list[tuple[Party, Trip, Trip | None]] = []
        while len(done) <= MOST_MOVES:
            if self.boarding.residuals.most(party, trip, 1):
                self.bookings.move(party, trip, 1)
                return True
            step = self._step(party, trip)
            if step is None:
                break
            other, old, new = step
            self.bookings.move(other, old, -1)
            if new is not None:
                self.bookings.move(other, new, 1)
            done.append(step)
        for other, old, new in reversed(done):
            if new is not None:
                self.bookings.move(other, new, -1)
            self.bookings.move(other, old, 1)
        return False

    def _step(self, party: Party, trip: Trip) -> tuple[Party, Trip, Trip | None] | None:
        """One party to move over, or to leave behind, on the first flight of a trip that is full."""
        boarding = self.boarding
        flight = next((f for f in trip if boarding.residuals.seats[f] < party.size), None)
        if flight is None:
            return None
        lacking = party.size - boarding.residuals.seats[flight]
        here = [booking for booking in self.bookings.aboard[flight] if booking not in self.fixed]
        others = sorted(
            ((boarding.parties[row], old) for row, old in here),
            key=lambda one: (abs(one[0].size - lacking), -one[0].priority, one[0].row, one[1]),
        )
        for other, old in others[:MOST_TRIPS]:
            if boarding.residuals.can_leave(other, old, 1):
                new = self._elsewhere(other, flight)
                if new is not None:
                    return other, old, new
        for other, old in others:
            if other.priority > party.priority and boarding.residuals.can_leave(other, old, 1):
                return other, old, None
        return None

    def _elsewhere(self, party: Party, flight: int) -> Trip | None:
        """A trip without `flight` that has room for one party."""
        boarding, schedule = self.boarding, self.boarding.network.instance.schedule
        for first in self.flights[party.commodity]:
            fits = party.ready <= schedule[first].departs <= party.leave_by
            if fits and first != flight and boarding.residuals.seats[first] >= party.size:
                for number, trip in enumerate(boarding.trips(party.commodity, first)):
                    if flight not in trip and boarding.residuals.most(party, trip, 1):
                        return trip
                    if number > MOST_TRIPS:
                        break
        return None
