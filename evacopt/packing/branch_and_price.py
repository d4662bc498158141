"""Branch and price for the multiple knapsack: who leaves at all is decided, and on which flight.

Lalonde, Côté and Gendron, INFORMS Journal on Computing 34 (2022) 3134-3150. The bound at a node is the
Lagrangian one of two sorts of knapsacks that share the worth of each party: one over all seats, one a flight.
The search goes down first, to have plans, then on from the deepest node of the best bound in whole numbers.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options
from evacopt.packing.master import Master, priced
from evacopt.packing.multiple import MultipleKnapsack, Region, Split
from evacopt.packing.tuning import TUNING, PackingTuning

WHOLE = 1e-6


@dataclass(eq=False)
class Node:
    """A part of all loads, and what they are worth there at most.

    Attributes
    ----------
    prices : what it takes to have one more of each item aboard, at which `bound` is shown; shape (items,)
    shares : who is on which flight, and who leaves at all, in parts; `None` where nothing is left to decide
    split, children : what was decided below it, if anything was
    """

    region: Region
    bound: float
    prices: Floats
    depth: int = 0
    shares: tuple[Floats, Floats] | None = None
    split: Split | None = None
    children: tuple[Node, ...] = ()


class BranchAndPrice:
    """A search tree over loads.

    Attributes
    ----------
    root : the tree so far
    best : worth of the best loads known; nodes that cannot be above it are not looked into

    Parameters
    ----------
    best : worth that is known to be had
    """

    def __init__(
        self,
        problem: MultipleKnapsack,
        session: Session,
        options: Options,
        best: int,
        tuning: PackingTuning = TUNING,
    ) -> None:
        self._problem, self._session, self._options, self.best = problem, session, options, best
        self._tuning, self._clock, self._master = tuning, Clock(options.time_limit), Master(problem)
        self.root = Node(problem.whole, np.inf, np.zeros(len(problem.worth)))
        self._number, self._waiting = count(), list[tuple[float, int, int, Node]]()
        limited, nodes = options.time_limit is not None, tuning.work / max(problem.high.size, 1)
        self._left = np.inf if limited else max(nodes, 8)

    @property
    def bound(self) -> int:
        """What loads are worth at most: that of `best` where nothing else is better."""
        problem, most = self._problem, max(bound for bound, _ in leaves(self.root))
        if most < self.best + problem.step - self._tuning.slack:
            return self.best
        return problem.worth_of_all if most == np.inf else int(np.floor(most + self._tuning.slack))

    def loads(self) -> Iterator[Ints]:
        """Better and better loads, shape (flights, items), until none are better or time is up."""
        node: Node | None = self.root
        yield from self._begun(self.root)
        while node is not None and self._left > 0 and not self._clock.over():
            if self._ended(node) or node.shares is None or node.depth >= self._tuning.depth:
                node = self._next()
                continue
            self._left -= 2
            node.split = _split(self._problem, node.shares)
            if node.split is None:
                node = self._next()
                continue
            regions = node.region.split(node.split)
            node.children = tuple(
                Node(region.closed, node.bound, node.prices, node.depth + 1) for region in regions
            )
            for child in node.children:
                yield from self._solve(child)
            down, up = node.children
            if np.isfinite(down.bound):
                whole = float(np.floor(down.bound + self._tuning.slack))
                heapq.heappush(self._waiting, (-whole, -down.depth, next(self._number), down))
            node = up

    def _begun(self, root: Node) -> Iterator[Ints]:
        """The root: without prices all seats are one knapsack, which may be enough."""
        nothing = root.prices
        self._price(root, nothing)
        if not self._ended(root):
            root.bound, root.prices = np.inf, self._problem.worth.astype(np.float64)
            yield from self._solve(root)
            self._price(root, nothing)

    def _next(self) -> Node | None:
        """The node of the best bound among those that wait."""
        return heapq.heappop(self._waiting)[-1] if self._waiting else None

    def _ended(self, node: Node) -> bool:
        """Whether nothing in a node is better than what is known, up to what whole numbers lose later."""
        return node.bound < self.best + self._problem.step - self._tuning.slack

    def _solve(self, node: Node) -> Iterator[Ints]:
        """Column generation at a node; loads where they come out whole and better."""
        fresh, primal = self._price(node, node.prices), None
        while not self._ended(node) and not self._clock.over():
            program = self._master.program(node.region, feasible=primal is not None)
            answer = self._session.solve(program, self._clock.part(self._options, 1.0)).unless_interrupted()
            if answer.primal is None or answer.duals is None:
                break
            self._master.keep(answer.basis)
            primal, value = answer.primal, -float(program.objective() @ answer.primal)
            duals = np.maximum(-answer.duals[: len(node.prices)], 0.0)
            if value >= node.bound - self._tuning.master_gap:
                break
            for smoothing in (self._tuning.smoothing, 0.0):
                fresh = self._price(node, smoothing * node.prices + (1 - smoothing) * duals)
                if fresh:
                    break
            if not fresh:
                break
        if primal is not None and not self._ended(node):
            node.shares = self._master.shares(primal)
            yield from self._whole(node.shares[0])

    def _price(self, node: Node, prices: Floats) -> bool:
        """Better prices of a node and new columns, if they are; whether anything is new."""
        prices = np.where(node.region.fixed, 0.0, prices)  # what is decided is all of its worth in the choice
        found = priced(self._problem, node.region, prices)
        fresh = np.isfinite(found.bound) and self._master.add(found.loads)
        if found.bound < node.bound:
            node.bound, node.prices, fresh = found.bound, prices, True
        return bool(fresh)

    def _whole(self, shares: Floats) -> Iterator[Ints]:
        """Loads in whole numbers, where they are, no more of an item than there are."""
        loads = np.rint(shares).astype(np.int64)
        if np.abs(shares - loads).max(initial=0.0) > WHOLE:
            return
        for item in np.flatnonzero(loads.sum(axis=0) > self._problem.count).tolist():
            before = np.cumsum(loads[:, item]) - loads[:, item]
            loads[:, item] = np.minimum(loads[:, item], np.maximum(self._problem.count[item] - before, 0))
        if self._problem.value(loads) > self.best:
            self.best = self._problem.value(loads)
            yield loads


def leaves(node: Node) -> Iterator[tuple[float, Node]]:
    """The leaves of a tree with their bounds."""
    below = [node]
    while below:
        one = below.pop()
        below += one.children
        if not one.children:
            yield one.bound, one


def _split(problem: MultipleKnapsack, shares: tuple[Floats, Floats]) -> Split | None:
    """What is most of all neither in nor out, by its seats: an item at all, or on a flight."""
    loads, leaving = (np.abs(part - np.rint(part)) * problem.size for part in shares)
    flight, item = divmod(int(loads.argmax()), loads.shape[1])
    alone = int(leaving.argmax())
    if max(leaving[alone], loads[flight, item]) <= WHOLE * problem.size.max():
        return None
    if leaving[alone] > loads[flight, item]:
        return Split(None, alone, int(np.floor(shares[1][alone])))
    return Split(flight, item, int(np.floor(shares[0][flight, item])))
