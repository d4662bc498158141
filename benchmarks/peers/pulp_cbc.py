"""PuLP with the CBC that it ships, party by party.

    python benchmarks/peers/pulp_cbc.py INSTANCE -o PLAN --time-limit 300 --threads 2 --seed 0

The rules and goals are those of the family `surge` (see rules.py); an instance with others is refused. CBC
tells nothing while it solves: its incumbent is heard of when it has finished or its time is up.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pulp

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # a script from anywhere

from benchmarks.peers.command import Answer, Engine, Task, run
from benchmarks.peers.goals import MILLION, Goal, Sum, Worst
from evacopt.domain.columns import Ints

_SOME = 10_000
"""Columns made between two looks at the clock."""
_NEAR = 1e-3


def main(argv: Sequence[str] | None = None) -> int:
    """Solve as the command line says; the exit code."""
    warnings.simplefilter("ignore", DeprecationWarning)  # PuLP's own, about its next version
    return run(f"pulp {pulp.__version__} cbc", PulpCbc, argv)


class PulpCbc(Engine):
    """Binary variables of PuLP and its expressions."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._model = pulp.LpProblem("surge", pulp.LpMinimize)
        self._boards: list[Any] = []
        self._worst: list[tuple[Worst, list[Any]]] = []  # its column, then one a nationality
        for pair in range(len(task.parties)):
            if pair % _SOME == 0:
                task.limits.check()
            self._boards.append(pulp.LpVariable(f"x{pair}", cat=pulp.LpBinary))
        for row in task.parties.rows():
            task.limits.check()
            self._add(self._sum(row.pairs, row.use), pulp.LpConstraintLE, row.most)

    def minimise(self, goal: Goal, start: Ints | None) -> Answer:
        """Minimise from the plan before; PuLP writes the whole model anew."""
        self._aim(goal)
        if start is not None:
            self._set_start(start)
        self._task.limits.check()
        solver = self._solver(with_start=start is not None)
        try:
            self._model.solve(solver)
        except pulp.PulpSolverError as error:
            return Answer(None, False, str(error))
        # `status` calls a time limit optimal; `sol_status` does not
        found = self._model.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
        chosen = self._chosen() if found else None
        best = self._model.sol_status == pulp.LpSolutionOptimal and chosen is not None
        return Answer(chosen, best, pulp.LpSolution[self._model.sol_status])

    def hold(self, goal: Goal, value: int) -> None:
        """A constraint, or the bound of the goal's variable."""
        if isinstance(goal, Sum):
            pairs = np.flatnonzero(goal.gain)
            self._add(self._sum(pairs, goal.gain[pairs]), pulp.LpConstraintGE, goal.total - value)
        else:
            self._worst[-1][1][0].upBound = value

    def _aim(self, goal: Goal) -> None:
        """Make `goal` the objective, without its constant, which a gap of 0 does not need."""
        if isinstance(goal, Sum):
            pairs = np.flatnonzero(goal.gain)
            self._model.setObjective(self._sum(pairs, -goal.gain[pairs]))
            return
        worst = pulp.LpVariable("worst", 0, MILLION, pulp.LpInteger)
        columns = [worst]
        for pairs, people, everybody in goal.rows():
            left = pulp.LpVariable(f"left{len(columns)}", 0, everybody, pulp.LpInteger)
            self._add(self._sum(pairs, people) + left, pulp.LpConstraintEQ, everybody)
            self._add(everybody * worst - MILLION * left, pulp.LpConstraintGE, 0)
            columns.append(left)
        self._worst.append((goal, columns))
        self._model.setObjective(pulp.LpAffineExpression(worst))

    def _set_start(self, start: Ints) -> None:
        boards = np.zeros(len(self._boards), dtype=np.int64)
        boards[start] = 1
        for variable, value in zip(self._boards, boards.tolist(), strict=True):
            variable.setInitialValue(value)
        for goal, columns in self._worst:
            for column, value in zip(columns, [goal.value(start), *goal.left(start).tolist()], strict=True):
                column.setInitialValue(value)

    def _solver(self, *, with_start: bool) -> Any:
        """CBC in a private folder; its preprocessing calls plans optimal that are not."""
        solver = pulp.PULP_CBC_CMD(
            msg=False,
            timeLimit=self._task.limits.left,
            gapRel=0,
            gapAbs=0,
            threads=self._task.threads if self._task.threads > 1 else None,
            options=["preprocess off", f"randomCbcSeed {self._task.seed}", f"randomSeed {self._task.seed}"],
            warmStart=with_start,
        )
        solver.tmpDir = self._task.folder
        return solver

    def _chosen(self) -> Ints | None:
        """The pairs whose variable is 1; `None` unless all are 0 or 1. What no row uses has no value."""
        values = np.array([variable.varValue or 0.0 for variable in self._boards])
        whole = np.abs(values - np.rint(values)).max(initial=0) < _NEAR
        return np.flatnonzero(values > 0.5) if whole else None

    def _sum(self, pairs: Ints, use: Ints) -> Any:
        variables = (self._boards[pair] for pair in pairs.tolist())
        return pulp.LpAffineExpression(zip(variables, use.tolist(), strict=True))

    def _add(self, expression: Any, sense: int, side: int) -> None:
        number = len(self._model.constraints)
        self._model.addConstraint(pulp.LpConstraint(expression, sense, f"r{number}", side))


if __name__ == "__main__":
    sys.exit(main())
