"""The relaxation solved goal by goal (lexicographically), and its duals for the rows of the judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.certificate import Key
from evacopt.domain.columns import Floats, Ints
from evacopt.domain.stored import MILLION
from evacopt.large.builder import Row, ScaledGoal, goal_over
from evacopt.large.objectives import Named, goals_of, waits_of
from evacopt.large.relaxation import Relaxation
from evacopt.large.supply import nations_of
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Options, Program


@dataclass(frozen=True, eq=False)
class Duals:
    """What the judge's rows are worth for a goal, by key: how the goal changes a unit, above 0."""

    goal: str
    rows: Mapping[Key, float]
    value: float


class StagedLP:
    """The relaxation of an instance and its goals, solved as often as wanted."""

    def __init__(self, relaxation: Relaxation, tuning: LargeTuning = TUNING) -> None:
        self.relaxation, self.tuning = relaxation, tuning
        self.goals: list[Named] = goals_of(relaxation)
        self.program = self._built()

    def _built(self) -> Program:
        """The program without a goal; large ones are for the interior point method."""
        program = self.relaxation.builder.program()
        return replace(program, interior=program.columns > self.tuning.simplex_columns)

    def tighten(self, cuts: Iterable[tuple[Ints, Ints, Ints]]) -> None:
        """Add rows: columns come to no more than those of people, of so many seats each."""
        builder = self.relaxation.builder
        for columns, supplied, seats in cuts:
            row = builder.row(("cut", len(builder.rows)), Row(0))
            for column in columns.tolist():
                builder.enter(row, column, 1)
            for column, size in zip(supplied.tolist(), seats.tolist(), strict=True):
                builder.enter(row, column, -size)
        self.program = self._built()

    def together(self) -> ScaledGoal:
        """All classes at once, each much heavier than the next, then hours waited, then a perturbation.

        The perturbation (Charnes, 1952) makes the best flow nearly unique, so that the interior point method
        ends near a corner, where flows are whole seats; all that it adds to a trip is worth less than one
        person.
        """
        classes, tuning = [self.goals[at][1].goal for at in self.classes()], self.tuning
        steps = (min(len(classes) - 1 - at, tuning.class_steps) for at in range(len(classes)))
        weights = [tuning.person * tuning.class_step**step for step in steps]
        parts = [
            (goal.column, goal.coefficient * weight) for goal, weight in zip(classes, weights, strict=True)
        ]
        waits, _, longer = waits_of(self.relaxation)
        return ScaledGoal(goal_over("unserved", [*parts, self._perturbation(), (waits, longer)]))

    def _perturbation(self) -> tuple[Ints, Ints]:
        """A small random cost for each arc that is the same in every run."""
        boards = np.array(list(self.relaxation.boards.values()), dtype=np.int64)
        drawn = np.random.PCG64(len(boards)).random_raw(len(boards)).astype(np.int64)
        return boards, drawn % self.tuning.perturbation + 1

    def perturbed(self, number: int) -> ScaledGoal:
        """A goal, of `waiting` with a perturbation: in thousandths of an hour it does not matter."""
        name, goal = self.goals[number]
        if name != "waiting":
            return goal
        parts = [(goal.goal.column, goal.goal.coefficient), self._perturbation()]
        return ScaledGoal(goal_over(name, parts, goal.goal.offset), goal.unit)

    def classes(self) -> list[int]:
        """The numbers of the goals of `unserved`."""
        return [at for at, (name, _) in enumerate(self.goals) if name.startswith("unserved")]

    def above(self, number: int) -> ScaledGoal:
        """A class and those before it, each a little heavier than the next.

        Fixed where a plan has them, the classes before loosen a bound by what the plan lacks there times what
        they are worth: less than if each were worth very much more.
        """
        parts = [
            (goal.goal.column, goal.goal.coefficient * self.tuning.bound_step ** (number - at))
            for at, (_, goal) in enumerate(self.goals[: number + 1])
        ]
        return ScaledGoal(goal_over(self.goals[number][0], parts))

    def duals_above(self, number: int, answer: BackendResult) -> Duals | None:
        """Duals for a class from an answer for `above`, the classes before fixed."""
        duals = self.duals(number, [], answer)
        if duals is None:
            return None
        before: dict[Key, float] = {
            ("held", self.goals[at][0]): float(self.tuning.bound_step ** (number - at))
            for at in range(number)
        }
        return replace(duals, rows={**duals.rows, **before})

    def levels(self) -> dict[int, int]:
        """The numbers of the goals of `fairness` and how many nationalities each adds up, behind classes."""
        names = [name for name, _ in self.goals]
        if "unserved" in names or not self.classes():  # weighted, or not looked at
            return {}
        last = self.classes()[-1]
        fair = [at for at, name in enumerate(names) if at > last and name.startswith("fairness")]
        return {at: level for level, at in enumerate(fair, start=1)}

    def mean_duals(self, number: int, last: Duals) -> Duals:
        """Duals for a goal of `fairness` from those of the last class: the worst fare as the mean at best.

        All who stay are the classes as they weigh in `above`, less what the earlier ones weigh beyond 1.
        """
        name, groups = self.goals[number][0], self.relaxation.network.instance.groups
        nations, of = nations_of(groups)
        people = np.bincount(of, groups.people * groups.count)
        part = self.levels()[number] / float(people.sum())
        rows = {
            row: MILLION * part * (price - 1 if row[0] == "held" else price)
            for row, price in last.rows.items()
        }
        rows |= {("share", code): part for code in nations}
        rows |= {(name, code): part * count for code, count in zip(nations, people.tolist(), strict=True)}
        return Duals(name, rows, 0.0)

    def least(self, number: int, primal: Floats) -> float:
        """The value of a goal at a point, in its own unit."""
        goal = self.goals[number][1]
        total = float(goal.goal.coefficient @ primal[goal.goal.column]) + goal.goal.offset
        return max(total / goal.unit, 0.0)

    def solve(
        self,
        session: Session,
        goal: ScaledGoal,
        fixed_goals: Mapping[int, float],
        options: Options,
        basis: Basis | None = None,
    ) -> BackendResult:
        """Minimise `goal` with the values of earlier ones fixed.

        The simplex method starts at `basis`, where an answer for another goal ended.

        Raises
        ------
        KeyboardInterrupt
            If that is how it ended: what is done by then is for the method to save.
        """
        rows = tuple((self.goals[at][1].goal, self._limit(at, value)) for at, value in fixed_goals.items())
        program = replace(self.program, goal=goal.goal, fixed_goals=rows, basis=basis)
        return session.solve(program, options).unless_interrupted()

    def _limit(self, number: int, value: float) -> int:
        """A fixed goal as a whole number of its scaled units, a little above its least value."""
        return int(np.ceil((value * (1 + self.tuning.fixed_slack) + 1e-3) * self.goals[number][1].unit))

    def duals(self, number: int, fixed_goals: list[int], answer: BackendResult) -> Duals | None:
        """What the judge's rows are worth for goal `number`; `None` where the engine gave no duals."""
        name, goal = self.goals[number]
        if answer.duals is None or answer.primal is None:
            return None
        p, builder = -answer.duals, self.relaxation.builder
        own = np.flatnonzero(p[: len(builder.rows)] > 0).tolist()
        rows = builder.keyed({row: float(p[row]) / goal.unit for row in own})
        for at, price in zip(fixed_goals, p[len(builder.rows) :].tolist(), strict=True):
            if price > 0:
                other, before = self.goals[at]
                rows["held", other] = price * before.unit / goal.unit
        return Duals(name, rows, self.least(number, answer.primal))

    def sorties_at(self, primal: Floats) -> dict[int, float]:
        """How often each optional flight is flown at a point."""
        return {flight: float(primal[column]) for flight, column in self.relaxation.sorties.items()}
