"""What an engine is asked, and its result.

A result says two things, never one word: its termination (why it stopped) and its solution status (what it
has). An incumbent or a bound that is not there is `None`, never 0 or infinity. No result contradicts itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Floats, Ints, Mask
from evacopt.milp.basis import Basis
from evacopt.milp.linear import NO_LOWER, Goal, LinearModel, Matrix

Termination = Literal["completed", "gap", "time", "interrupted", "memory", "error"]
SolutionStatus = Literal["optimal", "feasible", "infeasible", "unknown"]


INTEGRALITY = 1e-5
"""How far a value may lie from the integer that it means."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Program:
    """Minimise one goal over integer columns; everything is finite, numbered and exact.

    The rows of `matrix` are the rules, then a row for each of `fixed_goals`.

    Attributes
    ----------
    lower, upper : int64 arrays, shape (columns,)
    rules, rules_lower, rules_upper : rows, as in `LinearModel`
    goal : what to minimise
    fixed_goals : goals decided before, and the value that each must not exceed
    start : int64 array, shape (columns,), or None: values that keep every row, to start from
    order : int64 array, shape (some columns,), or None
        Columns in the order in which a baseline raises them; exact backends pass it over.
    helpers : bool array, shape (columns,), or None: with `order`, columns that may move along to repair a row
    loose : bool array, shape (columns,), or None
        Columns that a backend may take as continuous while it searches, if they are integer in the result:
        they nearly always are once the others are. Others pass it over.
    relaxed : columns need not be integer, and `BackendResult.duals` are wanted (`Capabilities.duals`)
    whole : bool array, shape (columns,), or None: with `relaxed`
        Columns that are integer all the same; there are no duals then, and `primal` is the best known.
    interior : with `relaxed`
        Any primal and duals near the best will do, as the interior point method has them, by
        which some large programs are solved sooner.
    basis : Basis or None: with `relaxed`, where the simplex method goes on from
    tableau : with `relaxed`, of how many columns at most `BackendResult.tableau` is wanted
    feasible_basis : whether that is feasible, as where columns were added: the primal method is faster then
    """

    lower: Ints
    upper: Ints
    rules: Matrix
    rules_lower: Ints
    rules_upper: Ints
    goal: Goal
    fixed_goals: tuple[tuple[Goal, int], ...] = ()
    start: Ints | None = None
    order: Ints | None = None
    helpers: Mask | None = None
    loose: Mask | None = None
    relaxed: bool = False
    whole: Mask | None = None
    interior: bool = False
    basis: Basis | None = None
    tableau: int = 0
    feasible_basis: bool = False

    @classmethod
    def of(
        cls,
        model: LinearModel,
        goal: Goal,
        *,
        fixed_goals: Sequence[tuple[Goal, int]] = (),
        start: Ints | None = None,
    ) -> Program:
        """Minimise `goal` over `model` with `fixed_goals` no worse than their values."""
        return cls(
            lower=model.lower,
            upper=model.upper,
            rules=model.matrix,
            rules_lower=model.row_lower,
            rules_upper=model.row_upper,
            goal=goal,
            fixed_goals=tuple(fixed_goals),
            start=start,
        )

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @cached_property
    def matrix(self) -> Matrix:
        """The rules, then a row for each of `fixed_goals`."""
        goals, empty = [goal for goal, _ in self.fixed_goals], np.zeros(0, dtype=np.int64)
        row = np.repeat(np.arange(len(goals)), [len(goal.column) for goal in goals])
        column = np.concatenate([empty, *(goal.column for goal in goals)])
        coefficient = np.concatenate([empty, *(goal.coefficient for goal in goals)])
        return self.rules.followed_by(Matrix.of(len(goals), row, column, coefficient))

    @cached_property
    def row_lower(self) -> Ints:
        """The lower sides of `matrix`; shape (rows,), `NO_LOWER` where there is none."""
        return np.append(self.rules_lower, np.full(len(self.fixed_goals), NO_LOWER))

    @cached_property
    def row_upper(self) -> Ints:
        """The upper sides of `matrix`; shape (rows,), `NO_UPPER` where there is none."""
        limits = np.array([value - goal.offset for goal, value in self.fixed_goals], dtype=np.int64)
        return np.append(self.rules_upper, limits)

    def __getstate__(self) -> dict[str, object]:
        """What is sent to the child: the fields, and nothing that can be worked out from them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def holds(self, values: Ints) -> bool:
        """Whether `values` are feasible: within every bound and every row, counted in integers."""
        if len(values) != self.columns or ((values < self.lower) | (values > self.upper)).any():
            return False
        activity = self.matrix.times(values)
        return bool(((activity >= self.row_lower) & (activity <= self.row_upper)).all())

    def objective(self) -> Floats:
        """The coefficients of the goal; shape (columns,)."""
        dense = np.zeros(self.columns)
        np.add.at(dense, self.goal.column, self.goal.coefficient)
        return dense


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run. `time_limit` in seconds, `gap` relative; `None` leaves it to the engine."""

    time_limit: float | None = None
    gap: float = 0.0
    threads: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a backend can honour, known before solving.

    Attributes
    ----------
    exact : given time, it finds the best and knows it
    bound : it says what the goal cannot go below
    gap, threads, seed, start : it honours the option of that name (a start is otherwise passed over)
    duals : it can solve the relaxed program and give the dual of each row
    order : it fills columns in `Program.order` and knows no goal
    family : solvers that share code; two of different families that agree are worth more
    """

    exact: bool = True
    bound: bool = True
    gap: bool = True
    threads: bool = True
    seed: bool = True
    start: bool = True
    duals: bool = False
    order: str = ""
    family: str = ""

    def unhonoured(self, options: Options) -> tuple[str, ...]:
        """The options among `gap`, `threads` and `seed` that were asked for in vain: they are an error.

        One thread is what every backend can run with; a gap and a seed of 0 are what one without them has.
        """
        asked = {
            "gap": options.gap != 0,
            "threads": options.threads is not None and options.threads > 1,
            "seed": options.seed != 0,
        }
        return tuple(name for name, wanted in asked.items() if wanted and not getattr(self, name))


class UnsuitableError(Exception):
    """What a backend raises that cannot take this program at all; the text says why, in one sentence."""


@dataclass(frozen=True, eq=False, kw_only=True)
class BackendResult:
    """Why a backend stopped, and the status of what it has.

    Attributes
    ----------
    termination : why it stopped
    status : what its incumbent is: the best, a plan, or that there is none, known or not
    values : int64 array, shape (columns,), or None: the incumbent
    bound : int or None: what the backend claims that the goal cannot go below
    duals : float64 array, shape (rows of the program,), or None
        For a relaxed program: change of the goal per unit of each row's side (where infeasible, a dual ray,
        which is believed only as far as it can be checked).
    primal : float64 array, shape (columns,), or None: for a relaxed program, where its least value is reached
    basis : Basis or None: for a relaxed program, where the simplex method ended, if it did
    tableau : float64 array, shape (some columns, rows of the program), or None
        For a relaxed program that asks for it: rows of the inverse of the basis, those first whose basic
        columns are least whole.
    detail : str: the engine's own word for its status

    Raises
    ------
    ValueError
        If termination and status contradict each other.
    """

    termination: Termination
    status: SolutionStatus
    values: Ints | None = None
    bound: int | None = None
    duals: Floats | None = None
    primal: Floats | None = None
    basis: Basis | None = None
    tableau: Floats | None = None
    detail: str = ""

    def __post_init__(self) -> None:
        contradictions = (
            self.status in ("optimal", "feasible") and self.values is None,
            self.status in ("infeasible", "unknown") and self.values is not None,
            self.status in ("optimal", "infeasible") and self.termination != "completed",
            self.status == "optimal" and self.bound is None,
        )
        if any(contradictions):
            raise ValueError(
                f"a backend cannot stop for {self.termination} and hold {self.status}: {self.detail}"
            )

    def unless_interrupted(self) -> BackendResult:
        """Itself, for those who have nothing to hand out where it was interrupted.

        Raises
        ------
        KeyboardInterrupt
            If that is how it ended: what is done by then is for the caller to save.
        """
        if self.termination == "interrupted":
            raise KeyboardInterrupt
        return self


@dataclass(frozen=True, eq=False)
class Event:
    """News while solving: a better incumbent, a better bound, or both."""

    values: Ints | None = None
    bound: int | None = None


Report: TypeAlias = Callable[[Event], None]


class Backend(Protocol):
    """An engine behind one method; it runs in a child process and never sees an instance."""

    name: str
    capabilities: Capabilities

    def version(self) -> str:
        """Name and version of the engine; raises ImportError where it is not installed."""

    def solve(self, program: Program, options: Options, report: Report) -> BackendResult:
        """Minimise the goal of `program`, reporting incumbents and bounds on the way.

        Raises
        ------
        UnsuitableError
            If it cannot take this program, whatever the options.
        """


def rounded(values: npt.ArrayLike) -> Ints | None:
    """The integers that an engine's values mean; `None` if one of them means none."""
    numbers = np.asarray(values, dtype=np.float64)
    whole = np.rint(numbers)
    if not np.isfinite(numbers).all() or (np.abs(numbers - whole) > INTEGRALITY).any():
        return None
    return whole.astype(np.int64)


def whole_bound(bound: float) -> int | None:
    """The integer bound that an engine's float one claims: the goal is integer, so it is rounded up."""
    if not math.isfinite(bound) or abs(bound) > 2**53:
        return None
    return math.ceil(bound - 1e-6 * max(1.0, abs(bound) * 1e-3))
