"""Decomposes a flow into paths (Ford and Fulkerson, 1962), and assigns them to members of merged commodities.

Who lands at a hub first goes on first. Of merged commodities the most urgent go of those members who have
most people to spare: the way where the transportation problem of the disaggregation is too large.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.large.builder import LEAST
from evacopt.large.commodities import Commodities
from evacopt.large.flow import Flow
from evacopt.large.itineraries import Itineraries, Members
from evacopt.large.network import Network, Path
from evacopt.large.relaxation import Arc

Paths = dict[int, list[tuple[int, Path, float]]]
"""By the first flight arc: commodities, paths from an origin to a haven, and seats that go along them."""
_Landed = tuple[int, Path, float]


def decompose(network: Network, flow: Mapping[Arc, float]) -> Paths:
    """The paths of a flow on single flights.

    People of a commodity at a hub are alike, so that first in, first out loses nothing of a flow.
    """
    landed: defaultdict[tuple[int, str], deque[_Landed]] = defaultdict(deque)
    paths: Paths = defaultdict(list)
    for number, flight_arc in enumerate(network.flight_arcs):
        for commodity in flight_arc.commodities:
            seats = flow.get((commodity, (number,)), 0.0)
            if seats <= LEAST:
                continue
            coming: list[_Landed] = [(commodity, (), seats)]
            if commodity >= len(network.base.distinct):  # at a hub
                coming = _taken(landed[commodity, flight_arc.leg.origin], seats)
            for origin, before, part in coming:
                path = (*before, number)
                if flight_arc.to_hub:
                    landed[network.onward[commodity], flight_arc.to_hub].append((origin, path, part))
                else:
                    paths[path[0]].append((origin, path, part))
    return paths


def _taken(landed: deque[_Landed], seats: float) -> list[_Landed]:
    """The first so many seats of those who have landed."""
    taken = []
    while landed and seats > LEAST:
        origin, path, part = landed.popleft()
        now = min(part, seats)
        if part - now > LEAST:
            landed.appendleft((origin, path, part - now))
        taken.append((origin, path, now))
        seats -= now
    return taken


class PathFlow(NamedTuple):
    """A path that leaves at `minute`, those who may fly it, and how many `seats` of them do."""

    minute: int
    path: Path
    seats: float
    able: Members


@dataclass(frozen=True, eq=False)
class Leaving:
    """Seats of those who are to leave, by group: `seats` of them, and `spare` of others who may as well."""

    commodity: Ints
    ready: Ints
    priority: Ints
    leave_by: Ints
    seats: Floats
    spare: Floats

    @classmethod
    def of(cls, commodities: Commodities, flow: Flow, left: Ints) -> Leaving:
        """Those of `left` parties of each group whom a flow takes; others are of classes that it takes."""
        groups, relaxation = commodities.instance.groups, flow.lp.relaxation
        supply, last = relaxation.supply, flow.last()
        part = relaxation.leaving(flow.primal) / supply.atoms
        rows = np.flatnonzero(supply.cluster >= 0)
        cluster, priority = supply.cluster[rows], groups.priority[rows]
        late = np.array([last.get(commodity, -1) for commodity in supply.commodity.tolist()], dtype=np.int64)
        seats = (left * groups.size)[rows].astype(np.float64)
        going = seats * np.clip(part[cluster], 0.0, 1.0)
        spare = np.where(priority <= late[cluster], seats - going, 0.0)
        of_group, ready, leave_by = commodities.of_group, commodities.ready, commodities.leave_by
        return cls(of_group[rows], ready[rows], priority, leave_by[rows], going, spare)


def assign_paths(itineraries: Itineraries, flow: Flow, leaving: Leaving) -> Paths:
    """The paths of a flow by the commodities of the whole network, in the order of departures.

    What a commodity has to spare are those who wait, less the seats that it fills later on paths for few.
    """
    flight_arcs, flows = itineraries.whole.flight_arcs, defaultdict[int, list[PathFlow]](list)
    for (commodity, path), at in flow.lp.relaxation.boards.items():
        seats, able = float(flow.primal[at]), itineraries.able[commodity, path]
        if seats > LEAST:
            flows[commodity].append(PathFlow(flight_arcs[path[0]].leg.departs, path, seats, able))
    paths: Paths = defaultdict(list)
    at_origins = itineraries.merged[: len(itineraries.whole.base.distinct)]
    for commodity, flown in flows.items():
        members = np.flatnonzero(at_origins == commodity)
        for member, path, seats in _Members(members, leaving).shared(sorted(flown)):
            paths[path[0]].append((member, path, seats))
    return paths


class _Members:
    """The members of one merged commodity: who of them waits, by rank (class, latest departure)."""

    def __init__(self, members: Ints, leaving: Leaving) -> None:
        self.members = members
        self.place = {member: at for at, member in enumerate(members.tolist())}
        mine = np.flatnonzero(np.isin(leaving.commodity, members))
        order = mine[np.argsort(leaving.ready[mine], kind="stable")]
        self.ready = leaving.ready[order]
        self.who = np.searchsorted(members, leaving.commodity[order])
        urgent = np.stack((leaving.priority[order], leaving.leave_by[order]))
        ranks, rank = np.unique(urgent, axis=1, return_inverse=True)
        self.rank, self.leave_by = rank.reshape(-1), ranks[1]
        self.seats, self.spare = leaving.seats[order], leaving.spare[order]
        self.come = 0
        self.waiting, self.more = np.zeros((2, ranks.shape[1], len(members)))

    def shared(self, flows: list[PathFlow]) -> Iterator[tuple[int, Path, float]]:
        """The flows, in order, by member."""
        needs = self._needs(flows)
        later = needs.sum(axis=0)
        for flow, own in zip(flows, needs, strict=True):
            later -= own
            self._arrive(flow.minute)
            for queue in (self.waiting, self.more):
                queue[self.leave_by < flow.minute] = 0
            for member, seats in self._given(self._places(flow.able), flow.seats, later):
                yield int(self.members[member]), flow.path, seats

    def _places(self, able: Members) -> Ints:
        return np.array([self.place[member] for member in able], dtype=np.int64)

    def _needs(self, flows: list[PathFlow]) -> Floats:
        """Seats of each flow that each member fills, of paths that not all may fly; shape (flows, members).

        The paths that fewest may fly come first; those who may share them as many as they are.
        """
        seats: defaultdict[Members, float] = defaultdict(float)
        for flow in flows:
            seats[flow.able] += flow.seats
        left = np.bincount(self.who, self.seats, len(self.members))
        shares = dict[Members, Floats]()
        for able in sorted(seats, key=lambda able: (len(able), able)):
            if len(able) < len(self.members):
                places = self._places(able)
                total = left[places].sum()
                share = left[places] / total if total > LEAST else np.full(len(places), 1 / len(places))
                left[places] = np.maximum(left[places] - share * seats[able], 0)
                shares[able] = share
        needs = np.zeros((len(flows), len(self.members)))
        for at, flow in enumerate(flows):
            if flow.able in shares:
                needs[at, self._places(flow.able)] = flow.seats * shares[flow.able]
        return needs

    def _arrive(self, minute: int) -> None:
        """Those wait who are ready by then."""
        stop = max(int(np.searchsorted(self.ready, minute, side="right")), self.come)
        new = slice(self.come, stop)
        np.add.at(self.waiting, (self.rank[new], self.who[new]), self.seats[new])
        np.add.at(self.more, (self.rank[new], self.who[new]), self.spare[new])
        self.come = stop

    def _given(self, able: Ints, seats: float, later: Floats) -> Iterator[tuple[int, float]]:
        """Members that fill so many seats: those with people to spare, then the rest, then others who may."""
        nothing = np.zeros_like(later)
        for queue, kept in ((self.waiting, later), (self.waiting, nothing), (self.more, nothing)):
            for of_class in queue:
                over = queue.sum(axis=0) - kept
                for member in able[np.argsort(-over[able], kind="stable")].tolist():
                    gone = min(seats, float(of_class[member]), float(over[member]))
                    if gone > LEAST:
                        of_class[member] -= gone
                        seats -= gone
                        yield member, gone
                    if seats <= LEAST:
                        return
