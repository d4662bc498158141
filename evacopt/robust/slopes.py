"""What a plan comes to in courses of events, relaxed, and how that changes with the plan: cuts of Benders.

The relaxation is tightened where the plan stands (`evacopt.robust.tightened`), so that its value is nearly
that of whole parties. The price: a slope is right in the mean, and may say too much of another plan.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.milp.contract import Program
from evacopt.milp.linear import LinearModel
from evacopt.robust.recourse import Block
from evacopt.robust.tightened import tightened
from evacopt.robust.value import Asked, joined, lumps, settled, until, weighed, worth_of_levels

OUTWEIGHS = 30
"""How many people of the next level one is worth: so few that one number tells all levels exactly enough."""


@dataclass(frozen=True, eq=False)
class Slope:
    """The relaxed second stage of a course at a plan.

    Attributes
    ----------
    left : thousandths left behind by level
    value : their sum, weighed
    slope : by how much it grows with each column of the plan about, shape (columns,)
    """

    left: tuple[int, ...]
    value: float
    slope: Floats


def slopes(asked: Asked) -> list[Slope] | None:
    """Of each block in their order; `None` where there is no second stage, or it is not found in time.

    Runs where an executor says.
    """
    found = list[Slope]()
    with Session(asked.backend) as session:
        for blocks in lumps(asked.blocks):
            more = _slopes(blocks, asked, session) if time.time() < asked.ends else None
            if more is None:
                return None
            found += more
    return found


def _slopes(blocks: Sequence[Block], asked: Asked, session: Session) -> list[Slope] | None:
    tight = [tightened(settled(block, asked.plan)) for block in blocks]
    models = [one.model for one in tight]
    answer = _answered(models, asked, session)
    if answer is None:
        return None
    ends = (
        np.cumsum([0, *sizes]).tolist()
        for sizes in ([len(m.lower) for m in models], [m.matrix.rows for m in models])
    )
    columns, rows = (list(pairwise(each)) for each in ends)
    found = list[Slope]()
    for block, one, (begin, end), (first, last) in zip(blocks, tight, columns, rows, strict=True):
        at = answer[0][begin:end]
        left = [float(goal.coefficient @ at[goal.column]) + goal.offset for goal in one.model.goals]
        value = float(np.dot(weights(len(left)), left))
        found.append(Slope(tuple(map(round, left)), value, _slope(block, one.duals(answer[1][first:last]))))
    return found


def _answered(models: Sequence[LinearModel], asked: Asked, session: Session) -> tuple[Floats, Floats] | None:
    """A best point of all side by side, and the duals of their rows; `None` as of `slopes`."""
    joint = joined(models)
    if not len(joint.lower):
        return np.zeros(0), np.zeros(joint.matrix.rows)
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
    answer = session.solve(program, until(asked.options, asked.ends)).unless_interrupted()
    if answer.primal is None or answer.duals is None or answer.termination != "completed":
        return None
    return answer.primal, answer.duals * unit


def weights(levels: int) -> Ints:
    """What a person of each level is worth, shape (levels,)."""
    return worth_of_levels(levels, OUTWEIGHS)


def _slope(block: Block, duals: Floats) -> Floats:
    """By the duals of the rows: what the plan takes of them is not left for the second stage."""
    matrix, plan = block.matrix, block.matrix.column < block.plan
    taken = matrix.coefficient[plan] * duals[matrix.row_of_entry()[plan]]
    slope = -np.bincount(matrix.column[plan], taken, minlength=block.plan)
    brought = weights(len(block.worth)) @ block.worth[:, : block.plan]
    return slope - brought
