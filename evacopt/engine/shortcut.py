"""Before a goal is given to branch and cut: is it settled by its linear relaxation already?

The relaxation gives a bound in a fraction of the time. Rounding the parties of its best point up or down,
whichever serves best, is a small integer program (relaxation enforced neighbourhood search, Berthold 2014).
Where that reaches the bound, nothing is left to search.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.backends.contract import Answer, Holds, Options, Program
from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask

SHARE_OF_TIME = 0.25
"""The part of a goal's time that the small integer program may take."""
WHOLE = 1e-6
"""Closer than this to an integer is that integer."""


def shortcut(
    program: Program, session: Session, options: Options, decisions: Mask
) -> tuple[Answer | None, Program]:
    """An optimal answer where the relaxation settles the goal; else `None` and a program that starts better.

    Parameters
    ----------
    decisions : columns that are rounded, shape (columns,); the others are free to follow
    """
    can = session.capabilities_within(options.time_limit)
    if can is None or not can.multipliers or options.gap:
        return None, program
    relaxed = session.solve(replace(program, relaxed=True, start=None), options)
    if relaxed.stopped == "interrupted" or relaxed.bound is None or relaxed.point is None:
        return _given_up(relaxed, program), program
    bound = _attainable(program, relaxed.bound)
    if program.start is None or program.goal.of(program.start) > bound:
        limit = None if options.time_limit is None else options.time_limit * SHARE_OF_TIME
        near = session.solve(_near(program, relaxed.point, decisions), replace(options, time_limit=limit))
        program = replace(program, start=_better(program, near.values))
        if near.stopped == "interrupted":
            return _given_up(near, program), program
    if program.start is not None and program.goal.of(program.start) == bound:
        return Answer(stopped="completed", holds="optimal", values=program.start, bound=bound), program
    return None, program


def _given_up(answer: Answer, program: Program) -> Answer | None:
    """Ctrl-C ends the goal, not only the shortcut; anything else leaves it to the search."""
    if answer.stopped != "interrupted":
        return None
    holds: Holds = "unknown" if program.start is None else "feasible"
    return Answer(stopped="interrupted", holds=holds, values=program.start)


def _attainable(program: Program, bound: int) -> int:
    """The least value at or above `bound` that the common factor of the goal's coefficients allows."""
    goal = program.goal
    step = int(np.gcd.reduce(goal.coefficient)) if len(goal.coefficient) else 0
    return goal.offset - (goal.offset - bound) // step * step if step else goal.offset


def _near(program: Program, point: np.ndarray[tuple[int], np.dtype[np.float64]], decisions: Mask) -> Program:
    """The program with every decision between the integers around `point`."""
    down = np.floor(point + WHOLE).astype(np.int64)
    up = np.ceil(point - WHOLE).astype(np.int64)
    lower = np.where(decisions, np.maximum(program.lower, down), program.lower)
    upper = np.where(decisions, np.minimum(program.upper, up), program.upper)
    return replace(program, lower=lower, upper=np.maximum(lower, upper), start=None)


def _better(program: Program, values: Ints | None) -> Ints | None:
    """Whichever of the start and `values` is better."""
    start, goal = program.start, program.goal
    if values is None or (start is not None and goal.of(start) <= goal.of(values)):
        return start
    return values
