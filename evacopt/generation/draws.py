"""Random integers that are the same on every machine and under every version of numpy.

numpy promises the raw 64 bits of PCG64 for good, but not what its `Generator` makes of them (NEP 19). So each
draw is made here, from raw bits by integer arithmetic alone; no float is ever drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.stored import MILLION


class Draws:
    """A stream of random integers; streams of other names or seeds are independent of it."""

    def __init__(self, seed: int, stream: str) -> None:
        self._bits = np.random.PCG64([seed, *stream.encode()])

    def below(self, limit: int, size: int) -> Ints:
        """`size` integers, uniform over `0 <= n < limit`; `limit` at most 2**32."""
        high = self._bits.random_raw(size) >> np.uint64(32)
        drawn: Ints = ((high * np.uint64(limit)) >> np.uint64(32)).astype(np.int64)
        return drawn

    def between(self, low: int, high: int, size: int) -> Ints:
        """`size` integers, uniform over `low <= n <= high`."""
        return self.below(high - low + 1, size) + low

    def pick(self, weights: Sequence[int], size: int) -> Ints:
        """`size` places in `weights`, each as likely as its integer weight says."""
        steps = np.cumsum(np.array(weights, dtype=np.int64))
        return np.searchsorted(steps, self.below(int(steps[-1]), size), side="right").astype(np.int64)

    def chance(self, millionths: int, size: int) -> Ints:
        """`size` times 1 with the probability `millionths`, else 0."""
        return (self.below(MILLION, size) < millionths).astype(np.int64)

    def order(self, size: int) -> Ints:
        """The numbers below `size`, shuffled."""
        return np.argsort(self._bits.random_raw(size), kind="stable").astype(np.int64)

    def one(self, limit: int) -> int:
        """One integer, uniform over `0 <= n < limit`."""
        return int(self.below(limit, 1)[0])


def merge_alike(columns: dict[str, Ints]) -> tuple[dict[str, Ints], Ints]:
    """One row for each combination of values that occurs, in the order of the columns, and how often.

    Parameters
    ----------
    columns : dict of int64 arrays of shape (parties,), none negative

    Returns
    -------
    dict of int64 arrays, int64 array, all of shape (rows,)
    """
    widths = {name: int(column.max(initial=0)) + 1 for name, column in columns.items()}
    key = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    for name, column in columns.items():
        key = key * widths[name] + column
    key, counts = np.unique(key, return_counts=True)
    merged: dict[str, Ints] = {}
    for name in reversed(columns):
        key, merged[name] = np.divmod(key, widths[name])
    return merged, counts.astype(np.int64)


def apportioned(total: int, weights: Ints) -> Ints:
    """`total` divided by `weights`, rounded down, and those of the largest remainders up.

    Each weight times `total` must be below 2**63.
    """
    whole = int(weights.sum())
    shares, rests = np.divmod(weights * total, whole)
    left = total - int(shares.sum())
    shares[np.argsort(-rests, kind="stable")[:left]] += 1
    return shares
