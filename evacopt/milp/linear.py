"""An integer linear model in arrays: no solver, no name of a user's, nothing but numbers.

minimise the goals in order, subject to row_lower <= A v <= row_upper, lower <= v <= upper, v integer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from evacopt.domain.columns import Ints, spans
from evacopt.domain.violation import Rule

NO_LOWER = -(2**62)
NO_UPPER = 2**62
"""What a row's side holds where there is no limit. Columns always have finite bounds."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """Rows of integer coefficients, compressed: row r holds entries `start[r]` to `start[r + 1]`.

    Attributes
    ----------
    start : int64 array, shape (rows + 1,)
    column, coefficient : int64 arrays, shape (entries,); columns rise within a row, coefficients are not 0
    """

    start: Ints
    column: Ints
    coefficient: Ints

    @classmethod
    def of(cls, rows: int, row: Ints, column: Ints, coefficient: Ints) -> Matrix:
        """Gather entries in any order; those of the same place are added up."""
        place = row * (int(column.max(initial=0)) + 1) + column
        order = np.argsort(place)  # by one key: ten times as fast as by two
        row, column, coefficient = row[order], column[order], coefficient[order]
        first = np.flatnonzero(np.diff(place[order], prepend=-1))
        total = np.add.reduceat(coefficient, first) if len(first) else coefficient
        keep = total != 0
        start = np.searchsorted(row[first][keep], np.arange(rows + 1))
        return cls(start.astype(np.int64), column[first][keep], total[keep])

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.start) - 1

    def row(self, number: int) -> tuple[Ints, Ints]:
        """The columns and coefficients of one row."""
        entries = slice(int(self.start[number]), int(self.start[number + 1]))
        return self.column[entries], self.coefficient[entries]

    def row_of_entry(self) -> Ints:
        """The row of each entry; shape (entries,)."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def sum_by_row(self, entries: Ints) -> Ints:
        """Add up a number for each entry by row; exact."""
        total = np.zeros(self.rows, dtype=np.int64)
        filled = np.flatnonzero(np.diff(self.start))
        if len(filled):
            total[filled] = np.add.reduceat(entries, self.start[filled])
        return total

    def times(self, values: Ints) -> Ints:
        """The activity of every row at `values`; shape (rows,)."""
        return self.sum_by_row(self.coefficient * values[self.column])

    def activity_range(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """The least and the most that each row can come to, columns being within bounds; shape (rows,)."""
        ends = self.coefficient * lower[self.column], self.coefficient * upper[self.column]
        return self.sum_by_row(np.minimum(*ends)), self.sum_by_row(np.maximum(*ends))

    def common_factor(self) -> Ints:
        """The greatest common divisor of the coefficients of each row, 1 for a row of none; shape (rows,)."""
        factor = np.ones(self.rows, dtype=np.int64)
        filled = np.flatnonzero(np.diff(self.start))
        if len(filled):
            factor[filled] = np.gcd.reduceat(np.abs(self.coefficient), self.start[filled])
        return factor

    def without_common_factor(self, lower: Ints, upper: Ints) -> tuple[Matrix, Ints, Ints]:
        """Each row divided by the greatest common divisor of its coefficients, its sides rounded inwards.

        One of which no multiple lies between the sides stays as it is: engines refuse sides that cross, and
        find for themselves that nothing keeps it.
        """
        factor = self.common_factor()
        factor[-(-lower // factor) > upper // factor] = 1
        lower = np.where(lower == NO_LOWER, NO_LOWER, -(-lower // factor))
        upper = np.where(upper == NO_UPPER, NO_UPPER, upper // factor)
        return replace(self, coefficient=self.coefficient // factor[self.row_of_entry()]), lower, upper

    def first(self, rows: int) -> Matrix:
        """Only so many rows, the first ones."""
        entries = int(self.start[rows])
        return Matrix(self.start[: rows + 1], self.column[:entries], self.coefficient[:entries])

    def take(self, rows: Ints) -> Matrix:
        """Only `rows`, in that order."""
        _, entry = spans(self.start[rows], self.start[rows + 1])
        start = np.append(0, np.cumsum(self.start[rows + 1] - self.start[rows]))
        return Matrix(start, self.column[entry], self.coefficient[entry])

    def transposed(self, columns: int) -> Matrix:
        """A row for each of `columns`."""
        return Matrix.of(columns, self.column, self.row_of_entry(), self.coefficient)

    def followed_by(self, other: Matrix) -> Matrix:
        """These rows, then those of `other`."""
        return Matrix.stacked((self, other))

    @classmethod
    def stacked(cls, parts: Sequence[Matrix]) -> Matrix:
        """The rows of several, one below the other."""
        rows = np.concatenate([np.diff(part.start) for part in parts])
        return cls(
            np.append(0, np.cumsum(rows)),
            np.concatenate([part.column for part in parts]),
            np.concatenate([part.coefficient for part in parts]),
        )


@dataclass(frozen=True, eq=False)
class Goal:
    """A linear goal to minimise: `offset + sum of coefficient x value` over `column`."""

    name: str
    column: Ints
    coefficient: Ints
    offset: int = 0

    def of(self, values: Ints) -> int:
        """Its value."""
        return self.offset + int((self.coefficient * values[self.column]).sum())

    def least(self, lower: Ints, upper: Ints) -> int:
        """What it cannot go below, by the bounds of its columns alone; no goal is below 0."""
        best = np.where(self.coefficient > 0, lower[self.column], upper[self.column])
        return max(self.offset + int((self.coefficient * best).sum()), 0)


RowKind: TypeAlias = Rule | Literal["goal"]
"""The rule that a row states; `goal` for a row that only helps to count a goal."""


@dataclass(frozen=True, slots=True)
class Label:
    """Which rule a row states, and about what (the first goal that needs it); solvers do not see it.

    `number` is the row of a pin or a link in its table: they have no code, and words may fit another pin too.
    """

    rule: RowKind
    subject: str
    number: int = -1


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Rules as rows, goals in order.

    Attributes
    ----------
    lower, upper : int64 arrays, shape (columns,)
    matrix : Matrix, shape (rows, columns)
    row_lower, row_upper : int64 arrays, shape (rows,); `NO_LOWER`, `NO_UPPER` where there is no limit
    labels : one a row
    goals : most important first
    """

    lower: Ints
    upper: Ints
    matrix: Matrix
    row_lower: Ints
    row_upper: Ints
    labels: tuple[Label, ...]
    goals: tuple[Goal, ...]

    def for_goals(self, names: Collection[str]) -> LinearModel:
        """The same columns under the rules and only those rows that count the goals `names`."""
        kept = np.flatnonzero([label.rule != "goal" or label.subject in names for label in self.labels])
        return replace(
            self,
            matrix=self.matrix.take(kept),
            row_lower=self.row_lower[kept],
            row_upper=self.row_upper[kept],
            labels=tuple(self.labels[row] for row in kept.tolist()),
        )

    def broken_rows(self, values: Ints) -> Ints:
        """Rows that `values` break."""
        activity = self.matrix.times(values)
        return np.flatnonzero((activity < self.row_lower) | (activity > self.row_upper))

    def holds(self, values: Ints) -> bool:
        """Whether `values` keep every row and every bound."""
        inside = bool(((values >= self.lower) & (values <= self.upper)).all())
        return inside and not len(self.broken_rows(values))
