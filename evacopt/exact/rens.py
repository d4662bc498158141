"""Before a goal is given to branch and cut: is it settled by its linear relaxation already?

The relaxation gives a bound in a fraction of the time. Rounding the parties of its best point up or down,
whichever serves best, is a small integer program (relaxation enforced neighbourhood search, Berthold 2014).
Where sorties are to be filled, rounding is not enough: parties may then also be off by part of a sortie.
Where what is found reaches the bound, nothing is left to search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.milp.contract import BackendResult, Options, Program, SolutionStatus
from evacopt.milp.linear import NO_UPPER

Floats: TypeAlias = npt.NDArray[np.float64]

SHARE_OF_TIME, SHARES_OF_OTHERS = 0.25, (0.2, 0.2, 0.1)
"""The parts of a goal's time that the first rounding, and each further one, may take."""
LITTLE, PART = 20, 4
"""Parties are off their rounding by no more than that part of a sortie."""
WHOLE = 1e-6
"""Closer than this to an integer is that integer."""


def shortcut(
    program: Program,
    session: Session,
    options: Options,
    decisions: Mask,
    *,
    to_fill: bool = False,
) -> tuple[BackendResult | None, Program]:
    """An optimal answer where the relaxation settles the goal; else `None` and a program that starts better.

    Parameters
    ----------
    decisions : columns that are rounded, shape (columns,); the others are free to follow
    to_fill : whether it is sorties that people are to fill, so that rounding them is not enough; further
        roundings are then tried, if there is a time limit
    """
    can = session.capabilities_within(options.time_limit)
    if can is None or not can.duals or options.gap:
        return None, program
    relaxed = session.solve(replace(program, relaxed=True, start=None), options)
    if relaxed.termination == "interrupted" or relaxed.bound is None or relaxed.primal is None:
        return _given_up(relaxed, program), program
    bound = _attainable(program, relaxed.bound)
    found = relaxed
    for slack, share, wider in _slacks(
        program, relaxed, decisions, to_fill and options.time_limit is not None
    ):
        if _is_open(program, bound) and not (wider and found.termination == "time"):
            near = _near(program, relaxed.primal, decisions, slack)
            found = session.solve(near, _within(options, share))
            program = replace(program, start=_better(program, found.values))
            if found.termination == "interrupted":
                return _given_up(found, program), program
    if _is_open(program, bound):
        return None, program
    return BackendResult(
        termination="completed", status="optimal", values=program.start, bound=bound
    ), program


def _is_open(program: Program, bound: int) -> bool:
    """Whether the start does not reach `bound`, or there is none."""
    return program.start is None or program.goal.of(program.start) > bound


def _within(options: Options, share: float) -> Options:
    """The options with a part of the time."""
    limit = options.time_limit
    return options if limit is None else replace(options, time_limit=limit * share)


def _slacks(
    program: Program, relaxed: BackendResult, decisions: Mask, to_fill: bool
) -> Iterator[tuple[Ints, float, bool]]:
    """By how much each decision may be off its rounding, shape (columns,), and the part of the time for that.

    At first by nothing. Then those that cost nothing, as the relaxation has it, are free, and the others stay
    or are off by little; at last all are off by part of a sortie. True with those that only widen the ones
    before: where those took too long these would as well.
    """
    yield np.zeros(program.columns, dtype=np.int64), SHARE_OF_TIME, False
    if to_fill and relaxed.duals is not None:
        sortie = _smallest_sortie(program, decisions)
        free = np.abs(_reduced_costs(program, relaxed.duals)) < WHOLE
        slacks = (0 * sortie, sortie // LITTLE)
        every = (*(np.where(free, program.upper, slack) for slack in slacks), sortie // PART)
        yield from zip(every, SHARES_OF_OTHERS, (False, True, False), strict=True)


def _reduced_costs(program: Program, multipliers: Floats) -> Floats:
    """What a unit of each column costs by the relaxation, shape (columns,); 0 where it costs nothing."""
    matrix, costs = program.matrix, program.objective()
    np.subtract.at(costs, matrix.column, matrix.coefficient * multipliers[matrix.row_of_entry()])
    return costs


def _smallest_sortie(program: Program, decisions: Mask) -> Ints:
    """Parties that fill the smallest sortie that makes room for them; shape (columns,), 0 where none does."""
    rules = program.rules
    row, amount, decided = rules.row_of_entry(), rules.coefficient, decisions[rules.column]
    gives, takes = ~decided & (amount < 0), decided & (amount > 0)
    room = np.full(rules.rows, NO_UPPER)
    np.minimum.at(room, row[gives], -amount[gives])
    room[(room == NO_UPPER) | (program.rules_upper == NO_UPPER)] = 0
    parties = np.zeros(program.columns, dtype=np.int64)
    np.maximum.at(parties, rules.column[takes], room[row[takes]] // amount[takes])
    return parties


def _given_up(answer: BackendResult, program: Program) -> BackendResult | None:
    """Ctrl-C ends the goal, not only the shortcut; anything else leaves it to the search."""
    if answer.termination != "interrupted":
        return None
    holds: SolutionStatus = "unknown" if program.start is None else "feasible"
    return BackendResult(termination="interrupted", status=holds, values=program.start)


def _attainable(program: Program, bound: int) -> int:
    """The least value at or above `bound` that the common factor of the goal's coefficients allows."""
    goal = program.goal
    step = int(np.gcd.reduce(goal.coefficient)) if len(goal.coefficient) else 0
    return goal.offset - (goal.offset - bound) // step * step if step else goal.offset


def _near(program: Program, point: Floats, decisions: Mask, slack: Ints) -> Program:
    """The program with every decision between the integers around `point`, or `slack` off them."""
    down = np.floor(point + WHOLE).astype(np.int64) - slack
    up = np.ceil(point - WHOLE).astype(np.int64) + slack
    lower = np.where(decisions, np.maximum(program.lower, down), program.lower)
    upper = np.where(decisions, np.minimum(program.upper, up), program.upper)
    upper, start = np.maximum(lower, upper), program.start
    inside = start is not None and bool(((start >= lower) & (start <= upper)).all())
    return replace(program, lower=lower, upper=upper, start=start if inside else None)


def _better(program: Program, values: Ints | None) -> Ints | None:
    """Whichever of the start and `values` is better."""
    start, goal = program.start, program.goal
    if values is None or (start is not None and goal.of(start) <= goal.of(values)):
        return start
    return values
