"""Whole numbers in proportion to weights, with a given sum."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints


def apportioned(total: int, weights: Ints) -> Ints:
    """`total` divided by `weights`, rounded down, and those of the largest remainders up.

    Each weight times `total` must be below 2**63.
    """
    whole = int(weights.sum())
    shares, rests = np.divmod(weights * total, whole)
    left = total - int(shares.sum())
    shares[np.argsort(-rests, kind="stable")[:left]] += 1
    return shares
