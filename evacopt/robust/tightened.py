"""A second stage relaxed as if it were whole: with the rows that rounding gives where the plan stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.linear import NO_UPPER, LinearModel
from evacopt.milp.rounding import Rounded, rounded_rows, with_rounded_rows


@dataclass(frozen=True, eq=False)
class Tightened:
    """A model, and the same with rounded rows below its own.

    Attributes
    ----------
    bounding : the row which alone bounds a column, and below its upper bound; -1 for none; shape (columns,)
    """

    plain: LinearModel
    model: LinearModel
    rounded: Rounded
    bounding: Ints

    def duals(self, duals: Floats) -> Floats:
        """Those of the rows of `plain`, when the rounded ones move with them as much as before rounding.

        By steps they move as much, so this is right in the mean, and not at every plan.
        """
        rounded, before = self.rounded, self.plain.matrix.take(self.rounded.of)
        own, extra = duals[: self.plain.matrix.rows].copy(), duals[self.plain.matrix.rows :]
        np.add.at(own, rounded.of, extra * rounded.scale)
        for matrix, times in ((before, -extra * rounded.scale), (rounded.matrix, extra)):
            down = (matrix.coefficient < 0) & (self.bounding[matrix.column] >= 0)
            moves = matrix.coefficient[down] * times[matrix.row_of_entry()[down]]
            np.add.at(own, self.bounding[matrix.column[down]], moves)
        return own


def tightened(model: LinearModel) -> Tightened:
    """With what follows from its rows for whole columns, each between 0 and what rows of one column say."""
    matrix = model.matrix
    single = np.flatnonzero((np.diff(matrix.start) == 1) & (model.row_upper < NO_UPPER))
    single = single[matrix.coefficient[matrix.start[single]] > 0]
    column, times = matrix.column[matrix.start[single]], matrix.coefficient[matrix.start[single]]
    bound, upper = model.row_upper[single] // times, model.upper.copy()
    np.minimum.at(upper, column, bound)
    narrow = (bound == upper[column]) & (bound < model.upper[column])
    bounding = np.full(len(upper), -1, dtype=np.int64)
    bounding[column[narrow]] = single[narrow]
    rounded = rounded_rows(matrix, model.row_upper, np.maximum(upper, 0))
    return Tightened(model, with_rounded_rows(model, rounded), rounded, bounding)
