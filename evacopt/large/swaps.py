"""More people for the seats of fewer: families with infants, larger parties where a seat is free beside."""

from __future__ import annotations

import time
from collections import defaultdict

from evacopt.large.boarding import Booking, Bookings, rank_of
from evacopt.large.commodities import Party, Trip


class Swaps:
    """Replaces bookings, one party at a time, until nothing helps or time is up.

    Parameters
    ----------
    fixed : bookings of parties that must not be touched
    """

    def __init__(self, bookings: Bookings, ends: float, fixed: frozenset[Booking]) -> None:
        self.bookings = bookings
        self.boarding = bookings.boarding
        self.ends = ends
        self.fixed = fixed

    def infants(self) -> bool:
        """Whether families with lap infants took the seats of as many others: they are more people."""
        boarding, some = self.boarding, False
        waiting = [party for party in boarding.waiting() if party.infants]
        stuck: set[tuple[int, int, int, int]] = set()
        for party in sorted(waiting, key=rank_of):
            asked = (party.commodity, party.priority, party.size, party.infants)
            if asked not in stuck and time.monotonic() < self.ends:
                some |= self._in_place(party)
                if boarding.left[party.row]:
                    stuck.add(asked)
        return some

    def sizes(self) -> bool:
        """Whether parties took the trips of smaller or less urgent ones of their commodity and free seats."""
        boarding, seats, some = self.boarding, self.boarding.residuals.seats, False
        waiting: defaultdict[int, list[Party]] = defaultdict(list)
        for party in sorted(boarding.waiting(), key=lambda party: (party.priority, -party.people)):
            waiting[party.commodity].append(party)
        for flight in range(len(seats)):
            if seats[flight] <= 0 or time.monotonic() > self.ends:
                continue
            for row, trip in sorted(self.bookings.aboard[flight] - self.fixed):
                if seats[flight] <= 0:
                    break
                some |= self._better(boarding.parties[row], trip, waiting[boarding.parties[row].commodity])
        return some

    def _in_place(self, party: Party) -> bool:
        """Whether a party took the seats of one with no fewer that is fewer people."""
        boarding, schedule, some = self.boarding, self.boarding.network.instance.schedule, False
        for flight in boarding.flights[party.commodity]:
            if not party.ready <= schedule[flight].departs <= party.leave_by:
                continue
            for row, trip in sorted(self.bookings.aboard[flight] - self.fixed):
                other = boarding.parties[row]
                fits = trip[0] == flight and other.size >= party.size and other.people < party.people
                while fits and (row, trip) in boarding.booked and self.bookings.may(party, trip):
                    if not self._better(other, trip, [party]):
                        break
                    some = True
                    if not boarding.left[party.row]:
                        return True
        return some

    def _better(self, other: Party, trip: Trip, waiting: list[Party]) -> bool:
        """Whether one of those who wait, the best that fits, took the place of one party like `other`."""
        boarding, seats = self.boarding, self.boarding.residuals.seats
        most = other.size + min(seats[flight] for flight in trip)
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
