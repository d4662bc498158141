"""Branch and bound over linear relaxations: the node of the least bound is split first.

Land and Doig, Econometrica 28 (1960) 497-520; where to branch is learnt from what it gained so far
(pseudo-costs: Benichou and others, Mathematical Programming 1 (1971) 76-94). Whatever ends the search, the
tree so far proves the bound of its weakest leaf.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np

from evacopt.domain.certificate import Branch, Key, Leaf, Tree
from evacopt.domain.columns import Floats, Ints
from evacopt.proof.duals import Prover, Relaxed


@dataclass(eq=False)
class _Node:
    """A leaf of the tree, or with `split` (column, largest value below) what was a leaf."""

    relaxed: Relaxed
    parent: _Node | None = None
    side: tuple[int, int, int] = (0, 0, 0)
    depth: int = 0
    split: tuple[int, int] | None = None
    children: tuple[_Node, ...] = ()


class _PseudoCosts:
    """What the goal gained on average for each unit that a column was moved down or up; 1 where untried."""

    def __init__(self, columns: int) -> None:
        self._gained, self._tried = np.ones((2, columns)), np.ones((2, columns))

    def learn(self, column: int, side: int, moved: float, gained: float) -> None:
        """Take in that moving a column to that side, 0 for down, gained so much."""
        self._gained[side, column] += max(gained, 0.0) / moved
        self._tried[side, column] += 1

    def scores(self, columns: Ints, part: Floats) -> Floats:
        """How much is to be gained on both sides of columns with these fractional parts."""
        down, up = self._gained[:, columns] / self._tried[:, columns]
        scores: Floats = (down * part) * (up * (1 - part))
        return scores


def branch_and_bound(prover: Prover, root: Relaxed, most: float = np.inf) -> Tree:
    """A tree whose bound is what is aimed at where that could be shown, and else as high as could be shown.

    Parameters
    ----------
    most : nodes at most, beside what the tuning allows
    """
    tuning, first, number, target = prover.tuning, _Node(root), count(1), prover.aim
    leaves = [(root.bound, 0, 0, first)]
    entries = max(1, len(prover.program.rules.column))
    costs = _PseudoCosts(prover.program.columns)
    left = most = min(max(tuning.least_nodes, tuning.entries // entries), tuning.nodes, most)
    while left > 0 and not prover.budget.spent():
        bound, _, _, node = leaves[0]
        gained = bound - root.bound >= tuning.least_gain * (target - root.bound) or target == np.inf
        hopeless = left < most * (1 - tuning.trial) and not gained
        if bound >= target or hopeless or not _branch(prover, node, costs):
            break
        heapq.heappop(leaves)
        left -= 2
        for child in node.children:
            heapq.heappush(leaves, (child.relaxed.bound, -child.depth, next(number), child))
    return _by_keys(prover, first)


def _branch(prover: Prover, node: _Node, costs: _PseudoCosts) -> bool:
    """Solve both children of a node, if there is anything to decide."""
    primal, goal = node.relaxed.primal, prover.program.goal
    column = None if primal is None or node.depth >= prover.tuning.depth else _chosen(prover, primal, costs)
    if column is None or primal is None:
        return False
    at = int(np.floor(primal[column]))
    lower, upper = _bounds(prover, node)
    children = []
    for side, (low, high) in enumerate(((int(lower[column]), at), (at + 1, int(upper[column])))):
        lows, highs = lower.copy(), upper.copy()
        lows[column], highs[column] = low, high
        relaxed = prover.relaxed(lows, highs, node.relaxed.multipliers, node.relaxed.basis)
        children.append(_Node(relaxed, node, (column, low, high), node.depth + 1))
        if relaxed.primal is not None:
            gained = float(goal.coefficient @ (relaxed.primal - primal)[goal.column])
            costs.learn(column, side, abs(float(primal[column]) - (at + side)), gained)
    node.split, node.children = (column, at), tuple(children)
    return True


def _chosen(prover: Prover, primal: Floats, costs: _PseudoCosts) -> int | None:
    """The column to branch on: of the kind that decides most, the one that promises most."""
    for columns in prover.branchable:
        part = primal[columns] - np.floor(primal[columns])
        open_ = np.minimum(part, 1 - part) > 1e-6
        if open_.any():
            return int(columns[open_][np.argmax(costs.scores(columns[open_], part[open_]))])
    return None


def _bounds(prover: Prover, node: _Node) -> tuple[Ints, Ints]:
    """What the columns are at least and at most at a node."""
    relaxation, above = prover.dual.relaxation, node
    lower, upper = relaxation.lower.copy(), relaxation.upper.copy()
    while above.parent is not None:
        column, low, high = above.side
        lower[column], upper[column] = max(lower[column], low), min(upper[column], high)
        above = above.parent
    return lower, upper


def _by_keys(prover: Prover, node: _Node) -> Tree:
    """The tree by keys of columns and rows."""
    relaxation = prover.dual.relaxation
    if node.split is not None:
        children = (_by_keys(prover, child) for child in node.children)
        return Branch(relaxation.column.key(node.split[0]), node.split[1], *children)
    leaf, given = node.relaxed.multipliers, dict[Key, int]()
    for row, p in leaf.by_row.items():
        key = relaxation.row.key(row)
        given[key] = given.get(key, 0) + p  # a promise that is made twice has two rows
    congruence = None
    if leaf.congruence is not None:
        congruence = relaxation.row.key(leaf.congruence.row), leaf.congruence.modulus
    return Leaf(leaf.scale, tuple(given.items()), leaf.names, congruence)
