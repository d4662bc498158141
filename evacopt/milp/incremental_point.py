"""A point of a linear model that is moved step by step and never left infeasible: greedy construction.

Row activities are kept up to date with every move. Raising one column can break rows that other columns can
repair: seats in a reserved pool, a sortie that must be flown. A move is made with all that it entails, or not
at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from evacopt.domain.columns import Ints, Mask
from evacopt.milp.linear import LinearModel, Matrix

MOST_STEPS = 400
"""Helpers moved for one step before it is given up: longer chains are not worth their time."""


class IncrementalPoint:
    """Values of the columns, and the activity of every row.

    Parameters
    ----------
    model : its rules are kept; its goals are passed over
    values : where to begin; rows may be broken there, and are then only ever repaired
    helpers : which columns may move along to repair a row, shape (columns,)
    """

    def __init__(self, model: LinearModel, values: Ints, helpers: Mask) -> None:
        matrix = model.matrix
        self.values: list[int] = values.tolist()
        self._lower: list[int] = model.lower.tolist()
        self._upper: list[int] = model.upper.tolist()
        self._rows = _lists(matrix)
        self._columns = _lists(matrix.transposed(len(model.lower)))
        self._activity: list[int] = matrix.times(values).tolist()
        self._row_lower: list[int] = model.row_lower.tolist()
        self._row_upper: list[int] = model.row_upper.tolist()
        self._helpers: list[bool] = helpers.tolist()
        self._undo: list[tuple[int, int]] = []
        self._wanted = {
            row: (self._row_lower[row], self._row_upper[row])
            for row in range(matrix.rows)
            if self._violation(row)
        }
        self._tighten()

    def broken_rows(self) -> list[int]:
        """Rows that are broken now."""
        return [
            row for row, (lower, upper) in self._wanted.items() if not lower <= self._activity[row] <= upper
        ]

    def _tighten(self) -> None:
        """What a broken row has come to is what it must not fall behind again."""
        for row, (lower, upper) in self._wanted.items():
            self._row_lower[row] = min(lower, self._activity[row])
            self._row_upper[row] = max(upper, self._activity[row])

    def repair(self) -> bool:
        """Try to repair every broken row with helpers; true if none is left."""
        for row in self.broken_rows():
            self._row_lower[row], self._row_upper[row] = self._wanted[row]
            self._keep_or_undo(self._repaired([row]))
        return not self.broken_rows()

    def raise_most(self, column: int) -> int:
        """Raise `column` as far as it goes with everything that this entails; gives by how much."""
        most = self._upper[column] - self.values[column]
        step, raised = most, 0
        while step:
            step = min(step, most - raised, self._step_without_helpers(column, step))
            if step and self.raise_by(column, step):
                raised += step
            else:
                step //= 2
        return raised

    def raise_by(self, column: int, step: int) -> bool:
        """Raise `column` by `step` with all that this entails; false, and nothing changed, if that fails."""
        if self.values[column] + step > self._upper[column]:
            return False
        self._move(column, step)
        return self._keep_or_undo(
            self._repaired([row for row, _ in self._columns[column] if self._violation(row)])
        )

    def columns_of(self, row: int) -> Iterable[int]:
        """The columns with an entry in `row`."""
        return [column for column, _ in self._rows[row]]

    def _slack(self, row: int, rises: bool) -> int:
        """How much a row can rise, or fall, before it breaks."""
        now = self._activity[row]
        return self._row_upper[row] - now if rises else now - self._row_lower[row]

    def _step_without_helpers(self, column: int, step: int) -> int:
        """At most this much can be raised where a row has no helper to make more room."""
        for row, amount in self._columns[column]:
            slack = self._slack(row, amount > 0)
            if abs(amount) * step > slack and not any(self._helpers[other] for other, _ in self._rows[row]):
                step = max(slack // abs(amount), 0)
        return step

    def _violation(self, row: int) -> int:
        """By how much a row is over (positive) or under (negative); 0 if it holds."""
        over: int = max(self._activity[row] - self._row_upper[row], 0)
        return over + min(self._activity[row] - self._row_lower[row], 0)

    def _keep_or_undo(self, done: bool) -> bool:
        """Keep the moves made, or take them all back."""
        if not done:
            for column, step in reversed(self._undo):
                self._shift(column, -step)
        self._undo.clear()
        self._tighten()
        return done

    def _move(self, column: int, step: int) -> None:
        self._undo.append((column, step))
        self._shift(column, step)

    def _shift(self, column: int, step: int) -> None:
        self.values[column] += step
        for row, amount in self._columns[column]:
            self._activity[row] += amount * step

    def _repaired(self, rows: list[int]) -> bool:
        """Repair `rows` and whatever breaks on the way; every helper moves in one direction only."""
        direction: dict[int, bool] = {}
        for _ in range(MOST_STEPS):
            while rows and not self._violation(rows[-1]):
                rows.pop()
            if not rows:
                return True
            moved = self._repairing_move(rows[-1], direction, alone=True)
            moved = moved or self._repairing_move(rows[-1], direction, alone=False)
            if moved is None:
                return False
            column, step = moved
            direction[column] = step > 0
            self._move(column, step)
            rows.extend(row for row, _ in self._columns[column] if row != rows[-1] and self._violation(row))
        return False

    def _repairing_move(self, row: int, direction: dict[int, bool], *, alone: bool) -> tuple[int, int] | None:
        """A helper and a step that repairs `row`, or part of it; where `alone`, breaking no other row."""
        violation = self._violation(row)
        for column, amount in self._rows[row]:
            if self._helpers[column]:
                up = (violation > 0) != (amount > 0)
                now = self.values[column]
                most = self._upper[column] - now if up else now - self._lower[column]
                step = min(-(-abs(violation) // abs(amount)), most)
                if alone:
                    step = min(step, self._step_within_rows(column, row, up))
                if step > 0 and direction.get(column, up) == up:
                    return column, step if up else -step
        return None

    def _step_within_rows(self, column: int, repaired: int, up: bool) -> int:
        """How far a helper can move before another row breaks."""
        most = self._upper[column] - self._lower[column]
        for row, amount in self._columns[column]:
            if row != repaired:
                most = min(most, max(self._slack(row, (amount > 0) == up), 0) // abs(amount))
        return most


def _lists(matrix: Matrix) -> list[list[tuple[int, int]]]:
    """The entries of each row as (column, coefficient) in plain integers."""
    entries = list(zip(matrix.column.tolist(), matrix.coefficient.tolist(), strict=True))
    start = matrix.start.tolist()
    return [entries[first:stop] for first, stop in pairwise(start)]
