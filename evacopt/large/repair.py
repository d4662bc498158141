"""Repairs whole sorties: those that carry too few, or leave seats empty while people stay, are grounded."""

from __future__ import annotations

from collections import Counter, defaultdict

from evacopt.large.boarding import Boarding, Booking, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.sorties import Sorties


class Repair:
    """Makes a boarding keep the rules of whole sorties; never grounds what carries `fixed` parties."""

    def __init__(self, boarding: Boarding, sorties: Sorties, fixed: frozenset[Booking]) -> None:
        self.boarding, self.sorties, self.instance = boarding, sorties, boarding.network.instance
        self.fixed = {flight for _, trip in fixed for flight in trip}

    def run(self) -> None:
        """Ground sorties below their least load, those that full loads forbid, and then all nobody needs."""
        while self._grounded(self._too_light()) or (
            self.instance.policy.full_loads and self._grounded(self._not_full())
        ):
            pass
        people, flown = self._aboard()[0], self.sorties.flown
        empty = True
        while empty:
            empty = False
            for flight in list(flown):
                while flown[flight] and (not people[flight] or self.boarding.residuals.spare(flight)):
                    if flown[flight] == 1 and self.sorties.needing(flight):
                        break
                    self.boarding.residuals.ground(flight)
                    self.sorties.ground(flight)
                    empty = True

    def _aboard(self) -> tuple[Counter[int], Counter[int]]:
        """People, and seats of parties, aboard each flight."""
        people, seats = Counter[int](), Counter[int]()
        for (row, trip), parties in self.boarding.booked.items():
            party = self.boarding.parties[row]
            for flight in trip:
                people[flight] += party.people * parties
                seats[flight] += party.size * parties
        return people, seats

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
        return [
            max(sorties, key=lambda at: (abs(sorties[at]), at))
            for sorties in off.values()
            if sum(sorties.values())
        ]

    def _grounded(self, flights: list[int]) -> bool:
        """Ground one sortie of each flight; whether there were any."""
        done = False
        for flight in flights:
            last = self.sorties.flown[flight] == 1
            others = self.sorties.needing(flight) if last else []
            if not self.sorties.flown[flight] or not self.fixed.isdisjoint(others):
                continue
            if flight not in self.fixed or self.boarding.residuals.spare(flight):
                for other in reversed(others):
                    while self.sorties.flown[other]:
                        self._ground(other)
                if self.sorties.flown[flight]:
                    self._ground(flight)
                done = True
        return done

    def _ground(self, flight: int) -> None:
        """One sortie less; if people need it all get off, and those for whom there is room on again."""
        boarding, off = self.boarding, list[tuple[Party, Trip, int]]()
        if not boarding.residuals.spare(flight):
            for (row, trip), parties in list(boarding.booked.items()):
                if flight in trip:
                    off.append((boarding.parties[row], trip, parties))
                    boarding.move(boarding.parties[row], trip, -parties)
        boarding.residuals.ground(flight)
        self.sorties.ground(flight)
        for party, trip, parties in sorted(off, key=lambda one: (rank_of(one[0]), one[0].row, one[1])):
            boarding.board(party, trip, parties)
        boarding.release()
