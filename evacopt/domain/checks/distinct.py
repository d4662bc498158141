"""Asking each distinct value of a column once, and answering row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from evacopt.domain.columns import Coded

T = TypeVar("T")
V = TypeVar("V")


def objections(column: Coded[T], judge: Callable[[T], V | None]) -> Iterator[tuple[int, T, V]]:
    """Row, value and verdict of every row whose value `judge` does not answer with None."""
    verdicts = [judge(value) for value in column.values]
    bad = np.array([verdict is not None for verdict in verdicts], dtype=np.bool_)
    if not bad.any():
        return
    for row in np.flatnonzero(bad[column.codes]).tolist():
        code = int(column.codes[row])
        verdict = verdicts[code]
        if verdict is not None:
            yield row, column.values[code], verdict
