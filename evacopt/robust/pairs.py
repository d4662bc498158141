"""Plans for many scenarios over the whole model: the extensive form, taken apart.

Its linear relaxation bounds what any plan can do in these scenarios and says roughly whom to call where. A
plan of whole parties near that is made from the plan's own model; the second stages are then solved each for
itself, side by side; and what does not matter to any of them is decided by the plan's own goals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.plan import Plan
from evacopt.exact.lexicographic import LexicographicProgram, stages
from evacopt.improve.regions import Region
from evacopt.improve.regions import values_of as values_of_trips
from evacopt.improve.trips import Trips
from evacopt.milp.linear import Goal
from evacopt.robust.bound import Sample, gap_of, relax, slack_of, values_of
from evacopt.robust.candidate import near, polished
from evacopt.robust.course import Course, courses_of
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.extensive import Extensive, extensive_form
from evacopt.robust.relaxed import relaxed_in_stages
from evacopt.robust.task import Task
from evacopt.robust.value import measure
from evacopt.robust.worlds import UNIT, Worlds, worlds_of
from evacopt.simulation.result import Interval

ALIKE = 0.1
"""People in the mean by which two plans may differ and are alike."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Two plans over fresh scenarios.

    Attributes
    ----------
    left, plain : thousandths left behind, shape (courses, levels)
    often : fresh scenarios that take each course
    total : thousandths of all who are there, shape (courses, levels)
    gaps : of each level, and of all together; `None` where there was no time
    replications : samples that the gaps are from
    """

    left: Ints
    plain: Ints
    often: Ints
    total: Ints
    gaps: tuple[Interval | None, ...]
    replications: int


class OverPairs:
    """One instance, its scenarios, and the model of both."""

    def __init__(self, task: Task, session: Session) -> None:
        self.task, self.session, tuning = task, session, task.tuning
        self.sample = courses_of(task.draws, range(task.scenarios))
        size = max(task.scenarios, -(-tuning.fresh // tuning.replications))
        size = max(min(size, tuning.courses * task.scenarios // len(self.sample)), 2)
        firsts = range(task.scenarios, task.scenarios + size * tuning.replications, size)
        self.fresh = [courses_of(task.draws, range(first, first + size)) for first in firsts]
        happenings = {course.happening for courses in (self.sample, *self.fresh) for course in courses}
        self.worlds: Worlds = worlds_of(task.instance, task.draws.sets, happenings)
        self.evaluated = Evaluated(task, self.worlds, session.backend)
        self.people = [
            max(column) for column in zip(*(m.total for m in self.worlds.models.values()), strict=True)
        ]

    def values(self, plan: Plan) -> Ints | None:
        """The columns of a plan; `None` where the model does not know it."""
        cohorts = self.worlds.base.travel.cohorts
        trips = Trips.of_plan(plan, cohorts, self.worlds.base.travel.itineraries)
        if trips is None:
            return None
        return values_of_trips(trips, Region.of(self.worlds.base), self.session, self.task.until(1.0))

    def solved(self, plain: Ints) -> Ints | None:
        """The columns of the best plan found; `plain` where none is better, `None` if none came in time."""
        task, tuning = self.task, self.task.tuning
        form = self._form(self.sample, further=True)
        if len(form.model.lower) <= tuning.exact_columns:
            return self._exact(form, plain)
        slack = slack_of(form, self.people, tuning.held)
        relaxed = relaxed_in_stages(
            form.model, form.goals, self.session, task.until(tuning.solve_share / 2), slack=slack
        )
        if relaxed is None:
            return None
        task.tell("expected left behind", None, sum(values_of(form, relaxed)[: len(self.worlds.levels)]))
        found = near(
            self.worlds.base,
            relaxed.point[: len(plain)],
            self._seen(form, len(plain)),
            self.session,
            task.until(tuning.solve_share),
        )
        return None if found is None else self._better(found, plain)

    def _seen(self, form: Extensive, columns: int) -> list[Goal]:
        """The mean of each level, as far as the plan's columns tell."""
        means = form.goals[-len(self.worlds.levels) :]
        parts = [(goal, goal.column < columns) for goal in means]
        return [Goal(goal.name, goal.column[own], goal.coefficient[own]) for goal, own in parts]

    def _better(self, found: Ints, plain: Ints) -> Ints | None:
        """`found`, polished, where it is better in these scenarios than `plain`; `None` as of `solved`."""
        task, courses = self.task, list(self.sample)
        often = np.array(list(self.sample.values()))
        until = task.until(task.tuning.solve_share)
        decided = self.evaluated.decided(found, courses, until)
        stages_of = [
            (self.evaluated.block(course), one, n)
            for course, one, n in zip(courses, decided, often.tolist(), strict=True)
        ]
        found = polished(
            self.worlds.base,
            found,
            stages_of,
            task.risk,
            session=self.session,
            options=task.until(task.tuning.solve_share),
        )
        until = task.until(task.tuning.evaluate_share)
        values = []
        for plan in (found, plain):
            left = self.evaluated.left(plan, courses, until)
            if left is None:
                return None
            values.append(measure(task.risk, left, often))
        return found if self._is_better(*values) else plain

    def _is_better(self, one: Sequence[float], other: Sequence[float]) -> bool:
        """Level by level; what a sample cannot tell is no difference."""
        for number, (mine, others) in enumerate(zip(one, other, strict=True)):
            least = max(2 * self.task.tuning.held * self.people[number % len(self.people)] / UNIT, ALIKE)
            if abs(mine - others) > least:
                return mine < others
        return False

    def _exact(self, form: Extensive, plain: Ints) -> Ints:
        """The extensive form in whole numbers, goal by goal."""
        program = LexicographicProgram(
            model=form.model,
            complete=self.worlds.base.completed,
            decisions=np.ones(len(form.model.lower), dtype=np.bool_),
        )
        best = plain
        for staged in stages(program, self.session, self.task.until(self.task.tuning.solve_share)):
            if staged.values is not None:
                best = staged.values[: len(plain)]
        return best

    def _form(self, courses: dict[Course, int], *, further: bool = False) -> Extensive:
        blocks = [(self.evaluated.block(course), often) for course, often in courses.items()]
        return extensive_form(self.worlds, blocks, self.task.risk, further=further)

    def compared(self, found: Ints, plain: Ints) -> Compared | None:
        """Both over the fresh scenarios, and how much could be gained over `found` at most.

        `None` where there was no time for that.
        """
        task = self.task
        total: dict[Course, int] = {}
        for courses in self.fresh:
            for course, often in courses.items():
                total[course] = total.get(course, 0) + often
        names, until = list(total), task.until(task.tuning.evaluate_share)
        left = self.evaluated.left(found, names, until)
        others = None if left is None else self.evaluated.left(plain, names, until)
        if left is None or others is None:
            return None
        gaps, replications = self._gaps(found)
        return Compared(
            left=left,
            plain=others,
            often=np.array(list(total.values())),
            total=np.array([self.worlds.models[course.happening].total for course in names]),
            gaps=gaps,
            replications=replications,
        )

    def _gaps(self, found: Ints) -> tuple[tuple[Interval | None, ...], int]:
        task, levels = self.task, len(self.worlds.levels)
        forms = [self._form(courses) for courses in self.fresh]
        samples = [
            Sample(
                form.model,
                form.goals,
                slack_of(form, self.people, task.tuning.held),
                self.session.backend,
                task.until(1.0),
                task.ends(task.until(1.0)),
            )
            for form in forms
        ]
        rows = []
        for form, courses, relaxed in zip(forms, self.fresh, task.spread(relax, samples), strict=True):
            if relaxed is not None:
                often = np.array(list(courses.values()))
                left = self.evaluated.left(found, list(courses), task.until(1.0))
                assert left is not None  # they were asked for together
                value = measure(task.risk, left, often)
                rows.append(np.array(value[:levels]) - values_of(form, relaxed)[:levels])
        found_gaps = np.array(rows, dtype=np.float64).reshape(-1, levels)
        return (*map(gap_of, found_gaps.T), gap_of(found_gaps.sum(axis=1))), len(rows)
