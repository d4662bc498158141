"""Plans over courses of events: each second stage is solved once, side by side, and kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import Options
from evacopt.robust.course import Course
from evacopt.robust.recourse import Block, block_of
from evacopt.robust.task import Task
from evacopt.robust.value import Asked, Decided, decide
from evacopt.robust.worlds import Worlds


class Evaluated:
    """What is known of second stages so far."""

    def __init__(self, task: Task, worlds: Worlds, backend: str) -> None:
        self._task, self._worlds, self._backend = task, worlds, backend
        self._blocks: dict[Course, Block] = {}
        self._known: dict[tuple[bytes, Course], Decided] = {}

    def block(self, course: Course) -> Block:
        """The second stage of a course."""
        if course not in self._blocks:
            self._blocks[course] = block_of(self._worlds, course)
        return self._blocks[course]

    def decided(self, plan: Ints, courses: Sequence[Course], options: Options) -> list[Decided]:
        """The second stage of `plan` (values of its columns) in each of `courses`."""
        key, size = plan.tobytes(), self._task.tuning.apart
        wanted = [course for course in courses if (key, course) not in self._known]
        ends = self._task.ends(options)
        parts = [tuple(wanted[first : first + size]) for first in range(0, len(wanted), size)]
        tasks = [Asked(tuple(map(self.block, part)), plan, self._backend, options, ends) for part in parts]
        for part, found in zip(parts, self._task.spread(decide, tasks), strict=True):
            self._known.update({(key, course): one for course, one in zip(part, found, strict=True)})
        return [self._known[key, course] for course in courses]

    def left(self, plan: Ints, courses: Sequence[Course], options: Options) -> Ints | None:
        """Thousandths left behind by `plan`, shape (courses, levels); `None` where there was no time."""
        found = self.decided(plan, courses, options)
        if not all(one.in_time for one in found):
            return None
        rows = [one.left for one in found]
        return np.array(rows, dtype=np.int64).reshape(-1, len(self._worlds.levels))
