"""Large neighbourhood search (Shaw 1998) around a known plan, in the columns of a program.

Columns that rows tie together are set free, all others keep their values, and the engine solves what is left:
a small program, again and again. Neighbourhoods grow and shrink by how long the last ones took.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import cycle

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Mask
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.contract import BackendResult, Event, Options, Program, Report


def neighbourhood_search(
    program: Program,
    session: Session,
    options: Options,
    *,
    bound: int,
    report: Report | None = None,
    tuning: ExactTuning = TUNING,
) -> BackendResult:
    """The best values found near `program.start` within the time limit; both must be there.

    Parameters
    ----------
    bound : no value is below it
    report : called with better values
    """
    assert program.start is not None
    assert options.time_limit is not None
    ends, idle, values = time.monotonic() + options.time_limit, 0, program.start
    step = max(options.time_limit * tuning.step_share, tuning.step_least)
    sizes, neighbourhoods = _Sizes(program.columns, step, tuning), _Neighbourhoods(program, options.seed)
    for width in cycle(tuning.widths):
        value, left = program.goal.of(values), ends - time.monotonic()
        if value <= bound or left <= 0 or idle >= tuning.patience:
            break
        free = neighbourhoods.draw(sizes.columns[width], width)
        lower, upper = np.where(free, program.lower, values), np.where(free, program.upper, values)
        gap, begun = tuning.gap_share * (value - bound) / max(value, 1), time.monotonic()
        result = session.solve(
            replace(program, lower=lower, upper=upper, start=values),
            replace(options, time_limit=min(step, left), gap=gap),
        )
        if result.termination in ("interrupted", "error", "memory"):
            return replace(result, status="feasible", values=values, bound=bound)
        sizes.adapt(width, result, time.monotonic() - begun)
        idle += 1
        if result.values is not None and program.goal.of(result.values) <= value:
            values = result.values
            if program.goal.of(values) < value:
                idle = 0
                if report is not None:
                    report(Event(values, bound))
    return BackendResult(termination="time", status="feasible", values=values, bound=bound)


class _Sizes:
    """How many columns are free, by width of rows: more after an easy program, fewer after a hard one."""

    def __init__(self, columns: int, step: float, tuning: ExactTuning) -> None:
        self.columns = dict.fromkeys(tuning.widths, tuning.free_first)
        self._least, self._most = tuning.free_first // 4, max(int(tuning.free_most * columns), 1)
        self._quick = tuning.quick * step

    def adapt(self, width: int, result: BackendResult, seconds: float) -> None:
        """Take in how the last program of that width ended."""
        if result.termination == "time":
            self.columns[width] = max(self.columns[width] * 4 // 5, self._least)
        elif seconds < self._quick:
            self.columns[width] = min(self.columns[width] * 3 // 2, self._most)


class _Neighbourhoods:
    """Columns that rows tie together, drawn at random."""

    def __init__(self, program: Program, seed: int) -> None:
        self._rows = rows = program.matrix
        self._columns = rows.transposed(program.columns)
        self._width = np.diff(rows.start)
        self._random = np.random.Generator(np.random.PCG64(seed))

    def draw(self, size: int, width: int) -> Mask:
        """About `size` columns that rows of at most `width` columns tie together; shape (columns,).

        Where those tied to one column are too few, those tied to another are added.
        """
        free = np.zeros(self._columns.rows, dtype=np.bool_)
        for first in self._random.permutation(self._columns.rows).tolist():
            if free.sum() >= size:
                break
            self._grow(free, first, size, width)
        return free

    def _grow(self, free: Mask, first: int, size: int, width: int) -> None:
        """Set `first` free with those tied to it, and those tied to them, until there are enough."""
        waiting, freed = [first], int(free.sum())
        free[first] = True
        for column in waiting:  # grows while it is read
            rows, _ = self._columns.row(column)
            for row in self._random.permutation(rows[self._width[rows] <= width]).tolist():
                columns, _ = self._rows.row(row)
                fresh = columns[~free[columns]]
                free[fresh] = True
                freed += len(fresh)
                if freed >= size:
                    return
                waiting.extend(fresh.tolist())
