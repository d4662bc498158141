"""Dual bounds: what a linear goal cannot go below, by weak duality from any integer multipliers.

Nothing is assumed of these. For integer p >= 0 and D >= 0, with R = -D c - A'p, every v in the relaxation has

    -D c.v <= N = p.high + sum of the largest R v over the bounds of the columns

so c.v >= -N / D; with D = 0 and N < 0 there is no such v at all (Farkas, 1902). A wrong p can only weaken the
bound. Columns of a pool count together, at the most that whole numbers under its own rules come to. The row
of a congruence has a slack s in whole numbers, and N is less by p x s. The rows of a surrogate knapsack give
the most that p x what they count comes to, in place of p.high. A row that was branched on counts at least so
much as well, and may have p below 0, which then gives p x that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.certificate import Leaf, RowBranch, Tree
from evacopt.domain.phrase import phrase
from evacopt.judge.box import Box
from evacopt.judge.congruence import Congruence
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.pools import Pool, pools_of
from evacopt.judge.rows import LinearGoal, Relaxation, Sums, ints, total
from evacopt.judge.surrogate import Surrogate


@dataclass(frozen=True, slots=True)
class Together:
    """Rows of a leaf that do not count as p.high each: one modulo a number, those of a knapsack."""

    congruence: Congruence | None = None
    surrogate: Surrogate | None = None


ALONE = Together()
"""Every row counts by itself."""


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
            If the tree names what is not there, or a multiplier is below 0 where it must not be.
        """
        box = Box(self.relaxation.lower, self.relaxation.upper)
        return self._floor(tree, box, self.limits.depth)

    def _floor(self, tree: Tree, box: Box, depth: int) -> int | None:
        if isinstance(tree, Leaf):
            return self._leaf(tree, box)
        if depth == 0:
            raise RefusedError(
                phrase("more than {depth} branches below one another", depth=self.limits.depth)
            )
        if isinstance(tree, RowBranch):
            row = self.relaxation.row.number(tree.row)
            sides = box.split_row(row, tree.at, int(self.relaxation.high[row]))
        else:
            sides = box.split_column(self.relaxation.column.number(tree.column), tree.at)
        children = zip((tree.down, tree.up), sides, strict=True)
        floors = [self._floor(child, side, depth - 1) for child, side in children if side is not None]
        return min((floor for floor in floors if floor is not None), default=None)

    def _leaf(self, leaf: Leaf, box: Box) -> int | None:
        """What a leaf of a file shows."""
        given = self.relaxation.row.given(leaf.multipliers)
        pools, together = pools_of(self.relaxation, leaf.pools), Together()
        if leaf.congruence is not None:
            row, modulus = leaf.congruence
            together = Together(congruence=Congruence(self.relaxation.row.number(row), modulus))
        if leaf.surrogate:
            together = replace(together, surrogate=Surrogate.of(self.relaxation, leaf.surrogate))
        return self.leaf(leaf.scale, given, box, pools, together)

    def leaf(
        self,
        scale: int,
        given: Mapping[int, int],
        box: Box,
        pools: Sequence[Pool] = (),
        together: Together = ALONE,
    ) -> int | None:
        """What the goal is at least for columns within `box`; `None` if there are none.

        Parameters
        ----------
        scale : the denominator, 0 to show that nothing is feasible
        given : multipliers by the number of their row
        pools : columns that count together
        together : rows that do not count as p.high
        """
        rest, fixed = self._rest(scale, given), self._fixed(given, box, together.surrogate)
        if together.congruence is None:
            most = self._together(rest, box, pools)
        else:
            most = self._modulo(rest, given, box, pools, together)
        if most is not None and fixed is not None:
            most += fixed + self._alone(rest, box, pools)
        else:
            most = None
        shown = most is None or most < 0 if scale == 0 else self.goal is not None
        if scale < 0 or not shown:
            raise RefusedError(phrase("multipliers that show nothing"))
        if self.goal is None or scale == 0 or most is None:
            return None
        least = -(most // scale)
        step = int(np.gcd.reduce(self.goal.amount)) if len(self.goal.amount) else 0
        return self.goal.offset + (-(-least // step) * step if step else least)

    def _rest(self, scale: int, given: Mapping[int, int]) -> Sums:
        """R."""
        relaxation, costs = self.relaxation, self.goal.amount if self.goal else ints(())
        largest = max(map(abs, given.values()), default=0) * len(relaxation.high)
        small = max(largest, abs(scale) * int(np.abs(costs).max(initial=1))) < self.limits.safe
        p = np.zeros(len(relaxation.high), dtype=np.int64 if small else object)
        p[list(given)] = list(given.values())
        rest = -relaxation.entries.priced(len(relaxation.lower), p)
        if self.goal:
            rest[self.goal.column] -= scale * costs.astype(rest.dtype if small else object)
        return rest

    def _fixed(self, given: Mapping[int, int], box: Box, surrogate: Surrogate | None) -> int | None:
        """The most of p x what the rows count; `None` where nothing keeps the rules of `surrogate`."""
        rows = {} if surrogate is None else {row: at for at, row in enumerate(surrogate.rows.tolist())}
        price, fixed = np.zeros(len(rows), dtype=object), 0
        for row, p in given.items():
            if row in rows:
                price[rows[row]] = p
            elif p < 0 and row not in box.least:
                raise RefusedError(phrase("multipliers that show nothing"))
            else:
                side = box.least[row] if p < 0 else box.most.get(row, int(self.relaxation.high[row]))
                fixed += p * side
        if surrogate is None:
            return fixed
        most = surrogate.most(price, box, self.limits)
        return None if most is None else fixed + most

    def _modulo(
        self, rest: Sums, given: Mapping[int, int], box: Box, pools: Sequence[Pool], together: Together
    ) -> int | None:
        """The most of pools, less what the slack of the row of the congruence costs."""
        congruence = together.congruence
        assert congruence is not None
        if together.surrogate is not None or congruence.row in (*box.least, *box.most):
            raise RefusedError(phrase("a row modulo a number that does not count as its limit"))
        bounds = box.lower, box.upper
        by_slack = congruence.most(self.relaxation, rest, bounds, pools, self.limits)
        price = given.get(congruence.row, 0)
        return max((most - price * slack for slack, most in by_slack.items()), default=None)

    def _together(self, rest: Sums, box: Box, pools: Sequence[Pool]) -> int | None:
        """The most that R v comes to over pools; `None` where no whole numbers keep the rules of one."""
        together = 0
        for pool in pools:
            most = pool.most(rest, box.lower, box.upper, self.limits)
            if most is None:
                return None
            together += most
        return together

    def _alone(self, rest: Sums, box: Box, pools: Sequence[Pool]) -> int:
        """The most that R v comes to over columns of no pool."""
        alone = np.ones(len(rest), dtype=np.bool_)
        for pool in pools:
            alone[pool.columns] = False
        rest, (lower, upper) = rest[alone], (side[alone] for side in (box.lower, box.upper))
        return total(np.maximum(rest, 0), upper) + total(np.minimum(rest, 0), lower)
