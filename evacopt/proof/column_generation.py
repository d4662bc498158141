"""Column generation: duals of the linking rows of a block-angular relaxation (Dantzig and Wolfe, 1960).

Each block is a pool of flights with its own knapsack. A restricted master chooses among the loads of the
blocks that are known, within the rows that link them; its duals price new loads, and every round gives a
Lagrangian bound. Prices are kept near the best known (Wentges, International Transactions in Operational
Research 4, 1997, 151-162). What a linking row may be broken by has a price, so that there is a point from the
first round on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints, Mask, spans
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Matrix
from evacopt.proof.pricing import Block, Pricing
from evacopt.proof.tuning import ProofTuning


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A program, its blocks, and the linking rows: those that blocks do not keep by themselves.

    Attributes
    ----------
    rows : int64 array, shape (linking rows,), of `program.matrix`
    """

    program: Program
    blocks: tuple[Block, ...]
    rows: Ints

    @cached_property
    def matrix(self) -> Matrix:
        """The linking rows over all columns."""
        return self.program.matrix.take(self.rows)

    @cached_property
    def by_column(self) -> Matrix:
        """The same, a row for each column."""
        matrix = self.matrix
        return Matrix.of(self.program.columns, matrix.column, matrix.row_of_entry(), matrix.coefficient)

    @cached_property
    def sides(self) -> tuple[Ints, Ints]:
        """Least and most of each linking row."""
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
        """The reduced cost of each column, negated; `prices` say what a unit of each row does to the goal."""
        matrix, worth = self.matrix, -self.costs.astype(np.float64)
        np.add.at(worth, matrix.column, matrix.coefficient * prices[matrix.row_of_entry()])
        return worth

    def allowed(self, prices: Floats) -> Floats:
        """`prices` with the sign that the sides of their rows allow."""
        lower, upper = self.sides
        prices = np.where(upper == NO_UPPER, np.maximum(prices, 0.0), prices)
        return np.where(lower == NO_LOWER, np.minimum(prices, 0.0), prices)

    def bound(self, prices: Floats, worth: Floats, loads: float) -> float:
        """The Lagrangian bound at `prices`, if the best loads of all blocks are worth `loads`."""
        lower, upper = self.sides
        paid = np.where(prices < 0, upper * prices, np.where(prices > 0, lower * prices, 0.0)).sum()
        alone, bounds = worth[self.others], (self.program.lower, self.program.upper)
        low, high = (side[self.others] for side in bounds)
        rest = np.maximum(alone * low, alone * high).sum()
        return float(self.program.goal.offset + paid - loads - rest)


class RestrictedMaster:
    """Loads so far, and the program over them.

    Its columns are the loads, the columns of no block, then what each linking row is broken by.
    """

    def __init__(self, problem: Decomposition, penalties: Ints, most_broken: int) -> None:
        self._problem, self._penalties, self._most_broken = problem, penalties, most_broken
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
        problem, (column, load, value) = self._problem, self._entries()
        loads, blocks, others = len(self.block), len(problem.blocks), problem.others
        rows, free = len(problem.rows), np.arange(len(others))
        number = np.append(load, loads + free)
        column, value = np.append(column, others), np.append(value, np.ones_like(others))
        of, entry = spans(problem.by_column.start[column], problem.by_column.start[column + 1])
        row, place = problem.by_column.column[entry], number[of]
        amount = problem.by_column.coefficient[entry] * value[of]
        each, lower, upper = np.arange(rows), *problem.sides
        signs = np.where(upper < NO_UPPER, -1, 1)
        matrix = Matrix.of(
            rows + blocks,
            np.concatenate((row, each, rows + np.array(self.block, dtype=np.int64))),
            np.concatenate((place, loads + len(others) + each, np.arange(loads))),
            np.concatenate((amount, signs, np.ones(loads, dtype=np.int64))),
        )
        costs = np.zeros(loads + len(others), dtype=np.int64)
        np.add.at(costs, number, problem.costs[column] * value)
        once, program = np.ones(blocks, dtype=np.int64), problem.program
        broken = np.full(rows, self._most_broken)
        return Program(
            lower=np.concatenate((np.zeros(loads, dtype=np.int64), program.lower[others], 0 * broken)),
            upper=np.concatenate((np.ones(loads, dtype=np.int64), program.upper[others], broken)),
            rules=matrix,
            rules_lower=np.append(lower, once),
            rules_upper=np.append(upper, once),
            goal=Goal(
                program.goal.name,
                np.arange(len(costs) + rows),
                np.append(costs, self._penalties),
                program.goal.offset,
            ),
            relaxed=True,
        )

    def _entries(self) -> tuple[Ints, Ints, Ints]:
        """Column, load and value of whatever is not 0 in a load."""
        empty = np.zeros(0, dtype=np.int64)
        columns = [self._problem.blocks[block].columns for block in self.block]
        size = np.array([len(values) for values in self.values], dtype=np.int64)
        value = np.concatenate([empty, *self.values])
        column = np.concatenate([empty, *columns])
        load = np.repeat(np.arange(len(size)), size)
        used = np.flatnonzero(value)
        return column[used], load[used], value[used]


