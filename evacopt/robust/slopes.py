"""What a plan comes to in courses of events, relaxed, and how that changes with the plan: cuts of Benders."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.milp.contract import Program
from evacopt.robust.recourse import Block
from evacopt.robust.value import Asked, joined, settled, until, weighed

OUTWEIGHS = 30
"""How many people of the next level one is worth: so few that one number tells all levels exactly enough."""


@dataclass(frozen=True, eq=False)
class Slope:
    """The relaxed second stage of a course at a plan.

    Attributes
    ----------
    left : thousandths left behind by level
    value : their sum, weighed
    slope : by how much it grows with each column of the plan at least, shape (columns,)
    """

    left: tuple[int, ...]
    value: float
    slope: Floats


def slopes(asked: Asked) -> list[Slope] | None:
    """Of each block in their order; `None` where there is no second stage, or it is not found in time.

    Runs where an executor says.
    """
    if time.time() >= asked.ends:
        return None
    models = [settled(block, asked.plan) for block in asked.blocks]
    joint = joined(models)
    goal, unit = weighed(joint.goals, OUTWEIGHS)
    program = Program(
        lower=joint.lower,
        upper=joint.upper,
        rules=joint.matrix,
        rules_lower=joint.row_lower,
        rules_upper=joint.row_upper,
        goal=goal,
        relaxed=True,
    )
    point, duals = np.zeros(len(joint.lower)), np.zeros(joint.matrix.rows)
    if len(joint.lower):
        with Session(asked.backend) as session:
            answer = session.solve(program, until(asked.options, asked.ends)).unless_interrupted()
        if answer.primal is None or answer.duals is None or answer.termination != "completed":
            return None
        point, duals = answer.primal, answer.duals * unit
    ends = (
        np.cumsum([0, *sizes]).tolist()
        for sizes in ([len(m.lower) for m in models], [m.matrix.rows for m in models])
    )
    columns, rows = (list(pairwise(each)) for each in ends)
    found = list[Slope]()
    for block, model, (begin, end), (first, last) in zip(asked.blocks, models, columns, rows, strict=True):
        at = point[begin:end]
        left = [float(goal.coefficient @ at[goal.column]) + goal.offset for goal in model.goals]
        value = float(np.dot(weights(len(left)), left))
        found.append(Slope(tuple(map(round, left)), value, _slope(block, duals[first:last])))
    return found


def weights(levels: int) -> Ints:
    """What a person of each level is worth, shape (levels,)."""
    return OUTWEIGHS ** np.arange(levels - 1, -1, -1, dtype=np.int64)


def _slope(block: Block, duals: Floats) -> Floats:
    """By the duals of the rows: what the plan takes of them is not left for the second stage."""
    matrix, plan = block.matrix, block.matrix.column < block.plan
    taken = matrix.coefficient[plan] * duals[matrix.row_of_entry()[plan]]
    slope = -np.bincount(matrix.column[plan], taken, minlength=block.plan)
    brought = weights(len(block.worth)) @ block.worth[:, : block.plan]
    return slope - brought
