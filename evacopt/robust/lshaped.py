"""Samples too large for one extensive form: the plan and its second stages, solved by turns.

The L-shaped method (Van Slyke and Wets 1969), each turn in a neighbourhood. The second stage of every course
is relaxed at a plan, side by side; its duals say by how much it changes with the plan at least. Over these
cuts the best plan is looked for between the best one so far and what small samples want: the crossover of a
plan and a relaxation (RINS; Danna, Rothberg and Le Pape 2005). It begins with the plan that ignores the
scenarios; what no cut speaks for stays as it is. Where the tail or the worst scenario counts, the cut is that
of the scenarios which it consists of at that plan: of no plan it says too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.exact.rens import WHOLE
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_UPPER, Goal, Matrix
from evacopt.model.builder import NO_COLUMN
from evacopt.robust.course import Course
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.guides import called_of, guides, in_parts, moves
from evacopt.robust.measure import measure
from evacopt.robust.slopes import Slope
from evacopt.robust.task import Task
from evacopt.robust.worlds import UNIT, Worlds

FINE = 50
"""Cuts are counted in this part of a person of the last level."""
LARGEST = 2**40
"""What a plan can come to at most in that unit."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Group `group` of courses comes to at least `value` + `slope` x (plan - `at`), weighed thousandths."""

    group: int
    value: float
    slope: Floats
    at: Ints


@dataclass(frozen=True, eq=False)
class Known:
    """What a plan comes to: as of `measure`, and as the cuts have it."""

    plan: Ints
    measured: tuple[float, ...]
    value: float


