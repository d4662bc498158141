"""Where to look for plans: what small samples want, each relaxed in one extensive form near a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.linear import NO_UPPER, Goal, Label, LinearModel, Matrix
from evacopt.robust.bound import Sample, relax, slack_of
from evacopt.robust.course import Course
from evacopt.robust.evaluated import Evaluated
from evacopt.robust.task import Task
from evacopt.robust.worlds import Worlds


def in_parts(evaluated: Evaluated, courses: dict[Course, int], most: int) -> list[dict[Course, int]]:
    """Courses in their order, in parts of so many columns of their own at most, or of one course."""
    parts, columns = [dict[Course, int]()], 0
    for course, often in courses.items():
        own = len(evaluated.block(course).upper)
        if parts[-1] and columns + own > most:
            parts.append({})
            columns = 0
        parts[-1][course] = often
        columns += own
    return parts


def guides(
    task: Task,
    worlds: Worlds,
    evaluated: Evaluated,
    *,
    center: Ints,
    parts: Sequence[dict[Course, int]],
    backend: str,
) -> list[Floats]:
    """The plan's columns that each part wants, as near `center` as may be; those that came in time."""
    until = task.until(task.tuning.guide_share)
    asked = []
    for part in parts:
        form = evaluated.form(part)
        slack = (*slack_of(form, worlds.people, task.tuning.held), 0.0)
        model, moved = _with_moves(form.model, worlds, center)
        asked.append(Sample(model, (*form.goals, moved), slack, backend, until, task.ends(until)))
    found = task.spread(relax, asked)
    return [relaxed.point[: len(center)] for relaxed in found if relaxed is not None]


def _with_moves(model: LinearModel, worlds: Worlds, center: Ints) -> tuple[LinearModel, Goal]:
    """With columns of how many parties are taken off what they are called to, and their sum as a goal."""
    called = called_of(worlds, center)
    off = len(model.lower) + np.arange(len(called))
    rows = moves(called, off)
    goal = Goal("moved", off, np.ones_like(off))
    extra = len(called)
    return replace(
        model,
        lower=np.append(model.lower, np.zeros(extra, dtype=np.int64)),
        upper=np.append(model.upper, center[called]),
        matrix=model.matrix.followed_by(rows),
        row_lower=np.append(model.row_lower, center[called]),
        row_upper=np.append(model.row_upper, np.full(extra, NO_UPPER)),
        labels=(*model.labels, *[Label("rule", "moved")] * extra),
    ), goal


def called_of(worlds: Worlds, center: Ints) -> Ints:
    """The pairs' columns that anybody is called to."""
    pairs = worlds.base.pair_column
    called: Ints = pairs[center[pairs] > 0]
    return called


def moves(called: Ints, off: Ints) -> Matrix:
    """Who is still called, and who is taken off, are at least those who were called: the left sides."""
    number = np.arange(len(called))
    ones = np.ones(2 * len(called), dtype=np.int64)
    return Matrix.of(len(called), np.append(number, number), np.append(called, off), ones)
