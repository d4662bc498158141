"""A smaller instance with the same property: rows are left out as long as the property stays.

Delta debugging (Zeller and Hildebrandt, 2002): first large parts of a table, then smaller ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from evacopt.domain.checks import errors_of
from evacopt.domain.fields import TABLES
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance

Property = Callable[[Instance], bool]


def shrunken(instance: Instance, keeps: Property, *, seconds: float) -> Instance:
    """An instance with fewer rows, and fewer parties in a row, of which `keeps` is still true.

    Parameters
    ----------
    keeps : true of `instance`; only asked of instances without errors
    seconds : when to stop
    """
    ends = time.monotonic() + seconds
    shrinking = True
    while shrinking and time.monotonic() < ends:
        shrinking = False
        for smaller in _smaller(instance):
            if time.monotonic() > ends:
                break
            if not errors_of(smaller) and keeps(smaller):
                instance, shrinking = smaller, True
                break
    return instance


def _smaller(instance: Instance) -> Iterator[Instance]:
    """Instances with a part of one table left out, large parts first; then with one party a group."""
    for table in reversed(TABLES):
        rows = getattr(instance, table.name)
        part = len(rows)
        while part:
            for first in range(0, len(rows), part):
                yield replace(instance, **{table.name: _without(rows, first, first + part)})
            part //= 2
    if (instance.groups.count > 1).any():
        yield replace(instance, groups=replace(instance.groups, count=np.ones_like(instance.groups.count)))
    for row in np.flatnonzero(instance.groups.count > 1).tolist():
        count = instance.groups.count.copy()
        count[row] //= 2
        yield replace(instance, groups=replace(instance.groups, count=count))


def _without(rows: Any, first: int, stop: int) -> Any:
    if isinstance(rows, Groups):
        return rows.take(np.append(np.arange(first), np.arange(min(stop, len(rows)), len(rows))))
    return rows[:first] + rows[stop:]
