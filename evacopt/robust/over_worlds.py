"""Plans for many scenarios where no model holds every way to travel: each course is replanned as a whole.

Who is called where is as in the plan that ignores the scenarios; what is looked for is what to order beside.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.errors import UsageError
from evacopt.model.goals import unserved_levels
from evacopt.robust.bound import gap_of
from evacopt.robust.course import Course, courses_of
from evacopt.robust.fresh import Compared
from evacopt.robust.measure import is_better, measure
from evacopt.robust.orders import with_more_orders
from evacopt.robust.replanned import Replanning, at_best, replanned, total_of
from evacopt.robust.task import Task
from evacopt.scenarios.world import world
from evacopt.spread.workers import cores

Known: TypeAlias = dict[Course, tuple[int, ...]]
"""Thousandths by level in each course."""
PROVING = 1.5
"""Seconds for proving in a replan: hardly any, for only the plan counts."""


class OverWorlds:
    """One instance and its scenarios."""

    def __init__(self, task: Task) -> None:
        self.task, tuning = task, task.tuning
        self.levels = tuple(unserved_levels(task.instance.policy, task.instance.groups))
        self.sample = courses_of(task.draws, range(task.scenarios))
        size = max(task.scenarios, -(-tuning.fresh // tuning.replications))
        firsts = range(task.scenarios, task.scenarios + size * tuning.replications, size)
        self.fresh = [courses_of(task.draws, range(first, first + size)) for first in firsts]
        self.every = list(dict.fromkeys(course for part in (self.sample, *self.fresh) for course in part))
        if len(self.every) > tuning.worlds:
            text = phrase(
                "there are too many ways to travel for scenarios of which {count:,} differ, at most {most} "
                "may; lower max_legs or copies, or tell of fewer stories and no chances of single flights",
                count=len(self.every),
                most=tuning.worlds,
            )
            raise UsageError(text)

    def compared(self, plain: Plan) -> tuple[Plan, Compared | None]:
        """The plan that is better in these scenarios and in fresh ones, and both over those.

        `None` where there was no time for that: the plan is the plain one then.
        """
        task, tuning = self.task, self.task.tuning
        left = self._all(replanned, plain, tuning.replan_share)
        if len(left) < len(self.every):
            return plain, None
        least = self._all(at_best, plain, tuning.bound_share)
        more = with_more_orders(task.instance, plain)
        other = left if more is plain else self._all(replanned, more, 1.0)
        if len(other) < len(self.every) or not self._is_better(other, left):
            return plain, self._compared(left, left, least, kept=False)
        return more, self._compared(other, left, least, kept=True)

    def _is_better(self, one: Known, other: Known) -> bool:
        """In the scenarios and in the fresh ones."""
        for courses in ([self.sample], self.fresh):
            mine, others = (measure(self.task.risk, *self._rows(each, courses)) for each in (one, other))
            if not is_better(mine, others):
                return False
        return True

    def _all(
        self, function: Callable[[Replanning], tuple[int, ...] | None], plan: Plan, share: float
    ) -> Known:
        """`function` of the plan in every course, as far as it is known by that part of the time limit."""
        task, count = self.task, len(self.every)
        left = task.until(share).time_limit
        workers = 1 if task.executor is None else cores()
        each = None if left is None else left / -(-count // workers)
        proving = PROVING if function is replanned else None
        options = replace(task.options, time_limit=each, threads=1, on_progress=None, proving=proving)
        ends = math.inf if left is None else time.time() + left
        asked = [Replanning(task.draws, self.levels, plan, course, options, ends) for course in self.every]
        found = zip(self.every, task.spread(function, asked), strict=True)
        return {course: one for course, one in found if one is not None}

    def _rows(self, left: Known, samples: Sequence[dict[Course, int]]) -> tuple[Ints, Ints]:
        """Thousandths by course and level, and how many scenarios take each course."""
        rows = [left[course] for sample in samples for course in sample]
        often = [count for sample in samples for count in sample.values()]
        return np.array(rows, dtype=np.int64).reshape(-1, len(self.levels)), np.array(often)

    def _totals(self, courses: Sequence[Course]) -> Ints:
        """Thousandths of all who are there; shape (courses, levels)."""
        draws = self.task.draws
        told = {course.happening for course in courses}
        total = {one: total_of(world(draws.instance, draws.sets, one).instance, self.levels) for one in told}
        return np.array([total[course.happening] for course in courses])

    def _compared(self, found: Known, plain: Known, least: Known, *, kept: bool) -> Compared:
        levels = len(self.levels)
        left, often = self._rows(found, self.fresh)
        gaps = [
            [np.array(measure(self.task.risk, *self._rows(one, [sample]))[:levels]) for one in (found, least)]
            for sample in self.fresh
            if sample.keys() <= least.keys()
        ]
        rows: Floats = np.array([own - best for own, best in gaps], dtype=np.float64).reshape(-1, levels)
        return Compared(
            left=left,
            plain=self._rows(plain, self.fresh)[0],
            often=often,
            total=self._totals([course for sample in self.fresh for course in sample]),
            gaps=(*map(gap_of, rows.T), gap_of(rows.sum(axis=1))),
            replications=len(rows),
            kept=kept,
        )
