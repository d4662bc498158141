"""Multipliers that prove a bound, from the duals of linear relaxations.

The floats of the engine are scaled and rounded; the judge's own arithmetic says what they are worth.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, spans
from evacopt.judge.bounds import DualBound
from evacopt.judge.limits import RefusedError
from evacopt.judge.pools import Pool
from evacopt.judge.rows import LinearGoal, Relaxation
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.milp.linear import NO_LOWER, Goal, Matrix

Floats = npt.NDArray[np.float64]

FINE = (2**16, 2**44)
"""Denominators tried: the second for goals that count in millionths, whose multipliers are tiny."""


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

    def share(self, waiting: int) -> Budget:
        """Half of what is left, or all of it for the last of so many that wait."""
        left = self.left()
        return Budget(None if left is None else time.monotonic() + left / min(waiting, 2))

    def most(self) -> Budget:
        """Nine tenths of what is left."""
        left = self.left()
        return Budget(None if left is None else time.monotonic() + 0.9 * left)


@dataclass(frozen=True, eq=False)
class Multipliers:
    """A leaf by numbers of rows, not their names; with nothing in it, the columns' own bounds.

    Attributes
    ----------
    names, pools : flights whose seats are taken together, and what the judge makes of them
    """

    scale: int = 1
    given: dict[int, int] = field(default_factory=dict)
    names: tuple[tuple[str, ...], ...] = ()
    pools: tuple[Pool, ...] = ()

    def worth(self, side: DualBound, lower: Ints, upper: Ints) -> float:
        """What it shows of the goal of `side`; infinity where nothing is feasible."""
        try:
            floor = side.leaf(self.scale, self.given, lower, upper, self.pools)
        except RefusedError:
            return -np.inf
        return np.inf if floor is None else max(floor, 0)  # no goal is below 0


@dataclass(frozen=True, eq=False)
class Prover:
    """Proves one goal over a relaxation, or (without a goal) that nothing is feasible.

    Attributes
    ----------
    program : the relaxation as an engine takes it, its rows in the order of those of `side`
    branchable : columns to branch on, those first that decide most
    """

    side: DualBound
    program: Program
    session: Session
    budget: Budget
    branchable: Sequence[Ints]
    options: Options = field(default_factory=Options)

    def look(self, lower: Ints, upper: Ints, above: Multipliers, target: float) -> Seen:
        """Whichever shows most of `above` and what the engine finds between `lower` and `upper`."""
        worth = above.worth(self.side, lower, upper)
        if worth >= target or self.budget.spent():
            return Seen(above, worth, None)
        options = replace(self.options, time_limit=self.budget.left())
        program = replace(self.program, lower=lower, upper=upper)
        answer = self.session.solve(program, options).unless_interrupted()
        best = above
        for given in _given(answer):
            shown = given.worth(self.side, lower, upper)
            best, worth = (given, shown) if shown > worth else (best, worth)
            if worth >= target:
                break
        return Seen(best, worth, answer.primal)

    def root(self, target: float) -> Seen:
        """What the whole relaxation shows."""
        return self.look(self.side.relaxation.lower, self.side.relaxation.upper, Multipliers(), target)


@dataclass(frozen=True, eq=False)
class Seen:
    """What a relaxation shows: the best multipliers, their worth, and where it is least if that is open."""

    best: Multipliers
    worth: float
    point: Floats | None


def _given(answer: BackendResult) -> Iterator[Multipliers]:
    """The multipliers of the engine as integers, coarse ones first, those left out that are not above 0."""
    ray, found = answer.status == "infeasible", answer.duals
    if found is None:
        return
    for sign in (1, -1) if ray else (-1,):
        for fine in FINE:
            whole = np.rint(sign * found * fine)
            rows = np.flatnonzero(whole > 0)
            given = dict(zip(rows.tolist(), map(int, whole[rows].tolist()), strict=True))
            yield Multipliers(0 if ray else fine, given)


def program_of(
    relaxation: Relaxation, goal: LinearGoal | None, held: Sequence[tuple[LinearGoal, int]] = ()
) -> Program:
    """The relaxation as a program that an engine can solve without integrality; held rows come last."""
    entries, nothing = relaxation.entries, np.zeros(0, dtype=np.int64)
    entry, row = spans(entries.first, entries.stop)
    return Program(
        lower=relaxation.lower,
        upper=relaxation.upper,
        rules=Matrix.of(len(relaxation.high), row, entries.column[entry], entries.amount[entry]),
        rules_lower=np.full(len(relaxation.high), NO_LOWER),
        rules_upper=relaxation.high,
        goal=Goal("nothing", nothing, nothing) if goal is None else goal_of(goal),
        fixed_goals=tuple((goal_of(form), value) for form, value in held),
        relaxed=True,
    )


def goal_of(form: LinearGoal) -> Goal:
    """The goal as an engine takes it."""
    return Goal(form.name, form.column, form.amount, form.offset)


_BRANCHED = {
    "all out": "choice",
    "later": "choice",
    "sorties": "sorties",
    "travel": "parties",
    "share": "share",
}
"""What a column decides, by the first part of its key."""


def branchable_columns(relaxation: Relaxation) -> tuple[Ints, ...]:
    """Columns to branch on: whether an origin is empty and who is last, sorties, parties, unserved shares."""
    kinds: dict[str, list[Ints]] = {"choice": [], "sorties": [], "parties": [], "share": []}
    first = 0
    for key, _, upper in relaxation.blocks:
        kind = _BRANCHED.get(key(0)[0], "") if len(upper) else ""
        kinds.get(kind, []).append(first + np.arange(len(upper)))
        first += len(upper)
    return tuple(np.concatenate([np.zeros(0, dtype=np.int64), *parts]) for parts in kinds.values())
