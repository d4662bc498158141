"""Ejection chains: seats that nobody waiting fits into go, by a swap, where somebody can use them.

A flight has a seat left, and whoever waits is larger. A party of this flight swaps trips with a larger one,
or with two, so the seat is free there now; and there larger ones, or more urgent ones, take the place of
another (Glover, Discrete Applied Mathematics 65, 1996, 223-253). Where parties are large against flights
nearly every flight can be filled so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, combinations_with_replacement

from evacopt.large.boarding import Booking, Bookings, rank_of
from evacopt.large.commodities import Party, Trip
from evacopt.large.tuning import LargeTuning

Kind = tuple[int, int, int]
"""Class, people (below 0, so that more come first) and seats."""


class Waiting:
    """Those who wait, by commodity and kind; of each kind in the order in which they are ready."""

    def __init__(self, bookings: Bookings) -> None:
        self._boarding = bookings.boarding
        found: defaultdict[int, defaultdict[Kind, list[Party]]] = defaultdict(lambda: defaultdict(list))
        for party in sorted(self._boarding.waiting(), key=lambda party: (party.ready, party.row)):
            found[party.commodity][party.priority, -party.people, party.size].append(party)
        self._parties = {commodity: dict(kinds) for commodity, kinds in found.items()}
        self._offers = {commodity: _offers(kinds) for commodity, kinds in found.items()}

    def better(self, other: Party, trip: Trip, room: int) -> Iterator[tuple[Party, ...]]:
        """One or two of each kind who are better than `other` in its place and `room` seats, best first."""
        departs = self._boarding.network.instance.schedule[trip[0]].departs
        for (priority, people, size), kinds in self._offers.get(other.commodity, ()):
            if (priority, people) >= (other.priority, -other.people):
                return
            if size <= other.size + room:
                chosen = self._chosen(other.commodity, kinds, departs)
                if len(chosen) == len(kinds):
                    yield chosen

    def _chosen(self, commodity: int, kinds: tuple[Kind, ...], departs: int) -> tuple[Party, ...]:
        """A party of each kind who still waits and can leave then, as far as there are."""
        left, chosen = self._boarding.left, list[Party]()
        for kind in kinds:
            for party in self._parties[commodity][kind]:
                if party.ready <= departs <= party.leave_by and left[party.row] > chosen.count(party):
                    chosen.append(party)
                    break
        return tuple(chosen)


def _offers(kinds: dict[Kind, list[Party]]) -> list[tuple[Kind, tuple[Kind, ...]]]:
    """Kinds one by one, then two of one class at a time, by what they are together; the best first."""
    pairs = combinations_with_replacement(sorted(kinds), 2)
    two = [((a[0], a[1] + b[1], a[2] + b[2]), (a, b)) for a, b in pairs if a[0] == b[0]]
    return sorted([*((kind, (kind,)) for kind in kinds), *two])


class SeatExchange:
    """Swaps that let somebody waiting use seats that are left elsewhere.

    Parameters
    ----------
    fixed : bookings of parties that must not be touched
    late : whether time is up
    """

    def __init__(
        self, bookings: Bookings, fixed: frozenset[Booking], late: Callable[[], bool], tuning: LargeTuning
    ) -> None:
        self.bookings, self.boarding, self._fixed = bookings, bookings.boarding, fixed
        self._late, self._tuning, self._waiting = late, tuning, Waiting(bookings)
        self._partners: dict[int, list[tuple[Trip, tuple[Party, ...]]]] | None = None
        self._replaceable: dict[Trip, dict[int, frozenset[int]]] = {}

    def run(self) -> bool:
        """Whether anybody boarded: by seats that are left, or families by those of others."""
        seats, better, in_vain = self.boarding.residuals.seats, False, 0
        for flight in range(len(seats)):
            while seats[flight] > 0 and not self._late() and in_vain < self._tuning.exchange_patience:
                if not self._use_seats(flight):
                    in_vain += 1
                    break
                better, in_vain = True, 0
        return self._seat_families() or better

    def _seat_families(self) -> bool:
        """Whether families with lap infants took the seats of one or two others on full flights."""
        better, stuck = False, set[tuple[object, ...]]()
        for party in sorted((party for party in self.boarding.waiting() if party.infants), key=rank_of):
            asked = (party.commodity, party.priority, party.size, party.infants, *party.apart)
            while asked not in stuck and self.boarding.left[party.row] and not self._late():
                if self._seat_family(party):
                    better = True
                else:
                    stuck.add(asked)
        return better

    def _use_seats(self, flight: int) -> bool:
        """Whether somebody boarded by a seat that is left on `flight`, which may have more of them still."""
        for row, trip in sorted(self.bookings.aboard[flight] - self._fixed):
            room, party = self._room(trip), self.boarding.parties[row]
            if room > 0 and (
                self._used(trip) or any(self._swap_by(party, trip, room - n) for n in range(room))
            ):
                return True
        return False

    def _seat_family(self, party: Party) -> bool:
        """Whether a party with lap infants took the seats of one or two others who are fewer people."""
        for size in range(party.size, party.people):
            for trip, others in self._by_size().get(size, ()):
                later = all(other.priority >= party.priority for other in others)
                fewer = later and sum(other.people for other in others) < party.people
                if not fewer or not self.boarding.may(party, trip):
                    continue
                aboard = all((other.row, trip) in self.boarding.booked for other in others)
                if aboard and self._moved((others, trip, None), ((party,), None, trip)):
                    return True
        return False

    def _room(self, trip: Trip) -> int:
        return min(self.boarding.residuals.seats[flight] for flight in trip)

    def _swap_by(self, party: Party, trip: Trip, more: int) -> bool:
        """Whether somebody boarded after `party` swapped trips with one or two of `more` seats more."""
        boarding, tried = self.boarding, 0
        for there, others in self._by_size().get(party.size + more, ()):
            if not self._open(there, others, more) or set(trip) & set(there):
                continue
            if not (boarding.may(party, there) and all(boarding.may(other, trip) for other in others)):
                continue
            if self._moved(((party,), trip, there), (others, there, trip)):
                if self._used(there):
                    self._replaceable.pop(trip, None)
                    return True
                self._moved(((party,), there, trip), (others, trip, there))
            tried += 1
            if tried >= self._tuning.exchange_swaps:
                return False
        return False

    def _by_size(self) -> dict[int, list[tuple[Trip, tuple[Party, ...]]]]:
        """One or two parties with one trip, by their seats, as they were at first."""
        if self._partners is None:
            self._partners = defaultdict(list)
            aboard = defaultdict[Trip, list[Party]](list)
            for row, trip in sorted(self.boarding.booked.keys() - self._fixed):
                aboard[trip].append(self.boarding.parties[row])
            for number in (1, 2):
                for trip, parties in aboard.items():
                    if number == 1 or len(parties) <= self._tuning.exchange_aboard:
                        for some in combinations(parties, number):
                            self._partners[sum(party.size for party in some)].append((trip, some))
        return self._partners

    def _open(self, trip: Trip, leaving: tuple[Party, ...], more: int) -> bool:
        """Whether `leaving` are there, and `more` seats could be used in place of somebody else."""
        found = self._replaceable.setdefault(trip, {})
        if more not in found:
            room = more + self._room(trip)
            rows = [one.row for one in self._on(trip) if next(self._waiting.better(one, trip, room), None)]
            found[more] = frozenset(rows)
        others = found[more].difference([party.row for party in leaving])
        return bool(others) and all((party.row, trip) in self.boarding.booked for party in leaving)

    def _on(self, trip: Trip) -> list[Party]:
        """Parties, one of each group, with just this trip."""
        rows = sorted(row for row, booked in self.bookings.aboard[trip[0]] - self._fixed if booked == trip)
        return [self.boarding.parties[row] for row in rows]

    def _used(self, trip: Trip) -> bool:
        """Whether some who wait took the place of another on a trip, and seats left there."""
        for other in self._on(trip):
            for parties in self._waiting.better(other, trip, self._room(trip)):
                fine = all(self.bookings.may(party, trip) for party in parties)
                if fine and self._moved(((other,), trip, None), (parties, None, trip)):
                    self._replaceable.pop(trip, None)
                    return True
        return False

    def _moved(self, *moves: tuple[tuple[Party, ...], Trip | None, Trip | None]) -> bool:
        """Whether parties could be moved from one trip to another, `None` to stay; if not, nobody was."""
        done = list[tuple[Party, Trip, int]]()
        leaving = [(party, old, -1) for parties, old, _ in moves if old is not None for party in parties]
        coming = [(party, new, 1) for parties, _, new in moves if new is not None for party in parties]
        for party, trip, number in (*leaving, *coming):
            fits = self.boarding.residuals.can_leave if number < 0 else self.boarding.residuals.most
            if not fits(party, trip, 1):
                for one, where, times in reversed(done):
                    self.bookings.move(one, where, -times)
                return False
            self.bookings.move(party, trip, number)
            done.append((party, trip, number))
        return True
