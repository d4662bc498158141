"""Merging parties that are alike in every column into rows with a count."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints


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
