"""HiGHS, through highspy: branch and cut, simplex and interior point method (Huangfu and Hall, 2018)."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from evacopt.backends.claim import answer_of
from evacopt.domain.columns import Ints
from evacopt.milp.contract import (
    BackendResult,
    Basis,
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

LEAST_SECONDS = 1.0
"""s, for the integer columns of a search that ended with loose ones, be there time left or not."""

LEAST_PART = 0.01
"""How far from whole a column is of which a row of the tableau is worth having."""

EARLY, MOST_EARLY = 0.1, 0.3
"""It looks at its clock now and then only: it is told to stop earlier by that part, in seconds at most."""

SIMPLEX, INTERIOR = "simplex", "ipm"
PRIMAL = 4
"""Its number for the primal simplex method."""

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


class HighsBackend:
    """HiGHS with integer columns; its default gap of 1e-4 is set to what was asked."""

    name = "highs"
    capabilities = Capabilities(duals=True, family="highs")
    _threads: int | None = None

    def version(self) -> str:
        """Name and version."""
        return f"highs {_new_engine().version()}"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal; incumbents are reported as they come.

        HiGHS 1.16 sometimes loses its way back from presolve when it was given a start: it says optimal,
        names the right objective, and hands out the start, which is worse. Then it is asked again without.

        Its pool of threads is of the process, and refuses whoever asks for another number.
        """
        if options.threads != self._threads:
            _new_engine().resetGlobalScheduler(True)
            self._threads = options.threads
        if program.relaxed and program.whole is not None:
            return _partly_whole(program, options)
        if program.relaxed:
            return _relaxation(program, options)
        begun = time.monotonic()
        result = _with_loose_columns(program, options, report, begun)
        if program.start is not None and _misses_its_gap(program, result, options.gap):
            whole = replace(program, loose=None)
            result = _result(_searched(whole, _rest(options, begun), report, start=None), whole)
        return result


def _with_loose_columns(program: Program, options: Options, report: Report, begun: float) -> BackendResult:
    """Where `loose` columns do not come out integer, they are asked for again, the others fixed."""
    highs = _searched(program, options, report, start=program.start)
    result = _result(highs, program)
    if program.loose is None or result.values is not None or not _has_point(highs):
        return result
    fixed = np.rint(np.asarray(highs.getSolution().col_value)).astype(np.int64)
    lower = np.where(program.loose, program.lower, fixed)
    upper = np.where(program.loose, program.upper, fixed)
    whole, left = replace(program, lower=lower, upper=upper, loose=None), _rest(options, begun)
    if left.time_limit is not None:
        left = replace(left, time_limit=max(left.time_limit, LEAST_SECONDS))
    values = _result(_searched(whole, left, report, start=None), whole).values
    status: SolutionStatus = "unknown" if values is None else "feasible"
    termination: Termination = "gap" if result.termination == "error" else result.termination
    return replace(result, termination=termination, status=status, values=values)


def _misses_its_gap(program: Program, result: BackendResult, gap: float) -> bool:
    """Whether HiGHS says that it is done with values that are farther from its bound than it was asked."""
    if result.termination not in ("completed", "gap") or result.values is None or result.bound is None:
        return False
    value = program.goal.of(result.values)
    return value - result.bound > gap * max(1, abs(value))


def _rest(options: Options, begun: float) -> Options:
    """The options with what is left of the time."""
    limit = options.time_limit
    return options if limit is None else replace(options, time_limit=begun + limit - time.monotonic())


def _searched(program: Program, options: Options, report: Report, *, start: Ints | None) -> Any:
    """An engine that has run."""
    highs = engine_of(program, options)
    if start is not None:
        columns = np.arange(program.columns, dtype=np.int32)
        highs.setSolution(program.columns, columns, start.astype(np.float64))
    kind = highspy.cb.HighsCallbackType

    def listen(event: Any, message: str, out: Any, back: Any, extra: Any) -> None:
        del message, back, extra
        improved = event == int(kind.kCallbackMipImprovingSolution)
        values = rounded(out.mip_solution) if improved else None
        report(Event(values, whole_bound(out.mip_dual_bound)))

    highs.setCallback(listen, None)
    highs.startCallback(kind.kCallbackMipImprovingSolution)
    highs.startCallback(kind.kCallbackMipLogging)
    highs.run()
    return highs


def _result(highs: Any, program: Program) -> BackendResult:
    detail = highs.getModelStatus().name
    values = rounded(highs.getSolution().col_value) if _has_point(highs) else None
    status = STATUS.get(detail, ("error", "unknown"))
    return answer_of(program, status, values, highs.getInfo().mip_dual_bound, detail)


def _has_point(highs: Any) -> bool:
    """Whether there is a solution that keeps every row."""
    feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
    return bool(highs.getInfo().primal_solution_status == feasible)


def _new_engine() -> Any:
    make: Any = highspy.Highs
    return make()


def engine_of(program: Program, options: Options) -> Any:
    """An engine with the program passed to it, its tolerances those of a program in whole numbers."""
    highs, matrix = _new_engine(), program.matrix
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


def _partly_whole(program: Program, options: Options) -> BackendResult:
    """The best point known of a relaxation in which some columns are integer; it need not be the best."""
    highs = engine_of(program, options)
    highs.run()
    detail = highs.getModelStatus().name
    return BackendResult(
        termination=STATUS.get(detail, ("error", "unknown"))[0],
        status="unknown",
        bound=whole_bound(highs.getInfo().mip_dual_bound),
        primal=np.asarray(highs.getSolution().col_value) if _has_point(highs) else None,
        detail=detail,
    )


