"""Sorties that carry too few, or leave seats empty while people stay, are filled or grounded."""

from __future__ import annotations

from collections import Counter, defaultdict

from evacopt.large.boarding import Boarding, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.sorties import Sorties

Booking = tuple[int, Trip]


class Repair:
    """Makes a boarding keep the rules of whole sorties; never grounds what carries `fixed` parties."""

    def __init__(self, boarding: Boarding, sorties: Sorties, fixed: frozenset[Booking]) -> None:
        self.boarding = boarding
        self.sorties = sorties
        self.fixed = {flight for _, trip in fixed for flight in trip}
        self.instance = boarding.network.instance

    def run(self) -> None:
        """Ground empty sorties, those below their least load, and those that full loads forbid."""
        while self._grounded(self._too_light()) or (
            self.instance.policy.full_loads and self._grounded(self._not_full())
        ):
            pass
        self._drop_empty()

    def _aboard(self) -> tuple[Counter[int], Counter[int]]:
        """People, and seats of parties, aboard each flight."""
        people, seats = Counter[int](), Counter[int]()
        for (row, trip), many in self.boarding.booked.items():
            party = self.boarding.parties[row]
            for flight in trip:
                people[flight] += party.people * many
                seats[flight] += party.size * many
        return people, seats

    def _drop_empty(self) -> None:
        """Fly no more sorties than the people aboard need."""
        people, _ = self._aboard()
        for flight in list(self.sorties.flown):
            while self.sorties.flown[flight] and (
                not people[flight] or self.boarding.residuals.spare(flight)
            ):
                self.boarding.residuals.ground(flight)
                self.sorties.ground(flight)

    def _too_light(self) -> list[int]:
        people, _ = self._aboard()
        return [
            flight
            for flight, times in self.sorties.flown.items()
            if times and people[flight] < self.instance.schedule[flight].min_load * times
        ]

    def _not_full(self) -> list[int]:
        """Where people stay and sorties out of there are not full together, the one farthest from full.

        The rule counts people by size: where those who lie take no seat, more than all seats may be taken.
        """
        _, seats = self._aboard()
        stays = Counter[str]()
        for party in self.boarding.parties:
            stays[self.instance.groups.origin[party.row]] += self.boarding.left[party.row]
        off: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for flight, times in self.sorties.flown.items():
            leg = self.instance.schedule[flight]
            if times and stays[leg.origin] and flight not in self.fixed:
                off[leg.origin][flight] = leg.seats * times - seats[flight]
        return [max(some, key=lambda at: (abs(some[at]), at)) for some in off.values() if sum(some.values())]

    def _grounded(self, flights: list[int]) -> bool:
        """Ground one sortie of each flight; whether there were any."""
        some = False
        for flight in flights:
            if flight not in self.fixed or self.boarding.residuals.spare(flight):
                self._ground(flight)
                some = True
        return some

    def _ground(self, flight: int) -> None:
        """One sortie less; if people need it all get off, and those for whom there is room on again."""
        boarding, off = self.boarding, list[tuple[Party, Trip, int]]()
        if not boarding.residuals.spare(flight):
            for (row, trip), many in list(boarding.booked.items()):
                if flight in trip:
                    off.append((boarding.parties[row], trip, many))
                    boarding.move(*off[-1][:2], -many)
        boarding.residuals.ground(flight)
        self.sorties.ground(flight)
        for party, trip, many in sorted(off, key=lambda one: (rank_of(one[0]), one[0].row, one[1])):
            boarding.board(party, trip, many)
