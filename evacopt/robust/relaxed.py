"""Levels of a linear relaxation in their order, each from the basis of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, LinearModel, Matrix

SLACK = 1e-6
"""How far, relatively, a goal that is held may be above its value: as exact as an engine is."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What the relaxation came to: the value of each goal, and a point where they are reached."""

    values: tuple[float, ...]
    point: Floats


def relaxed_in_stages(
    model: LinearModel,
    goals: Sequence[Goal],
    session: Session,
    options: Options,
    *,
    slack: Sequence[float] | None = None,
) -> Relaxed | None:
    """The least of each goal, those before it held; `None` where there is none in time.

    All goals are rows from the beginning, so that the basis of one is where the primal simplex goes on from.

    Parameters
    ----------
    slack : how far above its value each goal is held
    """
    clock, rules, basis = Clock(options.time_limit), model.for_goals(()), None
    matrix = rules.matrix.followed_by(_rows_of(goals))
    lower = np.append(rules.row_lower, np.full(len(goals), NO_LOWER))
    held, values, point = np.full(len(goals), NO_UPPER), list[float](), np.zeros(0)
    for number, goal in enumerate(goals):
        program = Program(
            lower=rules.lower,
            upper=rules.upper,
            rules=matrix,
            rules_lower=lower,
            rules_upper=np.append(rules.row_upper, held),
            goal=goal,
            relaxed=True,
            basis=basis,
            feasible_basis=basis is not None,
        )
        answer = session.solve(program, clock.part(options, 1.0)).unless_interrupted()
        if answer.primal is None or answer.termination != "completed":
            return None
        point, basis = answer.primal, answer.basis
        values.append(float(goal.coefficient @ point[goal.column]) + goal.offset)
        most = values[-1] + SLACK * abs(values[-1]) + (slack[number] if slack else 0.0)
        held[number] = int(np.ceil(most)) - goal.offset
    return Relaxed(tuple(values), point)


def _rows_of(goals: Sequence[Goal]) -> Matrix:
    row = np.repeat(np.arange(len(goals)), [len(goal.column) for goal in goals])
    empty: Ints = np.zeros(0, dtype=np.int64)
    column = np.concatenate([empty, *(goal.column for goal in goals)])
    coefficient = np.concatenate([empty, *(goal.coefficient for goal in goals)])
    return Matrix.of(len(goals), row, column, coefficient)