def _relaxation(program: Program, options: Options) -> BackendResult:
    """The linear relaxation and its duals; where infeasible, a dual ray that shows it.

    Which method is the faster one for a large program differs by a factor of four either way, and no size
    tells: with two threads both run, and the first to end wins.
    """
    if not program.interior:
        methods = [SIMPLEX]
    elif options.threads == 1:
        methods = [INTERIOR if program.basis is None else SIMPLEX]
    else:
        methods = [SIMPLEX, INTERIOR]
    if len(methods) == 1:
        return _relaxed(_relaxed_engine(program, options, methods[0]), program)
    single = replace(options, threads=1)
    return _first([_relaxed_engine(program, single, method) for method in methods], program)


def _first(engines: list[Any], program: Program) -> BackendResult:
    """The result of whichever is done first; the others are told to stop."""
    for engine in engines:
        engine.HandleUserInterrupt = True
    with ThreadPoolExecutor(len(engines)) as pool:
        running = {pool.submit(_relaxed, engine, program): engine for engine in engines}
        result: BackendResult | None = None
        waiting: set[Future[BackendResult]] = set(running)
        while waiting and (result is None or result.termination != "completed"):
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            results = [task.result() for task in done]
            result = next((one for one in results if one.termination == "completed"), results[0])
        for task in waiting:
            running[task].cancelSolve()
    assert result is not None
    return result


def _relaxed_engine(program: Program, options: Options, method: str) -> Any:
    highs = engine_of(program, options)
    highs.setOptionValue("solver", method)
    highs.setOptionValue("run_crossover", "choose")
    if method == SIMPLEX and program.basis is not None:
        highs.setBasis(_highs_basis(program.basis, program.matrix.rows))
        if program.feasible_basis:
            highs.setOptionValue("simplex_strategy", PRIMAL)
    return highs


def _relaxed(highs: Any, program: Program) -> BackendResult:
    """Run it.

    That there is nothing is asked again of the simplex method without presolve, for a dual ray: presolve has
    none to give, and has called programs infeasible that the other method solved.
    """
    highs.run()
    detail = highs.getModelStatus().name
    if detail not in ("kInfeasible", "kUnboundedOrInfeasible"):
        return _relaxed_result(highs, program)
    if program.basis is None or not highs.getDualRay()[1]:  # from a basis there was no presolve
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("solver", SIMPLEX)
        highs.clearSolver()
        highs.run()
    if highs.getModelStatus().name == "kOptimal":
        return _relaxed_result(highs, program)
    _, has_ray, ray = highs.getDualRay()
    duals = np.asarray(ray, dtype=np.float64) if has_ray else None
    return BackendResult(termination="completed", status="infeasible", duals=duals, detail=detail)


def _relaxed_result(highs: Any, program: Program) -> BackendResult:
    detail, solution = highs.getModelStatus().name, highs.getSolution()
    near = program.interior and detail == "kUnknown" and solution.value_valid and solution.dual_valid
    if detail != "kOptimal" and not near:
        termination = STATUS.get(detail, ("error", "unknown"))[0]
        return BackendResult(termination=termination, status="unknown", detail=detail)
    return BackendResult(  # a point near the best will do: what duals show is counted anew
        termination="completed",
        status="unknown",
        bound=whole_bound(highs.getInfo().objective_function_value),
        duals=np.asarray(solution.row_dual, dtype=np.float64),
        primal=np.asarray(solution.col_value, dtype=np.float64),
        basis=_basis_of(highs.getBasis()),
        tableau=_tableau(highs, program.tableau) if program.tableau else None,
        detail=detail,
    )


def _tableau(highs: Any, most: int) -> Any:
    """Rows of the inverse of the basis, of the columns that are least whole; `None` where it is not known."""
    status, basic = highs.getBasicVariables()
    if status != highspy.HighsStatus.kOk:
        return None
    primal, columns = np.asarray(highs.getSolution().col_value), np.asarray(basic)
    part = np.where(columns >= 0, np.abs(primal - np.rint(primal))[np.maximum(columns, 0)], 0.0)
    rows = [row for row in np.argsort(-part, kind="stable")[:most].tolist() if part[row] > LEAST_PART]
    return np.array([highs.getBasisInverseRow(row)[1] for row in rows]).reshape(-1, highs.getNumRow())


def _highs_basis(basis: Basis, rows: int) -> Any:
    """A basis as HiGHS has it, which mends what is wrong with it; rows that it does not know are basic."""
    statuses = list(highspy.HighsBasisStatus.__members__.values())
    given = highspy.HighsBasis()
    given.alien = True
    more = [highspy.HighsBasisStatus.kBasic] * (rows - len(basis.rows))
    given.col_status = [statuses[at] for at in basis.columns.tolist()]
    given.row_status = [statuses[at] for at in basis.rows.tolist()] + more
    given.valid = True
    return given


def _basis_of(basis: Any) -> Basis | None:
    if not basis.valid:
        return None
    sides = (basis.col_status, basis.row_status)
    return Basis(*(np.array([int(status) for status in side], dtype=np.int8) for side in sides))
