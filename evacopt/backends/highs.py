"""HiGHS, through highspy: branch and cut (Huangfu and Hall, 2018)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from evacopt.backends.claim import answer_of
from evacopt.backends.highs_engine import STATUS, new_engine, pass_model, set_options
from evacopt.backends.highs_relaxed import relaxation
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

LEAST_SECONDS = 1.0
"""For making whole what was found, be there time left or not."""


class HighsBackend:
    """HiGHS with integer columns; its default gap of 1e-4 is set to what was asked."""

    name = "highs"
    capabilities = Capabilities(duals=True, family="highs")

    def version(self) -> str:
        """Name and version."""
        return f"highs {new_engine().version()}"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal; incumbents are reported as they come.

        HiGHS 1.16 sometimes loses its way back from presolve when it was given a start: it says optimal,
        names the right objective, and hands out the start, which is worse. Then it is asked again without.
        """
        if program.relaxed:
            return relaxation(program, options)
        begun = time.monotonic()
        answer = _made_whole(program, options, report, begun)
        if program.start is not None and _outside(program, answer, options.gap):
            whole = replace(program, loose=None)
            answer = _run(whole, _what_is_left(options, begun), report, start=None)
        return answer


def _made_whole(program: Program, options: Options, report: Report, begun: float) -> BackendResult:
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
    holds: SolutionStatus = "unknown" if values is None else "feasible"
    stopped: Termination = "gap" if answer.termination == "error" else answer.termination
    return BackendResult(
        termination=stopped, status=holds, values=values, bound=answer.bound, detail=answer.detail
    )


def _outside(program: Program, answer: BackendResult, gap: float) -> bool:
    """Whether HiGHS says that it is done with values that are farther from its bound than it was asked."""
    if answer.termination not in ("completed", "gap") or answer.values is None or answer.bound is None:
        return False
    value = program.goal.of(answer.values)
    return value - answer.bound > gap * max(1, abs(value))


def _what_is_left(options: Options, begun: float) -> Options:
    limit = options.time_limit
    return options if limit is None else replace(options, time_limit=begun + limit - time.monotonic())


def _run(program: Program, options: Options, report: Report, *, start: Ints | None) -> BackendResult:
    return _answer(_searched(program, options, report, start=start), program)


def _searched(program: Program, options: Options, report: Report, *, start: Ints | None) -> Any:
    highs = new_engine()
    set_options(highs, options)
    pass_model(highs, program)
    if start is not None:
        columns = np.arange(program.columns, dtype=np.int32)
        highs.setSolution(program.columns, columns, start.astype(np.float64))
    _listen(highs, report)
    highs.run()
    return highs


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


def _answer(highs: Any, program: Program) -> BackendResult:
    detail = highs.getModelStatus().name
    values = rounded(highs.getSolution().col_value) if _found(highs) else None
    status = STATUS.get(detail, ("error", "unknown"))
    return answer_of(program, status, values, highs.getInfo().mip_dual_bound, detail)


def _found(highs: Any) -> bool:
    """Whether there is a solution that keeps every row."""
    feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
    return bool(highs.getInfo().primal_solution_status == feasible)
