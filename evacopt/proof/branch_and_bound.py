"""Branch and bound over linear relaxations: the node of the least bound is split first.

Land and Doig, Econometrica 28 (1960) 497-520. Whatever ends the search, the tree so far proves the bound of
its weakest leaf.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np

from evacopt.domain.certificate import Branch, Key, Leaf, Tree
from evacopt.domain.columns import Ints
from evacopt.milp.contract import Floats
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


def branch_and_bound(prover: Prover, target: float, root: Relaxed) -> Tree:
    """A tree whose bound is `target` where that could be shown, and else as high as could be shown."""
    tuning, first, number = prover.tuning, _Node(root), count(1)
    leaves = [(root.bound, 0, 0, first)]
    entries = max(1, len(prover.program.rules.column))
    left = most = min(max(tuning.least_nodes, tuning.entries // entries), tuning.nodes)
    while left > 0 and not prover.budget.spent():
        bound, _, _, node = leaves[0]
        gained = bound - root.bound >= tuning.least_gain * (target - root.bound) or target == np.inf
        hopeless = left < most * (1 - tuning.trial) and not gained
        if bound >= target or hopeless or not _branch(prover, node, target):
            break
        heapq.heappop(leaves)
        left -= 2
        for child in node.children:
            heapq.heappush(leaves, (child.relaxed.bound, -child.depth, next(number), child))
    return _by_keys(prover, first)


def _branch(prover: Prover, node: _Node, target: float) -> bool:
    """Solve both children of a node, if there is anything to decide."""
    primal = node.relaxed.primal
    column = None if primal is None or node.depth >= prover.tuning.depth else _most_fractional(prover, primal)
    if column is None or primal is None:
        return False
    at = int(np.floor(primal[column]))
    lower, upper = _bounds(prover, node)
    children = []
    for low, high in (int(lower[column]), at), (at + 1, int(upper[column])):
        lows, highs = lower.copy(), upper.copy()
        lows[column], highs[column] = low, high
        relaxed = prover.relaxed(lows, highs, node.relaxed.multipliers, target)
        children.append(_Node(relaxed, node, (column, low, high), node.depth + 1))
    node.split, node.children = (column, at), tuple(children)
    return True


def _most_fractional(prover: Prover, primal: Floats) -> int | None:
    """The column to branch on: the most fractional of the kind that decides most."""
    for columns in prover.branchable:
        part = np.abs(primal[columns] - np.rint(primal[columns]))
        if len(part) and part.max() > 1e-6:
            return int(columns[np.argmax(part)])
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
    return Leaf(leaf.scale, tuple(given.items()), leaf.names)
