"""Programs that are flows in a network: each column stands in at most two rows, in at most one of each sign.

Rows are presolved first, which is exact because columns are integer: columns that cannot move are taken out,
rows are divided by what their coefficients have in common, rows of one column become bounds, rows that cannot
bind are dropped, and equal rows become one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.milp.contract import Program, UnsuitableError
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Matrix

BEYOND = "flow solves only instances whose rules are a network, and here"

ROUNDS = 50
"""Times that the rows are presolved before what is left of them is taken as it is."""


class NothingFitsError(Exception):
    """Two sides of a row, or two bounds of a column, leave no value."""


@dataclass(frozen=True, eq=False)
class Network:
    """Arcs with bounds: first the columns of the program, then the activity of each row that is left.

    Attributes
    ----------
    tail, head : int64 arrays, shape (arcs,)
        Nodes: one for each row that is left, and a last one where everything begins and ends.
    lower, upper : int64 arrays, shape (arcs,)
    columns : int
        How many of the arcs are columns of the program.
    """

    tail: Ints
    head: Ints
    lower: Ints
    upper: Ints
    columns: int

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.lower) - self.columns + 1


def network_of(program: Program) -> Network:
    """The rules of `program` as a network; fixed goals are not looked at.

    A column is an arc from the row where it counts -1 to the row where it counts 1. The activity of a row
    flows from its node to the root, or back where its signs were changed.

    Raises
    ------
    UnsuitableError
        If they are none; the sentence says what stands in the way.
    NothingFitsError
        If no values keep them.
    """
    rows = _presolved(program)
    matrix = rows.matrix
    _refuse_others(matrix)
    root, columns, signs, row = matrix.rows, len(rows.lower), _signs(matrix), matrix.row_of_entry()
    sign, nodes = matrix.coefficient * signs[row], np.arange(root)
    tail, head = np.full(columns, root), np.full(columns, root)
    head[matrix.column[sign > 0]] = row[sign > 0]
    tail[matrix.column[sign < 0]] = row[sign < 0]
    return Network(
        tail=np.append(tail, nodes),
        head=np.append(head, np.full(root, root)),
        lower=np.append(rows.lower, np.where(signs < 0, -rows.row_upper, rows.row_lower)),
        upper=np.append(rows.upper, np.where(signs < 0, -rows.row_lower, rows.row_upper)),
        columns=columns,
    )


def _refuse_others(matrix: Matrix) -> None:
    """Raise UnsuitableError unless coefficients are 1 or -1, and no column stands in more than two rows."""
    if (np.abs(matrix.coefficient) != 1).any():
        worst = int(np.abs(matrix.coefficient).max())
        raise UnsuitableError(
            f"{BEYOND} a choice counts {worst} times in a rule, "
            "as parties of many sizes, optional flights and fairness do"
        )
    most = int(np.bincount(matrix.column).max(initial=0))
    if most > 2:
        raise UnsuitableError(
            f"{BEYOND} a choice is bound by {most} rules at once, as onward flights and limits of places do"
        )


def _signs(matrix: Matrix) -> Ints:
    """A sign for each row so that columns in two rows have one of each sign; shape (rows,).

    Raises
    ------
    UnsuitableError
        If there are no such signs: a walk through the rows comes back to one with the other sign.
    """
    order = np.argsort(matrix.column, kind="stable")
    row, column, coefficient = matrix.row_of_entry()[order], matrix.column[order], matrix.coefficient[order]
    first = np.flatnonzero(column[:-1] == column[1:])
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(matrix.rows)]
    unlike = -(coefficient[first] * coefficient[first + 1])
    for one, other, factor in zip(row[first].tolist(), row[first + 1].tolist(), unlike.tolist(), strict=True):
        neighbours[one].append((other, factor))
        neighbours[other].append((one, factor))
    return _two_colouring(neighbours)


def _two_colouring(neighbours: list[list[tuple[int, int]]]) -> Ints:
    signs = [0] * len(neighbours)
    for start in range(len(neighbours)):
        waiting = [start] if not signs[start] else []
        signs[start] = signs[start] or 1
        while waiting:
            row = waiting.pop()
            for other, factor in neighbours[row]:
                if not signs[other]:
                    signs[other] = signs[row] * factor
                    waiting.append(other)
                elif signs[other] != signs[row] * factor:
                    raise UnsuitableError(f"{BEYOND} rules depend on each other in an odd ring")
    return np.array(signs, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Rows:
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

    def take(self, kept: Ints) -> _Rows:
        """Only the rows `kept`."""
        matrix, lower, upper = self.matrix.take(kept), self.row_lower[kept], self.row_upper[kept]
        return replace(self, matrix=matrix, row_lower=lower, row_upper=upper)


def _presolved(program: Program) -> _Rows:
    """The rules of `program` in their simplest form."""
    rows = _Rows(
        program.rules, program.rules_lower, program.rules_upper, program.lower.copy(), program.upper.copy()
    )
    size = -1
    for _ in range(ROUNDS):
        if size == len(rows.matrix.column):
            break
        size = len(rows.matrix.column)
        rows = _without_fixed(rows)
        sides = rows.matrix.without_common_factor(rows.row_lower, rows.row_upper)
        if (sides[0].common_factor() > 1).any():  # no multiple of it lies between the sides
            raise NothingFitsError
        rows = _with_bounds(_Rows(*sides, rows.lower, rows.upper))
        rows = _without_equal_rows(_without_slack_rows(rows))
    return rows


def _without_fixed(rows: _Rows) -> _Rows:
    """Columns that can take one value only move into the sides of their rows."""
    if (rows.lower > rows.upper).any():
        raise NothingFitsError
    matrix, fixed = rows.matrix, (rows.lower == rows.upper)[rows.matrix.column]
    taken = matrix.sum_by_row(np.where(fixed, matrix.coefficient * rows.lower[matrix.column], 0))
    entries = matrix.row_of_entry()[~fixed], matrix.column[~fixed], matrix.coefficient[~fixed]
    return replace(
        rows,
        matrix=Matrix.of(matrix.rows, *entries),
        row_lower=np.where(rows.row_lower == NO_LOWER, NO_LOWER, rows.row_lower - taken),
        row_upper=np.where(rows.row_upper == NO_UPPER, NO_UPPER, rows.row_upper - taken),
    )


def _with_bounds(rows: _Rows) -> _Rows:
    """Rows of one column, whose coefficient is 1 or -1 by now, are bounds of that column."""
    matrix, length = rows.matrix, np.diff(rows.matrix.start)
    single = np.flatnonzero(length == 1)
    column, sign = matrix.column[matrix.start[single]], matrix.coefficient[matrix.start[single]]
    low, high = rows.row_lower[single], rows.row_upper[single]
    lower, upper = rows.lower.copy(), rows.upper.copy()
    # NO_LOWER and NO_UPPER are each other's negative, so a change of sign keeps "no limit"
    np.maximum.at(lower, column, np.where(sign > 0, low, -high))
    np.minimum.at(upper, column, np.where(sign > 0, high, -low))
    return replace(rows, lower=lower, upper=upper).take(np.flatnonzero(length != 1))


def _without_slack_rows(rows: _Rows) -> _Rows:
    """Rows that cannot bind are dropped; the sides of the others are brought within what they can come to."""
    least, most = rows.matrix.activity_range(rows.lower, rows.upper)
    if ((least > rows.row_upper) | (most < rows.row_lower)).any():
        raise NothingFitsError
    kept = np.flatnonzero((least < rows.row_lower) | (most > rows.row_upper))
    lower, upper = np.maximum(rows.row_lower, least), np.minimum(rows.row_upper, most)
    return replace(rows, row_lower=lower, row_upper=upper).take(kept)


def _without_equal_rows(rows: _Rows) -> _Rows:
    """Rows with the same entries, or the same with all signs changed, become one with the tighter sides."""
    matrix, first = rows.matrix, dict[tuple[bytes, bytes], int]()
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
    return replace(rows, row_lower=low, row_upper=high).take(np.array(sorted(first.values()), dtype=np.int64))
