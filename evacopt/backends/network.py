"""Programs that are flows in a network: each column stands in at most two rows, in at most one of each sign.

Rows are first made as simple as whole numbers allow (`evacopt.backends.simplify`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.backends.simplify import Rows, simplified
from evacopt.domain.columns import Ints
from evacopt.milp.contract import Program, UnsuitableError
from evacopt.milp.linear import Matrix

BEYOND = "flow solves only instances whose rules are a network, and here"


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
    """The rules of `program` as a network; the goals held are not looked at.

    Raises
    ------
    UnsuitableError
        If they are none; the sentence says what stands in the way.
    NothingFitsError
        If no values keep them.
    """
    rows = simplified(program)
    _refuse_others(rows.matrix)
    return _as_network(rows)


def _refuse_others(matrix: Matrix) -> None:
    """Raise UnsuitableError unless coefficients are 1 or -1, and no column stands in more than two rows."""
    if (np.abs(matrix.coefficient) != 1).any():
        worst = int(np.abs(matrix.coefficient).max())
        raise UnsuitableError(
            f"{BEYOND} a choice counts {worst} times in a rule, "
            "as parties of many sizes, optional flights and fairness do"
        )
    many = int(np.bincount(matrix.column).max(initial=0))
    if many > 2:
        raise UnsuitableError(
            f"{BEYOND} a choice is bound by {many} rules at once, as onward flights and limits of places do"
        )


def _as_network(rows: Rows) -> Network:
    """An arc a column, from the row where it counts -1 to the row where it counts 1, and an arc a row."""
    matrix = rows.matrix
    root = matrix.rows
    sign = matrix.coefficient * _signs(matrix)[matrix.row_of_entry()]
    columns = len(rows.lower)
    tail, head = np.full(columns, root), np.full(columns, root)
    head[matrix.column[sign > 0]] = matrix.row_of_entry()[sign > 0]
    tail[matrix.column[sign < 0]] = matrix.row_of_entry()[sign < 0]
    return _with_activities(rows, tail, head)


def _with_activities(rows: Rows, tail: Ints, head: Ints) -> Network:
    """The activity of a row flows from its node to the root, or back where its signs were changed."""
    root = rows.matrix.rows
    flipped = _signs(rows.matrix) < 0
    nodes = np.arange(root)
    return Network(
        tail=np.append(tail, nodes),
        head=np.append(head, np.full(root, root)),
        lower=np.append(rows.lower, np.where(flipped, -rows.row_upper, rows.row_lower)),
        upper=np.append(rows.upper, np.where(flipped, -rows.row_lower, rows.row_upper)),
        columns=len(rows.lower),
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
