"""Rounds a flow to whole parties, flight after flight: the most urgent and largest board first.

A list heuristic in the order of departures. Each commodity has a credit of seats: what its paths have asked
for less what its parties have taken, so that what a party was too large for goes to the next flight.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from evacopt.large.boarding import Boarding, Rank, rank_of
from evacopt.large.builder import THOUSAND
from evacopt.large.commodities import Party, Trip
from evacopt.large.network import FlightArc, Path
from evacopt.large.tuning import TUNING, LargeTuning


class Queue:
    """Parties of one commodity that wait, by rank; each rank holds rows in the order in which they came."""

    def __init__(self) -> None:
        self.ranks: list[Rank] = []
        self.rows: dict[Rank, list[int]] = {}

    def add(self, party: Party) -> None:
        """A group joins."""
        rank = rank_of(party)
        if rank not in self.rows:
            insort(self.ranks, rank)
            self.rows[rank] = []
        self.rows[rank].append(party.row)


@dataclass(slots=True)
class Credit:
    """Seats that a flow has had so far for a commodity and that it has not taken, and lap infants."""

    seats: float = 0.0
    infants: float = 0.0


class Dispatch:
    """Boards whoever waits in the order of departures, so that each commodity leaves as the flow has it.

    Parameters
    ----------
    paths : the flow
    ratio : people on a thousand seats of each commodity
    last : the least urgent class of each commodity of which the flow takes more than a few
    exactly : whether no party boards for which the flow lacks seats
    """

    def __init__(
        self,
        boarding: Boarding,
        paths: Mapping[int, list[tuple[int, Path, float]]],
        ratio: list[int],
        last: Mapping[int, int],
        *,
        exactly: bool = False,
        tuning: LargeTuning = TUNING,
    ) -> None:
        self.boarding, self.flight_arcs, self.tuning = boarding, boarding.network.flight_arcs, tuning
        self.paths, self.ratio, self.last, self.exactly = paths, ratio, last, exactly
        self.credit: defaultdict[tuple[int, str], Credit] = defaultdict(Credit)
        self.queues: defaultdict[int, Queue] = defaultdict(Queue)
        self.sent: defaultdict[Path, int] = defaultdict(int)
        self.gone: defaultdict[tuple[int, Path], int] = defaultdict(int)

    def run(self) -> None:
        """Board everybody whom the flow takes along."""
        location = self.boarding.network.instance.location
        coming = sorted(self.boarding.waiting(), key=lambda party: (-party.ready, -party.row))
        for number, flight_arc in enumerate(self.flight_arcs):
            if location[flight_arc.leg.origin].is_start:
                while coming and coming[-1].ready <= flight_arc.leg.departs:
                    party = coming.pop()
                    self.queues[party.commodity].add(party)
                self._load(flight_arc, self.paths.get(number, []))

    def _load(self, flight_arc: FlightArc, paths: list[tuple[int, Path, float]]) -> None:
        """Each commodity takes what its paths ask for; the last seats of a full flight go to whoever fits."""
        hub, tuning = flight_arc.to_hub, self.tuning
        seats = sum(self.boarding.residuals.seats[flight] for flight in flight_arc.flights)
        for commodity in {commodity for commodity, _, _ in paths}:
            credit = self.credit[commodity, hub]
            credit.seats = min(credit.seats, tuning.most_due)
        for commodity, path, part in sorted(paths, key=lambda one: (-one[2], one[0], one[1])):
            credit = self.credit[commodity, hub]
            credit.seats += part
            credit.infants = min(credit.infants, 1.0) + part * (self.ratio[commodity] / THOUSAND - 1)
            if credit.seats >= tuning.full:
                if hub and self.boarding.network.commodities[commodity].infants:
                    self._take_evenly(commodity, path, credit)
                else:
                    self._take(commodity, path, credit, exact=False)
        if self.exactly:
            if not self.boarding.held_back:  # whoever is held back has those seats
                self._top_up(hub, paths)
        elif sum(part for _, _, part in paths) >= seats - tuning.full:
            ahead = {one: self.credit[one, hub] for one, _, _ in paths}
            for commodity, path, _ in sorted(paths, key=lambda one: (-ahead[one[0]].seats, one[0], one[1])):
                if ahead[commodity].seats > tuning.least_due:
                    self._take(commodity, path, ahead[commodity], exact=True)

    def _take(self, commodity: int, path: Path, credit: Credit, *, exact: bool) -> None:
        """Parties of a commodity board a path: about as many seats as are due, or (exact) the last seats."""
        flight_arc, queue, refused = self.flight_arcs[path[0]], self.queues[commodity], 0
        for rank in self._order(queue, commodity, flight_arc.to_hub):
            rows = queue.rows[rank] if rank.leave_by >= flight_arc.leg.departs else []
            for row in list(rows):
                party, open_seats = self.boarding.parties[row], self._open(path)
                parties = 1 if exact else self._fit(min(credit.seats, open_seats), party)
                if flight_arc.to_hub and party.infants:
                    parties = min(parties, self._infants_fit(credit, party))
                if open_seats < party.size or parties <= 0:
                    break
                refused += not self._board(party, rows, path, parties)
                if refused > self.tuning.most_refused:
                    return

    def _take_evenly(self, commodity: int, path: Path, credit: Credit) -> None:
        """Parties with lap infants board a path so that as many infants a seat go as the flow has it.

        Those who bring the rest nearest to that go next, a part of the seats at a time.
        """
        queue, departs = self.queues[commodity], self.flight_arcs[path[0]].leg.departs
        last = self.last.get(commodity, 0)
        going = [rank for rank in queue.ranks if rank.priority <= last and rank.leave_by >= departs]
        while going and (due := min(credit.seats, self._open(path))) >= 1 - self.tuning.full:
            wanted = credit.infants / due + 1
            rank = min(going, key=lambda rank: (rank.priority, abs(-rank.people - wanted), rank))
            if not self._board_portion(queue.rows[rank], path, credit, due):
                going.remove(rank)

    def _board_portion(self, rows: list[int], path: Path, credit: Credit, due: float) -> bool:
        """Whether parties of a rank board that is due next, a part of those for whom there are seats."""
        for row in list(rows):
            party = self.boarding.parties[row]
            fit = self._fit(due, party)
            parties = min(fit, self._infants_fit(credit, party), max(fit // self.tuning.portion, 1))
            if parties <= 0:
                return False
            if self._board(party, rows, path, parties):
                return True
        return False

    def _top_up(self, hub: str, paths: list[tuple[int, Path, float]]) -> None:
        """Seats of a path that parties were too large to fill go to whoever fits, ahead of the flow."""
        planned, network = defaultdict[Path, float](float), self.boarding.network
        for _, path, part in paths:
            planned[path] += part
        for path, part in sorted(planned.items()):
            lack = min(part - self.sent.pop(path, 0), self._open(path)) + self.tuning.whole
            if lack < 1:
                continue
            later = [set(self.flight_arcs[number].commodities) for number in path[1:]]
            able = {
                one: self.credit[one, hub]
                for one in self.flight_arcs[path[0]].commodities
                if one in self.queues and all(network.onward[one] in taken for taken in later)
            }
            for commodity in sorted(able, key=lambda one: (-able[one].seats, one)):
                while lack >= 1 and able[commodity].seats > self.tuning.least_due:
                    gone = self._board_one(commodity, path, able[commodity], lack)
                    if not gone:
                        break
                    lack -= gone

    def _board_one(self, commodity: int, path: Path, credit: Credit, most: float) -> int:
        """Board one party of `most` seats at most; gives its seats."""
        queue, flight_arc = self.queues[commodity], self.flight_arcs[path[0]]
        for rank in self._order(queue, commodity, flight_arc.to_hub):
            fits = -rank.size <= most and rank.leave_by >= flight_arc.leg.departs
            for row in queue.rows[rank][: self.tuning.most_refused] if fits else ():
                party = self.boarding.parties[row]
                if party.infants and self._infants_fit(credit, party) < 1:
                    break
                if self._board(party, queue.rows[rank], path, 1):
                    return party.size
        return 0

    def _fit(self, due: float, party: Party) -> int:
        """Parties for whom so many seats are due."""
        return int(due / party.size + (self.tuning.whole if self.exactly else self.tuning.full))

    def _infants_fit(self, credit: Credit, party: Party) -> int:
        """Parties for whose lap infants there is credit."""
        return int(credit.infants / party.infants + self.tuning.full)

    def _order(self, queue: Queue, commodity: int, hub: str) -> list[Rank]:
        """The ranks; to hubs, those with lap infants first, of whom only a few may go at once.

        A hub has places for people, the flow counts seats: many infants at once would not find room there.
        """
        if not hub:
            return queue.ranks
        leaving = (rank for rank in queue.ranks if rank.priority <= self.last.get(commodity, 0))
        return sorted(leaving, key=lambda rank: (rank.people == -1, rank))

    def _open(self, path: Path) -> int:
        """Seats that the fullest leg of a path has left on one flight at most."""
        seats = self.boarding.residuals.seats
        return min(max(seats[flight] for flight in self.flight_arcs[number].flights) for number in path)

    def _board(self, party: Party, rows: list[int], path: Path, parties: int) -> int:
        """Board parties of a queue's `rows` on a path, which its commodity was due; gives how many."""
        credit = self.credit[party.commodity, self.flight_arcs[path[0]].to_hub]
        gone = self._send(party, path, parties)
        self.gone[party.commodity, path] += gone * party.size
        credit.seats -= gone * party.size
        credit.infants -= gone * party.infants
        if not self.boarding.left[party.row]:
            rows.remove(party.row)
        return gone

    def _send(self, party: Party, path: Path, parties: int) -> int:
        """Board parties on the flights of a path; gives how many found room."""
        gone = 0
        for trip in self._trips(path) if self._connects(path) else ():
            gone += self.boarding.board(party, trip, parties - gone)
            if gone >= parties:
                break
        self.sent[path] += gone * party.size
        return gone

    def _connects(self, path: Path) -> bool:
        """Whether a path comes to no place twice and has no more legs than are allowed."""
        legs = [self.flight_arcs[number].leg for number in path]
        places = {legs[0].origin, *(leg.destination for leg in legs)}
        return len(places) > len(legs) <= self.boarding.network.instance.policy.max_legs

    def _trips(self, path: Path) -> Iterator[Trip]:
        """Flights of a path that have seats, as these are when they are asked for."""
        seats = self.boarding.residuals.seats
        if len(path) == 1:
            yield from ((flight,) for flight in self.flight_arcs[path[0]].flights if seats[flight] > 0)
        else:
            yield from product(
                *([f for f in self.flight_arcs[number].flights if seats[f] > 0] for number in path)
            )

    def settle(self) -> None:
        """Whoever still waits boards where the flow has most seats of the commodity that nobody has taken."""
        boarding, lacks = self.boarding, defaultdict[int, dict[Path, float]](dict)
        for paths in self.paths.values():
            for commodity, path, part in paths:
                lacks[commodity][path] = lacks[commodity].get(path, 0.0) + part
        for (commodity, path), seats in self.gone.items():
            if path in lacks[commodity]:
                lacks[commodity][path] -= seats
        for party in sorted(boarding.waiting(), key=rank_of):
            while boarding.left[party.row] and self._settled(party, lacks[party.commodity]):
                pass

    def _settled(self, party: Party, lacks: dict[Path, float]) -> bool:
        """Whether one party found room, on the path that `lacks` most seats first."""
        for path in sorted(lacks, key=lambda path: (-lacks[path], path)):
            departs = self.flight_arcs[path[0]].leg.departs
            if party.ready <= departs <= party.leave_by and self._send(party, path, 1):
                lacks[path] -= party.size
                return True
        return False
