"""Large relaxations by a few of their columns: those that the prices so far ask for are added in turn.

Sifting (Bixby and others, Operations Research 40 (1992) 885-897). A group has hundreds of itineraries, and
few are of use. Prices over some columns become prices over all once the row of a group's parties is charged
what the best column left out would gain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.domain.columns import Floats, Ints, Mask, spans
from evacopt.judge.rows import LinearGoal, Relaxation
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.proof.tuning import TUNING, ProofTuning

NEARLY = 1e-7
"""Reduced costs nearer to 0 are none: an engine in floats may leave as much."""

Solve = Callable[[Program], BackendResult]
"""The engine, told how long it may take."""


@dataclass(frozen=True, eq=False)
class Part:
    """A relaxation with its goal, between bounds of its columns: what is solved by parts."""

    relaxation: Relaxation
    goal: LinearGoal | None
    lower: Ints
    upper: Ints

    @property
    def costs(self) -> Floats:
        """What each column adds to the goal, shape (columns,)."""
        costs = np.zeros(len(self.lower))
        if self.goal is not None:
            costs[self.goal.column] = self.goal.amount
        return costs

    def paid(self, duals: Floats) -> Floats:
        """What the rows take of each column at these duals, shape (columns,)."""
        entries, running = self.relaxation.entries, np.append(0.0, np.cumsum(duals))
        paid = entries.amount * (running[entries.stop] - running[entries.first])
        sums: Floats = np.bincount(entries.column, paid, len(self.lower)).astype(np.float64)
        return sums

    def over(self, used: Mask) -> Program:
        """The program over some of its columns; the others are 0."""
        entries, number, rows = self.relaxation.entries, np.cumsum(used) - 1, len(self.relaxation.high)
        kept = used[entries.column]
        column, amount = number[entries.column[kept]], entries.amount[kept]
        entry, row = spans(entries.first[kept], entries.stop[kept])
        goal = Goal("nothing", *np.zeros((2, 0), dtype=np.int64))
        if self.goal is not None:
            mine = used[self.goal.column]
            amounts = self.goal.amount[mine]
            goal = Goal(self.goal.name, number[self.goal.column[mine]], amounts, self.goal.offset)
        return Program(
            lower=self.lower[used],
            upper=self.upper[used],
            rules=Matrix.of(rows, row, column[entry], amount[entry]),
            rules_lower=np.full(rows, NO_LOWER),
            rules_upper=self.relaxation.high,
            goal=goal,
            relaxed=True,
        )


@dataclass(eq=False)
class Sifting:
    """The columns in use; they only become more, from one relaxation to the next.

    Attributes
    ----------
    row, column : int64 arrays: the row of `parties` of each column that counts parties, in order of the rows
    used : bool array, shape (columns,)
    ended : values of the goals before each goal whose relaxation was solved to the end
    """

    row: Ints
    column: Ints
    used: Mask
    tuning: ProofTuning = TUNING
    ended: set[tuple[int, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, relaxation: Relaxation, tuning: ProofTuning = TUNING) -> Sifting:
        """A few columns of each group, spread over all it has, and every column that counts no parties."""
        above, row, column = 0, *np.zeros((2, 0), dtype=np.int64)
        for family in relaxation.families:
            if family.rule == "parties":
                row, column = above + family.entries.first, family.entries.column
            above += len(family.high)
        order = np.lexsort((column, row))
        row, column = row[order], column[order]
        used = np.ones(len(relaxation.lower), dtype=np.bool_)
        used[column] = False
        (place, count), each = _places(row), tuning.sift_each
        used[column[place * each // count != (place - 1) * each // count]] = True
        return cls(row, column, used, tuning)

    def solve(self, part: Part, solve: Solve, basis: Basis | None = None) -> BackendResult:
        """As the engine would solve all of it: the last duals are of all rows, and hold for all columns.

        Where time runs out they are those of the columns so far, charged for what is left out.

        Parameters
        ----------
        basis : of all columns, to begin with
        """
        self.used |= part.lower > part.relaxation.lower
        last: BackendResult | None = None
        while True:
            answer = self._over_used(part, solve, basis, added=last is not None)
            if answer.duals is None:
                return last or answer
            duals, gains = self._gains(part, answer)
            wanted, basis = np.flatnonzero(gains > NEARLY), answer.basis
            charged = duals.copy()
            np.minimum.at(charged, self.row[wanted], duals[self.row[wanted]] - gains[wanted])
            last = replace(answer, duals=charged)
            if not len(wanted):
                return last
            self.used[self.column[self._best(wanted, gains)]] = True

    def _over_used(self, part: Part, solve: Solve, basis: Basis | None, *, added: bool) -> BackendResult:
        """The answer over the columns in use, some of them `added` to the basis; primal and basis of all."""
        columns, program = np.flatnonzero(self.used), part.over(self.used)
        if basis is not None:
            basis = replace(basis, columns=basis.columns[columns])
            program = replace(program, basis=basis, feasible_basis=added)
        answer = solve(program)
        if answer.basis is not None:
            sides = np.zeros(len(self.used), dtype=np.int8)
            sides[columns] = answer.basis.columns
            answer = replace(answer, basis=replace(answer.basis, columns=sides))
        if answer.primal is not None:
            primal = part.lower.astype(np.float64)
            primal[columns] = answer.primal
            answer = replace(answer, primal=primal)
        return answer

    def _gains(self, part: Part, answer: BackendResult) -> tuple[Floats, Floats]:
        """The duals, none above 0, and what a party more on each column would gain; 0 for those in use."""
        assert answer.duals is not None
        ray = answer.status == "infeasible"
        costs = part.costs * (not ray)
        tried = list[tuple[float, Floats, Floats]]()
        for sign in (1, -1) if ray else (1,):
            duals = np.minimum(sign * answer.duals, 0.0)
            rest = part.paid(duals) - costs
            here = rest[self.used]
            most = np.where(here > 0, part.upper[self.used], part.lower[self.used])
            tried.append((float(here @ most - duals @ part.relaxation.high), duals, rest))
        _, duals, rest = min(tried, key=lambda one: one[0])
        open_ = ~self.used[self.column] & (part.upper[self.column] > 0)
        return duals, np.where(open_, rest[self.column], 0.0)

    def _best(self, wanted: Ints, gains: Floats) -> Ints:
        """Of each group the few that gain most; all where they are not many."""
        if len(wanted) <= self.tuning.sift_many:
            return wanted
        wanted = wanted[np.lexsort((-gains[wanted], self.row[wanted]))]
        return wanted[_places(self.row[wanted])[0] < self.tuning.sift_each]


def _places(row: Ints) -> tuple[Ints, Ints]:
    """The place of each entry among those of its row, and how many these are; rows are in order."""
    _, first, which, count = np.unique(row, return_index=True, return_inverse=True, return_counts=True)
    return np.arange(len(row)) - first[which], count[which]
