"""What a plan leaves behind in a course: the second stage solved for itself, with the plan settled."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options, rounded
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix
from evacopt.robust.recourse import Block
from evacopt.robust.relaxed import relaxed_in_stages
from evacopt.robust.whole import goal_by_goal

T = TypeVar("T")
SMALL = 150
"""Second stages of so many columns are solved level by level, larger ones by one sum of the levels."""
HIGHEST, DOUBLED = 1_000_000, 20
"""No person is worth more than that in such a sum; so many levels can each be worth double the next."""
NEAR = 1e-9
"""What roots may be off by."""
AT_ONCE = 6_000
"""Columns of second stages that are relaxed as one program."""
OUTWEIGHS = 100
"""How many people of the next level one is worth in that sum: nearly always the same as level by level."""


@dataclass(frozen=True, eq=False)
class Decided:
    """The second stage of a course: thousandths left behind by level, and the values of its own columns.

    `in_time` is whether there was time to decide.
    """

    left: tuple[int, ...]
    own: Ints
    in_time: bool


@dataclass(frozen=True, eq=False)
class Asked:
    """What a worker is asked: the second stages of a plan, whose columns are `plan`; `ends` by the clock."""

    blocks: tuple[Block, ...]
    plan: Ints
    backend: str
    options: Options
    ends: float


def decide(asked: Asked) -> list[Decided]:
    """The second stages, in the order of the blocks; it runs where an executor says.

    Some at once are one linear relaxation, which is often whole; those that are not are found by branch and
    bound, and where none of them is the others are not relaxed any more. Where there is no time left nothing
    is decided again: who was to leave after the news is left behind.
    """
    options, hopeful, found = until(asked.options, asked.ends), True, list[Decided]()
    clock = Clock(options.time_limit)
    if clock.over():
        return [Decided((), np.zeros_like(block.upper), False) for block in asked.blocks]
    with Session(asked.backend) as session:
        for blocks in lumps(asked.blocks):
            models = [settled(block, asked.plan) for block in blocks]
            points = _whole_points(models, session, options) if hopeful else [None] * len(models)
            hopeful = any(point is not None for point in points)
            for model, point in zip(models, points, strict=True):
                own = _in_whole(model, session, clock.part(options, 1.0)) if point is None else point
                in_time = own is not None and not clock.over()
                own = model.lower if own is None else own
                found.append(Decided(tuple(goal.of(own) for goal in model.goals), own, in_time))
    return found


def in_parts(
    of: Iterable[T], columns: Callable[[T], int], most: int, at_once: int | None = None
) -> Iterator[list[T]]:
    """In their order, parts of at most so many columns together, and of so many, or of a single one."""
    part, together = list[T](), 0
    for one in of:
        own = columns(one)
        if part and (together + own > most or len(part) == at_once):
            yield part
            part, together = [], 0
        part.append(one)
        together += own
    if part:
        yield part


def lumps(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """So many as are relaxed as one program: many small ones are quicker than a large one."""
    return in_parts(blocks, lambda block: len(block.upper), AT_ONCE)


def until(options: Options, ends: float) -> Options:
    """What an engine is told that is to be done by `ends`, which is told to other processes too."""
    return options if ends == math.inf else replace(options, time_limit=max(ends - time.time(), 0.0))


def _whole_points(models: Sequence[LinearModel], session: Session, options: Options) -> list[Ints | None]:
    """Of each a best point of whole numbers, as the relaxation of all of them, level by level, has it.

    `None` where that is not whole, or takes too long.
    """
    joint, first = joined(models), np.cumsum([0, *(len(model.lower) for model in models)])
    point, goals = np.zeros(len(joint.lower)), [goal for goal in joint.goals if len(goal.column)]
    if goals:  # where nothing brings anybody out, nothing need be decided
        relaxed = relaxed_in_stages(joint, goals, session, options)
        if relaxed is None:
            return [None] * len(models)
        point = relaxed.point
    parts = [rounded(point[begin:end]) for begin, end in pairwise(first.tolist())]
    return [
        part if part is not None and model.holds(part) else None
        for model, part in zip(models, parts, strict=True)
    ]


def joined(models: Sequence[LinearModel]) -> LinearModel:
    """Side by side; each goal is the sum of theirs."""
    rows, columns = (
        np.cumsum([0, *sizes]).tolist()
        for sizes in ([m.matrix.rows for m in models], [len(m.lower) for m in models])
    )
    matrix = Matrix.of(
        rows[-1],
        np.concatenate([m.matrix.row_of_entry() + first for m, first in zip(models, rows, strict=False)]),
        np.concatenate([m.matrix.column + first for m, first in zip(models, columns, strict=False)]),
        np.concatenate([m.matrix.coefficient for m in models]),
    )
    goals = []
    for parts in zip(*(m.goals for m in models), strict=True):
        column = np.concatenate([part.column + first for part, first in zip(parts, columns, strict=False)])
        coefficient = np.concatenate([part.coefficient for part in parts])
        goals.append(Goal(parts[0].name, column, coefficient, sum(part.offset for part in parts)))
    lower, upper, row_lower, row_upper = (
        np.concatenate([getattr(m, name) for m in models])
        for name in ("lower", "upper", "row_lower", "row_upper")
    )
    labels = (Label("rule", "course"),) * matrix.rows
    return LinearModel(lower, upper, matrix, row_lower, row_upper, labels, tuple(goals))


def settled(block: Block, plan: Ints) -> LinearModel:
    """The rows over the own columns alone."""
    matrix, entry = block.matrix, block.matrix.column >= block.plan
    used = matrix.sum_by_row(np.where(entry, 0, matrix.coefficient * plan[np.where(entry, 0, matrix.column)]))
    row = matrix.row_of_entry()
    own = Matrix.of(matrix.rows, row[entry], matrix.column[entry] - block.plan, matrix.coefficient[entry])
    lower = np.where(block.row_lower == NO_LOWER, NO_LOWER, block.row_lower - used)
    upper = np.where(block.row_upper == NO_UPPER, NO_UPPER, block.row_upper - used)
    goals = []
    for level, (worth, total) in enumerate(zip(block.worth, block.total, strict=True)):
        column = np.flatnonzero(worth[block.plan :])
        offset = total - int(worth[: block.plan] @ plan)
        goals.append(Goal(str(level), column, -worth[block.plan :][column], offset))
    labels = (Label("rule", "course"),) * matrix.rows
    return LinearModel(np.zeros_like(block.upper), block.upper, own, lower, upper, labels, tuple(goals))


def _in_whole(model: LinearModel, session: Session, options: Options) -> Ints | None:
    """A best way in whole numbers; where none is found in time nobody is decided again.

    `None` where that cannot be either.
    """
    start = model.lower if model.holds(model.lower) else None
    goals = model.goals if len(model.lower) <= SMALL else (weighed(model.goals, OUTWEIGHS)[0],)
    return goal_by_goal(model, goals, session, options, start=start)


def worth_of_levels(levels: int, outweighs: int) -> Ints:
    """What a person of each level is worth, shape (levels,): so many of the next, fewer if levels are many.

    Engines are exact with small numbers only; beyond twenty levels the last ones count alike.
    """
    times = max(2, min(outweighs, int(HIGHEST ** (1 / max(levels - 1, 1)) + NEAR)))
    lower = np.arange(levels - 1, -1, -1, dtype=np.int64)
    worth: Ints = times ** np.maximum(lower - max(levels - DOUBLED, 0), 0)
    return worth


def weighed(goals: Sequence[Goal], outweighs: int) -> tuple[Goal, int]:
    """The levels in one sum without offset, a person worth `outweighs` of the next level, and its unit."""
    column = np.concatenate([goal.column for goal in goals])
    worth = worth_of_levels(len(goals), outweighs)
    coefficient = np.concatenate(
        [goal.coefficient * each for goal, each in zip(goals, worth.tolist(), strict=True)]
    )
    unit = int(np.gcd.reduce(coefficient)) or 1
    used, place = np.unique(column, return_inverse=True)
    total = np.zeros(len(used), dtype=np.int64)
    np.add.at(total, place.reshape(-1), coefficient // unit)
    return Goal("levels", used, total), unit
