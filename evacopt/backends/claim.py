"""What engines claim, and what is made of it: a result that cannot contradict itself."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.contract import BackendResult, Program, SolutionStatus, Termination, whole_bound
from evacopt.milp.linear import NO_LOWER, NO_UPPER

NEAR = 1e-9
"""Relative distance at which engines, which count in floats, cannot tell a bound from a value."""


FINE = (2**16, 2**44)
"""What a ray is multiplied by before it is rounded: coarse numbers do for most, fine ones for tiny parts."""


def answer_of(
    program: Program,
    status: tuple[Termination, SolutionStatus],
    values: Ints | None,
    bound: float | None,
    detail: str,
) -> BackendResult:
    """The result that an engine's status, incumbent and bound mean together.

    An engine calls optimal also what lies within its gap: only where the bound meets the value it is.

    Parameters
    ----------
    status : what the engine's status would mean if it came with all that it promises
    values : the incumbent as integers, `None` where there is none or where it is not integer
    bound : what the engine says that the goal cannot go below, `None` where it says nothing
    detail : the engine's own word
    """
    termination, solution = status
    least = None if bound is None else whole_bound(bound)
    if solution in ("infeasible", "unknown"):
        values = None
    elif values is None:
        termination, solution = "error" if termination == "completed" else termination, "unknown"
    elif solution == "optimal":
        value = program.goal.of(values)
        if bound is not None and abs(value - bound) <= NEAR * abs(value):
            least = value
        if least is None or least < value:
            termination, solution = "gap", "feasible"
    return BackendResult(termination=termination, status=solution, values=values, bound=least, detail=detail)


def is_farkas_proof(program: Program, ray: Floats | None) -> bool:
    """Whether `ray` shows that the rows of `program` have no solution (Farkas, 1902), in whole numbers.

    The rows, each times its part of the ray, must add up to what no column's bounds allow. Nothing is
    believed of the engine that gave it: the ray is rounded, and parts that no side of their row allows are
    left out. An engine may count it with either sign.
    """
    if ray is None or len(ray) != program.matrix.rows or not np.isfinite(ray).all():
        return False
    return any(_proves(program, np.rint(sign * fine * ray)) for fine in FINE for sign in (1, -1))


def _proves(program: Program, whole: Floats) -> bool:
    """Whether these multipliers do, counted in Python's integers, which do not overflow."""
    lower, upper = program.row_lower, program.row_upper
    rows = np.flatnonzero(((whole > 0) & (upper != NO_UPPER)) | ((whole < 0) & (lower != NO_LOWER)))
    given, most, sums = dict[int, int](), 0, dict[int, int]()
    for row in rows.tolist():
        given[row] = int(whole[row])
        most += given[row] * int(upper[row] if given[row] > 0 else lower[row])
        columns, amounts = program.matrix.row(row)
        for column, amount in zip(columns.tolist(), amounts.tolist(), strict=True):
            sums[column] = sums.get(column, 0) + given[row] * amount
    least = 0
    for column, total in sums.items():
        side = int(program.lower[column] if total > 0 else program.upper[column])
        if total and side in (NO_LOWER, NO_UPPER):
            return False
        least += total * side
    return least > most
