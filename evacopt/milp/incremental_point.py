"""A point of a linear model that is moved step by step and never left broken.

Raising one column can upset rows that other columns can put right again: seats in a reserved pool, a sortie
that must be flown. A move is made with all that it entails, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from evacopt.domain.columns import Ints, Mask
from evacopt.milp.linear import LinearModel, Matrix

MOST_STEPS = 400
"""Helpers moved for one step before it is given up: chains longer than that are not worth their time."""


class Ledger:
    """Values of the columns, and the room that is left in every row.

    Parameters
    ----------
    model : its rules are kept; its goals are passed over
    values : where to begin; rows may be broken there, and are then only ever mended
    helpers : which columns may move along to mend a row, shape (columns,)
    """

    def __init__(self, model: LinearModel, values: Ints, helpers: Mask) -> None:
        matrix = model.matrix
        self.values: list[int] = values.tolist()
        self._lower: list[int] = model.lower.tolist()
        self._upper: list[int] = model.upper.tolist()
        self._rows = _lists(matrix)
        self._columns = _lists(
            Matrix.of(len(model.lower), matrix.column, matrix.row_of_entry(), matrix.coefficient)
        )
        self._activity: list[int] = matrix.times(values).tolist()
        self._row_lower: list[int] = model.row_lower.tolist()
        self._row_upper: list[int] = model.row_upper.tolist()
        self._helpers: list[bool] = helpers.tolist()
        self._undo: list[tuple[int, int]] = []
        self._owed = {
            row: (self._row_lower[row], self._row_upper[row])
            for row in range(matrix.rows)
            if self._lacks(row)
        }
        self._ratchet()

    def broken_rows(self) -> list[int]:
        """Rows that are broken now."""
        return [
            row for row, (lower, upper) in self._owed.items() if not lower <= self._activity[row] <= upper
        ]

    def _ratchet(self) -> None:
        """What a broken row has come to is what it must not fall behind again."""
        for row, (lower, upper) in self._owed.items():
            self._row_lower[row] = min(lower, self._activity[row])
            self._row_upper[row] = max(upper, self._activity[row])

    def mend(self) -> bool:
        """Try to mend every broken row with helpers; true if none is left."""
        for row in self.broken_rows():
            self._row_lower[row], self._row_upper[row] = self._owed[row]
            self._settle(self._mended([row]))
        return not self.broken_rows()

    def raise_most(self, column: int) -> int:
        """Raise `column` as far as it goes with everything that this entails; gives by how much."""
        room = self._upper[column] - self.values[column]
        step, raised = room, 0
        while step:
            step = min(step, room - raised, self._room_without_helpers(column, step))
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
        return self._settle(self._mended([row for row, _ in self._columns[column] if self._lacks(row)]))

    def columns_of(self, row: int) -> Iterable[int]:
        """The columns with an entry in `row`."""
        return [column for column, _ in self._rows[row]]

    def _room_without_helpers(self, column: int, step: int) -> int:
        """At most this much can be raised where a row has no helper to make more room."""
        for row, amount in self._columns[column]:
            room = (
                self._row_upper[row] - self._activity[row]
                if amount > 0
                else self._activity[row] - self._row_lower[row]
            )
            if abs(amount) * step > room and not any(self._helpers[other] for other, _ in self._rows[row]):
                step = max(room // abs(amount), 0)
        return step

    def _lacks(self, row: int) -> int:
        """By how much a row is over (positive) or under (negative); 0 if it holds."""
        over: int = max(self._activity[row] - self._row_upper[row], 0)
        return over + min(self._activity[row] - self._row_lower[row], 0)

    def _settle(self, done: bool) -> bool:
        """Keep the moves made, or take them all back."""
        if not done:
            for column, step in reversed(self._undo):
                self._shift(column, -step)
        self._undo.clear()
        self._ratchet()
        return done

    def _move(self, column: int, step: int) -> None:
        self._undo.append((column, step))
        self._shift(column, step)

    def _shift(self, column: int, step: int) -> None:
        self.values[column] += step
        for row, amount in self._columns[column]:
            self._activity[row] += amount * step

    def _mended(self, rows: list[int]) -> bool:
        """Mend `rows` and whatever breaks on the way; every helper moves in one direction only."""
        direction: dict[int, bool] = {}
        for _ in range(MOST_STEPS):
            while rows and not self._lacks(rows[-1]):
                rows.pop()
            if not rows:
                return True
            moved = self._helper_for(rows[-1], direction, gently=True) or self._helper_for(
                rows[-1], direction, gently=False
            )
            if moved is None:
                return False
            column, step = moved
            direction[column] = step > 0
            self._move(column, step)
            rows.extend(row for row, _ in self._columns[column] if row != rows[-1] and self._lacks(row))
        return False

    def _helper_for(self, row: int, direction: dict[int, bool], *, gently: bool) -> tuple[int, int] | None:
        """A helper and a step that mends `row`, or part of it; `gently` breaks no other row."""
        lacks = self._lacks(row)
        for column, amount in self._rows[row]:
            if self._helpers[column]:
                whole: int = -(-abs(lacks) // abs(amount))
                up = (lacks > 0) != (amount > 0)
                step = min(
                    whole,
                    self._upper[column] - self.values[column]
                    if up
                    else self.values[column] - self._lower[column],
                )
                if gently:
                    step = min(step, self._gentle_step(column, row, up))
                if step > 0 and direction.get(column, up) == up:
                    return column, step if up else -step
        return None

    def _gentle_step(self, column: int, mended: int, up: bool) -> int:
        """How far a helper can move before another row breaks."""
        most = self._upper[column] - self._lower[column]
        for row, amount in self._columns[column]:
            if row != mended:
                rises = (amount > 0) == up
                room = (
                    self._row_upper[row] - self._activity[row]
                    if rises
                    else self._activity[row] - self._row_lower[row]
                )
                most = min(most, max(room, 0) // abs(amount))
        return most


def _lists(matrix: Matrix) -> list[list[tuple[int, int]]]:
    """The entries of each row as (column, coefficient) in plain integers."""
    entries = list(zip(matrix.column.tolist(), matrix.coefficient.tolist(), strict=True))
    start = matrix.start.tolist()
    return [entries[first:stop] for first, stop in pairwise(start)]
