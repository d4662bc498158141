"""A row counted modulo a number: Gomory's group relaxation of one row, over pools.

Gomory, Linear Algebra and its Applications 2 (1969) 451-558. Where aircraft of 200, 250 or 300 seats fly
full, the people who come to a haven are a multiple of 50, but for origins in which nobody stays: of 1,030
places 30 are empty. So what the row counts is worked out for each remainder, and the slack that leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.phrase import phrase
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.pools import Pool
from evacopt.judge.rows import Relaxation, Sums, total


@dataclass(frozen=True, slots=True)
class Congruence:
    """A row by its number, and the modulus."""

    row: int
    modulus: int

    def most(
        self,
        relaxation: Relaxation,
        rest: Sums,
        bounds: tuple[Ints, Ints],
        pools: Sequence[Pool],
        limits: Limits = LIMITS,
    ) -> dict[int, int]:
        """The most of `rest` x columns of all pools, by the least slack that the row then has.

        Parameters
        ----------
        bounds : what the columns are at least and at most

        Raises
        ------
        RefusedError
            If the row does not count people by their seats alone, or it would take too long.
        """
        modulus, (lower, upper) = self.modulus, bounds
        if modulus < 1 or max(len(pools), 1) * modulus**2 > limits.residues:
            raise RefusedError(phrase("a row modulo {modulus}", modulus=modulus))
        amounts = self._amounts(relaxation)
        counts = amounts != 0
        for pool in pools:
            counts[pool.columns] = False
        if (lower[counts] < upper[counts]).any():
            raise RefusedError(phrase("a row modulo a number, over columns of no pool"))
        best = {total(amounts[counts], lower[counts]) % modulus: 0}
        for pool in pools:
            of_seat, before, best = self._of_seat(pool, amounts), best, dict[int, int]()
            for seats, worth in enumerate(pool.most_by_residue(rest, lower, upper, modulus, limits)):
                if worth is not None:
                    for count, most in before.items():
                        after, sum_ = (count + of_seat * seats) % modulus, most + worth
                        best[after] = max(best.get(after, sum_), sum_)
        high = int(relaxation.high[self.row])
        return {(high - count) % modulus: most for count, most in best.items()}

    def _amounts(self, relaxation: Relaxation) -> Ints:
        """The row, modulo; shape (columns,)."""
        entries, amounts = relaxation.entries, np.zeros(len(relaxation.upper), dtype=np.int64)
        here = (entries.first <= self.row) & (self.row < entries.stop)
        np.add.at(amounts, entries.column[here], entries.amount[here] % self.modulus)
        return amounts % self.modulus

    def _of_seat(self, pool: Pool, amounts: Ints) -> int:
        """What the row counts for each seat taken of a pool, modulo."""
        each = np.arange(self.modulus)[:, None] * (pool.need % self.modulus)
        alike = ((each - amounts[pool.parties]) % self.modulus == 0).all(axis=1)
        others = np.setdiff1d(pool.columns, pool.parties)
        if not alike.any() or amounts[others].any():
            raise RefusedError(phrase("a row modulo a number, over a pool whose people it counts otherwise"))
        return int(alike.argmax())
