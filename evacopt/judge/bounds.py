"""What a linear goal cannot go below, from any integer multipliers: nothing is assumed about them.

For integer p and D >= 0, with R = -D c - A'p, every v in the relaxation has

    -D c.v <= N = sum of p high over p > 0 + sum of p low over p < 0 + sum of the largest R v over the bounds

so c.v >= -N / D; with D = 0 and N < 0 there is no such v at all. A wrong p can only weaken the bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.certificate import Leaf, Tree
from evacopt.domain.columns import Ints
from evacopt.judge.rows import NO_HIGH, NO_LOW, Entries, Sums
from evacopt.judge.table import Form, Relaxation

_SAFE = 2**62
DEEPEST = 300
"""Branches below one another; a deeper tree is refused."""


class Refused(Exception):  # noqa: N818 - a verdict, not a failure
    """A certificate that cannot be followed; the message says where."""


@dataclass(frozen=True, eq=False)
class Side:
    """A relaxation and a goal, under the values that earlier goals must not exceed and further rows.

    Attributes
    ----------
    goal : what is bounded; `None` to show that nothing is feasible
    held : (goal, value) of earlier goals
    plain : count in Python integers even where int64 would do
    """

    relaxation: Relaxation
    goal: Form | None
    held: Sequence[tuple[Form, int]] = ()
    plain: bool = False

    def floor(self, tree: Tree) -> int | None:
        """What the goal is at least, by `tree`; `None` if nothing is feasible.

        Raises
        ------
        Refused
            If the tree names what is not there, or a multiplier has no side to stand on.
        """
        return self._floor(tree, self.relaxation.lower, self.relaxation.upper, DEEPEST)

    def _floor(self, tree: Tree, lower: Ints, upper: Ints, depth: int) -> int | None:
        if isinstance(tree, Leaf):
            return self.leaf(tree, lower, upper)
        if depth == 0:
            raise Refused(f"more than {DEEPEST} branches below one another")
        lower, upper, split = lower.copy(), upper.copy(), _number(self.relaxation.column, tree.column)
        least, most = int(lower[split]), int(upper[split])
        upper[split] = min(most, tree.at)
        down = self._floor(tree.down, lower, upper, depth - 1) if least <= tree.at else None
        lower[split], upper[split] = max(least, tree.at + 1), most
        up = self._floor(tree.up, lower, upper, depth - 1) if most > tree.at else None
        return min((floor for floor in (down, up) if floor is not None), default=None)

    def leaf(self, leaf: Leaf, lower: Ints, upper: Ints) -> int | None:
        """What the goal is at least with columns between `lower` and `upper`; `None` if there are none."""
        if leaf.scale < 0:
            raise Refused("a scale below 0")
        held, rows = self._split(leaf.multipliers)
        costs = [*([(self.goal, leaf.scale)] if self.goal else []), *held]
        most = self._most(costs, rows, lower, upper)
        most += sum(p * (value - form.offset) for (form, p), (_, value) in zip(held, self.held, strict=True))
        if leaf.scale == 0:
            if most >= 0:
                raise Refused("multipliers that show nothing")
            return None
        if self.goal is None:
            raise Refused("a scale where nothing is to be bounded")
        return _rounded_up(self.goal, -(most // leaf.scale))

    def _split(self, multipliers: Sequence[tuple[str, int]]) -> tuple[list[tuple[Form, int]], dict[int, int]]:
        """Multipliers of the goals held, and of rows by their number."""
        given, names = dict(multipliers), [f"held {form.name}" for form, _ in self.held]
        held = [(form, given.pop(name, 0)) for name, (form, _) in zip(names, self.held, strict=True)]
        if any(p < 0 for _, p in held):
            raise Refused("a multiplier below 0 of a goal that is held from above only")
        return held, {_number(self.relaxation.row, name): p for name, p in given.items()}

    def _most(
        self, costs: Sequence[tuple[Form, int]], rows: Mapping[int, int], lower: Ints, upper: Ints
    ) -> int:
        """N without the sides of the goals held: `costs` are forms and their multipliers."""
        relaxation = self.relaxation
        kind = object if self.plain or self._largest(costs, rows) >= _SAFE else np.int64
        p = np.zeros(len(relaxation.high), dtype=kind)
        p[list(rows)] = np.array(list(rows.values()), dtype=kind)
        rest = -priced(relaxation.entries, len(lower), p)
        for form, scale in costs:
            np.subtract.at(rest, form.column, form.amount.astype(kind) * scale)
        sides = np.where(p > 0, relaxation.high, relaxation.low)
        if (((p > 0) & (sides == NO_HIGH)) | ((p < 0) & (sides == NO_LOW))).any():
            raise Refused("a multiplier of a side that is not there")
        return _dot(p, sides) + _dot(np.maximum(rest, 0), upper) + _dot(np.minimum(rest, 0), lower)

    def _largest(self, costs: Sequence[tuple[Form, int]], rows: Mapping[int, int]) -> int:
        """More than any number on the way to the prices, in Python integers."""
        entries = self.relaxation.entries
        weight = sum(map(abs, rows.values())) * (1 + int(np.abs(entries.amount).max(initial=0)))
        weight *= 1 + len(entries.item)
        return weight + sum(
            abs(p) * int(np.abs(form.amount).max(initial=0)) * (1 + len(form.amount)) for form, p in costs
        )


def priced(entries: Entries, columns: int, p: Sums) -> Sums:
    """A'p, shape (columns,), in the arithmetic of `p`; sums over rows by differences of running sums."""
    running = np.concatenate((np.zeros(1, dtype=p.dtype), np.cumsum(p)))
    used = np.flatnonzero(running[entries.stop] != running[entries.first])
    amount = entries.amount[used].astype(p.dtype)
    prices = np.zeros(columns, dtype=p.dtype)
    np.add.at(
        prices, entries.item[used], amount * (running[entries.stop[used]] - running[entries.first[used]])
    )
    return prices


def _dot(one: Sums, other: Ints) -> int:
    """The sum of products, exact: in int64 only where it cannot overflow."""
    used = np.flatnonzero(one)
    one, other = one[used], other[used]
    largest = max((abs(int(one.min())), int(one.max())), default=0) if len(one) else 0
    most = int(np.abs(other).max(initial=0))
    kind = np.int64 if one.dtype != object and largest * most * max(len(one), 1) < _SAFE else object
    return int((one.astype(kind) * other.astype(kind)).sum())


def _number(numbers: Mapping[str, int], name: str) -> int:
    if name not in numbers:
        raise Refused(f"there is no {name!r}")
    return numbers[name]


def _rounded_up(goal: Form, rest: int) -> int:
    """The least value at or above offset + `rest` that the common factor of the amounts allows."""
    step = int(np.gcd.reduce(goal.amount)) if len(goal.amount) else 0
    return goal.offset + (-(-rest // step) * step if step else rest)
