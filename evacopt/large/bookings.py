"""Who is aboard which flight, kept while parties are moved."""

from __future__ import annotations

from collections import defaultdict

from evacopt.large.boarding import Boarding
from evacopt.large.residuals import Party, Trip

Aboard = tuple[int, Trip]
"""The row of a group and the trip of some of its parties."""


class Manifest:
    """Bookings by flight.

    Attributes
    ----------
    aboard : for each flight the bookings that are on it
    """

    def __init__(self, boarding: Boarding) -> None:
        self.boarding = boarding
        self.aboard: defaultdict[int, set[Aboard]] = defaultdict(set)
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
        kind = network.kinds[party.kind]
        return all(network.crowd.takes(kind, schedule[flight]) for flight in trip)

    def _index(self, booking: Aboard) -> None:
        for flight in booking[1]:
            self.aboard[flight].add(booking)
