"""Disaggregates the flow of merged commodities by a transportation problem; remainders give cuts.

A flow of merged commodities may have seats on itineraries that too few of them may fly, or at times when too
few of those are ready. Who goes along which is a transportation problem, each merged commodity by itself.
Where it is infeasible (seats stay empty) its minimum cut names people and all the itineraries that only they
may fly: these have no more seats than they (Gale, 1957; Hoffman, 1960). Such rows are added to the relaxation
until there is somebody for nearly every seat (Benders, 1962).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints, Mask
from evacopt.large.builder import LEAST, THOUSAND
from evacopt.large.itineraries import Itineraries
from evacopt.large.network import Path
from evacopt.large.relaxation import Relaxation
from evacopt.large.staged_lp import StagedLP
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix

Cut = tuple[Ints, Ints]
"""Columns of itineraries, and the clusters of people that have no fewer seats than they."""


@dataclass(frozen=True, eq=False)
class _Merged:
    """One merged commodity: its itineraries, its clusters, and which of those may fly which.

    Attributes
    ----------
    paths, columns : the itineraries, and their columns in the relaxation
    clusters : int64 array, shape (clusters,)
    may : bool array, shape (paths, clusters)
    """

    paths: list[Path]
    columns: Ints
    clusters: Ints
    may: Mask


@dataclass(frozen=True, eq=False)
class _Flown:
    """What a flow has of a commodity: itineraries and people alike that leave, in thousandths of seats.

    Attributes
    ----------
    itineraries : their numbers
    alike : which people each cluster is among, -1 for those who stay; shape (clusters,)
    may : which people may fly which itinerary; shape (itineraries, people alike)
    seats, people : of each itinerary, and of people alike
    priority : the class of people alike
    """

    itineraries: Ints
    alike: Ints
    may: Mask
    seats: Ints
    people: Ints
    priority: Ints


@dataclass(frozen=True, eq=False)
class Shares:
    """Seats by itinerary and people alike, by commodity; all `flown`, `empty` ones, cuts that show why."""

    seats: list[tuple[_Merged, _Flown, Floats]]
    flown: float
    empty: float
    cuts: list[Cut]


class Disaggregation:
    """Disaggregates the merged commodities of a relaxation whose columns are itineraries."""

    def __init__(self, itineraries: Itineraries, relaxation: Relaxation, tuning: LargeTuning) -> None:
        self.supply, self.tuning = relaxation.supply, tuning
        self.supplied = np.array(relaxation.supplied, dtype=np.int64)
        self.commodities = list(_merged_commodities(itineraries, relaxation))

    @classmethod
    def of(
        cls, itineraries: Itineraries | None, relaxation: Relaxation, tuning: LargeTuning = TUNING
    ) -> Disaggregation | None:
        """`None` where columns are single flights, or people and itineraries too many."""
        if itineraries is None or relaxation.itineraries is None:
            return None
        columns, clusters = np.zeros((2, len(relaxation.network.commodities)), dtype=np.int64)
        np.add.at(columns, [commodity for commodity, _ in relaxation.boards], 1)
        np.add.at(clusters, relaxation.supply.commodity, 1)
        few = (columns * clusters).sum() <= tuning.most_pairs
        return cls(itineraries, relaxation, tuning) if few else None

    def tighten(self, lp: StagedLP, shares: Shares) -> None:
        """Add the cuts to a relaxation."""
        supplied, seats = self.supplied, self.supply.seats
        lp.tighten([(columns, supplied[people], seats[people]) for columns, people in shares.cuts])

    def shares(self, session: Session, primal: Floats, options: Options, *, urgent: bool) -> Shares | None:
        """Who goes along the itineraries of a flow; `None` if that is not known in time, or is too much.

        As many as can be, or (`urgent`) rather the more urgent; cuts are those of the former.

        Raises
        ------
        KeyboardInterrupt
            If that is how the engine was ended.
        """
        parts = [self._flown(commodity, primal) for commodity in self.commodities]
        if not parts:
            return Shares([], 0.0, 0.0, [])
        if sum(int(flown.may.sum()) for flown in parts) > self.tuning.most_shares:
            return None
        program = _transportation(parts, urgent=urgent)
        if not program.columns:  # nobody may go anywhere
            return self._shared(parts, np.zeros(0), np.zeros(program.rules.rows))
        answer = session.solve(program, options).unless_interrupted()
        if answer.primal is None or answer.duals is None:
            return None
        return self._shared(parts, answer.primal / THOUSAND, -answer.duals)

    def _flown(self, commodity: _Merged, primal: Floats) -> _Flown:
        """What a flow has of a commodity; people of a class who may fly the same itineraries are alike."""
        itineraries = np.flatnonzero(primal[commodity.columns] > LEAST)
        leaving = self.supply.seats[commodity.clusters] * primal[self.supplied[commodity.clusters]]
        going = np.flatnonzero(leaving > LEAST)
        priority = self.supply.priority[commodity.clusters[going]]
        keys = np.vstack((priority, commodity.may[np.ix_(itineraries, going)]))
        distinct, which = np.unique(keys, axis=1, return_inverse=True)
        alike = np.full(len(commodity.clusters), -1, dtype=np.int64)
        alike[going] = which.reshape(-1)
        people = np.bincount(which.reshape(-1), leaving[going], distinct.shape[1])
        return _Flown(
            itineraries=itineraries,
            alike=alike,
            may=distinct[1:].astype(np.bool_),
            seats=np.rint(THOUSAND * primal[commodity.columns[itineraries]]).astype(np.int64),
            people=np.rint(THOUSAND * people).astype(np.int64),
            priority=distinct[0],
        )

    def _shared(self, parts: list[_Flown], primal: Floats, duals: Floats) -> Shares:
        """What a solved transportation problem says.

        Where it is as many as can be, duals are 0 (ways with seats that nobody can fill) or 1 (full ways).
        """
        shares, cuts = list[tuple[_Merged, _Flown, Floats]](), list[Cut]()
        total, empty, at, row = 0.0, 0.0, 0, 0
        for commodity, flown in zip(self.commodities, parts, strict=True):
            arcs, rows = int(flown.may.sum()), len(flown.seats)
            seats = np.zeros(flown.may.shape)
            seats[flown.may] = primal[at : at + arcs]
            wanted = float(flown.seats.sum() / THOUSAND)
            total, lack = total + wanted, wanted - float(seats.sum())
            if lack > LEAST:
                empty += lack
                cuts.append(_cut(commodity, flown, duals[row : row + rows] < 1 / 2))
            shares.append((commodity, flown, seats))
            at, row = at + arcs, row + rows + len(flown.people)
        return Shares(shares, total, empty, cuts)

    def by_member(self, primal: Floats, shares: Shares) -> Iterator[tuple[int, Path, float]]:
        """Seats by commodity of the whole network and itinerary, in the order of departures of each."""
        left = self.supply.seats * np.where(self.supplied >= 0, primal[self.supplied], 0.0)
        for commodity, flown, seats in shares.seats:
            for itinerary, alike in zip(*(at.tolist() for at in np.nonzero(seats > LEAST)), strict=True):
                wanted, path = (
                    float(seats[itinerary, alike]),
                    commodity.paths[int(flown.itineraries[itinerary])],
                )
                for cluster in commodity.clusters[flown.alike == alike].tolist():
                    gone = min(wanted, float(left[cluster]))
                    if gone > LEAST:
                        left[cluster] -= gone
                        wanted -= gone
                        yield int(self.supply.member[cluster]), path, gone
                    if wanted <= LEAST:
                        break


def _cut(commodity: _Merged, flown: _Flown, short: Mask) -> Cut:
    """Those who may fly the itineraries that are `short` of them, and every itinerary that only they may."""
    among = commodity.may[flown.itineraries[short]].any(axis=0)
    columns = commodity.columns[~(commodity.may & ~among).any(axis=1)]
    return columns, commodity.clusters[among]


def _merged_commodities(itineraries: Itineraries, relaxation: Relaxation) -> Iterator[_Merged]:
    supply, flight_arcs = relaxation.supply, itineraries.whole.flight_arcs
    boards = defaultdict[int, dict[Path, int]](dict)
    for (commodity, path), column in relaxation.boards.items():
        boards[commodity][path] = column
    can = np.array(relaxation.supplied, dtype=np.int64) >= 0
    for commodity, column_of in boards.items():
        paths = sorted(column_of, key=lambda path: (flight_arcs[path[0]].leg.departs, path))
        clusters = np.flatnonzero((supply.commodity == commodity) & can)
        minute = np.array([flight_arcs[path[0]].leg.departs for path in paths], dtype=np.int64)[:, None]
        able = np.zeros((len(paths), len(itineraries.merged)), dtype=np.bool_)
        for at, path in enumerate(paths):
            able[at, list(itineraries.able[commodity, path])] = True
        in_time = (supply.ready[clusters] <= minute) & (minute <= supply.leave_by[clusters])
        columns = np.array([column_of[path] for path in paths], dtype=np.int64)
        yield _Merged(paths, columns, clusters, able[:, supply.member[clusters]] & in_time)


def _transportation(parts: list[_Flown], *, urgent: bool) -> Program:
    """The transportation problem (Hitchcock, 1941) of all commodities, one beside the other."""
    rows, columns, worth, high = list[Ints](), list[Ints](), list[Ints](), list[Ints]()
    row, arcs = 0, 0
    classes = np.unique(np.concatenate([flown.priority for flown in parts]))
    for flown in parts:
        itinerary, alike = np.nonzero(flown.may)
        rows += [row + itinerary, row + len(flown.seats) + alike]
        columns += [np.arange(arcs, arcs + len(itinerary))] * 2
        rank = len(classes) - np.searchsorted(classes, flown.priority)
        worth.append(-(rank if urgent else np.ones_like(rank))[alike])
        high += [flown.seats, flown.people]
        row, arcs = row + len(flown.seats) + len(flown.people), arcs + len(itinerary)
    entries = np.concatenate(rows)
    return Program(
        lower=np.zeros(arcs, dtype=np.int64),
        upper=np.full(arcs, NO_UPPER),
        rules=Matrix.of(row, entries, np.concatenate(columns), np.ones(len(entries), dtype=np.int64)),
        rules_lower=np.full(row, NO_LOWER),
        rules_upper=np.concatenate(high),
        goal=Goal("seats", np.arange(arcs), np.concatenate(worth)),
        relaxed=True,
    )
