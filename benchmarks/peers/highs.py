"""HiGHS through highspy, party by party.

    python benchmarks/peers/highs.py INSTANCE -o PLAN --time-limit 300 --threads 2 --seed 0

The rules and goals are those of the family `surge` (see rules.py); an instance with others is refused. The
model is passed as sparse arrays, and each goal starts from the plan of the one before.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import highspy
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # a script from anywhere

from benchmarks.peers.command import Answer, Engine, Task, run
from benchmarks.peers.goals import MILLION, Goal, Sum, Worst
from evacopt.domain.columns import Ints

_NEAR = 0.5
"""Goals are integer: closer than this is equal."""


def main(argv: Sequence[str] | None = None) -> int:
    """Solve as the command line says; the exit code."""
    return run(f"highs {version('highspy')}", Highs, argv)


class Highs(Engine):
    """Binary columns for the pairs; rows of parties, seats and infants; then what the goals add."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._pairs = len(task.parties)
        self._worst: dict[int, Worst] = {}  # by their column, after the pairs; then one a nationality
        self._columns = self._pairs
        make: Any = highspy.Highs
        self._highs = make()
        self._highs.silent()
        for option, value in _options(task).items():
            self._highs.setOptionValue(option, value)
        self._pass_rows()

    def minimise(self, goal: Goal, start: Ints | None) -> Answer:
        """Minimise; once more without a start where HiGHS names a better plan than it hands out."""
        self._aim(goal)
        answer, named = self._run(goal, start)
        if answer.best and start is not None and not _is_named(goal, answer, named):
            answer, named = self._run(goal, None)
        if answer.best and not _is_named(goal, answer, named):
            return Answer(answer.chosen, False, "the plan is not the one that HiGHS names")
        return answer

    def hold(self, goal: Goal, value: int) -> None:
        """A row, or the bound of the goal's column."""
        if isinstance(goal, Worst):
            self._highs.changeColBounds(max(self._worst), 0, value)
            return
        pairs = np.flatnonzero(goal.gain)
        self._add_row(pairs, goal.gain[pairs], goal.total - value, highspy.kHighsInf)

    def _pass_rows(self) -> None:
        starts, index, use, most = [0], [], [], []
        for row in self._task.parties.rows():
            self._task.limits.check()
            starts.append(starts[-1] + len(row.pairs))
            index.append(row.pairs.astype(np.int32))
            use.append(row.use.astype(np.float64))
            most.append(row.most)
        one = np.ones(self._pairs)
        self._highs.passModel(
            self._pairs,
            len(most),
            starts[-1],
            int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            0 * one,
            0 * one,
            one,
            np.full(len(most), -highspy.kHighsInf),
            np.array(most, dtype=np.float64),
            np.array(starts, dtype=np.int32),
            np.concatenate([*index, np.zeros(0, dtype=np.int32)]),
            np.concatenate([*use, np.zeros(0)]),
            np.full(self._pairs, int(highspy.HighsVarType.kInteger), dtype=np.int32),
        )

    def _aim(self, goal: Goal) -> None:
        """Make `goal` the objective."""
        if isinstance(goal, Worst):
            self._add_worst(goal)
        costs = np.zeros(self._columns)
        if isinstance(goal, Sum):
            costs[: self._pairs] = -goal.gain
        else:
            costs[max(self._worst)] = 1
        self._highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self._highs.changeObjectiveOffset(goal.total if isinstance(goal, Sum) else 0)

    def _add_worst(self, goal: Worst) -> None:
        worst = self._add_column(MILLION)
        self._worst[worst] = goal
        for pairs, people, everybody in goal.rows():
            left = self._add_column(everybody)
            self._add_row(np.append(pairs, left), np.append(people, 1), everybody, everybody)
            self._add_row(np.array([worst, left]), np.array([everybody, -MILLION]), 0, highspy.kHighsInf)

    def _add_column(self, most: int) -> int:
        self._highs.addVar(0, most)
        self._highs.changeColIntegrality(self._columns, highspy.HighsVarType.kInteger)
        self._columns += 1
        return self._columns - 1

    def _add_row(self, columns: Ints, use: Ints, least: float, most: float) -> None:
        index, entries = columns.astype(np.int32), use.astype(np.float64)
        self._highs.addRow(least, most, len(index), index, entries)

    def _run(self, goal: Goal, start: Ints | None) -> tuple[Answer, float]:
        """The answer, and the value that HiGHS names."""
        self._task.limits.check()
        highs, improving = self._highs, highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
        highs.clearSolver()
        if start is not None:
            self._set_start(start)
        highs.setCallback(lambda *event: self._hear(goal, event[2].mip_solution), None)
        highs.startCallback(improving)
        highs.setOptionValue("time_limit", self._task.limits.left)
        highs.run()
        info, status = highs.getInfo(), highs.getModelStatus()
        found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        chosen = self._chosen(highs.getSolution().col_value) if found else None
        best = status == highspy.HighsModelStatus.kOptimal and chosen is not None
        return Answer(chosen, best, highs.modelStatusToString(status)), info.objective_function_value

    def _set_start(self, start: Ints) -> None:
        values = np.zeros(self._columns)
        values[start] = 1
        for worst, goal in self._worst.items():
            values[worst] = goal.value(start)
            values[worst + 1 : worst + 1 + len(goal.everybody)] = goal.left(start)
        self._highs.setSolution(len(values), np.arange(len(values), dtype=np.int32), values)

    def _hear(self, goal: Goal, values: Any) -> None:
        self._task.heard(goal, self._chosen(values))

    def _chosen(self, values: Any) -> Ints:
        return np.flatnonzero(np.asarray(values)[: self._pairs] > _NEAR)


def _options(task: Task) -> dict[str, Any]:
    return {
        "mip_rel_gap": 0.0,  # HiGHS would stop at 1e-4
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": 1e-8,  # a share is a sum of millions: 1e-6 of a party would count
        "primal_feasibility_tolerance": 1e-8,
        "threads": task.threads,
        "random_seed": task.seed,
    }


def _is_named(goal: Goal, answer: Answer, named: float) -> bool:
    return answer.chosen is not None and abs(goal.value(answer.chosen) - named) < _NEAR


if __name__ == "__main__":
    sys.exit(main())
