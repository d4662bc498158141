"""The goals of a small model in order, by relaxations that are made whole at the end.

Each goal is relaxed and held at its bound (from basis to basis, for little but the goal changes), as if whole
numbers reached it. Mostly the last relaxation is whole by itself. If not, a search among the columns that its
reduced costs leave free (the optimal face) finds whole numbers as good, and where there are none, a search
among all. Where bounds are not reached at all, the goals are searched one by one by branch and cut.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.exact.lexicographic import NOTHING, LexicographicProgram, stages
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.milp.linear import Goal, LinearModel
from evacopt.simulation.tuning import TUNING, ReplanTuning

WHOLE = 1e-6
"""Closer than this to an integer is that integer; a reduced cost that near to 0 is none."""
GAP = 1e-6
"""What is left open of the last goal where it is rounded; relative."""


@dataclass(frozen=True, eq=False)
class Found:
    """Values that keep every row, and whether the search for them came to its end."""

    values: Ints
    complete: bool


@dataclass(frozen=True, eq=False)
class GoalsInOrder:
    """A model whose goals are to be minimised in order.

    Attributes
    ----------
    model : the rows that only count goals are its last ones, in the order of the goals
    decisions : columns that decide the others, shape (columns,)
    complete : sets the columns that only count goals to what they count
    """

    model: LinearModel
    decisions: Mask
    complete: Callable[[Ints], Ints]

    def best(self, session: Session, tuning: ReplanTuning = TUNING) -> Found | None:
        """The goals minimised in order; `None` where nothing that keeps every row was found in time.

        The sum of the k largest shares (`fairness[k]`) may be off its best by k parts per million: whole
        people round each share up, which no relaxation sees.
        """
        ends = time.monotonic() + tuning.seconds
        relaxed = self._relaxed(session, ends)
        if relaxed is None:
            return None
        found = self._rounded(*relaxed, session, _within(ends, tuning.rounding_share))
        if found is not None:
            return found
        asked = LexicographicProgram(model=self.model, complete=self.complete, decisions=self.decisions)
        staged = list(stages(asked, session, _within(ends)))[-1]
        return None if staged.values is None else Found(staged.values, staged.outcome == "solved")

    def _relaxed(self, session: Session, ends: float) -> tuple[Program, BackendResult] | None:
        """The last goal relaxed, those before it at their bounds."""
        model, fixed, basis, before = self.model, list[tuple[Goal, int]](), None, 0
        for goal, rows in self._goals():
            program = Program(
                lower=model.lower,
                upper=model.upper,
                rules=model.matrix.first(rows),
                rules_lower=model.row_lower[:rows],
                rules_upper=model.row_upper[:rows],
                goal=goal,
                fixed_goals=tuple(fixed),
                relaxed=True,
                basis=None if basis is None else _with_rows(basis, before, rows - before),
            )
            result = session.solve(program, _within(ends)).unless_interrupted()
            if result.bound is None or result.primal is None:
                return None
            basis, before = result.basis, rows
            fixed.append((goal, result.bound + _rounded_up(goal)))
        return program, result

    def _goals(self) -> Iterator[tuple[Goal, int]]:
        """Goals that count anything, each with the number of rows that it needs, the last with all."""
        model = self.model
        last = {label.subject: row + 1 for row, label in enumerate(model.labels) if label.rule == "goal"}
        rows = sum(label.rule != "goal" for label in model.labels)
        goals = [goal for goal in model.goals if len(goal.column)] or [NOTHING]
        for goal in goals[:-1]:
            rows = max(rows, last.get(goal.name, 0))
            yield goal, rows
        yield goals[-1], model.matrix.rows

    def _rounded(
        self, program: Program, result: BackendResult, session: Session, options: Options
    ) -> Found | None:
        """Whole numbers as good as the relaxation, or about."""
        assert result.primal is not None
        assert result.bound is not None
        decided = result.primal[self.decisions]
        if (np.abs(decided - np.rint(decided)) < WHOLE).all():
            values = self.complete(np.rint(result.primal).astype(np.int64))
            if program.holds(values):
                return Found(values, complete=True)
        best, complete = None, True
        whole = replace(program, relaxed=False, basis=None)
        for part in self._face(whole, result), whole:
            answer = session.solve(replace(part, start=best), options).unless_interrupted()
            best = best if answer.values is None else answer.values
            complete = answer.termination != "time"
            if best is not None and program.goal.of(best) - result.bound <= GAP * abs(result.bound):
                return Found(best, complete=True)
        return None if best is None else Found(best, complete)

    def _face(self, program: Program, result: BackendResult) -> Program:
        """The program with every decision at its side that would cost anything to leave."""
        assert result.duals is not None
        cost, matrix = program.objective(), program.matrix
        np.subtract.at(cost, matrix.column, matrix.coefficient * result.duals[matrix.row_of_entry()])
        lower = np.where(self.decisions & (cost < -WHOLE), program.upper, program.lower)
        upper = np.where(self.decisions & (cost > WHOLE), program.lower, program.upper)
        return replace(program, lower=lower, upper=upper)


def _rounded_up(goal: Goal) -> int:
    """How far off its relaxation a goal may be because shares are rounded up (4)."""
    name, _, level = goal.name.partition("[")
    return int(level.removesuffix("]")) if name == "fairness" else 0


def _with_rows(basis: Basis, before: int, more: int) -> Basis:
    """The basis with so many more rows, basic, behind the first `before`."""
    return replace(basis, rows=np.insert(basis.rows, np.full(more, before), np.int8(1)))


def _within(ends: float, share: float = 1.0) -> Options:
    """One thread, and that share of the time left."""
    left = max(ends - time.monotonic(), 0.0) * share
    return Options(time_limit=left, gap=GAP if share < 1 else 0.0, threads=1)
