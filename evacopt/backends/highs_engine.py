"""An engine of HiGHS with a program in it, and what its words mean."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from evacopt.milp.contract import Options, Program, SolutionStatus, Termination
from evacopt.milp.linear import NO_LOWER, NO_UPPER

EARLY, MOST_EARLY = 0.1, 0.3
"""It looks at its clock now and then only: it is told to stop earlier by that part, in seconds at most."""

STATUS: dict[str, tuple[Termination, SolutionStatus]] = {
    "kNotset": ("error", "unknown"),
    "kLoadError": ("error", "unknown"),
    "kModelError": ("error", "unknown"),
    "kPresolveError": ("error", "unknown"),
    "kSolveError": ("error", "unknown"),
    "kPostsolveError": ("error", "unknown"),
    "kModelEmpty": ("completed", "optimal"),
    "kOptimal": ("completed", "optimal"),
    "kInfeasible": ("completed", "infeasible"),
    "kUnboundedOrInfeasible": ("completed", "infeasible"),  # every column is bounded
    "kUnbounded": ("error", "unknown"),
    "kObjectiveBound": ("gap", "feasible"),
    "kObjectiveTarget": ("gap", "feasible"),
    "kTimeLimit": ("time", "feasible"),
    "kIterationLimit": ("error", "feasible"),
    "kUnknown": ("error", "unknown"),
    "kSolutionLimit": ("error", "feasible"),
    "kInterrupt": ("interrupted", "feasible"),
    "kMemoryLimit": ("memory", "feasible"),
    "kHighsInterrupt": ("interrupted", "feasible"),
}
"""Every member of HighsModelStatus; one that is not here is an error."""


def has_point(highs: Any) -> bool:
    """Whether there is a solution that keeps every row."""
    feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
    return bool(highs.getInfo().primal_solution_status == feasible)


def new_engine() -> Any:
    """An engine without a program; highspy says nothing of its types."""
    make: Any = highspy.Highs
    return make()


def engine_of(program: Program, options: Options) -> Any:
    """An engine with the program passed to it, its tolerances those of a program in whole numbers."""
    highs, matrix = new_engine(), program.matrix
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", options.gap)
    highs.setOptionValue("mip_abs_gap", 0.9)  # goals are integer: less than 1 is nothing
    highs.setOptionValue("mip_feasibility_tolerance", 1e-8)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-8)
    highs.setOptionValue("random_seed", options.seed)
    if options.threads is not None:
        highs.setOptionValue("threads", options.threads)
    if options.time_limit is not None:
        early = min(options.time_limit * EARLY, MOST_EARLY)
        highs.setOptionValue("time_limit", max(options.time_limit - early, 0.0))
    loose = False if program.loose is None else program.loose
    whole = False if program.whole is None else program.whole
    continuous = np.full(program.columns, program.relaxed) & ~np.full(program.columns, whole) | loose
    kinds = highspy.HighsVarType
    highs.passModel(
        program.columns,
        matrix.rows,
        len(matrix.column),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        float(program.goal.offset),
        program.objective(),
        program.lower.astype(np.float64),
        np.where(program.upper == NO_UPPER, highspy.kHighsInf, program.upper),
        np.where(program.row_lower == NO_LOWER, -highspy.kHighsInf, program.row_lower),
        np.where(program.row_upper == NO_UPPER, highspy.kHighsInf, program.row_upper),
        matrix.start.astype(np.int32),
        matrix.column.astype(np.int32),
        matrix.coefficient.astype(np.float64),
        np.where(continuous, int(kinds.kContinuous), int(kinds.kInteger)).astype(np.int32),
    )
    return highs
