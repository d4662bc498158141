"""Rows made as simple as whole numbers allow; exact, because columns are integer.

Columns that cannot move are taken out, rows are divided by what their coefficients have in common, rows of
one column become bounds, rows that cannot bind are dropped, and equal rows become one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Matrix

ROUNDS = 50
"""Times that the rows are simplified before what is left of them is taken as it is."""


class NothingFitsError(Exception):
    """Two sides of a row, or two bounds of a column, leave no value."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows, and bounds of columns.

    Attributes
    ----------
    row_lower, row_upper : int64 arrays, shape (rows,)
    lower, upper : int64 arrays, shape (columns,)
    """

    matrix: Matrix
    row_lower: Ints
    row_upper: Ints
    lower: Ints
    upper: Ints


def simplified(program: Program) -> Rows:
    """The rules of `program` in their simplest form; the goals held are not looked at.

    Raises
    ------
    NothingFitsError
        If no values keep them.
    """
    rows = Rows(
        program.rules, program.rules_lower, program.rules_upper, program.lower.copy(), program.upper.copy()
    )
    for _ in range(ROUNDS):
        size = len(rows.matrix.column)
        rows = _simpler(rows)
        if len(rows.matrix.column) == size:
            break
    return rows


def _simpler(rows: Rows) -> Rows:
    rows = _without_fixed(rows)
    rows = Rows(*rows.matrix.without_common_factor(rows.row_lower, rows.row_upper), rows.lower, rows.upper)
    return _without_equal_rows(_without_loose_rows(_with_bounds(rows)))


def _without_fixed(rows: Rows) -> Rows:
    """Columns that can take one value only move into the sides of their rows."""
    if (rows.lower > rows.upper).any():
        raise NothingFitsError
    matrix, fixed = rows.matrix, rows.lower == rows.upper
    stays = fixed[matrix.column]
    taken = matrix.sum_by_row(np.where(stays, matrix.coefficient * rows.lower[matrix.column], 0))
    moving = ~stays
    row = matrix.row_of_entry()[moving]
    left = Matrix.of(matrix.rows, row, matrix.column[moving], matrix.coefficient[moving])
    return Rows(
        left,
        np.where(rows.row_lower == NO_LOWER, NO_LOWER, rows.row_lower - taken),
        np.where(rows.row_upper == NO_UPPER, NO_UPPER, rows.row_upper - taken),
        rows.lower,
        rows.upper,
    )


def _with_bounds(rows: Rows) -> Rows:
    """Rows of one column, whose coefficient is 1 or -1 by now, are bounds of that column."""
    matrix = rows.matrix
    single = np.flatnonzero(np.diff(matrix.start) == 1)
    if not len(single):
        return rows
    column, sign = matrix.column[matrix.start[single]], matrix.coefficient[matrix.start[single]]
    low, high = rows.row_lower[single], rows.row_upper[single]
    lower, upper = rows.lower.copy(), rows.upper.copy()
    # NO_LOWER and NO_UPPER are each other's negative, so a change of sign keeps "no limit"
    np.maximum.at(lower, column, np.where(sign > 0, low, -high))
    np.minimum.at(upper, column, np.where(sign > 0, high, -low))
    kept = np.flatnonzero(np.diff(matrix.start) != 1)
    return _take(Rows(matrix, rows.row_lower, rows.row_upper, lower, upper), kept)


def _take(rows: Rows, kept: Ints) -> Rows:
    return Rows(rows.matrix.take(kept), rows.row_lower[kept], rows.row_upper[kept], rows.lower, rows.upper)


def _without_loose_rows(rows: Rows) -> Rows:
    """Rows that cannot bind are dropped; the sides of the others are brought within what they can come to."""
    least, most = rows.matrix.activity_range(rows.lower, rows.upper)
    if ((least > rows.row_upper) | (most < rows.row_lower)).any():
        raise NothingFitsError
    kept = np.flatnonzero((least < rows.row_lower) | (most > rows.row_upper))
    sides = np.maximum(rows.row_lower, least), np.minimum(rows.row_upper, most)
    return _take(Rows(rows.matrix, *sides, rows.lower, rows.upper), kept)


def _without_equal_rows(rows: Rows) -> Rows:
    """Rows with the same entries, or the same with all signs changed, become one with the tighter sides."""
    matrix = rows.matrix
    first: dict[tuple[bytes, bytes], int] = {}
    low, high = rows.row_lower.copy(), rows.row_upper.copy()
    for row in range(matrix.rows):
        column, coefficient = matrix.row(row)
        sign = 1 if coefficient[0] > 0 else -1
        one = first.setdefault((column.tobytes(), (sign * coefficient).tobytes()), row)
        if one != row:
            same = sign * int(matrix.row(one)[1][0]) > 0
            low[one] = max(low[one], rows.row_lower[row] if same else -rows.row_upper[row])
            high[one] = min(high[one], rows.row_upper[row] if same else -rows.row_lower[row])
    if (low > high).any():
        raise NothingFitsError
    return _take(
        Rows(matrix, low, high, rows.lower, rows.upper), np.array(sorted(first.values()), dtype=np.int64)
    )
