"""A plan near the relaxation of the extensive form, then the best of its own goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints, Mask
from evacopt.exact.lexicographic import LexicographicProgram, stages
from evacopt.exact.rens import around
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation
from evacopt.robust.recourse import Block
from evacopt.robust.result import Risk
from evacopt.robust.value import Decided
from evacopt.robust.whole import goal_by_goal

WIDER = (0, 1, 4)
"""By how much a number of parties or sorties may be off its rounding, until a plan is found."""


def near(
    formulation: Formulation, point: Floats, goals: Sequence[Goal], session: Session, options: Options
) -> Ints | None:
    """A plan of whole parties whose columns are those of `point` rounded up or down (RENS; Berthold 2014).

    Parameters
    ----------
    point : values of the plan's columns, shape (columns,)
    goals : of people left behind, as far as the plan's columns tell
    """
    model, clock = formulation.model.for_goals(()), Clock(options.time_limit)
    sorties = formulation.sortie_column[formulation.sortie_column != NO_COLUMN]
    decided: Mask = np.zeros(len(model.lower), dtype=np.bool_)
    decided[np.append(formulation.pair_column, sorties)] = True
    for wider in WIDER:
        lower, upper = around(model.lower, model.upper, point, decided, wider)
        box, left = replace(model, lower=lower, upper=upper), clock.part(options, 1.0)
        values = goal_by_goal(box, goals, session, left, share=1 / len(goals))
        if values is not None:
            return formulation.completed(values)
    return None


def polished(
    formulation: Formulation,
    values: Ints,
    courses: Sequence[tuple[Block, Decided, int]],
    risk: Risk,
    *,
    session: Session,
    options: Options,
) -> Ints:
    """The plan with the best of its own goals for which what is decided in each course stands as it is.

    Parameters
    ----------
    courses : each with what was decided, and how many scenarios take it
    """
    model = _with_rows(formulation.model, values, courses, risk)
    program = LexicographicProgram(
        model=model, start=values, complete=formulation.completed, decisions=~formulation.helpers
    )
    best = values
    for staged in stages(program, session, options):
        if staged.values is not None:
            best = staged.values
    return best


def _with_rows(
    model: LinearModel, values: Ints, courses: Sequence[tuple[Block, Decided, int]], risk: Risk
) -> LinearModel:
    """Each distinct row once, with the narrowest sides."""
    sides: dict[tuple[bytes, bytes], tuple[int, int]] = {}
    for column, coefficient, lower, upper in _rows(values, courses, risk):
        key = column.tobytes(), coefficient.tobytes()
        least, most = sides.get(key, (NO_LOWER, NO_UPPER))
        sides[key] = max(least, lower), min(most, upper)
    parts = [tuple(np.frombuffer(part, dtype=np.int64) for part in key) for key in sides]
    row = np.repeat(np.arange(len(parts)), [len(column) for column, _ in parts])
    empty: Ints = np.zeros(0, dtype=np.int64)
    extra = Matrix.of(
        len(parts),
        row,
        np.concatenate([empty, *(column for column, _ in parts)]),
        np.concatenate([empty, *(coefficient for _, coefficient in parts)]),
    )
    least_most = np.array(list(sides.values()), dtype=np.int64).reshape(-1, 2)
    return replace(
        model,
        matrix=model.matrix.followed_by(extra),
        row_lower=np.append(model.row_lower, least_most[:, 0]),
        row_upper=np.append(model.row_upper, least_most[:, 1]),
        labels=(*model.labels, *[Label("rule", "course")] * len(parts)),
    )


def _rows(
    values: Ints, courses: Sequence[tuple[Block, Decided, int]], risk: Risk
) -> Iterator[tuple[Ints, Ints, int, int]]:
    """What the plan's columns must keep: columns, coefficients, sides."""
    worth = np.zeros((0, len(values)), dtype=np.int64)
    for block, decided, often in courses:
        matrix, plan = block.matrix, block.matrix.column < block.plan
        own = np.append(np.zeros(block.plan, dtype=np.int64), decided.own)
        taken = matrix.times(own)
        for row in np.unique(matrix.row_of_entry()[plan]).tolist():
            column, coefficient = matrix.row(row)
            mine = column < block.plan
            lower, upper = int(block.row_lower[row]), int(block.row_upper[row])
            lower = lower if lower == NO_LOWER else lower - int(taken[row])
            upper = upper if upper == NO_UPPER else upper - int(taken[row])
            yield column[mine], coefficient[mine], lower, upper
        each = block.worth[:, : block.plan]
        if risk == "mean":
            each = often * each + (worth if len(worth) else 0)
        worth = each if risk == "mean" else np.append(worth, each, axis=0)
    for level in worth:
        column = np.flatnonzero(level)
        if len(column):
            yield column, level[column], int(level[column] @ values[column]), NO_UPPER
