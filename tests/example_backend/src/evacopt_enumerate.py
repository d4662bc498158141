"""A backend in a package of its own: it tries every point of a tiny program."""

from __future__ import annotations

import math
import time
from itertools import product

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import (
    BackendResult,
    Capabilities,
    Event,
    Options,
    Program,
    Report,
    UnsuitableError,
)

MOST = 1_000_000
"""Points that are tried before it is too much."""


class EnumerateBackend:
    """Exact, and of no use but to show what a backend is."""

    name = "enumerate"
    capabilities = Capabilities(gap=False, threads=False, seed=False, start=False, family="enumerate")

    def version(self) -> str:
        """Name and version; an engine that is not installed raises ImportError here, or on import."""
        return "enumerate 1.0"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Try every point.

        Raises
        ------
        UnsuitableError
            If there are too many.
        """
        points = math.prod((program.upper - program.lower + 1).tolist())
        if points > MOST:
            raise UnsuitableError(f"enumerate tries at most {MOST} points, and here are more")
        ends = math.inf if options.time_limit is None else time.monotonic() + options.time_limit
        best: Ints | None = None
        sides = zip(program.lower.tolist(), program.upper.tolist(), strict=True)
        for point in product(*(range(low, high + 1) for low, high in sides)):
            if time.monotonic() > ends:
                return _out_of_time(best)
            values = np.array(point, dtype=np.int64)
            if program.holds(values) and (best is None or program.goal.of(values) < program.goal.of(best)):
                best = values
                report(Event(values))
        if best is None:
            return BackendResult(termination="completed", status="infeasible")
        return BackendResult(
            termination="completed", status="optimal", values=best, bound=program.goal.of(best)
        )


def _out_of_time(best: Ints | None) -> BackendResult:
    if best is None:
        return BackendResult(termination="time", status="unknown")
    return BackendResult(termination="time", status="feasible", values=best)
