"""Two plans over fresh scenarios, and how far from the best the one is (Mak, Morton and Wood 1999)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.robust.bound import gap_of, relax, sample_of, values_of
from evacopt.robust.course import Course
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.measure import is_better, measure
from evacopt.robust.task import Task
from evacopt.robust.worlds import Worlds
from evacopt.simulation.result import Interval

LONGER = 1.3
"""By how much the next samples may take longer than the last ones."""


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
    kept : whether the first plan is the one that was found; else it is the plain one, which is as good
    """

    left: Ints
    plain: Ints
    often: Ints
    total: Ints
    gaps: tuple[Interval | None, ...]
    replications: int
    kept: bool


@dataclass(frozen=True, eq=False)
class _Seen:
    """A sample: what each plan leaves behind by course, and what no plan can go below; `None` for no time."""

    courses: tuple[Course, ...]
    often: Ints
    left: tuple[Ints, ...]
    least: tuple[float, ...] | None


@dataclass(frozen=True, eq=False)
class Fresh:
    """Samples that no plan was made from.

    Attributes
    ----------
    at_once : how many are looked at together; where time is limited, no more than there is time for
    share : part of the time limit by whose end what plans leave behind is to be known
    """

    task: Task
    worlds: Worlds
    evaluated: Evaluated
    backend: str
    samples: Sequence[dict[Course, int]]
    at_once: int
    share: float

    def compared(self, found: Ints, plain: Ints, *, choose: bool) -> Compared | None:
        """Both in all samples; `None` where there was no time for that.

        Parameters
        ----------
        choose : whether `plain` takes the place of `found` where that is not better
        """
        seen, longest = list[_Seen](), 0.0
        for first in range(0, len(self.samples), self.at_once):
            begun = self.task.elapsed()
            if seen and not self.task.has(LONGER * longest):
                break
            more = self._seen((found, plain), self.samples[first : first + self.at_once])
            if more is None:
                break
            seen += more
            longest = max(longest, self.task.elapsed() - begun)
        return self._compared(seen, choose=choose) if seen else None

    def _seen(self, plans: tuple[Ints, Ints], samples: Sequence[dict[Course, int]]) -> list[_Seen] | None:
        task, names = self.task, list(dict.fromkeys(course for sample in samples for course in sample))
        left = self.evaluated.left(plans, names, task.until(self.share))
        if left is None:
            return None
        forms = [self.evaluated.form(sample) for sample in samples]
        asked = [sample_of(form, self.worlds.people, task, self.backend, task.until(1.0)) for form in forms]
        row, seen = {course: number for number, course in enumerate(names)}, list[_Seen]()
        for form, sample, relaxed in zip(forms, samples, task.spread(relax, asked), strict=True):
            rows = [row[course] for course in sample]
            least = None if relaxed is None else tuple(values_of(form, relaxed)[: len(self.worlds.levels)])
            own = tuple(each[rows] for each in left)
            seen.append(_Seen(tuple(sample), np.array(list(sample.values())), own, least))
        return seen

    def _compared(self, seen: Sequence[_Seen], *, choose: bool) -> Compared:
        task, worlds = self.task, self.worlds
        often = np.concatenate([one.often for one in seen])
        left, plain = (np.concatenate([one.left[number] for one in seen]) for number in range(2))
        mine, others = (measure(task.risk, each, often) for each in (left, plain))
        kept = not choose or is_better(mine, others)
        rows = [
            np.array(measure(task.risk, one.left[0 if kept else 1], one.often)[: len(one.least)]) - one.least
            for one in seen
            if one.least is not None
        ]
        gaps = np.array(rows, dtype=np.float64).reshape(-1, len(worlds.levels))
        total = [worlds.models[course.happening].total for one in seen for course in one.courses]
        return Compared(
            left=left if kept else plain,
            plain=plain,
            often=often,
            total=np.array(total),
            gaps=(*map(gap_of, gaps.T), gap_of(gaps.sum(axis=1))),
            replications=len(rows),
            kept=kept,
        )
