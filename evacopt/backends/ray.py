"""Whether a ray shows, in whole numbers, that no values keep the rows of a program (Farkas, 1902)."""

from __future__ import annotations

import numpy as np

from evacopt.milp.contract import Floats, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER

FINE = (2**16, 2**44)
"""What a ray is multiplied by before it is rounded: coarse numbers do for most, fine ones for tiny parts."""


def contradicts(program: Program, ray: Floats | None) -> bool:
    """Whether the rows, each times its part of the `ray`, add up to what no column's bounds allow.

    Nothing is believed of the engine that gave it: the ray is rounded, and parts that no side of their row
    allows are left out. An engine may count it with either sign.
    """
    if ray is None or len(ray) != program.matrix.rows or not np.isfinite(ray).all():
        return False
    return any(_shown(program, np.rint(sign * fine * ray)) for fine in FINE for sign in (1, -1))


def _shown(program: Program, whole: Floats) -> bool:
    """Whether these multipliers show it, counted in Python's integers, which do not overflow."""
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
