"""Plans over courses of events: each second stage is solved once, side by side, and kept."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import Options
from evacopt.robust.course import Course
from evacopt.robust.extensive import Extensive, extensive_form
from evacopt.robust.recourse import Block, block_of
from evacopt.robust.slopes import Slope, slopes
from evacopt.robust.task import Task
from evacopt.robust.value import Asked, Decided, decide, in_parts
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

    def form(self, courses: Mapping[Course, int], *, further: bool = False) -> Extensive:
        """The extensive form of courses, each with how many scenarios take it."""
        blocks = [(self.block(course), often) for course, often in courses.items()]
        return extensive_form(self._worlds, blocks, self._task.risk, further=further)

    def decided(
        self, plans: Sequence[Ints], courses: Sequence[Course], options: Options
    ) -> list[list[Decided]]:
        """The second stage of each of `plans` (values of its columns) in each of `courses`, side by side."""
        keys = [plan.tobytes() for plan in plans]
        ends, parts, tasks = self._task.ends(options), [], []
        new = dict[tuple[bytes, Course], Decided]()
        for key, plan in zip(keys, plans, strict=True):
            for part in self._parts([one for one in courses if (key, one) not in self._known]):
                parts.append((key, part))
                blocks = tuple(map(self.block, part))
                tasks.append(Asked(blocks, plan, self._backend, options, ends))
        for (key, part), found in zip(parts, self._task.spread(decide, tasks), strict=True):
            new.update({(key, one): own for one, own in zip(part, found, strict=True)})
        self._known.update({key: own for key, own in new.items() if own.in_time})
        known = ChainMap(new, self._known)
        return [[known[key, one] for one in courses] for key in keys]

    def slopes(self, plan: Ints, courses: Sequence[Course], options: Options) -> list[Slope] | None:
        """The relaxed second stage of `plan` in each of `courses`, side by side; `None` as of `slopes`."""
        ends = self._task.ends(options)
        tasks = [
            Asked(tuple(map(self.block, part)), plan, self._backend, options, ends)
            for part in self._parts(courses)
        ]
        found = list(self._task.spread(slopes, tasks))
        whole = [part for part in found if part is not None]
        return [one for part in whole for one in part] if len(whole) == len(found) else None

    def columns(self, course: Course) -> int:
        """How many the second stage of a course has of its own."""
        return len(self.block(course).upper)

    def _parts(self, courses: Sequence[Course]) -> Iterator[list[Course]]:
        """So many as are handed over to a worker at once."""
        tuning = self._task.tuning
        return in_parts(courses, self.columns, tuning.apart_columns, tuning.apart)

    def left(self, plans: Sequence[Ints], courses: Sequence[Course], options: Options) -> list[Ints] | None:
        """Thousandths left behind by each, shape (courses, levels); `None` where there was no time."""
        found = self.decided(plans, courses, options)
        if not all(one.in_time for row in found for one in row):
            return None
        levels = len(self._worlds.levels)
        return [np.array([one.left for one in row], dtype=np.int64).reshape(-1, levels) for row in found]
