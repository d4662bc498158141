"""Relaxation enforced neighbourhood search (RENS; Berthold 2014), before a goal goes to branch and cut.

The linear relaxation gives a bound in a fraction of the time. Rounding its solution as well as can be is a
small integer program, in which each decision may only be one of the two integers around its value. Where
sorties are to be filled, that is not enough: decisions may then also be off by part of a sortie. A plan that
reaches the bound is optimal, and nothing is left to search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints, Mask
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.contract import BackendResult, Options, Program, SolutionStatus
from evacopt.milp.linear import NO_UPPER

WHOLE = 1e-6
"""Closer than this to an integer is that integer."""


def rens(
    program: Program,
    session: Session,
    options: Options,
    decisions: Mask,
    *,
    to_fill: bool = False,
    tuning: ExactTuning = TUNING,
) -> tuple[BackendResult | None, Program]:
    """An optimal result where the relaxation settles the goal; else `None` and a program that starts better.

    Parameters
    ----------
    decisions : columns that are rounded, shape (columns,); the others are free to follow
    to_fill : whether people are to fill sorties, so that rounding is not enough; wider neighbourhoods are
        then searched too, if there is a time limit
    """
    limit = options.time_limit
    if not relaxes(session, options):
        return None, program
    result = relaxed = session.solve(replace(program, relaxed=True, start=None), options)
    if relaxed.termination == "interrupted":
        return _interrupted(program), program
    if relaxed.bound is None or relaxed.primal is None:
        return None, program
    bound = _attainable(program, relaxed.bound)
    slacks = [(np.zeros(program.columns, dtype=np.int64), tuning.rens_share, False)]
    if to_fill and limit is not None:
        slacks.extend(_wider_slacks(program, relaxed, decisions, tuning))
    for slack, share, widens in slacks:
        if not _reaches(program, bound) and not (widens and result.termination == "time"):
            part = options if limit is None else replace(options, time_limit=limit * share)
            result = session.solve(_rounding(program, relaxed.primal, decisions, slack), part)
            program = _with_better_start(program, result.values)
            if result.termination == "interrupted":
                return _interrupted(program), program
    if not _reaches(program, bound):
        return None, program
    values = program.start
    return BackendResult(termination="completed", status="optimal", values=values, bound=bound), program


def relaxes(session: Session, options: Options) -> bool:
    """Whether relaxations help: the engine is known in time to give their duals, and no gap will do."""
    can = session.capabilities_within(options.time_limit)
    return can is not None and can.duals and not options.gap


def _reaches(program: Program, bound: int) -> bool:
    """Whether there is a start, as good as `bound`."""
    return program.start is not None and program.goal.of(program.start) <= bound


def _interrupted(program: Program) -> BackendResult:
    """Ctrl-C ends the goal, with what is known."""
    status: SolutionStatus = "unknown" if program.start is None else "feasible"
    return BackendResult(termination="interrupted", status=status, values=program.start)


def _wider_slacks(
    program: Program, relaxed: BackendResult, decisions: Mask, tuning: ExactTuning
) -> Iterator[tuple[Ints, float, bool]]:
    """By how much each decision may be off its rounding, shape (columns,), and the part of the time for that.

    First those of reduced cost 0 are free, and the others stay or are off by little; at last all are off by
    part of a sortie. True with those that only widen the ones before: where those took too long, so would
    these.
    """
    if relaxed.duals is None:
        return
    matrix, reduced_cost = program.matrix, program.objective()
    np.subtract.at(reduced_cost, matrix.column, matrix.coefficient * relaxed.duals[matrix.row_of_entry()])
    free = np.abs(reduced_cost) < WHOLE
    sortie, shares = _smallest_sortie(program, decisions), tuning.rens_wider_shares
    yield np.where(free, program.upper, 0), shares[0], False
    yield np.where(free, program.upper, sortie // tuning.rens_little), shares[1], True
    yield sortie // tuning.rens_part, shares[2], False


def _smallest_sortie(program: Program, decisions: Mask) -> Ints:
    """Parties that fill the smallest sortie that makes room for them; shape (columns,), 0 where none does."""
    rules = program.rules
    row, amount, decided = rules.row_of_entry(), rules.coefficient, decisions[rules.column]
    gives, takes = ~decided & (amount < 0), decided & (amount > 0)
    capacity = np.full(rules.rows, NO_UPPER)
    np.minimum.at(capacity, row[gives], -amount[gives])
    capacity[(capacity == NO_UPPER) | (program.rules_upper == NO_UPPER)] = 0
    parties = np.zeros(program.columns, dtype=np.int64)
    np.maximum.at(parties, rules.column[takes], capacity[row[takes]] // amount[takes])
    return parties


def _attainable(program: Program, bound: int) -> int:
    """The least value at or above `bound` that the common factor of the goal's coefficients allows."""
    goal = program.goal
    step = int(np.gcd.reduce(goal.coefficient)) if len(goal.coefficient) else 0
    return goal.offset - (goal.offset - bound) // step * step if step else goal.offset


def _rounding(program: Program, primal: Floats, decisions: Mask, slack: Ints) -> Program:
    """The program with every decision between the integers around `primal`, or `slack` off them."""
    lower, upper = around(program.lower, program.upper, primal, decisions, slack)
    upper, start = np.maximum(lower, upper), program.start
    inside = start is not None and bool(((start >= lower) & (start <= upper)).all())
    return replace(program, lower=lower, upper=upper, start=start if inside else None)


def around(lower: Ints, upper: Ints, primal: Floats, decisions: Mask, slack: Ints | int) -> tuple[Ints, Ints]:
    """These bounds; of decisions no wider than the integers around `primal`, or `slack` off them."""
    down = np.floor(primal + WHOLE).astype(np.int64) - slack
    up = np.ceil(primal - WHOLE).astype(np.int64) + slack
    narrow = np.where(decisions, np.maximum(lower, down), lower)
    return narrow, np.where(decisions, np.minimum(upper, up), upper)


def _with_better_start(program: Program, values: Ints | None) -> Program:
    """The program that starts from whichever is better, its start or `values`."""
    start, goal = program.start, program.goal
    if values is None or (start is not None and goal.of(start) <= goal.of(values)):
        return program
    return replace(program, start=values)
