"""CP-SAT of OR-Tools: lazy clause generation over integers, with a linear relaxation (Perron and Furnon)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from evacopt.backends.claim import answer_of
from evacopt.domain.columns import Ints
from evacopt.milp.contract import (
    BackendResult,
    Capabilities,
    Event,
    Options,
    Program,
    Report,
    SolutionStatus,
    Termination,
    UnsuitableError,
    whole_bound,
)
from evacopt.milp.linear import NO_LOWER, NO_UPPER

STATUS: dict[str, tuple[Termination, SolutionStatus]] = {
    "UNKNOWN": ("time", "unknown"),  # no limit but the one of time is ever set
    "MODEL_INVALID": ("error", "unknown"),
    "FEASIBLE": ("time", "feasible"),
    "INFEASIBLE": ("completed", "infeasible"),
    "OPTIMAL": ("completed", "optimal"),
}
"""Every member of CpSolverStatus; one that is not here is an error."""

_INT64 = np.iinfo(np.int64)


class CpSatBackend:
    """CP-SAT counts in 64-bit integers: values and bounds are exact, and nothing is rounded."""

    name = "cpsat"
    capabilities = Capabilities(family="cpsat")

    def version(self) -> str:
        """Name and version."""
        return f"cpsat {version('ortools')}"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal; incumbents and bounds are reported as they come.

        Raises
        ------
        UnsuitableError
            If the sums of the program could leave 64 bits.
        """
        model = _model(program)
        wrong = model.validate()
        if wrong:
            raise UnsuitableError(f"cpsat cannot take this program: {wrong.strip().splitlines()[0]}")
        solver = cp_model.CpSolver()
        parameters: Any = solver.parameters
        parameters.relative_gap_limit = options.gap
        parameters.absolute_gap_limit = 0.0
        parameters.random_seed = options.seed
        parameters.num_workers = options.threads or 0
        if options.time_limit is not None:
            parameters.max_time_in_seconds = max(options.time_limit, 0.0)
        solver.best_bound_callback = lambda bound: report(Event(bound=whole_bound(bound)))
        solver.solve(model, _Listener(report))
        return _result(program, solver.response_proto)


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes on every incumbent."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report

    def on_solution_callback(self) -> None:
        """Called by the engine."""
        self._report(Event(values=_values(self.response_proto)))


def _model(program: Program) -> Any:
    model = cp_model.CpModel()
    proto = model.proto
    for lower, upper in zip(program.lower.tolist(), program.upper.tolist(), strict=True):
        proto.variables.add().domain.extend((lower, upper))
    matrix = program.matrix
    sides = zip(
        np.where(program.row_lower == NO_LOWER, _INT64.min, program.row_lower).tolist(),
        np.where(program.row_upper == NO_UPPER, _INT64.max, program.row_upper).tolist(),
        strict=True,
    )
    for row, side in enumerate(sides):
        columns, coefficients = matrix.row(row)
        linear = proto.constraints.add().linear
        linear.vars.extend(columns.tolist())
        linear.coeffs.extend(coefficients.tolist())
        linear.domain.extend(side)
    proto.objective.vars.extend(program.goal.column.tolist())
    proto.objective.coeffs.extend(program.goal.coefficient.tolist())
    proto.objective.offset = float(program.goal.offset)
    if program.start is not None:
        proto.solution_hint.vars.extend(range(program.columns))
        proto.solution_hint.values.extend(program.start.tolist())
    return model


def _values(response: Any) -> Ints | None:
    values = np.array(list(response.solution), dtype=np.int64)
    return values if len(values) else None


def _result(program: Program, response: Any) -> BackendResult:
    detail = response.status.name
    status = STATUS.get(detail, ("error", "unknown"))
    if status[1] in ("infeasible", "unknown"):
        return answer_of(program, status, None, None, detail)
    bound = response.inner_objective_lower_bound + program.goal.offset
    return answer_of(program, status, _values(response), bound, detail)
