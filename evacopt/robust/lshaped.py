"""Plans for many scenarios, by turns: the plan, then its second stages.

The L-shaped method (Van Slyke and Wets 1969), each turn in a neighbourhood. The second stage of every course
is relaxed at a plan, side by side; its duals say about how it changes with the plan. By these cuts the best
plan is looked for that takes few parties off what the best one so far calls them to (a trust region;
Linderoth and Wright 2003), some cohorts drawn by lot being free (large neighbourhood search; Shaw 1998).

Where the tail or the worst scenario counts, the cut is that of the scenarios of which it is made there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints, Mask
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix
from evacopt.robust.course import Course
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.measure import is_better, measure
from evacopt.robust.slopes import Slope, weights
from evacopt.robust.task import Task
from evacopt.robust.worlds import UNIT, Worlds

FINE = 50
"""Cuts are counted in this part of a person of the last level."""
TURN_MOST = 20.0
"""Seconds of a turn at most, where no time limit says how many."""
REMEMBERED = 8
"""Cuts of so many plans are kept, and those of the best one."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Group `group` of courses comes to about `value` + `slope` x (plan - `at`), weighed thousandths."""

    group: int
    value: float
    slope: Floats
    at: Ints


@dataclass(frozen=True, eq=False)
class Known:
    """What a plan comes to: as of `measure`, and as its cuts have it."""

    plan: Ints
    measured: tuple[float, ...]
    value: float
    cuts: list[Cut]


