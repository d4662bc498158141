"""Plans for many scenarios over the whole model: the extensive form, taken apart.

Its linear relaxation bounds what any plan can do in these scenarios and says roughly whom to call where. A
plan of whole parties near that is made from the plan's own model; the second stages are then solved each for
itself, side by side; and what does not matter to any of them is decided by the plan's own goals.
"""

from __future__ import annotations

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.plan import Plan
from evacopt.exact.lexicographic import LexicographicProgram, stages
from evacopt.improve.regions import Region
from evacopt.improve.regions import values_of as values_of_trips
from evacopt.improve.trips import Trips
from evacopt.milp.linear import Goal
from evacopt.robust.bound import slack_of, values_of
from evacopt.robust.candidate import near, polished
from evacopt.robust.course import Course, courses_of
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.extensive import Extensive
from evacopt.robust.fresh import Compared, Fresh
from evacopt.robust.lshaped import LShaped
from evacopt.robust.measure import is_better, measure
from evacopt.robust.relaxed import relaxed_in_stages
from evacopt.robust.task import Task
from evacopt.robust.worlds import Worlds, worlds_of


class OverPairs:
    """One instance, its scenarios, and the model of both."""

    def __init__(self, task: Task, session: Session) -> None:
        self.task, self.session, tuning = task, session, task.tuning
        self.sample = courses_of(task.draws, range(task.scenarios))
        most = (
            task.scenarios * (1 + tuning.replications) + tuning.fresh if task.draws.sets else task.scenarios
        )
        happenings = {course.happening for course in courses_of(task.draws, range(most))}
        self.worlds: Worlds = worlds_of(task.instance, task.draws.sets, happenings)
        self.evaluated = Evaluated(task, self.worlds, session.backend)
        self.columns = sum(len(self.evaluated.block(course).upper) for course in self.sample)

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the levels of people left behind."""
        return self.worlds.levels

    @property
    def whole(self) -> bool:
        """Whether one extensive form holds the sample."""
        return self.columns <= self.task.tuning.whole_columns

    def _fresh(self) -> Fresh:
        """Samples of other scenarios, as large as one extensive form can well be."""
        task, tuning = self.task, self.task.tuning
        if self.whole:
            size = max(task.scenarios, -(-tuning.fresh // tuning.replications))
            size, most = min(size, tuning.courses * task.scenarios // len(self.sample)), tuning.replications
        else:
            size = tuning.part_columns * task.scenarios // self.columns
            most = min(-(-tuning.fresh // max(size, 2)), tuning.most_replications)
        size = max(size, 2)
        firsts = range(task.scenarios, task.scenarios + size * most, size)
        samples = [courses_of(task.draws, range(first, first + size)) for first in firsts]
        at_once, share = (most, tuning.evaluate_share) if self.whole else (tuning.at_once, 1.0)
        return Fresh(task, self.worlds, self.evaluated, self.session.backend, samples, at_once, share)

    def compared(self, found: Ints, plain: Ints) -> Compared | None:
        """Both over the fresh scenarios, and how much could be gained over the first at most.

        `None` where there was no time for that. Where the sample was taken apart, `plain` takes the place of
        `found` if that is not better.
        """
        return self._fresh().compared(found, plain, choose=not self.whole)

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
        if not self.whole:
            return self._by_turns(plain)
        form = self.evaluated.form(self.sample, further=True)
        if len(form.model.lower) <= tuning.exact_columns:
            return self._exact(form, plain)
        slack = slack_of(form, self.worlds.people, tuning.held)
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

    def _by_turns(self, plain: Ints) -> Ints | None:
        """The plan that the L-shaped method finds for as many courses as there may be."""
        task, tuning = self.task, self.task.tuning
        courses, columns = dict[Course, int](), 0
        for course, scenarios in self.sample.items():
            columns += len(self.evaluated.block(course).upper)
            if courses and columns > tuning.search_columns:
                break
            courses[course] = scenarios
        best = LShaped(task, self.worlds, self.evaluated, self.session).improved(plain, courses)
        return None if best is None else best.plan

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
        (decided,) = self.evaluated.decided([found], courses, until)
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
        left = self.evaluated.left([found, plain], courses, until)
        if left is None:
            return None
        mine, others = (measure(task.risk, each, often) for each in left)
        better = is_better(mine, others, self.worlds.people, task.tuning.held)
        return found if better else plain

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
