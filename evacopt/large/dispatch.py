"""Whole parties board along the paths of the flow, flight after flight, the most urgent and largest first."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from evacopt.large.boarding import Boarding, Rank, rank_of
from evacopt.large.builder import THOUSAND
from evacopt.large.commodities import Party, Trip
from evacopt.large.network import Bundle, Path

FULL = 0.5
"""Seats that the flow may leave free on a flight that is full."""
MOST_DUE = 8.0
"""Seats of a commodity that the next flight makes up for; what is more was lost to something else."""
LEAST_DUE = -8.0
"""How far ahead of its flow a commodity may be and still take the last seats of a flight."""
MOST_REFUSED = 3
"""Groups of one commodity that find no room before the next commodity has its turn."""
PORTION = 4
"""The part of the seats that families of one size with infants fill before others have their turn."""
NO_INFANTS = -1.0
"""People a seat in a rank without lap infants."""
WHOLE = 1e-4
"""How little a flow may lack of a whole party's seats."""


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


class Dispatch:
    """Boards a commodities in the order of departures, so that each commodity leaves as the flow has it."""

    def __init__(
        self,
        boarding: Boarding,
        paths: Mapping[int, list[tuple[int, Path, float]]],
        ratio: list[int],
        last: Mapping[int, int],
        *,
        exactly: bool = False,
    ) -> None:
        self.boarding = boarding
        self.exactly = exactly
        self.ratio = ratio
        self.infants: defaultdict[tuple[int, str], float] = defaultdict(float)
        self.paths = paths
        self.last = last
        self.due: defaultdict[tuple[int, str], float] = defaultdict(float)
        self.queues: defaultdict[int, Queue] = defaultdict(Queue)
        self.sent: defaultdict[Path, int] = defaultdict(int)
        self.gone: defaultdict[tuple[int, Path], int] = defaultdict(int)

    def run(self) -> None:
        """Board everybody whom the flow takes along."""
        boarding = self.boarding
        coming = sorted(boarding.waiting(), key=lambda party: (-party.ready, -party.row))
        for number, bundle in enumerate(boarding.network.bundles):
            if boarding.network.instance.location[bundle.leg.origin].role == "origin":
                while coming and coming[-1].ready <= bundle.leg.departs:
                    party = coming.pop()
                    self.queues[party.commodity].add(party)
                self._load(bundle, self.paths.get(number, []))

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
            departs = self.boarding.network.bundles[path[0]].leg.departs
            if party.ready <= departs <= party.leave_by and self._send(party, path, 1):
                lacks[path] -= party.size
                return True
        return False

    def _load(self, bundle: Bundle, paths: list[tuple[int, Path, float]]) -> None:
        """Each commodity takes what its paths ask for; the last seats of a full flight go to whoever fits."""
        hub, seats = bundle.to_hub, sum(self.boarding.residuals.seats[flight] for flight in bundle.flights)
        for commodity in {commodity for commodity, _, _ in paths}:
            self.due[commodity, hub] = min(self.due[commodity, hub], MOST_DUE)
        for commodity, path, part in sorted(paths, key=lambda one: (-one[2], one[0], one[1])):
            self.due[commodity, hub] += part
            self.infants[commodity, hub] = min(self.infants[commodity, hub], 1.0) + part * (
                self.ratio[commodity] / THOUSAND - 1
            )
            if self.due[commodity, hub] >= FULL:
                if hub and self.boarding.network.commodities[commodity].infants:
                    self._take_evenly(commodity, hub, path)
                else:
                    self._take(commodity, hub, path, exact=False)
        if self.exactly:
            if not self.boarding.held_back:  # whoever is held has those seats
                self._top_up(hub, paths)
        elif sum(part for _, _, part in paths) >= seats - FULL:
            for commodity, path, _ in sorted(paths, key=lambda one: (-self.due[one[0], hub], one[0], one[1])):
                if self.due[commodity, hub] > LEAST_DUE:
                    self._take(commodity, hub, path, exact=True)

    def _top_up(self, hub: str, paths: list[tuple[int, Path, float]]) -> None:
        """Seats of a path that parties were too large to fill go to whoever fits, ahead of the flow."""
        planned = defaultdict[Path, float](float)
        for _, path, part in paths:
            planned[path] += part
        for path, part in sorted(planned.items()):
            lack = min(part - self.sent.pop(path, 0), self._open(path)) + WHOLE
            if lack < 1:
                continue
            for commodity in sorted(
                self._able(path), key=lambda commodity: (-self.due[commodity, hub], commodity)
            ):
                while lack >= 1 and self.due[commodity, hub] > LEAST_DUE:
                    gone = self._fitting(commodity, hub, path, lack)
                    if not gone:
                        break
                    lack -= gone

    def _able(self, path: Path) -> Iterator[int]:
        """Commodities that may fly a path and have people who wait."""
        network = self.boarding.network
        later = [set(network.bundles[number].commodities) for number in path[1:]]
        for commodity in network.bundles[path[0]].commodities:
            if commodity in self.queues and all(network.onward[commodity] in some for some in later):
                yield commodity

    def _fitting(self, commodity: int, hub: str, path: Path, most: float) -> int:
        """Board one party of `most` seats at most; gives its seats."""
        queue, minute = self.queues[commodity], self.boarding.network.bundles[path[0]].leg.departs
        for rank in self._order(queue, commodity, hub):
            if -rank[3] > most or rank[2] < minute:
                continue
            for row in queue.rows[rank][:MOST_REFUSED]:
                party = self.boarding.parties[row]
                if party.infants and int(self.infants[commodity, hub] / party.infants + FULL) < 1:
                    break
                if self._board(party, queue.rows[rank], path, 1):
                    return party.size
        return 0

    def _take(self, commodity: int, hub: str, path: Path, *, exact: bool) -> None:
        """Parties of a commodity board a path: about as many seats as are due, or (exact) the last seats."""
        boarding, queue, refused = self.boarding, self.queues[commodity], 0
        minute = boarding.network.bundles[path[0]].leg.departs
        for rank in self._order(queue, commodity, hub):
            size, rows = -rank[3], queue.rows[rank]
            if rank[2] < minute:
                continue
            for row in list(rows):
                open_seats = self._open(path)
                due = open_seats if exact else min(self.due[commodity, hub], open_seats)
                many = 1 if exact else int(due / size + (WHOLE if self.exactly else FULL))
                party = boarding.parties[row]
                if hub and party.infants:
                    many = min(many, int(self.infants[commodity, hub] / party.infants + FULL))
                if open_seats < size or many <= 0:
                    break
                refused += not self._board(party, rows, path, many)
                if refused > MOST_REFUSED:
                    return

    def _take_evenly(self, commodity: int, hub: str, path: Path) -> None:
        """Parties with lap infants board a path so that as many infants a seat go as the flow has it.

        Those who bring the rest nearest to that go next, a part of the seats at a time.
        """
        queue, minute = self.queues[commodity], self.boarding.network.bundles[path[0]].leg.departs
        going = [rank for rank in queue.ranks if rank[0] <= self.last.get(commodity, 0) and rank[2] >= minute]
        refused = set[Rank]()
        while (due := min(self.due[commodity, hub], self._open(path))) >= 1 - FULL and len(refused) < len(
            going
        ):
            wanted = self.infants[commodity, hub] / due + 1
            rank = min(
                (rank for rank in going if rank not in refused),
                key=lambda rank: (rank[0], abs(-rank[1] - wanted), rank),
            )
            if not self._some(queue.rows[rank], commodity, hub, path, due):
                refused.add(rank)

    def _some(self, rows: list[int], commodity: int, hub: str, path: Path, due: float) -> bool:
        """Whether parties of a rank board that is due next, a part of those for whom there are seats."""
        for row in list(rows):
            party = self.boarding.parties[row]
            fit = int(due / party.size + (WHOLE if self.exactly else FULL))
            credit = int(self.infants[commodity, hub] / party.infants + FULL)
            many = min(fit, credit, max(fit // PORTION, 1))
            if many <= 0:
                return False
            if self._board(party, rows, path, many):
                return True
        return False

    def _order(self, queue: Queue, commodity: int, hub: str) -> list[Rank]:
        """The ranks; to hubs, those with lap infants first, of whom only a few may go at once.

        A hub has places for people, the flow counts seats: many infants at once would not find room there.
        """
        if not hub:
            return queue.ranks
        leaving = (rank for rank in queue.ranks if rank[0] <= self.last.get(commodity, 0))
        return sorted(leaving, key=lambda rank: (rank[1] == NO_INFANTS, rank))

    def _open(self, path: Path) -> int:
        """Seats that the fullest leg of a path has left on one flight at most."""
        seats, bundles = self.boarding.residuals.seats, self.boarding.network.bundles
        return min(max(seats[flight] for flight in bundles[number].flights) for number in path)

    def _board(self, party: Party, rows: list[int], path: Path, parties: int) -> int:
        """Board parties of a queue's `rows` on a path, which its commodity was due; gives how many."""
        hub = self.boarding.network.bundles[path[0]].to_hub
        gone = self._send(party, path, parties)
        self.gone[party.commodity, path] += gone * party.size
        self.due[party.commodity, hub] -= gone * party.size
        self.infants[party.commodity, hub] -= gone * party.infants
        if not self.boarding.left[party.row]:
            rows.remove(party.row)
        return gone

    def _send(self, party: Party, path: Path, parties: int) -> int:
        """Board parties on the flights of a path; gives how many found room."""
        gone = 0
        for trip in self._trips(path):
            gone += self.boarding.board(party, trip, parties - gone)
            if gone >= parties:
                break
        self.sent[path] += gone * party.size
        return gone

    def _trips(self, path: Path) -> Iterator[Trip]:
        bundles, seats = self.boarding.network.bundles, self.boarding.residuals.seats
        if len(path) == 1:
            yield from ((flight,) for flight in bundles[path[0]].flights if seats[flight] > 0)
        else:
            legs = ([flight for flight in bundles[number].flights if seats[flight] > 0] for number in path)
            yield from product(*legs)
