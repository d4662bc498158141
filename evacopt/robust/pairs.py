"""Plans for many scenarios over the whole model: the extensive form, taken apart.

Its linear relaxation bounds what any plan can do in these scenarios and says roughly whom to call where. From
a plan of whole parties near that, and from the one that ignores the scenarios, the plan and its second stages
are solved by turns; what does not matter to any of them is decided by the plan's own goals.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from evacopt.robust.course import courses_of
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.extensive import Extensive
from evacopt.robust.fresh import Compared, Fresh
from evacopt.robust.lshaped import LShaped
from evacopt.robust.measure import is_better, measure
from evacopt.robust.relaxed import relaxed_in_stages
from evacopt.robust.task import Task
from evacopt.robust.value import in_parts
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
        self.columns = sum(map(self.evaluated.columns, self.sample))

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
        share = tuning.evaluate_share if self.whole else 1.0
        return Fresh(task, self.worlds, self.evaluated, self.session.backend, samples, tuning.at_once, share)

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
        begun = task.elapsed()
        if self._measured([plain], tuning.solve_share) is None:
            return None
        took = task.elapsed() - begun
        plans, least = [plain], list[float]()
        slack = slack_of(form, self.worlds.people, tuning.held)
        until = task.until(tuning.solve_share / 2)
        relaxed = relaxed_in_stages(form.model, form.goals, self.session, until, slack=slack)
        if relaxed is not None:
            least = values_of(form, relaxed)
            task.tell("expected left behind", None, sum(least[: len(self.worlds.levels)]))
            point, seen = relaxed.point[: len(plain)], self._seen(form, len(plain))
            found = near(self.worlds.base, point, seen, self.session, task.until(tuning.near_share))
            plans += [] if found is None else [found]
        share = tuning.solve_share
        if task.options.time_limit:  # what comes of the others in whole numbers takes as long each
            share = min(share, tuning.polish_share - 2 * took / task.options.time_limit)
        best = self._search(share).improved(plans, self.sample, least=least)
        return self._best([*plans, *([] if best is None else [best.plan])])

    def _search(self, share: float) -> LShaped:
        return LShaped(self.task, self.worlds, self.evaluated, self.session, share=share)

    def _by_turns(self, plain: Ints) -> Ints | None:
        """The plan that the L-shaped method finds for as many courses as there may be."""
        tuning = self.task.tuning
        first = next(in_parts(self.sample, self.evaluated.columns, tuning.search_columns))
        courses = {course: self.sample[course] for course in first}
        best = self._search(tuning.search_share).improved([plain], courses)
        return None if best is None else best.plan

    def _seen(self, form: Extensive, columns: int) -> list[Goal]:
        """The mean of each level, as far as the plan's columns tell."""
        means = form.goals[-len(self.worlds.levels) :]
        parts = [(goal, goal.column < columns) for goal in means]
        return [Goal(goal.name, goal.column[own], goal.coefficient[own]) for goal, own in parts]

    def _best(self, plans: Sequence[Ints]) -> Ints | None:
        """The best of `plans` in these scenarios in whole numbers, polished; the first where none is better.

        `None` where there was no time to know.
        """
        task, tuning = self.task, self.task.tuning
        left = self._measured(plans, tuning.polish_share)
        if left is None:
            return None
        best = 0
        for number in range(1, len(plans)):
            best = number if is_better(left[number], left[best]) else best
        if not best:
            return plans[0]
        courses, often = list(self.sample), list(self.sample.values())
        (decided,) = self.evaluated.decided([plans[best]], courses, task.until(tuning.evaluate_share))
        stages_of = [
            (self.evaluated.block(course), one, n)
            for course, one, n in zip(courses, decided, often, strict=True)
        ]
        until = task.until(tuning.polish_share)
        found = polished(
            self.worlds.base, plans[best], stages_of, task.risk, session=self.session, options=until
        )
        again = self._measured([found], tuning.evaluate_share)
        return plans[best] if again is None or is_better(left[best], again[0]) else found

    def _measured(self, plans: Sequence[Ints], share: float) -> list[tuple[float, ...]] | None:
        """Each in these scenarios in whole numbers, as of `measure`; `None` where that takes too long."""
        often = np.array(list(self.sample.values()))
        left = self.evaluated.left(plans, list(self.sample), self.task.until(share))
        return None if left is None else [measure(self.task.risk, each, often) for each in left]

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
