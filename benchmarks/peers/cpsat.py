"""CP-SAT of OR-Tools, party by party.

    python benchmarks/peers/cpsat.py INSTANCE -o PLAN --time-limit 300 --threads 2 --seed 0

The rules and goals are those of the family `surge` (see rules.py); an instance with others is refused. A
party takes at most one of its flights, seats and infants are sums, and each goal starts from the plan of the
one before as a hint.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # a script from anywhere

from benchmarks.peers.command import Answer, Engine, Task, run
from benchmarks.peers.goals import MILLION, Goal, Sum, Worst
from evacopt.domain.columns import Ints

_SOME = 10_000
"""Columns made between two looks at the clock."""


def main(argv: Sequence[str] | None = None) -> int:
    """Solve as the command line says; the exit code."""
    return run(f"cpsat {version('ortools')}", CpSat, argv)


class CpSat(Engine):
    """A Boolean for each pair; a party boards at most one flight."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._model = cp_model.CpModel()
        self._boards: list[Any] = []
        self._worst: list[tuple[Worst, list[Any]]] = []  # its column, then one a nationality
        for pair in range(len(task.parties)):
            if pair % _SOME == 0:
                task.limits.check()
            self._boards.append(self._model.new_bool_var(f"x{pair}"))
        for row in task.parties.rows():
            task.limits.check()
            if row.most == 1 and (row.use == 1).all():
                self._model.add_at_most_one(self._of(row.pairs))
            else:
                self._model.add(self._sum(row.pairs, row.use) <= row.most)

    def minimise(self, goal: Goal, start: Ints | None) -> Answer:
        """Minimise from a hint."""
        self._aim(goal)
        if start is not None:
            self._set_hint(start)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self._task.threads
        solver.parameters.random_seed = self._task.seed
        self._task.limits.check()
        solver.parameters.max_time_in_seconds = self._task.limits.left
        status = solver.solve(self._model, _Listener(self._task, goal))
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        chosen = _chosen(solver.response_proto, self._task) if found else None
        return Answer(chosen, status == cp_model.OPTIMAL, solver.status_name(status))

    def hold(self, goal: Goal, value: int) -> None:
        """A constraint on the goal."""
        if isinstance(goal, Sum):
            pairs = np.flatnonzero(goal.gain)
            self._model.add(self._sum(pairs, goal.gain[pairs]) >= goal.total - value)
        else:
            self._model.add(self._worst[-1][1][0] <= value)

    def _aim(self, goal: Goal) -> None:
        """Make `goal` the objective."""
        if isinstance(goal, Sum):
            pairs = np.flatnonzero(goal.gain)
            self._model.minimize(goal.total - self._sum(pairs, goal.gain[pairs]))
            return
        worst = self._model.new_int_var(0, MILLION, "worst")
        columns = [worst]
        for pairs, people, everybody in goal.rows():
            left = self._model.new_int_var(0, everybody, f"left{len(columns)}")
            self._model.add(left + self._sum(pairs, people) == everybody)
            self._model.add(everybody * worst >= MILLION * left)
            columns.append(left)
        self._worst.append((goal, columns))
        self._model.minimize(worst)

    def _set_hint(self, start: Ints) -> None:
        model: Any = self._model  # not all of it is typed
        model.clear_hints()
        boards = np.zeros(len(self._boards), dtype=np.int64)
        boards[start] = 1
        hint = self._model.proto.solution_hint
        hint.vars.extend(range(len(boards)))
        hint.values.extend(boards.tolist())
        for goal, columns in self._worst:
            for column, value in zip(columns, [goal.value(start), *goal.left(start).tolist()], strict=True):
                self._model.add_hint(column, value)

    def _of(self, pairs: Ints) -> list[Any]:
        return [self._boards[pair] for pair in pairs.tolist()]

    def _sum(self, pairs: Ints, use: Ints) -> Any:
        return cp_model.LinearExpr.weighted_sum(self._of(pairs), use.tolist())


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes on every incumbent."""

    def __init__(self, task: Task, goal: Goal) -> None:
        super().__init__()
        self._task = task
        self._goal = goal

    def on_solution_callback(self) -> None:
        """Called by the engine."""
        self._task.heard(self._goal, _chosen(self.response_proto, self._task))


def _chosen(response: Any, task: Task) -> Ints:
    """The first columns are the pairs."""
    return np.flatnonzero(np.array(list(response.solution), dtype=np.int64)[: len(task.parties)])


if __name__ == "__main__":
    sys.exit(main())
