"""Engines that call infeasible what is not: HiGHS but for one lie. The child imports them by name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import numpy as np

from evacopt.backends.highs import HighsBackend
from evacopt.milp.contract import BackendResult, Options, Program, Report, SolutionStatus
from evacopt.milp.linear import Goal

LIE = BackendResult(termination="completed", status="infeasible", detail="kUnboundedOrInfeasible")


def _with_ray(program: Program, sign: int) -> BackendResult:
    rows = program.matrix.rows
    return BackendResult(
        termination="completed", status="infeasible", duals=np.full(rows, float(sign)), detail="ray"
    )


class LiesOfSimplex(HighsBackend):
    """Says it of every relaxation that the simplex method is asked for."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        lies = program.relaxed and not program.interior
        return LIE if lies else super().solve(program, options, report)


class LiesOfInterior(HighsBackend):
    """Says it of every relaxation that the interior point method is asked for."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        lies = program.relaxed and program.interior
        return LIE if lies else super().solve(program, options, report)


class LiesWithRay(LiesOfSimplex):
    """The same as of the simplex method, with a ray of ones that shows nothing."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        lies = program.relaxed and not program.interior
        return _with_ray(program, 1) if lies else super().solve(program, options, report)


class LiesWithNonsense(LiesOfSimplex):
    """The same with a ray that is of another program, and no number."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        if program.relaxed and not program.interior:
            ray = np.array([np.nan, np.inf])
            return BackendResult(termination="completed", status="infeasible", duals=ray)
        return super().solve(program, options, report)


class LiesOnce(HighsBackend):
    """Says it of the first relaxation that it is asked for, and never again."""

    lied = False

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        if program.relaxed and not self.lied:
            self.lied = True
            return LIE
        return super().solve(program, options, report)


class LiesOfRelaxations(HighsBackend):
    """Says it of every relaxation, whichever method is asked."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return LIE if program.relaxed else super().solve(program, options, report)


class LiesOfPromises(HighsBackend):
    """Says it of every program in which promises are to be kept, and not of those that count broken ones."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        counts = program.goal.name in ("rows", "broken") and len(program.goal.column)
        return super().solve(program, options, report) if program.relaxed or counts else LIE


class DiesOfRelaxations(HighsBackend):
    """Ends in a segmentation fault where the simplex method is asked for a relaxation."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        if program.relaxed:
            os.kill(os.getpid(), signal.SIGSEGV)
        return super().solve(program, options, report)


class ExitsOfRelaxations(HighsBackend):
    """Leaves without a word where it is asked for a relaxation."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        if program.relaxed:
            os._exit(3)
        return super().solve(program, options, report)


class RaisesOfRelaxations(HighsBackend):
    """Raises what nobody expects where it is asked for a relaxation."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        if program.relaxed:
            raise ZeroDivisionError("of all things")
        return super().solve(program, options, report)


class LiesOfScale(HighsBackend):
    """Says it of every relaxation that the large-scale method asks the interior point method for."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        lies = program.relaxed and program.interior
        return LIE if lies else super().solve(program, options, report)


class WrongSigns(HighsBackend):
    """Has its duals as an engine that maximises."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        answer = super().solve(program, options, report)
        return answer if answer.duals is None else replace(answer, duals=-answer.duals)


class LosesTheOffset(HighsBackend):
    """Says its bound without the constant part of the goal."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        answer = super().solve(program, options, report)
        return answer if answer.bound is None else replace(answer, bound=answer.bound - program.goal.offset)


class ForgetsGoals(HighsBackend):
    """Leaves out the rows of goals that were decided before."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        return super().solve(replace(program, fixed_goals=()), options, report)


class TakesTheStart(HighsBackend):
    """Calls whatever it is given to start from the best."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        if program.start is None:
            return super().solve(program, options, report)
        value = program.goal.of(program.start)
        return BackendResult(termination="completed", status="optimal", values=program.start, bound=value)


class KnowsNoClock(HighsBackend):
    """Stops when it likes."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        time.sleep(4.0 if options.time_limit is not None and options.time_limit < 2 else 0.0)
        return BackendResult(termination="time", status="unknown")


class ThrowsDice(HighsBackend):
    """Stops at some plan or other, whatever the seed."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        goal = Goal(
            "dice", program.goal.column, np.random.default_rng().permutation(program.goal.coefficient)
        )
        values = super().solve(replace(program, goal=goal), options, report).values
        status: SolutionStatus = "unknown" if values is None else "feasible"
        return BackendResult(termination="gap", status=status, values=values)


class Nameless(HighsBackend):
    """Says no version."""

    def version(self) -> str:
        return "mine"
