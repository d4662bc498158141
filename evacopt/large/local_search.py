"""Local search after boarding: seats are filled, and parties swap or move where that lets more leave.

First improvement in the order of ranks: filling, replacing the less urgent, swaps for more people on the same
seats, chains of moves that make room for one party, and at last swaps of two who travel that let somebody use
a seat that is left. Each class loses to none after it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator

from evacopt.large.boarding import Boarding, Booking, Bookings, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.exchange import SeatExchange
from evacopt.large.tuning import TUNING, LargeTuning


class LocalSearch:
    """Improves a boarding until nothing helps or time is up.

    Parameters
    ----------
    ends : when time is up, by the monotonic clock
    fixed : bookings of parties that must not be touched
    """

    def __init__(
        self,
        boarding: Boarding,
        ends: float,
        fixed: frozenset[Booking] = frozenset(),
        tuning: LargeTuning = TUNING,
    ) -> None:
        self.boarding, self.ends, self.fixed, self.tuning = boarding, ends, fixed, tuning
        self.seats = boarding.residuals.seats
        self.last = max((party.priority for party in boarding.parties), default=0)
        self.bookings = Bookings(boarding)

    def run(self) -> None:
        """Fill; let the more urgent replace the less urgent, more people fewer; make room one by one."""
        self.fill()
        if self._replace():
            self.fill()
        self.bookings.read()
        if self._swap_infants():
            self._fill_and_read()
        while self._swap_sizes():
            self._fill_and_read()
        if self._move_over():
            self._fill_and_read()
        if self._exchange():
            self.fill()

    def _exchange(self) -> bool:
        """Whether seats that are left were of use to somebody after a swap of two who travel."""
        self.ends, better = max(self.ends, time.monotonic() + self.tuning.fill_seconds), False
        while SeatExchange(self.bookings, self.fixed, self._late, self.tuning).run():
            better = True
        return better

    def refill(self) -> None:
        """Fill once more: what was repaired may have made room."""
        self.ends = max(self.ends, time.monotonic() + self.tuning.fill_seconds)
        self.fill()

    def _fill_and_read(self) -> None:
        self.fill()
        self.bookings.read()

    def _late(self) -> bool:
        return time.monotonic() > self.ends

    def fill(self) -> None:
        """Board whoever waits and still fits, by rank, single people before others of a class."""
        boarding = self.boarding
        tight: set[tuple[object, ...]] = set()
        spare = dict[int, list[int]]()
        waiting = boarding.waiting()
        for party in sorted(waiting, key=lambda party: (party.priority, party.size > 1, rank_of(party))):
            if self._late():
                return
            if party.commodity not in spare:  # nobody gets off meanwhile: what is full now stays full
                flights = boarding.flights[party.commodity]
                spare[party.commodity] = [flight for flight in flights if self.seats[flight] > 0]
            self._fill_one(party, spare[party.commodity], tight)

    def _fill_one(self, party: Party, flights: list[int], tight: set[tuple[object, ...]]) -> None:
        """`flights` have seats; `tight` has the (commodity, flight, seats, people) without a trip."""
        boarding, schedule = self.boarding, self.boarding.network.instance.schedule
        for flight in flights:
            in_time = party.ready <= schedule[flight].departs <= party.leave_by
            asked = (party.commodity, flight, party.size, party.people, *party.apart)
            if not in_time or self.seats[flight] < party.size or asked in tight:
                continue
            gone = 0
            for number, trip in enumerate(boarding.trips(party.commodity, flight)):
                gone += boarding.board(party, trip, boarding.left[party.row])
                if not boarding.left[party.row] or number > self.tuning.fill_trips:
                    break
            if not gone:
                tight.add(asked)
            if not boarding.left[party.row]:
                return

    def _replace(self) -> bool:
        """Whether parties took the very trips of less urgent ones that are no smaller."""
        boarding, better = self.boarding, False
        first: defaultdict[int, list[tuple[int, Booking]]] = defaultdict(list)
        for booking in sorted(boarding.booked.keys() - self.fixed):
            first[booking[1][0]].append((boarding.parties[booking[0]].size, booking))
        stuck: set[tuple[object, ...]] = set()
        for party in sorted(boarding.waiting(), key=lambda party: (rank_of(party), party.ready)):
            if party.priority == self.last or self._late():
                break
            asked = (party.commodity, rank_of(party), *party.apart)
            if asked not in stuck:  # those who are ready later have fewer flights
                better |= self._replace_by(party, first)
                if boarding.left[party.row]:
                    stuck.add(asked)
        return better

    def _replace_by(self, party: Party, first: dict[int, list[tuple[int, Booking]]]) -> bool:
        """Whether a party took trips, those by the `first` flights, of less urgent ones."""
        boarding, better = self.boarding, False
        for flight in boarding.flights_of(party):
            for size, booking in sorted(first.get(flight, ())):
                other, trip = boarding.parties[booking[0]], booking[1]
                less = other.priority > party.priority and size >= party.size and booking in boarding.booked
                if less and self.bookings.may(party, trip):
                    better |= self._replaced(party, other, trip)
                if not boarding.left[party.row]:
                    return better
        return better

    def _replaced(self, party: Party, other: Party, trip: Trip) -> bool:
        """Take others off a trip, board as many as can be, and the others again where there is room left."""
        boarding = self.boarding
        parties = min(boarding.left[party.row], boarding.booked[other.row, trip])
        if not boarding.residuals.can_leave(other, trip, parties):
            return False
        boarding.move(other, trip, -parties)
        gone = boarding.board(party, trip, parties)
        boarding.board(other, trip, parties)
        return gone > 0

    def _swap_infants(self) -> bool:
        """Whether families with lap infants took the seats of as many others: they are more people."""
        boarding, better = self.boarding, False
        stuck: set[tuple[object, ...]] = set()
        for party in sorted((party for party in boarding.waiting() if party.infants), key=rank_of):
            asked = (party.commodity, party.priority, party.size, party.infants, *party.apart)
            if asked not in stuck and not self._late():
                better |= self._swap_in(party)
                if boarding.left[party.row]:
                    stuck.add(asked)
        return better

    def _swap_in(self, party: Party) -> bool:
        """Whether a party took the seats of one with no fewer that is fewer people."""
        boarding, better = self.boarding, False
        for flight in boarding.flights_of(party):
            for row, trip in sorted(self.bookings.aboard[flight] - self.fixed):
                other = boarding.parties[row]
                fits = trip[0] == flight and other.size >= party.size and other.people < party.people
                while fits and (row, trip) in boarding.booked and self.bookings.may(party, trip):
                    if not self._swapped(other, trip, [party]):
                        break
                    better = True
                    if not boarding.left[party.row]:
                        return True
        return better

    def _swap_sizes(self) -> bool:
        """Whether parties took the trips of smaller or less urgent ones of their commodity and free seats."""
        boarding, better = self.boarding, False
        waiting: defaultdict[int, list[Party]] = defaultdict(list)
        for party in sorted(boarding.waiting(), key=lambda party: (party.priority, -party.people)):
            waiting[party.commodity].append(party)
        for flight in range(len(self.seats)):
            if self.seats[flight] <= 0 or self._late():
                continue
            for row, trip in sorted(self.bookings.aboard[flight] - self.fixed):
                if self.seats[flight] <= 0:
                    break
                other = boarding.parties[row]
                better |= self._swapped(other, trip, waiting[other.commodity])
        return better

    def _swapped(self, other: Party, trip: Trip, waiting: list[Party]) -> bool:
        """Whether one of those who wait, the best that fits, took the place of one party like `other`."""
        boarding = self.boarding
        most = other.size + min(self.seats[flight] for flight in trip)
        departs = boarding.network.instance.schedule[trip[0]].departs
        for party in waiting:
            if (party.priority, -party.people) >= (other.priority, -other.people):
                return False
            fits = party.size <= most and party.ready <= departs <= party.leave_by
            if not fits or not boarding.left[party.row] or not boarding.residuals.can_leave(other, trip, 1):
                continue
            self.bookings.move(other, trip, -1)
            if boarding.residuals.most(party, trip, 1):
                self.bookings.move(party, trip, 1)
                return True
            self.bookings.move(other, trip, 1)
        return False

    def _move_over(self) -> bool:
        """Whether anybody was seated at the cost of others, or by moving them."""
        boarding, better = self.boarding, False
        stuck: set[tuple[object, ...]] = set()
        for party in sorted(boarding.waiting(), key=rank_of):
            asked = (party.commodity, party.priority, party.size, *party.apart)
            while boarding.left[party.row] and asked not in stuck and time.monotonic() < self.ends:
                open_seats = any(self.seats[flight] > 0 for flight in boarding.flights[party.commodity])
                worth = party.priority != self.last or open_seats
                if worth and any(self._seated(party, trip) for trip in self._roomiest(party)):
                    better = True
                else:
                    stuck.add(asked)
        return better

    def _roomiest(self, party: Party) -> Iterator[Trip]:
        """Trips with the most room first."""
        boarding, tried = self.boarding, 0
        for flight in sorted(boarding.flights_of(party), key=lambda flight: -self.seats[flight]):
            for trip in boarding.trips(party.commodity, flight):
                yield trip
                tried += 1
                if tried >= self.tuning.seat_trips:
                    return

    def _seated(self, party: Party, trip: Trip) -> bool:
        """Seat one party on a trip by moving others over, or leaving less urgent ones behind."""
        done: list[tuple[Party, Trip, Trip | None]] = []
        while len(done) <= self.tuning.seat_moves:
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
        flight = next((flight for flight in trip if self.seats[flight] < party.size), None)
        if flight is None:
            return None
        lacking = party.size - self.seats[flight]
        others = sorted(
            ((boarding.parties[row], old) for row, old in self.bookings.aboard[flight] - self.fixed),
            key=lambda one: (abs(one[0].size - lacking), -one[0].priority, one[0].row, one[1]),
        )
        for other, old in others[: self.tuning.seat_trips]:
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
        boarding = self.boarding
        for first in boarding.flights_of(party):
            if first != flight and self.seats[first] >= party.size:
                for number, trip in enumerate(boarding.trips(party.commodity, first)):
                    if flight not in trip and boarding.residuals.most(party, trip, 1):
                        return trip
                    if number > self.tuning.seat_trips:
                        break
        return None
