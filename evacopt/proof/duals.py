"""Dual bounds: integer multipliers of rows from the duals of a linear relaxation.

The floats of the engine are scaled and rounded; the judge's own arithmetic says what bound they show, so weak
duality holds whatever the engine says.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints, spans
from evacopt.judge.bounds import DualBound, Together
from evacopt.judge.box import Box
from evacopt.judge.congruence import Congruence
from evacopt.judge.limits import RefusedError
from evacopt.judge.pools import Pool
from evacopt.judge.rows import Family, LinearGoal, Relaxation
from evacopt.milp.basis import Basis
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix
from evacopt.proof.sifting import Part, Sifting
from evacopt.proof.tuning import TUNING, ProofTuning


@dataclass
class Budget:
    """How much may be spent on proofs: `ends` is a `time.monotonic()`, `None` for no limit in time."""

    ends: float | None

    def left(self) -> float | None:
        """Seconds that are left, not below 0; `None` for no limit."""
        return None if self.ends is None else max(self.ends - time.monotonic(), 0.0)

    def spent(self) -> bool:
        """Whether time is up."""
        return self.left() == 0

    def at_least(self, seconds: float) -> Budget:
        """This budget, or so many seconds from now where that is later."""
        return Budget(None if self.ends is None else max(self.ends, time.monotonic() + seconds))

    def part(self, part: float) -> Budget:
        """A part of what is left."""
        left = self.left()
        return Budget(None if left is None else time.monotonic() + part * left)

    def share(self, waiting: int) -> Budget:
        """Half of what is left, or all of it for the last of so many that wait."""
        return self.part(1 / min(waiting, 2))


@dataclass(frozen=True, eq=False)
class Multipliers:
    """A leaf by numbers of rows, not their keys; with nothing in it, the columns' own bounds.

    Attributes
    ----------
    scale : the denominator, 0 where they show that nothing is feasible
    by_row : multipliers above 0
    names, pools : flights whose seats are taken together, and what the judge makes of them
    congruence : a row that is counted modulo a number, if there is one
    """

    scale: int = 1
    by_row: dict[int, int] = field(default_factory=dict)
    names: tuple[tuple[str, ...], ...] = ()
    pools: tuple[Pool, ...] = ()
    congruence: Congruence | None = None

    def bound(self, dual: DualBound, lower: Ints, upper: Ints) -> float:
        """What they show of the goal of `dual`; infinity where nothing is feasible."""
        try:
            together = Together(self.congruence)
            floor = dual.leaf(self.scale, self.by_row, Box(lower, upper), self.pools, together)
        except RefusedError:
            return -np.inf
        return np.inf if floor is None else max(floor, 0)  # no goal is below 0


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A relaxation solved: the best multipliers, the bound that they show, and where it ended if known."""

    multipliers: Multipliers
    bound: float
    primal: Floats | None
    basis: Basis | None = None


