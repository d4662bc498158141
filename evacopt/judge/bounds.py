"""Dual bounds: what a linear goal cannot go below, by weak duality from any integer multipliers.

Nothing is assumed of these. For integer p >= 0 and D >= 0, with R = -D c - A'p, every v in the relaxation has

    -D c.v <= N = p.high + sum of the largest R v over the bounds of the columns

so c.v >= -N / D; with D = 0 and N < 0 there is no such v at all (Farkas, 1902). A wrong p can only weaken the
bound. Columns of a pool count together, at the most that whole numbers under its own rules come to. The row
of a congruence has a slack s in whole numbers, and N is less by p x s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.certificate import Leaf, Tree
from evacopt.domain.columns import Ints
from evacopt.judge.congruence import Congruence
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.pools import Pool, pools_of
from evacopt.judge.rows import LinearGoal, Relaxation, Sums, ints, total


@dataclass(frozen=True, eq=False)
class DualBound:
    """A relaxation, and the goal that is bounded over it; `None` to show that nothing is feasible."""

    relaxation: Relaxation
    goal: LinearGoal | None
    limits: Limits = LIMITS

    def floor(self, tree: Tree) -> int | None:
        """What the goal is at least, by `tree`; `None` if nothing is feasible.

        Raises
        ------
        RefusedError
            If the tree names what is not there, or a multiplier is below 0.
        """
        return self._floor(tree, self.relaxation.lower, self.relaxation.upper, self.limits.depth)

    def _floor(self, tree: Tree, lower: Ints, upper: Ints, depth: int) -> int | None:
        if isinstance(tree, Leaf):
            given = self.relaxation.row.given(tree.multipliers)
            pools, congruence = pools_of(self.relaxation, tree.pools), None
            if tree.congruence is not None:
                row, modulus = tree.congruence
                congruence = Congruence(self.relaxation.row.number(row), modulus)
            return self.leaf(tree.scale, given, (lower, upper), pools, congruence)
        if depth == 0:
            raise RefusedError(f"more than {self.limits.depth} branches below one another")
        split, lower, upper = self.relaxation.column.number(tree.column), lower.copy(), upper.copy()
        least, most = int(lower[split]), int(upper[split])
        at = min(max(tree.at, least - 1), most)  # beyond the bounds one side is empty, however far
        upper[split] = at
        down = self._floor(tree.down, lower, upper, depth - 1) if least <= at else None
        lower[split], upper[split] = at + 1, most
        up = self._floor(tree.up, lower, upper, depth - 1) if most > at else None
        return min((floor for floor in (down, up) if floor is not None), default=None)

    def leaf(
        self,
        scale: int,
        given: Mapping[int, int],
        bounds: tuple[Ints, Ints],
        pools: Sequence[Pool] = (),
        congruence: Congruence | None = None,
    ) -> int | None:
        """What the goal is at least for columns within `bounds`; `None` if there are none.

        Parameters
        ----------
        scale : the denominator, 0 to show that nothing is feasible
        given : multipliers by the number of their row
        bounds : what the columns are at least and at most
        pools : columns that count together
        congruence : a row that is counted modulo a number
        """
        rest, fixed = self._rest(scale, given)
        if congruence is None:
            most = self._together(rest, bounds, pools)
        else:
            price = given.get(congruence.row, 0)
            by_slack = congruence.most(self.relaxation, rest, bounds, pools, self.limits)
            most = max((most - price * slack for slack, most in by_slack.items()), default=None)
        if most is not None:
            most += self._alone(rest, bounds, pools)
        shown = most is None or fixed + most < 0 if scale == 0 else self.goal is not None
        if min((scale, *given.values())) < 0 or not shown:
            raise RefusedError("multipliers that show nothing")
        if self.goal is None or scale == 0 or most is None:
            return None
        least = -((fixed + most) // scale)
        step = int(np.gcd.reduce(self.goal.amount)) if len(self.goal.amount) else 0
        return self.goal.offset + (-(-least // step) * step if step else least)

    def _rest(self, scale: int, given: Mapping[int, int]) -> tuple[Sums, int]:
        """R, and p.high."""
        relaxation, costs = self.relaxation, self.goal.amount if self.goal else ints(())
        largest = max(map(abs, given.values()), default=0) * len(relaxation.high)
        small = max(largest, abs(scale) * int(np.abs(costs).max(initial=1))) < self.limits.safe
        p = np.zeros(len(relaxation.high), dtype=np.int64 if small else object)
        p[list(given)] = list(given.values())
        rest = -relaxation.entries.priced(len(relaxation.lower), p)
        if self.goal:
            rest[self.goal.column] -= scale * costs.astype(rest.dtype if small else object)
        return rest, total(p, relaxation.high)

    def _together(self, rest: Sums, bounds: tuple[Ints, Ints], pools: Sequence[Pool]) -> int | None:
        """The most that R v comes to over pools; `None` where no whole numbers keep the rules of one."""
        together = 0
        for pool in pools:
            most = pool.most(rest, *bounds, self.limits)
            if most is None:
                return None
            together += most
        return together

    def _alone(self, rest: Sums, bounds: tuple[Ints, Ints], pools: Sequence[Pool]) -> int:
        """The most that R v comes to over columns of no pool."""
        alone = np.ones(len(rest), dtype=np.bool_)
        for pool in pools:
            alone[pool.columns] = False
        rest, (lower, upper) = rest[alone], (side[alone] for side in bounds)
        return total(np.maximum(rest, 0), upper) + total(np.minimum(rest, 0), lower)
