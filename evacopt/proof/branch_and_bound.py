"""A small branch tree that lifts a bound: always the weakest end is split further.

Branching follows Land and Doig (1960). Whatever ends the search, the tree so far proves its weakest end.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np

from evacopt.domain.certificate import Branch, Key, Leaf, Tree
from evacopt.domain.columns import Ints
from evacopt.proof.duals import Floats, Prover, Seen

WORK, MOST = 4_000_000, 2_000
"""Entries that the relaxations of one tree may have in all, and how many ends are looked at."""
DEEPEST = 100
"""Branches below one another."""
TRIAL, LEAST_GAIN = 0.25, 0.05
"""If after this part of the work less than that part of the gap is closed, the rest is left open."""


@dataclass(eq=False)
class _Node:
    """An end of the tree, or with `split` (column, largest value below) what was an end."""

    seen: Seen
    above: _Node | None = None
    side: tuple[int, int, int] = (0, 0, 0)
    depth: int = 0
    split: tuple[int, int] | None = None
    below: tuple[_Node, ...] = ()


def grown(prover: Prover, target: float, root: Seen) -> Tree:
    """A tree whose floor is `target` where that could be shown, and else as high as could be shown."""
    first, number = _Node(root), count(1)
    ends = [(root.worth, 0, 0, first)]
    left = most = min(max(8, WORK // max(1, len(prover.program.rules.column))), MOST)
    while left > 0 and not prover.budget.spent():
        worth, _, _, node = ends[0]
        gained = worth - root.worth >= LEAST_GAIN * (target - root.worth) or target == np.inf
        if worth >= target or (left < most * (1 - TRIAL) and not gained) or not _split(prover, node, target):
            break
        heapq.heappop(ends)
        left -= 2
        for end in node.below:
            heapq.heappush(ends, (end.seen.worth, -end.depth, next(number), end))
    return _named(prover, first)


def _split(prover: Prover, node: _Node, target: float) -> bool:
    """Look at both sides of a node, if there is anything to decide."""
    column = None if node.seen.point is None or node.depth >= DEEPEST else _column(prover, node.seen.point)
    if column is None or node.seen.point is None:
        return False
    at = int(np.floor(node.seen.point[column]))
    lower, upper = _bounds(prover, node)
    sides = []
    for low, high in (int(lower[column]), at), (at + 1, int(upper[column])):
        lows, highs = lower.copy(), upper.copy()
        lows[column], highs[column] = low, high
        seen = prover.look(lows, highs, node.seen.best, target)
        sides.append(_Node(seen, node, (column, low, high), node.depth + 1))
    node.split, node.below = (column, at), tuple(sides)
    return True


def _column(prover: Prover, point: Floats) -> int | None:
    """The column to branch on: the least decided of the kind that decides most."""
    for columns in prover.branchable:
        part = np.abs(point[columns] - np.rint(point[columns]))
        if len(part) and part.max() > 1e-6:
            return int(columns[np.argmax(part)])
    return None


def _bounds(prover: Prover, node: _Node) -> tuple[Ints, Ints]:
    """What the columns are at least and at most at a node."""
    lower, upper = prover.side.relaxation.lower.copy(), prover.side.relaxation.upper.copy()
    here: _Node | None = node
    while here is not None and here.above is not None:
        column, low, high = here.side
        lower[column], upper[column] = max(lower[column], low), min(upper[column], high)
        here = here.above
    return lower, upper


def _named(prover: Prover, root: _Node) -> Tree:
    """The tree by keys of columns and rows."""
    relaxation = prover.side.relaxation

    def tree(node: _Node) -> Tree:
        if node.split is not None:
            return Branch(relaxation.column.key(node.split[0]), node.split[1], *map(tree, node.below))
        found, given = node.seen.best, dict[Key, int]()
        for row, p in found.given.items():
            key = relaxation.row.key(row)
            given[key] = given.get(key, 0) + p  # a promise that is made twice has two rows
        return Leaf(found.scale, tuple(given.items()), found.names)

    return tree(root)
