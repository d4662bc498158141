"""More people for the seats of fewer: families with infants, larger parties where a seat is free beside."""

from __future__ import annotations

import time
from collections import defaultdict

from evacopt.large.boarding import rank_of
from evacopt.large.bookings import Aboard, Manifest
from evacopt.large.residuals import Party, Trip


class Upgrade:
    """Replaces bookings, one party at a time, until nothing helps or time is up.

    Parameters
    ----------
    fixed : bookings of parties that must not be touched
    """

    def __init__(self, manifest: Manifest, ends: float, fixed: frozenset[Aboard]) -> None:
        self.manifest = manifest
        self.boarding = manifest.boarding
        self.ends = ends
        self.fixed = fixed

    def infants(self) -> bool:
        """Whether families with lap infants took the seats of as many others: they are more people."""
        boarding, some = self.boarding, False
        waiting = [party for party in boarding.waiting() if party.infants]
        stuck: set[tuple[int, int, int, int]] = set()
        for party in sorted(waiting, key=rank_of):
            asked = (party.kind, party.priority, party.size, party.infants)
            if asked not in stuck and time.monotonic() < self.ends:
                some |= self._in_place(party)
                if boarding.left[party.row]:
                    stuck.add(asked)
        return some

    def sizes(self) -> bool:
        """Whether parties took the trips of smaller or less urgent ones of their kind and free seats."""
        boarding, seats, some = self.boarding, self.boarding.room.seats, False
        waiting: defaultdict[int, list[Party]] = defaultdict(list)
        for party in sorted(boarding.waiting(), key=lambda party: (party.priority, -party.people)):
            waiting[party.kind].append(party)
        for flight in range(len(seats)):
            if seats[flight] <= 0 or time.monotonic() > self.ends:
                continue
            for row, trip in sorted(self.manifest.aboard[flight] - self.fixed):
                if seats[flight] <= 0:
                    break
                some |= self._better(boarding.parties[row], trip, waiting[boarding.parties[row].kind])
        return some

    def _in_place(self, party: Party) -> bool:
        """Whether a party took the seats of one with no fewer that is fewer people."""
        boarding, schedule, some = self.boarding, self.boarding.network.instance.schedule, False
        for flight in boarding.flights[party.kind]:
            if not party.ready <= schedule[flight].departs <= party.leave_by:
                continue
            for row, trip in sorted(self.manifest.aboard[flight] - self.fixed):
                other = boarding.parties[row]
                fits = trip[0] == flight and other.size >= party.size and other.people < party.people
                while fits and (row, trip) in boarding.booked and self.manifest.may(party, trip):
                    if not self._better(other, trip, [party]):
                        break
                    some = True
                    if not boarding.left[party.row]:
                        return True
        return some

    def _better(self, other: Party, trip: Trip, waiting: list[Party]) -> bool:
        """Whether one of those who wait, the best that fits, took the place of one party like `other`."""
        boarding, seats = self.boarding, self.boarding.room.seats
        most = other.size + min(seats[flight] for flight in trip)
        departs = boarding.network.instance.schedule[trip[0]].departs
        for party in waiting:
            if (party.priority, -party.people) >= (other.priority, -other.people):
                return False
            fits = party.size <= most and party.ready <= departs <= party.leave_by
            if not fits or not boarding.left[party.row] or not boarding.room.can_leave(other, trip, 1):
                continue
            self.manifest.move(other, trip, -1)
            if boarding.room.most(party, trip, 1):
                self.manifest.move(party, trip, 1)
                return True
            self.manifest.move(other, trip, 1)
        return False
