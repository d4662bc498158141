"""HiGHS, through highspy: branch and cut, simplex and interior point method (Huangfu and Hall, 2018)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from evacopt.backends.claim import answer_of
from evacopt.backends.highs_engine import STATUS, engine_of, has_point, new_engine
from evacopt.backends.highs_relaxation import relaxation
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
"""s, for the integer columns of a search that ended with loose ones, be there time left or not."""


class HighsBackend:
    """HiGHS with integer columns; its default gap of 1e-4 is set to what was asked."""

    name = "highs"
    capabilities = Capabilities(duals=True, family="highs")
    _threads: int | None = None

    def version(self) -> str:
        """Name and version."""
        return f"highs {new_engine().version()}"

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal; incumbents are reported as they come.

        HiGHS 1.16 sometimes loses its way back from presolve when it was given a start: it says optimal,
        names the right objective, and hands out the start, which is worse. Then it is asked again without.

        Its pool of threads is of the process, and refuses whoever asks for another number.
        """
        if options.threads != self._threads:
            new_engine().resetGlobalScheduler(True)
            self._threads = options.threads
        if program.relaxed:
            return relaxation(program, options)
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
    if program.loose is None or result.values is not None or not has_point(highs):
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
    values = rounded(highs.getSolution().col_value) if has_point(highs) else None
    status = STATUS.get(detail, ("error", "unknown"))
    return answer_of(program, status, values, highs.getInfo().mip_dual_bound, detail)
