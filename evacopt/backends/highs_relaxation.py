"""Linear relaxations by HiGHS: the simplex and the interior point method, their duals, bases and tableaus."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from evacopt.backends.highs_engine import STATUS, engine_of, has_point
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Options, Program, whole_bound

LEAST_PART = 0.01
"""How far from whole a column is of which a row of the tableau is worth having."""

SIMPLEX, INTERIOR = "simplex", "ipm"
PRIMAL = 4
"""Its number for the primal simplex method."""


def relaxation(program: Program, options: Options) -> BackendResult:
    """The linear relaxation and its duals; where infeasible, a dual ray that shows it.

    Which method is the faster one for a large program differs by a factor of four either way, and no size
    tells: with two threads both run, and the first to end wins. Where some columns are `whole` there are no
    duals.
    """
    if program.whole is not None:
        return _partly_whole(program, options)
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


def _partly_whole(program: Program, options: Options) -> BackendResult:
    """The best point known of a relaxation in which some columns are integer; it need not be the best."""
    highs = engine_of(program, options)
    highs.run()
    detail = highs.getModelStatus().name
    return BackendResult(
        termination=STATUS.get(detail, ("error", "unknown"))[0],
        status="unknown",
        bound=whole_bound(highs.getInfo().mip_dual_bound),
        primal=np.asarray(highs.getSolution().col_value) if has_point(highs) else None,
        detail=detail,
    )