class LShaped:
    """The search from one plan on."""

    def __init__(self, task: Task, worlds: Worlds, evaluated: Evaluated, session: Session) -> None:
        self.task, self.worlds, self.evaluated, self.session = task, worlds, evaluated, session
        self.cuts = list[Cut]()
        self.groups = 1

    def improved(self, plan: Ints, courses: dict[Course, int]) -> Known | None:
        """The best plan of all that were looked at; `None` where not even `plan` was in time."""
        task, tuning = self.task, self.task.tuning
        best = self._known(plan, courses)
        if best is None:
            return None
        parts = in_parts(self.evaluated, courses, tuning.part_columns)[: tuning.guides]
        points = guides(
            task, self.worlds, self.evaluated, center=plan, parts=parts, backend=self.session.backend
        )
        if len(points) > 1:
            points.insert(0, np.mean(points, axis=0))
        for _ in range(tuning.turns):
            if not points:
                break
            point = points.pop(0)
            known = self._turn(best, point, courses)
            if known is not None:
                best = known if known.value < best.value else best
                points.append(point)
        return best

    def _turn(self, best: Known, point: Floats, courses: dict[Course, int]) -> Known | None:
        """What comes of the best plan by the cuts between the best one and `point`; `None` if none gains."""
        task, tuning = self.task, self.task.tuning
        found = self._next(best.plan, point) if task.has(0.0, tuning.search_share) else None
        if found is None or best.value - found[1] < tuning.least_gain * UNIT:
            return None
        known = self._known(found[0], courses)
        if known is not None and known.value < best.value:
            task.tell("expected left behind", sum(known.measured[: len(self.worlds.levels)]), None)
        return known

    def _known(self, plan: Ints, courses: dict[Course, int]) -> Known | None:
        """The plan at these courses, whose cuts are kept."""
        until = self.task.until(self.task.tuning.search_share)
        found = self.evaluated.slopes(plan, list(courses), until)
        if found is None:
            return None
        often = np.array(list(courses.values()))
        left = np.array([one.left for part in found for one in part], dtype=np.int64)
        every = [one for part in found for one in part]
        value = 0.0
        for group, (part, share) in enumerate(self._weighed(every, often)):
            worth = sum(weight * one.value for weight, one in zip(share, part, strict=True))
            slope = np.asarray(sum(weight * one.slope for weight, one in zip(share, part, strict=True)))
            self.cuts.append(Cut(group, worth, slope, plan))
            self.groups, value = max(self.groups, group + 1), value + worth
        return Known(plan, measure(self.task.risk, left, often), value)

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

    def _next(self, center: Ints, point: Floats) -> tuple[Ints, float] | None:
        """The best plan by the cuts between those, and what it comes to by them; `None` if there is none."""
        program, plan = self._program(center, point), len(center)
        clock = Clock(self.task.until(self.task.tuning.search_share).time_limit)
        options = clock.part(self.task.until(1.0), self.task.tuning.turn_share)
        answer = self.session.solve(program, replace(options, gap=self.task.tuning.turn_gap))
        values = answer.unless_interrupted().values
        if values is None:
            return None
        come = int(values[-self.groups :].sum())
        return self.worlds.base.completed(values[:plan]), come * UNIT / FINE

    def _program(self, center: Ints, point: Floats) -> Program:
        """Columns of the plan, then parties taken off what they were called to, then what groups come to."""
        base, model = self.worlds.base, self.worlds.base.model.for_goals(())
        plan = len(center)
        called = called_of(self.worlds, center)
        off, come = plan + np.arange(len(called)), plan + len(called) + np.arange(self.groups)
        rows, lower = self._rows(called, off, come, center)
        people = base.travel.cohorts.parties.people[base.travel.cohort]
        goal = Goal(
            "scenarios",
            np.concatenate([base.pair_column, off, come]),
            np.concatenate([-people, np.ones_like(off), np.ones_like(come)]),
        )
        lowest, highest = self._between(center, point)
        return Program(
            lower=np.concatenate([lowest, np.zeros(len(off) + len(come), dtype=np.int64)]),
            upper=np.concatenate([highest, center[called], np.full(len(come), LARGEST)]),
            rules=Matrix.stacked([model.matrix, rows]),
            rules_lower=np.concatenate([model.row_lower, lower]),
            rules_upper=np.concatenate([model.row_upper, np.full(len(lower), NO_UPPER)]),
            goal=goal,
            start=np.concatenate([center, np.zeros_like(off), self._least(center)]),
            loose=np.arange(plan + len(off) + self.groups) >= plan,
        )

    def _between(self, center: Ints, point: Floats) -> tuple[Ints, Ints]:
        """Bounds of the plan's columns: decisions from `center` to the farther integer beside `point`."""
        base, model = self.worlds.base, self.worlds.base.model
        free = base.sortie_column[base.sortie_column != NO_COLUMN]
        decided = np.zeros(len(center), dtype=np.bool_)
        decided[np.append(base.pair_column, free)] = True
        down = np.floor(np.minimum(center, point) + WHOLE).astype(np.int64)
        up = np.ceil(np.maximum(center, point) - WHOLE).astype(np.int64)
        return (
            np.where(decided, np.maximum(model.lower, down), model.lower),
            np.where(decided, np.minimum(model.upper, up), model.upper),
        )

    def _least(self, plan: Ints) -> Ints:
        """What each group comes to at least by the cuts; shape (groups,)."""
        least = np.zeros(self.groups, dtype=np.int64)
        for cut in self.cuts:
            slope, constant = _whole(cut)
            least[cut.group] = max(least[cut.group], constant + int(slope @ plan))
        return least

    def _rows(self, called: Ints, off: Ints, come: Ints, center: Ints) -> tuple[Matrix, Ints]:
        """Who is taken off, then the cuts; each with its lower side."""
        moved = moves(called, off)
        row, column, coefficient, lower = [], [], [], [*center[called].tolist()]
        for place, cut in enumerate(self.cuts):
            slope, constant = _whole(cut)
            used = np.flatnonzero(slope)
            row.append(np.full(len(used) + 1, place))
            column.append(np.append(used, come[cut.group]))
            coefficient.append(np.append(-slope[used], 1))
            lower.append(constant)
        cuts = Matrix.of(
            len(self.cuts), np.concatenate(row), np.concatenate(column), np.concatenate(coefficient)
        )
        return Matrix.stacked([moved, cuts]), np.array(lower, dtype=np.int64)


def _whole(cut: Cut) -> tuple[Ints, int]:
    """Slope and constant of a cut in the fine unit."""
    slope = np.rint(cut.slope * FINE / UNIT).astype(np.int64)
    return slope, round(cut.value * FINE / UNIT) - int(slope @ cut.at)
