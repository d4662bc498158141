"""A program over whole loads: which load each block takes, within what the blocks share.

Dantzig and Wolfe, Operations Research 8 (1960) 101-111. What a row may be broken by has a price, so that
there is a point from the first round on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, Mask, spans
from evacopt.milp.contract import Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix
from evacopt.proof.block import Block
from evacopt.proof.knapsack import Floats

MOST_BROKEN = 2**40
"""By how much a shared row may be broken in a program over loads."""


@dataclass(frozen=True, eq=False)
class Shared:
    """A program, its blocks, and the rows that blocks do not keep by themselves.

    Attributes
    ----------
    rows : int64 array, shape (shared rows,), of `program.matrix`
    """

    program: Program
    blocks: tuple[Block, ...]
    rows: Ints

    @cached_property
    def matrix(self) -> Matrix:
        """The shared rows over all columns."""
        return self.program.matrix.take(self.rows)

    @cached_property
    def by_column(self) -> Matrix:
        """The same, a row for each column."""
        matrix = self.matrix
        return Matrix.of(self.program.columns, matrix.column, matrix.row_of_entry(), matrix.coefficient)

    @cached_property
    def sides(self) -> tuple[Ints, Ints]:
        """Least and most of each shared row."""
        return self.program.row_lower[self.rows], self.program.row_upper[self.rows]

    @cached_property
    def costs(self) -> Ints:
        """What one more of each column adds to the goal; shape (columns,)."""
        costs = np.zeros(self.program.columns, dtype=np.int64)
        np.add.at(costs, self.program.goal.column, self.program.goal.coefficient)
        return costs

    @cached_property
    def others(self) -> Ints:
        """Columns of no block."""
        mine: Mask = np.zeros(self.program.columns, dtype=np.bool_)
        for block in self.blocks:
            mine[block.columns] = True
        return np.flatnonzero(~mine)

    def worth(self, prices: Floats) -> Floats:
        """What one more of each column is worth; `prices` say what a unit of each row does to the goal."""
        matrix, worth = self.matrix, -self.costs.astype(np.float64)
        np.add.at(worth, matrix.column, matrix.coefficient * prices[matrix.row_of_entry()])
        return worth

    def allowed(self, prices: Floats) -> Floats:
        """`prices` with the sign that the sides of their rows allow."""
        lower, upper = self.sides
        prices = np.where(upper == NO_UPPER, np.maximum(prices, 0.0), prices)
        return np.where(lower == NO_LOWER, np.minimum(prices, 0.0), prices)

    def floor(self, prices: Floats, worth: Floats, loads: float) -> float:
        """What the goal is at least at `prices`, if the best loads of all blocks are worth `loads`."""
        lower, upper = self.sides
        paid = np.where(prices < 0, upper * prices, np.where(prices > 0, lower * prices, 0.0)).sum()
        alone, bounds = worth[self.others], (self.program.lower, self.program.upper)
        low, high = (side[self.others] for side in bounds)
        rest = np.maximum(alone * low, alone * high).sum()
        return float(self.program.goal.offset + paid - loads - rest)


class Master:
    """Loads so far, and the program over them.

    Its columns are the loads, the columns of no block, then what each shared row is broken by.
    """

    def __init__(self, shared: Shared, breaking: Ints) -> None:
        self._shared, self._breaking = shared, breaking
        self._known = set[tuple[int, bytes]]()
        self.block: list[int] = []
        self.values: list[Ints] = []

    def add(self, block: int, values: Ints) -> bool:
        """Whether a load is a new one."""
        key = block, values.tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        self.block.append(block)
        self.values.append(values)
        return True

    def program(self) -> Program:
        """The choice among the loads so far, parts of them allowed."""
        shared, (column, load, value) = self._shared, self._entries()
        loads, blocks, others = len(self.block), len(shared.blocks), shared.others
        rows, free = len(shared.rows), np.arange(len(others))
        number = np.append(load, loads + free)
        column, value = np.append(column, others), np.append(value, np.ones_like(others))
        row, place, amount = _times(shared.by_column, column, number, value)
        each, lower, upper = np.arange(rows), *shared.sides
        signs = np.where(upper < NO_UPPER, -1, 1)
        matrix = Matrix.of(
            rows + blocks,
            np.concatenate((row, each, rows + np.array(self.block, dtype=np.int64))),
            np.concatenate((place, loads + len(others) + each, np.arange(loads))),
            np.concatenate((amount, signs, np.ones(loads, dtype=np.int64))),
        )
        costs = np.zeros(loads + len(others), dtype=np.int64)
        np.add.at(costs, number, shared.costs[column] * value)
        once, program = np.ones(blocks, dtype=np.int64), shared.program
        broken = np.full(rows, MOST_BROKEN)
        return Program(
            lower=np.concatenate((np.zeros(loads, dtype=np.int64), program.lower[others], 0 * broken)),
            upper=np.concatenate((np.ones(loads, dtype=np.int64), program.upper[others], broken)),
            rules=matrix,
            rules_lower=np.append(lower, once),
            rules_upper=np.append(upper, once),
            goal=Goal(
                program.goal.name,
                np.arange(len(costs) + rows),
                np.append(costs, self._breaking),
                program.goal.offset,
            ),
            relaxed=True,
        )

    def _entries(self) -> tuple[Ints, Ints, Ints]:
        """Column, load and value of whatever is not 0 in a load."""
        empty = np.zeros(0, dtype=np.int64)
        columns = [self._shared.blocks[block].columns for block in self.block]
        size = np.array([len(values) for values in self.values], dtype=np.int64)
        value = np.concatenate([empty, *self.values])
        column = np.concatenate([empty, *columns])
        load = np.repeat(np.arange(len(size)), size)
        used = np.flatnonzero(value)
        return column[used], load[used], value[used]


def _times(by_column: Matrix, column: Ints, number: Ints, value: Ints) -> tuple[Ints, Ints, Ints]:
    """Row, number and amount of what `value` of each column takes of the shared rows."""
    of, entry = spans(by_column.start[column], by_column.start[column + 1])
    return by_column.column[entry], number[of], by_column.coefficient[entry] * value[of]
