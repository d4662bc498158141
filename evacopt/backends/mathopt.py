"""SCIP (branch and cut; Bestuzheva and others, 2023) and HiGHS as OR-Tools brings them, through MathOpt."""

from __future__ import annotations

import ctypes
import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import ortools
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

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
    rounded,
    whole_bound,
)
from evacopt.milp.linear import NO_LOWER, NO_UPPER

STATUS: dict[str, tuple[Termination, SolutionStatus]] = {
    "OPTIMAL": ("completed", "optimal"),
    "INFEASIBLE": ("completed", "infeasible"),
    "UNBOUNDED": ("error", "unknown"),
    "INFEASIBLE_OR_UNBOUNDED": ("completed", "infeasible"),  # every column is bounded
    "IMPRECISE": ("error", "feasible"),
    "FEASIBLE": ("error", "feasible"),  # why it stopped is in the limit
    "NO_SOLUTION_FOUND": ("error", "unknown"),
    "NUMERICAL_ERROR": ("error", "unknown"),
    "OTHER_ERROR": ("error", "unknown"),
}
"""Every member of TerminationReason; one that is not here is an error."""

LIMIT: dict[str, Termination] = {
    "UNDETERMINED": "error",
    "ITERATION": "error",
    "TIME": "time",
    "NODE": "error",
    "SOLUTION": "error",
    "MEMORY": "memory",
    "OBJECTIVE": "gap",
    "NORM": "error",
    "INTERRUPTED": "interrupted",
    "SLOW_PROGRESS": "error",
    "OTHER": "error",
}
"""Every member of Limit; only the limit of time is ever set."""

TOLERANCE = 1e-8
"""By how much a row or an integer may be missed: the engines' own 1e-6 times a coefficient of 1e6 is 1.

Not less: at 1e-9 HiGHS 1.12 called a plan optimal that was worse than one already known.
"""


_ORTOOLS = version("ortools")


@dataclass(frozen=True, slots=True)
class MathOptBackend:
    """One of the engines behind MathOpt.

    Attributes
    ----------
    kind : name of a member of `SolverType`
    native : finds the version of the engine itself
    """

    name: str
    kind: str
    capabilities: Capabilities
    native: Callable[[], str]

    def version(self) -> str:
        """Name and version, and that of OR-Tools which brings it."""
        return f"{self.name} {self.native()} (ortools {_ORTOOLS})"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal; SCIP reports incumbents as they come, HiGHS has no way to here."""
        model = mathopt.Model.from_model_proto(_proto(program))

        def listen(data: Any) -> Any:
            report(Event(_values(data.solution), whole_bound(data.mip_stats.dual_bound)))
            return mathopt.CallbackResult()

        listens, events = self.capabilities.start, {mathopt.Event.MIP_SOLUTION}
        solved = mathopt.solve(
            model,
            mathopt.SolverType[self.kind],
            params=_parameters(options),
            model_params=_start(model, program) if listens else None,
            callback_reg=mathopt.CallbackRegistration(events=events) if listens else None,
            cb=listen if listens else None,
        )
        return _result(program, solved)


def scip() -> MathOptBackend:
    """SCIP with one thread: its parallel mode repeats nothing."""
    can = Capabilities(threads=False, family="scip")
    return MathOptBackend("scip", "GSCIP", can, _scip_version)


def highs() -> MathOptBackend:
    """The HiGHS that OR-Tools was built with; MathOpt passes it no start."""
    can = Capabilities(threads=False, start=False, family="highs")
    return MathOptBackend("mathopt-highs", "HIGHS", can, _highs_version)


def _library(pattern: str) -> Any:
    """The engine's own library, which knows its version."""
    folder = Path(ortools.__file__).parent / ".libs"
    return ctypes.CDLL(str(next(iter(sorted(folder.glob(pattern))))))


def _scip_version() -> str:
    library = _library("libscip.so*")
    return f"{library.SCIPmajorVersion()}.{library.SCIPminorVersion()}.{library.SCIPtechVersion()}"


def _highs_version() -> str:
    say = _library("libhighs.so*").Highs_version
    say.restype = ctypes.c_char_p
    return str(say().decode())


def _proto(program: Program) -> Any:
    proto, matrix, objective = model_pb2.ModelProto(), program.matrix, program.objective()
    variables, rows = proto.variables, proto.linear_constraints
    variables.ids.extend(range(program.columns))
    variables.lower_bounds.extend(program.lower.astype(np.float64).tolist())
    variables.upper_bounds.extend(program.upper.astype(np.float64).tolist())
    variables.integers.extend([True] * program.columns)
    rows.ids.extend(range(matrix.rows))
    rows.lower_bounds.extend(np.where(program.row_lower == NO_LOWER, -math.inf, program.row_lower).tolist())
    rows.upper_bounds.extend(np.where(program.row_upper == NO_UPPER, math.inf, program.row_upper).tolist())
    entries = proto.linear_constraint_matrix
    entries.row_ids.extend(matrix.row_of_entry().tolist())
    entries.column_ids.extend(matrix.column.tolist())
    entries.coefficients.extend(matrix.coefficient.astype(np.float64).tolist())
    used = np.flatnonzero(objective)
    proto.objective.offset = float(program.goal.offset)
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(objective[used].tolist())
    return proto


def _parameters(options: Options) -> Any:
    parameters = mathopt.SolveParameters(
        relative_gap_tolerance=options.gap, absolute_gap_tolerance=0.0, random_seed=options.seed
    )
    if options.time_limit is not None:
        parameters.time_limit = datetime.timedelta(seconds=max(options.time_limit, 0.0))
    parameters.gscip.real_params["numerics/feastol"] = TOLERANCE
    for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
        parameters.highs.double_options[name] = TOLERANCE
    return parameters


def _start(model: Any, program: Program) -> Any:
    if program.start is None:
        return mathopt.ModelSolveParameters()
    values = dict(zip(model.variables(), program.start.astype(np.float64).tolist(), strict=True))
    return mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=values)])


def _values(by_variable: Any) -> Ints | None:
    """Values by column: MathOpt gives them by variable."""
    if by_variable is None:
        return None
    numbers = np.empty(len(by_variable))
    numbers[[variable.id for variable in by_variable]] = list(by_variable.values())
    return rounded(numbers)


def _result(program: Program, solved: Any) -> BackendResult:
    end = solved.termination
    termination, status = STATUS.get(end.reason.name, ("error", "unknown"))
    if end.limit is not None:
        termination = LIMIT.get(end.limit.name, "error")
    primal = solved.solutions[0].primal_solution if solved.solutions else None
    values = None if primal is None else _values(primal.variable_values)
    detail = " ".join(filter(None, (end.reason.name, end.limit and end.limit.name, end.detail)))
    return answer_of(program, (termination, status), values, end.objective_bounds.dual_bound, detail)
