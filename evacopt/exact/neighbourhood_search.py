"""Better values near those known: large neighbourhood search (Shaw, 1998).

Some columns that rows tie together are set free, all others stay, and the engine solves what is left: a small
program, again and again. How many are free follows from how long the last ones took.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.milp.contract import BackendResult, Event, Options, Program
from evacopt.milp.linear import Matrix

WIDTHS = (16, 64, 256, 1024)
"""Rows of more columns than this tie nothing together; taken in turn, for no one serves every instance."""
FIRST, MOST = 100, 0.5
"""Columns that are free at first, and the largest part of all columns that may be."""
STEP, LEAST_STEP = 0.05, 0.2
"""What one small program may take: that part of the time, and seconds at least."""
QUICK = 0.3
"""After less than that part of its time a program was an easy one, and the next may be larger."""
FINE = 0.02
"""A small program is solved to that part of the gap that is left."""
PATIENCE = 100
"""Small programs in a row that find nothing before it is given up."""


def improved(
    program: Program,
    session: Session,
    options: Options,
    *,
    bound: int,
    tell: Callable[[Event], None] | None = None,
) -> BackendResult:
    """The best values found near `program.start` within the time limit; both must be there.

    Parameters
    ----------
    bound : no value is below it
    tell : called with better values
    """
    assert program.start is not None
    assert options.time_limit is not None
    ends, idle, values = time.monotonic() + options.time_limit, 0, program.start
    pace, ties = _Pace(options, program.columns), _Ties(program, options.seed)
    for width in cycle(WIDTHS):
        value, left = program.goal.of(values), ends - time.monotonic()
        if value <= bound or left <= 0 or idle >= PATIENCE:
            break
        near = _near(program, values, ties.some(pace.size[width], width))
        begun = time.monotonic()
        answer = session.solve(near, pace.options(left, FINE * (value - bound) / max(value, 1)))
        if answer.termination in ("interrupted", "error", "memory"):
            return replace(answer, status="feasible", values=values, bound=bound)
        pace.learn(width, answer, time.monotonic() - begun)
        idle += 1
        if answer.values is not None and program.goal.of(answer.values) <= value:
            values = answer.values
            if program.goal.of(values) < value:
                idle = 0
                _told(tell, values, bound)
    return BackendResult(termination="time", status="feasible", values=values, bound=bound)


def _told(tell: Callable[[Event], None] | None, values: Ints, bound: int) -> None:
    if tell is not None:
        tell(Event(values, bound))


def _near(program: Program, values: Ints, free: Mask) -> Program:
    """The program in which all columns but those of `free` keep their values."""
    lower = np.where(free, program.lower, values)
    upper = np.where(free, program.upper, values)
    return replace(program, lower=lower, upper=upper, start=values)


class _Pace:
    """How many columns are free, by width of rows, and how long a small program may take."""

    def __init__(self, options: Options, columns: int) -> None:
        assert options.time_limit is not None
        self.size = dict.fromkeys(WIDTHS, FIRST)
        self._most = max(int(MOST * columns), 1)
        self._step = max(options.time_limit * STEP, LEAST_STEP)
        self._options = options

    def options(self, left: float, gap: float) -> Options:
        """For the next one, with so much time left."""
        return replace(self._options, time_limit=min(self._step, left), gap=gap)

    def learn(self, width: int, answer: BackendResult, seconds: float) -> None:
        """More columns after an easy program, fewer after one that was not done in time."""
        if answer.termination == "time":
            self.size[width] = max(self.size[width] * 4 // 5, FIRST // 4)
        elif seconds < QUICK * self._step:
            self.size[width] = min(self.size[width] * 3 // 2, self._most)


class _Ties:
    """Which columns stand in which rows, and chance."""

    def __init__(self, program: Program, seed: int) -> None:
        self._many, self._rows = program.columns, program.matrix
        rows = self._rows
        self._columns = Matrix.of(self._many, rows.column, rows.row_of_entry(), rows.coefficient)
        self._width = np.diff(rows.start)
        self._chance = np.random.Generator(np.random.PCG64(seed))

    def some(self, size: int, width: int) -> Mask:
        """About `size` columns that rows of at most `width` columns tie together, in heaps if need be."""
        free = np.zeros(self._many, dtype=np.bool_)
        for first in self._chance.permutation(self._many).tolist():
            if free.sum() >= size:
                break
            self._heap(free, first, size, width)
        return free

    def _heap(self, free: Mask, first: int, size: int, width: int) -> None:
        """Set `first` free with those tied to it, and those tied to them, until there are enough."""
        waiting, many = [first], int(free.sum())
        free[first] = True
        for column in waiting:  # grows while it is read
            rows, _ = self._columns.row(column)
            for row in self._chance.permutation(rows[self._width[rows] <= width]).tolist():
                columns, _ = self._rows.row(row)
                fresh = columns[~free[columns]]
                free[fresh] = True
                many += len(fresh)
                if many >= size:
                    return
                waiting.extend(fresh.tolist())