@dataclass(frozen=True, eq=False)
class Prover:
    """Proves one goal over a relaxation, or (without a goal) that nothing is feasible.

    Attributes
    ----------
    program : the relaxation as an engine takes it, its rows in the order of those of `dual`
    aim : the bound to be shown; the relaxation has the rows that hold wherever the goal is below it
    branchable : columns to branch on, those first that decide most
    sifting : where given, solves the relaxation by some of its columns; `program` needs no rows then
    """

    dual: DualBound
    program: Program
    session: Session
    budget: Budget
    branchable: Sequence[Ints]
    aim: float = np.inf
    tuning: ProofTuning = TUNING
    options: Options = field(default_factory=Options)
    sifting: Sifting | None = None

    def relaxed(self, lower: Ints, upper: Ints, known: Multipliers, basis: Basis | None = None) -> Relaxed:
        """Whichever shows most of `known` and what the engine gives between `lower` and `upper`.

        The simplex method starts at `basis`, where a relaxation with other bounds, or fewer rows, ended.
        """
        bound = known.bound(self.dual, lower, upper)
        if bound >= self.aim or self.budget.spent():
            return Relaxed(known, bound, None)
        if self.sifting is not None:
            part = Part(self.dual.relaxation, self.dual.goal, lower, upper)
            answer = self.sifting.solve(part, self._solved, basis)
        else:
            answer = self._solved(replace(self.program, lower=lower, upper=upper, basis=basis))
        best = known
        for multipliers in self._multipliers(answer):
            shown = multipliers.bound(self.dual, lower, upper)
            best, bound = (multipliers, shown) if shown > bound else (best, bound)
            if bound >= self.aim:
                break
        return Relaxed(best, bound, answer.primal, answer.basis)

    def under(self, rows: Family) -> Prover:
        """The same with further rows, behind the others."""
        relaxation, goal = self.dual.relaxation.under(rows), self.dual.goal
        return replace(
            self, dual=replace(self.dual, relaxation=relaxation), program=program_of(relaxation, goal)
        )

    def tableau(self, root: Relaxed) -> Floats | None:
        """Rows of the inverse of the basis where the relaxation ended, see `BackendResult.tableau`."""
        if root.basis is None or self.budget.spent():
            return None
        options, most = replace(self.options, time_limit=self.budget.left()), self.tuning.roundings
        program = replace(self.program, basis=root.basis, tableau=most)
        return self.session.solve(program, options).unless_interrupted().tableau

    def _solved(self, program: Program) -> BackendResult:
        """What the engine says within the budget."""
        options = replace(self.options, time_limit=self.budget.left())
        return self.session.solve(program, options).unless_interrupted()

    def root(self, basis: Basis | None = None) -> Relaxed:
        """The whole relaxation solved."""
        relaxation = self.dual.relaxation
        return self.relaxed(relaxation.lower, relaxation.upper, Multipliers(), basis)

    def _multipliers(self, answer: BackendResult) -> Iterator[Multipliers]:
        """The duals of the engine, or a ray of them, as integers: coarse ones first, none below 0."""
        ray, duals = answer.status == "infeasible", answer.duals
        if duals is None:
            return
        for sign in (1, -1) if ray else (-1,):
            for scale in self.tuning.denominators:
                yield Multipliers(0 if ray else scale, above_zero(sign * duals * scale))


def above_zero(multipliers: Floats) -> dict[int, int]:
    """Multipliers by row, rounded to integers, those left out that are not above 0."""
    whole = np.rint(multipliers)
    rows = np.flatnonzero(whole > 0)
    return dict(zip(rows.tolist(), map(int, whole[rows].tolist()), strict=True))


def program_of(relaxation: Relaxation, goal: LinearGoal | None) -> Program:
    """The relaxation as a program that an engine can solve without integrality."""
    entries, nothing = relaxation.entries, np.zeros(0, dtype=np.int64)
    entry, row = spans(entries.first, entries.stop)
    return Program(
        lower=relaxation.lower,
        upper=relaxation.upper,
        rules=Matrix.of(len(relaxation.high), row, entries.column[entry], entries.amount[entry]),
        rules_lower=np.full(len(relaxation.high), NO_LOWER),
        rules_upper=relaxation.high,
        goal=Goal("nothing", nothing, nothing) if goal is None else goal_of(goal),
        relaxed=True,
    )


def goal_of(goal: LinearGoal) -> Goal:
    """The goal as an engine takes it."""
    return Goal(goal.name, goal.column, goal.amount, goal.offset)


_DECISIVE = ("all out", "later"), ("series",), ("sorties",), ("travel",), ("share",)
"""First parts of keys of columns to branch on, those first that decide most: whether an origin is empty and
who is last, sorties, parties, unserved shares."""


def branchable_columns(relaxation: Relaxation) -> tuple[Ints, ...]:
    """Columns to branch on, shape (columns of a kind,), the kinds in order."""
    kinds: list[list[Ints]] = [[np.zeros(0, dtype=np.int64)] for _ in _DECISIVE]
    first = 0
    for key, _, upper in relaxation.blocks:
        for kind, names in zip(kinds, _DECISIVE, strict=True):
            if len(upper) and key(0)[0] in names:
                kind.append(first + np.arange(len(upper)))
        first += len(upper)
    return tuple(map(np.concatenate, kinds))