class LShaped:
    """The search from some plans on.

    Parameters
    ----------
    share : part of the time limit by whose end it is over
    """

    def __init__(
        self, task: Task, worlds: Worlds, evaluated: Evaluated, session: Session, *, share: float
    ) -> None:
        self.task, self.worlds, self.evaluated, self.session = task, worlds, evaluated, session
        self.share = share
        self.latest = deque[list[Cut]](maxlen=REMEMBERED)
        self.lot = np.random.default_rng(task.seed)

    def improved(
        self, plans: Sequence[Ints], courses: dict[Course, int], *, least: Sequence[float] = ()
    ) -> Known | None:
        """The best plan of all that were looked at; `None` where none of `plans` was in time.

        Parameters
        ----------
        least : what no plan can go below, as of `measure`; where that is reached the search is over
        """
        task, tuning = self.task, self.task.tuning
        known = [one for plan in plans if (one := self._known(plan, courses)) is not None]
        if not known:
            return None
        best, in_vain = min(known, key=lambda one: one.value), 0
        for _ in range(tuning.turns):
            reached = least and not is_better(least, best.measured)
            if reached or in_vain == tuning.in_vain or not task.has(0.0, self.share):
                break
            task.heed()
            found, in_vain = self._next(best), in_vain + 1
            if found is None or best.value - found[1] < tuning.least_gain * UNIT:
                continue
            seen, in_vain = self._known(found[0], courses), 0
            if seen is not None and seen.value < best.value:
                best = seen
                task.tell("expected left behind", sum(seen.measured[: len(self.worlds.levels)]), None)
        return best

    def _known(self, plan: Ints, courses: dict[Course, int]) -> Known | None:
        """The plan at these courses, whose cuts are kept."""
        until = self.task.until(self.share)
        every = self.evaluated.slopes(plan, list(courses), until)
        if every is None:
            return None
        often = np.array(list(courses.values()))
        left = np.array([one.left for one in every], dtype=np.int64)
        value, cuts = 0.0, list[Cut]()
        for group, (part, share) in enumerate(self._weighed(every, often)):
            worth = sum(weight * one.value for weight, one in zip(share, part, strict=True))
            slope = np.asarray(sum(weight * one.slope for weight, one in zip(share, part, strict=True)))
            cuts.append(Cut(group, worth, slope, plan))
            value += worth
        self.latest.append(cuts)
        return Known(plan, measure(self.task.risk, left, often), value, cuts)

    def _weighed(self, every: Sequence[Slope], often: Ints) -> list[tuple[Sequence[Slope], list[float]]]:
        """Courses by what a cut is made of, each with its part in what is to be small."""
        if self.task.risk == "mean":
            return [
                ([one], [share]) for one, share in zip(every, (often / often.sum()).tolist(), strict=True)
            ]
        order = np.argsort([-one.value for one in every], kind="stable")
        most = often.sum() / 10 if self.task.risk == "cvar" else 1e-9
        before = np.append(0, np.cumsum(often[order])[:-1])
        share = np.zeros(len(every))
        share[order] = np.clip(most - before, 0, often[order]) / most
        return [(every, share.tolist())]

    def _next(self, best: Known) -> tuple[Ints, float] | None:
        """The best plan by the cuts in a neighbourhood, and what it comes to; `None` if there is none."""
        program, plan = self._program(best), len(best.plan)
        clock = Clock(self.task.until(self.share).time_limit)
        options = clock.part(self.task.until(1.0), self.task.tuning.turn_share)
        limit = TURN_MOST if options.time_limit is None else options.time_limit
        options = replace(options, time_limit=limit, gap=self.task.tuning.turn_gap)
        answer = self.session.solve(program, options)
        values = answer.unless_interrupted().values
        if values is None:
            return None
        come = int(values[-len(best.cuts) :].sum())
        return self.worlds.base.completed(values[:plan]), come * UNIT / FINE

    def _program(self, best: Known) -> Program:
        """Columns of the plan, then parties taken off what they were called to, then what groups come to."""
        base, model, center = self.worlds.base, self.worlds.base.model.for_goals(()), best.plan
        cuts = [
            cut for one in self.latest if one is not best.cuts for cut in _not_above(best, one)
        ] + best.cuts
        plan, pairs, groups = len(center), base.pair_column, len(best.cuts)
        called = pairs[center[pairs] > 0]
        off, come = plan + np.arange(len(called)), plan + len(called) + np.arange(groups)
        moved, least, most = self._moved(called, off, center)
        rows, constants = _rows(cuts, come)
        people = base.travel.cohorts.parties.people[base.travel.cohort]
        goal = Goal(
            "scenarios",
            np.concatenate([pairs, off, come]),
            np.concatenate([-people, np.ones_like(off), np.ones_like(come)]),
        )
        lowest, highest = self._between(center)
        start = np.concatenate([center, np.zeros(len(off) + groups, dtype=np.int64)])
        np.maximum.at(start, come[[cut.group for cut in cuts]], constants - rows.times(start))
        return Program(
            lower=np.concatenate([lowest, np.zeros(len(off) + len(come), dtype=np.int64)]),
            upper=np.concatenate([highest, center[called], np.full(len(come), self._most())]),
            rules=Matrix.stacked([model.matrix, moved, rows]),
            rules_lower=np.concatenate([model.row_lower, least, constants]),
            rules_upper=np.concatenate([model.row_upper, most, np.full(len(cuts), NO_UPPER)]),
            goal=goal,
            start=start,
            loose=np.arange(len(start)) >= plan,
        )

    def _most(self) -> int:
        """What a group comes to if everybody is left behind, in the fine unit."""
        people = self.worlds.people
        return int(weights(len(people)) @ np.array(people)) * FINE // UNIT + 1

    def _between(self, center: Ints) -> tuple[Ints, Ints]:
        """Bounds of the plan's columns: who is not free stays where `center` has them."""
        base, model, tuning = self.worlds.base, self.worlds.base.model, self.task.tuning
        share = self.lot.uniform(*tuning.free)
        free: Mask = self.lot.random(len(base.travel.cohorts)) < share
        held = base.pair_column[~free[base.travel.cohort]]
        lower, upper = model.lower.copy(), model.upper.copy()
        lower[held] = upper[held] = center[held]
        return lower, upper

    def _moved(self, called: Ints, off: Ints, center: Ints) -> tuple[Matrix, Ints, Ints]:
        """Who is still called, and who is taken off, are at least those who were; few are taken off."""
        number, (few, many, share) = np.arange(len(called)), self.task.tuning.moved
        many = max(many, int(center[called].sum() * share))
        most = int(few * (many / few) ** self.lot.random())
        row = np.concatenate([number, number, np.full_like(number, len(number))])
        moved = Matrix.of(len(called) + 1, row, np.concatenate([called, off, off]), np.ones_like(row))
        sides = np.append(center[called], NO_LOWER), np.append(np.full_like(called, NO_UPPER), most)
        return moved, *sides


def _not_above(best: Known, cuts: Sequence[Cut]) -> list[Cut]:
    """Cuts of another plan, lowered where they say too much of the best one."""
    known = {cut.group: cut.value for cut in best.cuts}
    above = [cut.value + float(cut.slope @ (best.plan - cut.at)) - known[cut.group] for cut in cuts]
    return [replace(cut, value=cut.value - max(more, 0.0)) for cut, more in zip(cuts, above, strict=True)]


def _rows(cuts: Sequence[Cut], come: Ints) -> tuple[Matrix, Ints]:
    """The cuts in the fine unit, each with its lower side."""
    row, column, coefficient, lower = [], [], [], []
    for place, cut in enumerate(cuts):
        slope = np.rint(cut.slope * FINE / UNIT).astype(np.int64)
        used = np.flatnonzero(slope)
        row.append(np.full(len(used) + 1, place))
        column.append(np.append(used, come[cut.group]))
        coefficient.append(np.append(-slope[used], 1))
        lower.append(round(cut.value * FINE / UNIT) - int(slope @ cut.at))
    matrix = Matrix.of(len(cuts), np.concatenate(row), np.concatenate(column), np.concatenate(coefficient))
    return matrix, np.array(lower, dtype=np.int64)
