"""What real cells do without a solver: take people in some order, each on the first itinerary that has room.

The order is not known here: the columns come in it. Nothing is optimised and no bound is known.
"""

from __future__ import annotations

import time

import numpy as np

from evacopt.milp.contract import BackendResult, Capabilities, Event, Options, Program, Report
from evacopt.milp.incremental_point import IncrementalPoint
from evacopt.milp.linear import LinearModel


class BaselineBackend:
    """Raise each column of `Program.order` as far as the rows allow."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.capabilities = Capabilities(
            exact=False, bound=False, gap=False, threads=False, seed=False, order=name, family="baseline"
        )

    def version(self) -> str:
        """Its name: there is no engine behind it."""
        return self.name

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Fill in order from `program.start`; at the time limit the rest stays."""
        if program.start is None or program.order is None or program.helpers is None:
            return BackendResult(
                termination="error", status="unknown", detail="a baseline needs a start, an order and helpers"
            )
        ends = None if options.time_limit is None else time.monotonic() + options.time_limit
        point = IncrementalPoint(_rules_of(program), program.start, program.helpers)
        for column in program.order.tolist():
            if ends is not None and time.monotonic() > ends:
                break
            point.raise_most(column)
        values = np.array(point.values, dtype=np.int64)
        report(Event(values))
        return BackendResult(termination="completed", status="feasible", values=values, detail=self.name)


def _rules_of(program: Program) -> LinearModel:
    return LinearModel(
        program.lower,
        program.upper,
        program.matrix,
        program.row_lower,
        program.row_upper,
        (),
        (program.goal,),
    )


def first_come() -> BaselineBackend:
    """By registration, whoever they are."""
    return BaselineBackend("first-come")


def own_first() -> BaselineBackend:
    """The nationals of each operator on its own flights, then everybody by registration."""
    return BaselineBackend("own-first")


def priority_first() -> BaselineBackend:
    """By class, then by registration."""
    return BaselineBackend("priority-first")
