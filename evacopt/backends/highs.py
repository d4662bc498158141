"""HiGHS, through highspy: branch and cut (Huangfu and Hall, 2018)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, TypeAlias

import highspy
import numpy as np
import numpy.typing as npt

from evacopt.backends.claim import answer_of
from evacopt.backends.contract import (
    Answer,
    Capabilities,
    Event,
    Holds,
    Options,
    Program,
    Report,
    Stopped,
    rounded,
    whole_bound,
)
from evacopt.domain.columns import Ints
from evacopt.model.linear import NO_LOWER, NO_UPPER

Floats: TypeAlias = npt.NDArray[np.float64]

EARLY, MOST_EARLY = 0.1, 0.3
"""It looks at its clock now and then only: it is told to stop earlier by that part, in seconds at most."""

LEAST_SECONDS = 1.0
"""For making whole what was found, be there time left or not."""

STATUS: dict[str, tuple[Stopped, Holds]] = {
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


class HighsBackend:
    """HiGHS with integer columns; its default gap of 1e-4 is set to what was asked."""

    name = "highs"
    capabilities = Capabilities(multipliers=True, family="highs")

    def version(self) -> str:
        """Name and version."""
        return f"highs {_new().version()}"

    def solve(self, program: Program, options: Options, report: Report) -> Answer:
        """Minimise the goal; incumbents are reported as they come.

        HiGHS 1.16 sometimes loses its way back from presolve when it was given a start: it says optimal,
        names the right objective, and hands out the start, which is worse. Then it is asked again without.
        """
        if program.relaxed:
            return _relaxation(program, options)
        begun = time.monotonic()
        answer = _made_whole(program, options, report, begun)
        if program.start is not None and _outside(program, answer, options.gap):
            whole = replace(program, loose=None)
            answer = _run(whole, _what_is_left(options, begun), report, start=None)
        return answer


def _made_whole(program: Program, options: Options, report: Report, begun: float) -> Answer:
    """Where `loose` columns do not come out whole, they are asked for again, the others fixed."""
    highs = _searched(program, options, report, start=program.start)
    if program.loose is None:
        return _answer(highs, program)
    answer = _answer(highs, program)
    if answer.values is not None or not _found(highs):
        return answer
    fixed = np.rint(np.asarray(highs.getSolution().col_value)).astype(np.int64)
    lower = np.where(program.loose, program.lower, fixed)
    upper = np.where(program.loose, program.upper, fixed)
    whole = replace(program, lower=lower, upper=upper, loose=None)
    left = _what_is_left(options, begun)
    if left.time_limit is not None:
        left = replace(left, time_limit=max(left.time_limit, LEAST_SECONDS))
    values = _run(whole, left, report, start=None).values
    holds: Holds = "unknown" if values is None else "feasible"
    stopped: Stopped = "gap" if answer.stopped == "error" else answer.stopped
    return Answer(stopped=stopped, holds=holds, values=values, bound=answer.bound, detail=answer.detail)


def _outside(program: Program, answer: Answer, gap: float) -> bool:
    """Whether HiGHS says that it is done with values that are farther from its bound than it was asked."""
    if answer.stopped not in ("completed", "gap") or answer.values is None or answer.bound is None:
        return False
    value = program.goal.of(answer.values)
    return value - answer.bound > gap * max(1, abs(value))


def _what_is_left(options: Options, begun: float) -> Options:
    limit = options.time_limit
    return options if limit is None else replace(options, time_limit=begun + limit - time.monotonic())


def _run(program: Program, options: Options, report: Report, *, start: Ints | None) -> Answer:
    return _answer(_searched(program, options, report, start=start), program)


def _searched(program: Program, options: Options, report: Report, *, start: Ints | None) -> Any:
    highs = _new()
    _set_options(highs, options)
    _pass_model(highs, program)
    if start is not None:
        columns = np.arange(program.columns, dtype=np.int32)
        highs.setSolution(program.columns, columns, start.astype(np.float64))
    _listen(highs, report)
    highs.run()
    return highs


def _relaxation(program: Program, options: Options) -> Answer:
    """The linear relaxation and its multipliers; where infeasible, a ray that shows it."""
    highs = _new()
    _set_options(highs, options)
    if program.interior:
        highs.setOptionValue("solver", "ipm")
        highs.setOptionValue("run_crossover", "on" if program.corner else "choose")
    _pass_model(highs, program)
    highs.run()
    detail = highs.getModelStatus().name
    found = highs.getSolution()
    near = program.interior and detail == "kUnknown" and found.value_valid and found.dual_valid
    if detail == "kOptimal" or near:  # a point near the best will do: what multipliers show is counted anew
        return Answer(
            stopped="completed",
            holds="unknown",
            bound=whole_bound(highs.getInfo().objective_function_value),
            multipliers=np.asarray(found.row_dual, dtype=np.float64),
            point=np.asarray(found.col_value, dtype=np.float64),
            detail=detail,
        )
    if detail in ("kInfeasible", "kUnboundedOrInfeasible"):
        return Answer(stopped="completed", holds="infeasible", multipliers=_ray(highs), detail=detail)
    return Answer(stopped=STATUS.get(detail, ("error", "unknown"))[0], holds="unknown", detail=detail)


def _ray(highs: Any) -> Floats | None:
    """A dual ray; presolve has none to give, so the simplex method runs once more without it."""
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("solver", "simplex")
    highs.clearSolver()
    highs.run()
    _, found, ray = highs.getDualRay()
    return np.asarray(ray, dtype=np.float64) if found else None


def _new() -> Any:
    make: Any = highspy.Highs
    return make()


def _set_options(highs: Any, options: Options) -> None:
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


def _pass_model(highs: Any, program: Program) -> None:
    matrix = program.matrix
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
        _column_kinds(program),
    )


def _column_kinds(program: Program) -> npt.NDArray[np.int32]:
    real, whole = int(highspy.HighsVarType.kContinuous), int(highspy.HighsVarType.kInteger)
    loose = program.relaxed if program.loose is None else program.loose | program.relaxed
    return np.where(np.full(program.columns, loose), real, whole).astype(np.int32)


def _listen(highs: Any, report: Report) -> None:
    kind = highspy.cb.HighsCallbackType

    def heard(event: Any, message: str, out: Any, back: Any, extra: Any) -> None:
        del message, back, extra
        improved = event == int(kind.kCallbackMipImprovingSolution)
        values = rounded(out.mip_solution) if improved else None
        report(Event(values, whole_bound(out.mip_dual_bound)))

    highs.setCallback(heard, None)
    highs.startCallback(kind.kCallbackMipImprovingSolution)
    highs.startCallback(kind.kCallbackMipLogging)


def _answer(highs: Any, program: Program) -> Answer:
    detail = highs.getModelStatus().name
    values = rounded(highs.getSolution().col_value) if _found(highs) else None
    status = STATUS.get(detail, ("error", "unknown"))
    return answer_of(program, status, values, highs.getInfo().mip_dual_bound, detail)


def _found(highs: Any) -> bool:
    """Whether there is a solution that keeps every row."""
    feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
    return bool(highs.getInfo().primal_solution_status == feasible)
