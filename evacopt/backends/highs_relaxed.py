"""HiGHS on relaxed programs: the simplex and the interior point method, side by side where both may win."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any, TypeAlias

import highspy
import numpy as np
import numpy.typing as npt

from evacopt.backends.highs_engine import STATUS, new_engine, pass_model, set_options
from evacopt.milp.contract import BackendResult, Basis, Options, Program, whole_bound

Floats: TypeAlias = npt.NDArray[np.float64]

SIMPLEX, INTERIOR = "simplex", "ipm"


def relaxation(program: Program, options: Options) -> BackendResult:
    """The linear relaxation and its multipliers; where infeasible, a ray that shows it.

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
        return _solved(_engine(program, options, methods[0]), program)
    single = replace(options, threads=1)
    return _first([_engine(program, single, method) for method in methods], program)


def _first(engines: list[Any], program: Program) -> BackendResult:
    """The answer of whichever is done first; the others are told to stop."""
    for engine in engines:
        engine.HandleUserInterrupt = True
    with ThreadPoolExecutor(len(engines)) as pool:
        running = {pool.submit(_solved, engine, program): engine for engine in engines}
        answer: BackendResult | None = None
        waiting: set[Future[BackendResult]] = set(running)
        while waiting and (answer is None or answer.termination != "completed"):
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            answers = [task.result() for task in done]
            answer = next((one for one in answers if one.termination == "completed"), answers[0])
        for task in waiting:
            running[task].cancelSolve()
    assert answer is not None
    return answer


def _engine(program: Program, options: Options, method: str) -> Any:
    highs = new_engine()
    set_options(highs, options)
    highs.setOptionValue("solver", method)
    highs.setOptionValue("run_crossover", "choose")
    pass_model(highs, program)
    if method == SIMPLEX and program.basis is not None:
        highs.setBasis(_given(program.basis, program.matrix.rows))
    return highs


def _solved(highs: Any, program: Program) -> BackendResult:
    highs.run()
    detail = highs.getModelStatus().name
    if detail in ("kInfeasible", "kUnboundedOrInfeasible"):
        return _contradiction(highs, program)
    return _answer(highs, program, detail)


def _answer(highs: Any, program: Program, detail: str) -> BackendResult:
    found = highs.getSolution()
    near = program.interior and detail == "kUnknown" and found.value_valid and found.dual_valid
    if detail == "kOptimal" or near:  # a point near the best will do: what multipliers show is counted anew
        return BackendResult(
            termination="completed",
            status="unknown",
            bound=whole_bound(highs.getInfo().objective_function_value),
            duals=np.asarray(found.row_dual, dtype=np.float64),
            primal=np.asarray(found.col_value, dtype=np.float64),
            basis=_taken(highs.getBasis()),
            detail=detail,
        )
    return BackendResult(
        termination=STATUS.get(detail, ("error", "unknown"))[0], status="unknown", detail=detail
    )


def _given(basis: Basis, rows: int) -> Any:
    """A basis as HiGHS has it, which mends what is wrong with it; rows that it does not know are basic."""
    statuses = list(highspy.HighsBasisStatus.__members__.values())
    given = highspy.HighsBasis()
    given.alien = True
    more = [highspy.HighsBasisStatus.kBasic] * (rows - len(basis.rows))
    given.col_status = [statuses[at] for at in basis.columns.tolist()]
    given.row_status = [statuses[at] for at in basis.rows.tolist()] + more
    given.valid = True
    return given


def _taken(basis: Any) -> Basis | None:
    if not basis.valid:
        return None
    columns, rows = (
        np.array([int(status) for status in side], dtype=np.int8)
        for side in (basis.col_status, basis.row_status)
    )
    return Basis(columns, rows)


def _contradiction(highs: Any, program: Program) -> BackendResult:
    """Whether there is nothing, and a dual ray that shows it, as the simplex method sees it without presolve.

    Presolve has no ray to give, and has called programs infeasible that the other method solved.
    """
    said = highs.getModelStatus().name
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("solver", SIMPLEX)
    highs.clearSolver()
    highs.run()
    detail = highs.getModelStatus().name
    if detail == "kOptimal":
        return _answer(highs, program, detail)
    _, found, ray = highs.getDualRay()
    multipliers = np.asarray(ray, dtype=np.float64) if found else None
    return BackendResult(termination="completed", status="infeasible", duals=multipliers, detail=said)