@dataclass(frozen=True, eq=False)
class Prices:
    """Duals of the linking rows, and the bound that they show.

    Attributes
    ----------
    rows : float64 array, shape (linking rows,): change of the goal per unit of each row's side
    bound : what the goal cannot go below, as far as floats can tell
    """

    rows: Floats
    bound: float


@dataclass(frozen=True, eq=False)
class ColumnGeneration:
    """The rounds over a decomposition.

    Attributes
    ----------
    session : an engine that gives duals
    """

    problem: Decomposition
    session: Session
    options: Options
    tuning: ProofTuning

    def rounds(self, start: Floats, target: float) -> Iterator[Prices]:
        """Better and better prices, until the bound is at `target`, nothing more can be had, or time is up.

        Parameters
        ----------
        start : prices to begin with, shape (linking rows,)
        """
        clock, start = Clock(self.options.time_limit), self.problem.allowed(start)
        master = RestrictedMaster(self.problem, self._penalties(start), self.tuning.most_broken)
        best, goes_on = Prices(start, self._priced(start, master)[0]), True
        yield best
        while goes_on and best.bound < target:
            if clock.over():
                return
            before = best
            best, goes_on = self._round(master, best, clock.part(self.options, 1.0))
            if best is not before:
                yield best

    def _round(self, master: RestrictedMaster, best: Prices, options: Options) -> tuple[Prices, bool]:
        """The best prices after a round, and whether there is anything left to do."""
        program = master.program()
        answer = self.session.solve(program, options).unless_interrupted()
        if answer.duals is None or answer.primal is None:
            return best, False
        value = float(program.objective() @ answer.primal) + program.goal.offset
        if value - best.bound < self.tuning.master_gap:
            return best, False
        duals = self.problem.allowed(answer.duals[: len(self.problem.rows)])
        for smoothing in (self.tuning.smoothing, 0.0):
            prices = smoothing * best.rows + (1 - smoothing) * duals
            bound, fresh = self._priced(prices, master)
            if bound > best.bound:
                return Prices(prices, bound), True
            if fresh:
                return best, True
        return best, False

    def _priced(self, prices: Floats, master: RestrictedMaster) -> tuple[float, bool]:
        """The bound at `prices`, and whether any best load is a new one; it joins the master."""
        problem, fresh, loads = self.problem, False, 0.0
        worth, pricing = problem.worth(prices), Pricing(problem.blocks)
        for number, block in enumerate(problem.blocks):
            load = pricing.best(block, worth[block.columns])
            loads += load.worth
            fresh = master.add(number, load.values) or fresh
        return problem.bound(prices, worth, loads), fresh

    def _penalties(self, prices: Floats) -> Ints:
        """More than what a unit of each linking row is likely to be worth; shape (linking rows,)."""
        problem = self.problem
        most = int(np.abs(problem.costs).max(initial=1))
        most *= max((block.largest for block in problem.blocks), default=1)
        penalties: Ints = np.ceil(2 * np.abs(prices)).astype(np.int64) + most
        return penalties
