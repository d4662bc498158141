"""Rows that whole numbers keep and fractions do not: mixed-integer rounding (Nemhauser and Wolsey 1990).

Of eight seats one family of five can have five, and two of them cannot have four each. A row
`sum a x <= b` is divided by d and rounded (Marchand and Wolsey 2001): with r the rest of b by d, whole x keep
`sum ((d - r) floor(a/d) + max(a mod d - r, 0)) x <= (d - r) floor(b/d)`. Columns of negative coefficients,
the sorties that seats come with, are counted from their upper bounds down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Label, LinearModel, Matrix

DIVISORS = range(2, 13)
"""Sizes of parties; larger ones are few."""
TIMES = 12
"""How often the divisor goes into the right side at most: where there is more room nearly all fit."""
COUNTED = 1_000
"""Columns that may be more are not counted from their upper bounds."""


@dataclass(frozen=True, eq=False)
class Rounded:
    """Rows of the form `matrix` x <= `upper`.

    Attributes
    ----------
    of : the row that each comes from, shape (rows,)
    scale : by what that row was multiplied before it was rounded, shape (rows,)
    """

    matrix: Matrix
    upper: Ints
    of: Ints
    scale: Floats


def rounded_rows(matrix: Matrix, row_upper: Ints, upper: Ints) -> Rounded:
    """What follows from each row by itself for whole columns between 0 and `upper`, none of them below.

    Parameters
    ----------
    matrix, row_upper : rows of the form `matrix` x <= `row_upper`; those of `NO_UPPER` say nothing
    upper : shape (columns,)
    """
    row, down = matrix.row_of_entry(), matrix.coefficient < 0
    endless = matrix.sum_by_row((down & (upper[matrix.column] > COUNTED)).astype(np.int64)) > 0
    mute = endless | (row_upper == NO_UPPER)
    counted = np.minimum(upper, COUNTED)[matrix.column]
    factor = matrix.common_factor()
    sizes = np.abs(matrix.coefficient) // factor[row]
    room = row_upper // factor + matrix.sum_by_row(np.where(down, sizes * counted, 0))
    room[mute] = -1
    parts = []
    for divisor in DIVISORS:
        rest = room % divisor
        times = sizes // divisor * (divisor - rest)[row] + np.maximum(sizes % divisor - rest[row], 0)
        says = matrix.sum_by_row(np.where(down, 0, times)) > 0
        rows = np.flatnonzero(says & (rest > 0) & (room >= 0) & (room < TIMES * divisor))
        back = matrix.sum_by_row(np.where(down, times * counted, 0))
        side = room // divisor * (divisor - rest) - back
        signed = Matrix(matrix.start, matrix.column, np.where(down, -times, times)).take(rows)
        scale = (divisor - rest[rows]) / divisor / factor[rows]
        parts.append(Rounded(_without_zeros(signed), side[rows], rows, scale))
    upper, of, scale = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("upper", "of", "scale")
    )
    return Rounded(Matrix.stacked([part.matrix for part in parts]), upper, of, scale)


def with_rounded_rows(model: LinearModel, rounded: Rounded) -> LinearModel:
    """The model and such rows of it below its own, each with the label of what it comes from."""
    labels: list[Label] = [model.labels[row] for row in rounded.of.tolist()]
    return replace(
        model,
        matrix=model.matrix.followed_by(rounded.matrix),
        row_lower=np.append(model.row_lower, np.full(len(labels), NO_LOWER)),
        row_upper=np.append(model.row_upper, rounded.upper),
        labels=(*model.labels, *labels),
    )


def _without_zeros(matrix: Matrix) -> Matrix:
    used = matrix.coefficient != 0
    start = np.append(0, np.cumsum(used))[matrix.start]
    return Matrix(start, matrix.column[used], matrix.coefficient[used])
