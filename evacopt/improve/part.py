"""A part of a linear model: some columns are free, all others keep their values, which the rows count in.

Whatever keeps the rows of the part keeps, put back among the others, those of the whole model: in integers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.domain.columns import Floats, Ints
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, LinearModel, Matrix


class Point:
    """Values of the columns of a model, what its rows come to, and its columns one by one.

    Attributes
    ----------
    values : int64 array, shape (columns,); they keep every row
    goals : int64 array, shape (goals,); the value of each
    """

    def __init__(self, model: LinearModel, values: Ints) -> None:
        self.model, columns = model, len(model.lower)
        self._by_column = model.matrix.transposed(columns)
        self._counted = _matrix_of(model.goals)
        self._goals_by_column = self._counted.transposed(columns)
        self._offset = np.array([goal.offset for goal in model.goals], dtype=np.int64)
        self._place = np.full(columns, -1, dtype=np.int64)
        self.move(values)

    def move(self, values: Ints) -> None:
        """Go on from other values that keep every row."""
        self.values, self._activity = values, self.model.matrix.times(values)
        self.goals = self._counted.times(values) + self._offset

    def rows_of(self, free: Ints) -> Ints:
        """The rows that the columns `free` are in."""
        return np.unique(self._by_column.take(free).column)

    def priced(self, rows: Floats, goals: Floats) -> Floats:
        """What each column comes to at prices of rows and goals; shape (columns,)."""
        total = np.zeros(len(self.values))
        for matrix, prices in (self._by_column, rows), (self._goals_by_column, goals):
            entries = matrix.coefficient * prices[matrix.column]
            total += np.bincount(matrix.row_of_entry(), entries, len(total))
        return total

    def part(self, free: Ints, rows: Ints | None = None) -> LinearModel:
        """The model of the columns `free` (sorted) alone, the others as they are; labels are left out.

        Parameters
        ----------
        rows : sorted, all that they are in and any more; those alone, where it is not given
        """
        model, now = self.model, self.values[free]
        column = self._by_column.take(free)
        rows = np.unique(column.column) if rows is None else rows
        row = np.searchsorted(rows, column.column)
        matrix = Matrix.of(len(rows), row, column.row_of_entry(), column.coefficient)
        others = self._activity[rows] - matrix.times(now)
        lower, upper = model.row_lower[rows], model.row_upper[rows]
        return LinearModel(
            lower=model.lower[free],
            upper=model.upper[free],
            matrix=matrix,
            row_lower=np.where(lower == NO_LOWER, NO_LOWER, lower - others),
            row_upper=np.where(upper == NO_UPPER, NO_UPPER, upper - others),
            labels=(),
            goals=tuple(self._goals(free, now)),
        )

    def _goals(self, free: Ints, now: Ints) -> list[Goal]:
        """What each goal counts over `free`; its offset is what it counts for the others."""
        entries = self._goals_by_column.take(free).transposed(len(self.model.goals))
        made = []
        for number, goal in enumerate(self.model.goals):
            column, coefficient = entries.row(number)
            offset = int(self.goals[number] - (coefficient * now[column]).sum())
            made.append(Goal(goal.name, column, coefficient, offset))
        return made


def without_idle_rows(part: LinearModel) -> LinearModel:
    """The same without rows that nothing can break, and of rows that are alike the one that allows least.

    Labels are left out.
    """
    matrix = part.matrix
    least, most = matrix.activity_range(part.lower, part.upper)
    kept = list[int]()
    lower, upper = part.row_lower.copy(), part.row_upper.copy()
    first = dict[tuple[bytes, bytes], int]()
    for row in np.flatnonzero((least < lower) | (most > upper)).tolist():
        column, coefficient = matrix.row(row)
        alike = first.setdefault((column.tobytes(), coefficient.tobytes()), row)
        if alike == row:
            kept.append(row)
        lower[alike], upper[alike] = max(lower[alike], lower[row]), min(upper[alike], upper[row])
    rows = np.array(kept, dtype=np.int64)
    return replace(part, matrix=matrix.take(rows), row_lower=lower[rows], row_upper=upper[rows], labels=())


def _matrix_of(goals: tuple[Goal, ...]) -> Matrix:
    """A row for each goal."""
    empty = np.zeros(0, dtype=np.int64)
    row = np.repeat(np.arange(len(goals)), [len(goal.column) for goal in goals])
    column = np.concatenate([empty, *(goal.column for goal in goals)])
    return Matrix.of(len(goals), row, column, np.concatenate([empty, *(goal.coefficient for goal in goals)]))
