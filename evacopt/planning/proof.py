"""Multipliers that prove a bound: from the duals of linear relaxations, over a small branch tree.

The floats of the engine are scaled and rounded; the judge's own arithmetic says what they are worth.
Branching follows Land and Doig (1960): only to close the gap between a bound and the value to be reached.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from evacopt.backends.contract import Answer, Options, Program
from evacopt.backends.session import Session
from evacopt.domain.certificate import Branch, Leaf, Tree
from evacopt.domain.columns import Ints, spans
from evacopt.judge.bounds import Refused, Side
from evacopt.judge.rows import NO_HIGH, NO_LOW
from evacopt.judge.table import Form, Relaxation
from evacopt.model.linear import NO_LOWER, NO_UPPER, Goal, Matrix

Floats = npt.NDArray[np.float64]

FINE = (2**16, 2**44)
"""Denominators tried: the second for goals that count in millionths, whose multipliers are tiny."""
WORK = 4_000_000
"""Entries that the relaxations of one tree may have in all."""
NOTHING = Leaf(1)


@dataclass
class Budget:
    """How much may be spent on proofs: `ends` is a `time.monotonic()`, `None` for no limit in time."""

    ends: float | None

    def spent(self) -> bool:
        """Whether time is up."""
        return self.ends is not None and time.monotonic() > self.ends


@dataclass(frozen=True, eq=False)
class Prover:
    """Proves one goal over a relaxation, or (without a goal) that nothing is feasible."""

    side: Side
    session: Session
    budget: Budget
    branchable: Ints
    options: Options = field(default_factory=Options)

    def prove(self, target: int | None) -> Tree:
        """A tree whose floor is `target` where that could be shown, and else as high as could be shown."""
        relaxation = self.side.relaxation
        nodes = _Nodes(self, program_of(relaxation, self.side.goal, self.side.held), target)
        return nodes.tree(relaxation.lower, relaxation.upper, NOTHING)


class _Nodes:
    """The nodes of one tree, depth first, within what may be spent."""

    def __init__(self, prover: Prover, program: Program, target: int | None) -> None:
        self._prover, self._program, self._target = prover, program, target
        side = prover.side
        self._names = [*side.relaxation.row, *(f"held {form.name}" for form, _ in side.held)]
        self._columns = list(side.relaxation.column)
        self._left = max(8, WORK // max(1, len(program.matrix.column)))

    def tree(self, lower: Ints, upper: Ints, above: Leaf, depth: int = 0) -> Tree:
        """The tree below a node with these bounds; `above` is what its parent could show."""
        if self._left <= 0 or self._prover.budget.spent() or depth > 100:
            return above
        self._left -= 1
        answer = self._solve(lower, upper)
        leaf = self._best_leaf(answer, lower, upper, above)
        split = None if self._closed(leaf, lower, upper) else self._split(answer)
        if split is None or answer.point is None:
            return leaf
        at = int(np.floor(answer.point[split]))
        down, up = upper.copy(), lower.copy()
        down[split], up[split] = at, at + 1
        return Branch(
            self._columns[split],
            at,
            self.tree(lower, down, leaf, depth + 1),
            self.tree(up, upper, leaf, depth + 1),
        )

    def _solve(self, lower: Ints, upper: Ints) -> Answer:
        ends = self._prover.budget.ends
        limit = None if ends is None else max(ends - time.monotonic(), 0.05)
        options = replace(self._prover.options, time_limit=limit)
        return self._prover.session.solve(replace(self._program, lower=lower, upper=upper), options)

    def _closed(self, leaf: Leaf, lower: Ints, upper: Ints) -> bool:
        floor = self._prover.side.leaf(leaf, lower, upper)
        return floor is None or (self._target is not None and floor >= self._target)

    def _best_leaf(self, answer: Answer, lower: Ints, upper: Ints, above: Leaf) -> Leaf:
        """Whichever shows most: the multipliers of the engine, or those of the parent."""
        best, highest = above, self._worth(above, lower, upper)
        for leaf in self._leaves(answer):
            worth = self._worth(leaf, lower, upper)
            if worth > highest:
                best, highest = leaf, worth
        return best

    def _worth(self, leaf: Leaf, lower: Ints, upper: Ints) -> float:
        try:
            floor = self._prover.side.leaf(leaf, lower, upper)
        except Refused:
            return -np.inf
        return np.inf if floor is None else floor

    def _leaves(self, answer: Answer) -> list[Leaf]:
        """The multipliers of the engine, coarse ones first."""
        if answer.multipliers is None:
            return []
        if answer.holds == "infeasible":
            return [self._leaf(sign * answer.multipliers, fine, 0) for sign in (1, -1) for fine in FINE]
        return [self._leaf(-answer.multipliers, fine, 1) for fine in FINE]

    def _leaf(self, multipliers: Floats, fine: int, scale: int) -> Leaf:
        """Multipliers as integers over the denominator `fine`, those left out that no side supports."""
        whole = np.rint(multipliers * fine)
        rows = np.flatnonzero(self._standing(whole))
        return Leaf(scale * fine, tuple((self._names[row], int(whole[row])) for row in rows.tolist()))

    def _standing(self, whole: Floats) -> npt.NDArray[np.bool_]:
        """Multipliers that are not 0 and have a side to stand on."""
        program = self._program
        high: npt.NDArray[np.bool_] = (whole > 0) & (program.row_upper != NO_UPPER)
        low: npt.NDArray[np.bool_] = (whole < 0) & (program.row_lower != NO_LOWER)
        return high | low

    def _split(self, answer: Answer) -> int | None:
        """The column to branch on: sorties and choices before parties, then whatever is least decided."""
        if answer.point is None:
            return None
        branchable = self._prover.branchable
        part = np.abs(answer.point[branchable] - np.rint(answer.point[branchable]))
        open_ = np.flatnonzero(part > 1e-6)
        if not len(open_):
            return None
        return int(branchable[open_[np.argmax(part[open_] + (branchable[open_] >= self._pairs()))]])

    def _pairs(self) -> int:
        return self._prover.side.relaxation.column_names[0][1]


def program_of(relaxation: Relaxation, goal: Form | None, held: Sequence[tuple[Form, int]]) -> Program:
    """The relaxation as a program that an engine can solve without integrality."""
    entries = relaxation.entries
    entry, row = spans(entries.first, entries.stop)
    nothing = np.zeros(0, dtype=np.int64)
    return Program(
        lower=relaxation.lower,
        upper=relaxation.upper,
        rules=Matrix.of(len(relaxation.high), row, entries.item[entry], entries.amount[entry]),
        rules_lower=np.where(relaxation.low == NO_LOW, NO_LOWER, relaxation.low),
        rules_upper=np.where(relaxation.high == NO_HIGH, NO_UPPER, relaxation.high),
        goal=Goal("nothing", nothing, nothing) if goal is None else _goal(goal),
        held=tuple((_goal(form), value) for form, value in held),
        relaxed=True,
    )


def _goal(form: Form) -> Goal:
    return Goal(form.name, form.column, form.amount, form.offset)


def branchable_columns(relaxation: Relaxation) -> Ints:
    """Columns that decide something: parties, sorties, and whether an origin is empty; not what follows."""
    return np.array(
        [
            number
            for first, many, name in relaxation.column_names
            for number in range(first, first + many)
            if first == 0 or name(number - first).startswith(("sorties ", "all out ", "later "))
        ],
        dtype=np.int64,
    )
