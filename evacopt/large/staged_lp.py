"""Prices and flows: the relaxation solved goal by goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evacopt.backends.session import Session
from evacopt.domain.certificate import Key
from evacopt.domain.columns import Ints
from evacopt.large.builder import Row, ScaledGoal, goal_over
from evacopt.large.objectives import MILLION, Named, goals_of
from evacopt.large.relaxation import Relaxation
from evacopt.large.supply import nations_of
from evacopt.milp.contract import BackendResult, Basis, Options, Program

Floats = npt.NDArray[np.float64]

CLASS_STEP = 64
"""How much more a class weighs than the next where all are solved at once."""
DEARER = 2
"""The same where it is about a bound for one of them."""
PERSON = 4096
"""What a person of the last class weighs beside an hour of waiting and the perturbations of a trip."""
WHIM = 64
SLACK = 1e-7
"""A goal is held at its least value and so much of it more, as the engine counts in floats."""


@dataclass(frozen=True, eq=False)
class Duals:
    """What the judge's rows are worth for a goal, by key: how the goal changes a unit, above 0."""

    goal: str
    rows: Mapping[Key, float]
    value: float


class StagedLP:
    """The relaxation of an instance and its goals, solved as often as wanted."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.goals: list[Named] = goals_of(relaxation)
        self.program: Program = relaxation.program()

    def tighten(self, cuts: Iterable[tuple[Ints, Ints, Ints]]) -> None:
        """Add rows: columns come to no more than those of people, of so many seats each."""
        builder = self.relaxation.builder
        for columns, supplied, seats in cuts:
            row = builder.row(("apart", len(builder.rows)), Row(0))
            for column in columns.tolist():
                builder.enter(row, column, 1)
            for column, size in zip(supplied.tolist(), seats.tolist(), strict=True):
                builder.enter(row, column, -size)
        self.program = self.relaxation.program()

    def together(self) -> ScaledGoal:
        """All classes at once, each much heavier than the next, then hours waited, then a perturbation.

        The perturbation makes the best flow nearly unique, so that the interior point method ends near a
        corner, where flows are whole seats; all that it adds to a trip is worth less than one person.
        """
        classes = [goal for name, goal in self.goals if name.startswith("unserved")]
        parts = [
            (goal.goal.column, goal.goal.coefficient * PERSON * CLASS_STEP ** min(len(classes) - 1 - at, 3))
            for at, goal in enumerate(classes)
        ]
        return ScaledGoal(goal_over("unserved", [*parts, *self.perturbation()]))

    def perturbation(self) -> list[tuple[Ints, Ints]]:
        """Hours of waiting, and a small cost for each arc that is the same in every run."""
        boards = np.array(list(self.relaxation.boards.values()), dtype=np.int64)
        waits = np.array(self.relaxation.waits, dtype=np.int64).reshape(-1, 4).T
        hours = -(-waits[3] // 60) - (-(-waits[2] // 60))
        return [
            (boards, np.random.PCG64(len(boards)).random_raw(len(boards)).astype(np.int64) % WHIM + 1),
            (waits[0], hours),
        ]

    def classes(self) -> list[int]:
        """The numbers of the goals of `unserved`."""
        return [at for at, (name, _) in enumerate(self.goals) if name.startswith("unserved")]

    def above(self, number: int) -> ScaledGoal:
        """A class and those before it, each `DEARER` times as much as the next.

        Held where a plan has them, the classes before loosen a bound by what the plan lacks there times what
        they are worth: less than if each were worth very much more.
        """
        parts = [
            (goal.goal.column, goal.goal.coefficient * DEARER ** (number - at))
            for at, (_, goal) in enumerate(self.goals[: number + 1])
        ]
        return ScaledGoal(goal_over(self.goals[number][0], parts))

    def duals_above(self, number: int, answer: BackendResult) -> Duals | None:
        """Prices for a class from an answer for `above`, the classes before held."""
        found = self.duals(number, [], answer)
        if found is None:
            return None
        fixed_goals: dict[Key, float] = {
            ("held", self.goals[at][0]): float(DEARER ** (number - at)) for at in range(number)
        }
        return replace(found, rows={**found.rows, **fixed_goals})

    def levels(self) -> dict[int, int]:
        """The numbers of the goals of `fairness` and how many nationalities each adds up, behind classes."""
        names = [name for name, _ in self.goals]
        if "unserved" in names or not self.classes():  # weighted, or not looked at
            return {}
        last = self.classes()[-1]
        fair = [at for at, name in enumerate(names) if at > last and name.startswith("fairness")]
        return {at: level for level, at in enumerate(fair, start=1)}

    def mean_duals(self, number: int, last: Duals) -> Duals:
        """Prices for a goal of `fairness` from those of the last class: the worst fare as the mean at best.

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
        rows |= {(name, code): part * many for code, many in zip(nations, people.tolist(), strict=True)}
        return Duals(name, rows, 0.0)

    def perturbed(self, number: int) -> ScaledGoal:
        """A goal, of `waiting` with perturbations: in thousandths of an hour they do not matter."""
        name, goal = self.goals[number]
        if name != "waiting":
            return goal
        parts = [(goal.goal.column, goal.goal.coefficient), self.perturbation()[0]]
        return ScaledGoal(goal_over(name, parts, goal.goal.offset), goal.unit)

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
        *,
        fixed: Mapping[int, int] | None = None,
        basis: Basis | None = None,
    ) -> BackendResult:
        """Minimise `goal` with earlier ones held; `fixed` columns keep their value.

        The simplex method starts at `basis`, where an answer for another goal ended.

        Raises
        ------
        KeyboardInterrupt
            If that is how it ended: what is done by then is for the method to save.
        """
        lower, upper = self.program.lower, self.program.upper
        if fixed:
            lower, upper = lower.copy(), upper.copy()
            columns, values = np.array(list(fixed.items()), dtype=np.int64).T
            lower[columns] = upper[columns] = values
        rows = tuple((self.goals[at][1].goal, self._limit(at, value)) for at, value in fixed_goals.items())
        program = replace(
            self.program, goal=goal.goal, fixed_goals=rows, lower=lower, upper=upper, basis=basis
        )
        return session.solve(program, options).unless_interrupted()

    def _limit(self, number: int, value: float) -> int:
        """A held goal as a whole number of its scaled units, a little above its least value."""
        goal = self.goals[number][1]
        return int(np.ceil((value * (1 + SLACK) + 1e-3) * goal.unit))

    def duals(self, number: int, fixed_goals: list[int], answer: BackendResult) -> Duals | None:
        """What the judge's rows are worth for goal `number`; `None` where the engine gave no multipliers."""
        name, goal = self.goals[number]
        if answer.duals is None or answer.primal is None:
            return None
        p = -answer.duals
        own = np.flatnonzero(p[: len(self.relaxation.builder.rows)] > 0).tolist()
        rows = self.relaxation.builder.keyed({row: float(p[row]) / goal.unit for row in own})
        for at, price in zip(fixed_goals, p[len(self.relaxation.builder.rows) :].tolist(), strict=True):
            if price > 0:
                other, before = self.goals[at]
                rows["held", other] = price * before.unit / goal.unit
        return Duals(name, rows, self.least(number, answer.primal))


def sorties_at(relaxation: Relaxation, primal: Floats) -> dict[int, float]:
    """How often each optional flight is flown at a point."""
    return {flight: float(primal[column]) for flight, column in relaxation.sorties.items()}
