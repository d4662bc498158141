"""Any solver that PuLP finds on this machine, as `pulp:<NAME>`."""

from __future__ import annotations

import inspect
import time
import warnings
from typing import Any

import numpy as np
import pulp

from evacopt.backends.claim import answer_of
from evacopt.domain.columns import Ints
from evacopt.milp.contract import (
    BackendResult,
    Capabilities,
    Options,
    Program,
    Report,
    SolutionStatus,
    Termination,
    UnsuitableError,
    rounded,
)
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal

STATUS: dict[int, tuple[Termination, SolutionStatus]] = {
    pulp.LpSolutionOptimal: ("completed", "optimal"),
    pulp.LpSolutionIntegerFeasible: ("error", "feasible"),
    pulp.LpSolutionNoSolutionFound: ("error", "unknown"),
    pulp.LpSolutionInfeasible: ("completed", "infeasible"),
    pulp.LpSolutionUnbounded: ("error", "unknown"),
}
"""Every member of `pulp.LpSolution`, which is `sol_status`; `status` calls a time limit optimal."""

STOPS_AT_THE_BEST = frozenset({"GLPK_CMD", "PYGLPK", "CHOCO_CMD", "MIPCL_CMD"})
"""Solvers that take no gap and whose own is 0; what others without a gap call optimal is only feasible."""


RUNS_CBC = frozenset({"PULP_CBC_CMD", "COIN_CMD"})
UNTRUSTED = "preprocess off"
"""With its preprocessing CBC 2.10.3 calls plans optimal that are not."""


class PulpBackend:
    """One solver of those that PuLP knows; PuLP gives no bound, and no word while it solves."""

    def __init__(self, solver: str) -> None:
        self.name = f"pulp:{solver}"
        self.solver = solver
        self.takes = _parameters(solver)
        self.capabilities = Capabilities(
            bound=False,
            gap="gapRel" in self.takes,
            threads=False,
            seed=False,
            start=False,
            family=_family(solver),
        )

    def version(self) -> str:
        """Name, and the version of PuLP; raises ImportError where PuLP does not find the solver."""
        solvers = _solvers()
        if self.solver == "<NAME>":
            return f"pulp {pulp.__version__}, which finds {', '.join(solvers)}"
        if self.solver not in solvers:
            raise ImportError(f"PuLP finds no {self.solver} here; it finds {', '.join(solvers)}")
        return f"{self.name} (pulp {pulp.__version__})"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal.

        Raises
        ------
        UnsuitableError
            If it was not said which solver.
        """
        if self.solver == "<NAME>":
            raise UnsuitableError(f"say which solver, such as pulp:{_solvers()[0]}")
        wanted: dict[str, object] = {"gapRel": options.gap, "timeLimit": options.time_limit, "msg": False}
        if self.solver in RUNS_CBC:
            wanted["options"] = [UNTRUSTED]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            solver = pulp.getSolver(self.solver, **{key: wanted[key] for key in wanted if key in self.takes})
        model, columns = model_of(program)
        begun = time.monotonic()
        model.solve(solver)
        detail = f"{pulp.LpStatus[model.status]}, {pulp.LpSolution[model.sol_status]}"
        status, values = status_of(model, options, time.monotonic() - begun), values_of(columns)
        # without a bound, to be optimal within a gap of 0 is the claim of a bound, and nothing else is
        closes = options.gap == 0 and ("gapRel" in self.takes or self.solver in STOPS_AT_THE_BEST)
        claimed = closes and status[1] == "optimal"
        bound = program.goal.of(values) if claimed and values is not None else None
        return answer_of(program, status, values, bound, detail)


def model_of(program: Program) -> tuple[Any, list[Any]]:
    """The program as PuLP has it, and its columns; names are numbers.

    The offset of the goal is a column that can only be 1: not every writer of PuLP keeps a constant, and
    without it a relative gap would mean something else.
    """
    sides = zip(program.lower.tolist(), program.upper.tolist(), strict=True)
    columns = [pulp.LpVariable(f"x{n}", low, high, pulp.LpInteger) for n, (low, high) in enumerate(sides)]
    one = pulp.LpVariable("one", 1, 1, pulp.LpInteger)
    model = pulp.LpProblem("program", pulp.LpMinimize)
    model.setObjective(_sum(columns, program.goal) + program.goal.offset * one)
    for row in range(program.matrix.rows):
        _add_row(model, columns, program, row)
    used = {*program.goal.column.tolist(), *program.matrix.column.tolist()}
    for place in set(range(program.columns)) - used:  # PuLP leaves them out of the model, and without a value
        columns[place].setInitialValue(columns[place].lowBound)
    return model, columns


def _sum(columns: list[Any], goal: Goal) -> Any:
    pairs = zip(goal.column.tolist(), goal.coefficient.tolist(), strict=True)
    return pulp.LpAffineExpression([(columns[place], coefficient) for place, coefficient in pairs])


def _add_row(model: Any, columns: list[Any], program: Program, row: int) -> None:
    """A row as PuLP has it: with one side, so that a row with two becomes two."""
    lower, upper = int(program.row_lower[row]), int(program.row_upper[row])
    left = _sum(columns, Goal("", *program.matrix.row(row)))
    if lower == upper:
        model.addConstraint(pulp.LpConstraint(left, pulp.LpConstraintEQ, f"r{row}", lower))
        return
    if lower != NO_LOWER:
        model.addConstraint(pulp.LpConstraint(left, pulp.LpConstraintGE, f"l{row}", lower))
    if upper != NO_UPPER:
        model.addConstraint(pulp.LpConstraint(left, pulp.LpConstraintLE, f"u{row}", upper))


def status_of(model: Any, options: Options, seconds: float) -> tuple[Termination, SolutionStatus]:
    """What `sol_status` means; that time was the reason can only be seen from the clock.

    CBC's "integer infeasible" comes as a `status` that says infeasible and a `sol_status` that says nothing.
    """
    termination, status = STATUS.get(model.sol_status, ("error", "unknown"))
    if model.status == pulp.LpStatusInfeasible and status == "unknown":
        return "completed", "infeasible"
    if termination == "error" and options.time_limit is not None and seconds >= 0.9 * options.time_limit:
        return "time", status
    return termination, status


def values_of(columns: list[Any]) -> Ints | None:
    """The values that PuLP read; `None` unless every column has one."""
    values = [column.varValue for column in columns]
    return None if None in values else rounded(np.array(values, dtype=np.float64))


def _family(solver: str) -> str:
    """Solvers that share code, whatever PuLP calls them."""
    if solver in RUNS_CBC:
        return "cbc"
    return solver.partition("_")[0].lower().removeprefix("f")


def _solvers() -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return sorted(pulp.listSolvers(onlyAvailable=True))


def _parameters(solver: str) -> frozenset[str]:
    """The names of what the solver's class can be made with."""
    for made in pulp.apis._all_solvers:
        if made.name == solver:
            return frozenset(inspect.signature(made.__init__).parameters)
    return frozenset()
