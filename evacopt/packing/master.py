"""Loads of flights and choices of who leaves, as columns; what the best of them are worth at some prices.

The parties that leave are chosen in one knapsack over all seats, and loaded in a knapsack for each flight;
what ties both is priced (Dantzig and Wolfe, 1960; a Lagrangian decomposition: Guignard and Kim, 1987).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.basis import Basis
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.packing.knapsack import Items, knapsacks
from evacopt.packing.multiple import MultipleKnapsack, Region


@dataclass(frozen=True, eq=False)
class Priced:
    """At some prices: what all loads are worth at most, and the best load of each flight, then the choice.

    Attributes
    ----------
    bound : below 0 without end where something must be aboard that does not fit
    loads : int64 array, shape (flights + 1, items)
    """

    bound: float
    loads: Ints


def priced(problem: MultipleKnapsack, region: Region, prices: Floats) -> Priced:
    """The best loads at `prices` for each item aboard, and the best choice at the rest of its worth."""
    flights, items = region.low.shape
    loads = np.zeros((flights + 1, items), dtype=np.int64)
    nothing = Priced(-np.inf, loads)
    if (region.least > region.most).any() or (region.low > region.high).any():
        return nothing
    alike: dict[bytes, list[int]] = {}
    for flight in np.argsort(-problem.seats, kind="stable").tolist():
        key = region.low[flight].tobytes() + region.high[flight].tobytes()
        alike.setdefault(key, []).append(flight)
    bound = 0.0
    for numbers in alike.values():
        low, high = region.low[numbers[0]], region.high[numbers[0]]
        best = _filled(problem, prices, low, high, problem.seats[numbers])
        if best is None:
            return nothing
        bound, loads[numbers] = bound + best[0], best[1]
    left = problem.worth - prices
    chosen = _filled(problem, left, region.least, region.most, problem.seats.sum()[None])
    if chosen is None:
        return nothing
    bound, loads[flights] = bound + chosen[0], chosen[1][0]
    return Priced(bound, loads)


def _filled(
    problem: MultipleKnapsack, worth: Floats, low: Ints, high: Ints, seats: Ints
) -> tuple[float, Ints] | None:
    """The best loads between `low` and `high` within `seats`, shape (flights,): their worth, and they."""
    seats = seats - int(problem.size @ low)
    if (seats < 0).any():
        return None
    counts = np.repeat(low[None], len(seats), axis=0)
    useful = np.flatnonzero((worth > 1e-9) & (high > low))
    if len(seats) == 1:
        surely, useful = _core(problem.size, worth, high - low, int(seats[0]), useful)
        counts[0] += surely
        seats = seats - int(problem.size @ surely)
    if len(useful) and seats.max() > 0:
        most = np.minimum((high - low)[useful], seats.max() // problem.size[useful])
        room = min(int(seats.max()), int(problem.size[useful] @ most))
        filled = knapsacks(Items(problem.size[useful], worth[useful], most), room)
        for number, each in enumerate(np.minimum(seats, room).tolist()):
            counts[number, useful] += filled.counts(int(filled.best[: each + 1].argmax()))
    return float((counts @ worth).sum()), counts


def _core(size: Ints, worth: Floats, most: Ints, seats: int, useful: Ints) -> tuple[Ints, Ints]:
    """Who is in every best load of one knapsack, shape (items,), and of whom it is open.

    By reduced costs in the linear relaxation (Ingargiola and Korsh, Management Science 20, 1973, 460-463).
    """
    surely = np.zeros_like(most)
    order = useful[np.argsort(-worth[useful] / size[useful], kind="stable")]
    before = np.cumsum(size[order] * most[order]) - size[order] * most[order]
    if not len(order) or before[-1] + size[order[-1]] * most[order[-1]] <= seats:
        surely[order] = most[order]
        return surely, order[:0]
    at = int(np.searchsorted(before, seats, side="right")) - 1
    left, gap = seats - int(before[at]), 0.0
    rate = worth[order[at]] / size[order[at]]
    gap = rate * left
    for item in order[at:].tolist():
        copies = min(int(most[item]), left // int(size[item]))
        gap, left = gap - copies * worth[item], left - copies * int(size[item])
        if not left:
            break
    reduced = worth[order] - rate * size[order]
    inside, outside = reduced > gap + 1e-6, reduced < -gap - 1e-6
    surely[order[inside]] = most[order[inside]]
    return surely, order[~inside & ~outside]


class Master:
    """Columns so far, and the linear program over those within a region.

    Its rows are the items (no more are chosen than loaded), then one for each flight and the choice. Behind
    the columns that are known are those by which somebody leaves without a flight, for more than he is worth.
    """

    def __init__(self, problem: MultipleKnapsack) -> None:
        self._problem = problem
        self._known = set[tuple[int, bytes]]()
        self._block, self._worth = list[int](), list[int]()
        self._rows = np.zeros((1024, len(problem.size)), dtype=np.int64)
        self._basis: Basis | None = None

    def add(self, loads: Ints) -> bool:
        """Whether any load of a flight, or the choice behind them, is new; shape (flights + 1, items)."""
        fresh, last = False, len(loads) - 1
        for block, load in enumerate(loads):
            key = block, load.tobytes()
            if key not in self._known:
                self._known.add(key)
                if len(self._block) == len(self._rows):
                    self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
                self._rows[len(self._block)] = load
                self._block.append(block)
                self._worth.append(int(load @ self._problem.worth) if block == last else 0)
                fresh = True
        return fresh

    def program(self, region: Region, *, feasible: bool) -> Program:
        """The choice among the columns within a region, parts of them allowed, to be minimised.

        Parameters
        ----------
        feasible : whether it was solved in that region before, with fewer columns
        """
        problem, block, loads = self._problem, np.array(self._block), self._rows[: len(self._block)]
        items, columns, blocks = len(problem.size), len(block), len(problem.seats) + 1
        low, high = np.vstack((region.low, region.least)), np.vstack((region.high, region.most))
        inside = ((loads >= low[block]) & (loads <= high[block])).all(axis=1)
        column, item = np.nonzero(loads)
        sign = np.where(block[column] == blocks - 1, 1, -1)
        artificial = columns + np.arange(items)
        matrix = Matrix.of(
            items + blocks,
            np.concatenate((item, items + block, np.arange(items))),
            np.concatenate((column, np.arange(columns), artificial)),
            np.concatenate((sign * loads[column, item], np.repeat([1, -1], [columns, items]))),
        )
        dear = np.full(items, 4 * int(problem.worth.max(initial=1)))
        one = np.ones(blocks, dtype=np.int64)
        basis = self._basis
        return Program(
            lower=np.zeros(columns + items, dtype=np.int64),
            upper=np.append(inside.astype(np.int64), problem.count),
            rules=matrix,
            rules_lower=np.append(np.full(items, NO_LOWER), one),
            rules_upper=np.append(np.zeros(items, dtype=np.int64), one),
            goal=Goal("stay", np.arange(columns + items), np.append(-np.array(self._worth), dear)),
            relaxed=True,
            basis=basis and Basis(_longer(basis.columns, columns, items), basis.rows),
            feasible_basis=feasible and basis is not None,
        )

    def keep(self, basis: Basis | None) -> None:
        """Begin with that basis next time."""
        self._basis = basis

    def shares(self, primal: Floats) -> tuple[Floats, Floats]:
        """Who is on which flight, shape (flights, items), and who leaves at all, (items,), in parts."""
        shares = np.zeros((len(self._problem.seats) + 1, len(self._problem.size)))
        for column in np.flatnonzero(primal[: -len(self._problem.size)]).tolist():
            shares[self._block[column]] += primal[column] * self._rows[column]
        return shares[:-1], shares[-1]


def _longer(statuses: npt.NDArray[np.int8], columns: int, behind: int) -> npt.NDArray[np.int8]:
    """The statuses of a basis with new columns at their lower sides, before the last ones."""
    first = len(statuses) - behind
    fresh = np.zeros(columns - first, dtype=np.int8)
    return np.concatenate((statuses[:first], fresh, statuses[first:]))
