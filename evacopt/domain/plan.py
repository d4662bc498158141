"""A plan: who takes which itinerary, what is flown, and how good that is known to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, overload

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.replanned import Replanned
from evacopt.domain.rows import Rows
from evacopt.domain.shown import Shown

Itinerary = tuple[str, ...]
"""Flight ids in the order in which they are flown."""

Grade = Literal["proven", "agreed", "claimed", "feasible"]
GRADES: tuple[Grade, ...] = ("proven", "agreed", "claimed", "feasible")
"""Strongest first."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`parties` parties of `group` take `itinerary`."""

    group: str
    itinerary: Itinerary
    parties: int


@dataclass(frozen=True, eq=False)
class Assignments(Sequence[Assignment], Rows):
    """The assignments of a plan as columns; `assignments[i]` is a row-like view.

    Attributes
    ----------
    group : Coded of group ids, shape (rows,)
    itinerary : Coded of itineraries, shape (rows,)
    parties : int64 array, shape (rows,)
    """

    group: Coded[str]
    itinerary: Coded[Itinerary]
    parties: Ints

    @classmethod
    def of(cls, rows: Iterable[Assignment]) -> Assignments:
        """The table of `rows`."""
        listed = list(rows)
        return cls(
            Coded.of(row.group for row in listed),
            Coded.of(row.itinerary for row in listed),
            np.array([row.parties for row in listed], dtype=np.int64),
        )

    def to_dict(self) -> dict[str, list[Any]]:
        """Columns `group`, `itinerary` (as `F1>F2`) and `parties`."""
        return {
            "group": list(self.group),
            "itinerary": list(self.itinerary.map(">".join)),
            "parties": self.parties.tolist(),
        }

    def __len__(self) -> int:
        return len(self.parties)

    @overload
    def __getitem__(self, index: int) -> Assignment: ...
    @overload
    def __getitem__(self, index: slice) -> Assignments: ...
    def __getitem__(self, index: int | slice) -> Assignment | Assignments:
        if isinstance(index, slice):
            return Assignments(self.group[index], self.itinerary[index], self.parties[index])
        return Assignment(self.group[index], self.itinerary[index], int(self.parties[index]))

    def __iter__(self) -> Iterator[Assignment]:
        return map(Assignment, self.group, self.itinerary, self.parties.tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assignments):
            return NotImplemented
        return list(self) == list(other)

    def __hash__(self) -> int:
        return hash(len(self))


@dataclass(frozen=True, slots=True)
class GoalResult:
    """What a plan reaches in one goal; `bound` is `None` where nothing better than nothing is known."""

    goal: str
    value: int
    bound: int | None
    grade: Grade

    @property
    def gap(self) -> int | None:
        """How far `value` can be from the best possible, in the goal's unit; `None` if unknown."""
        return None if self.bound is None else self.value - self.bound


@dataclass(frozen=True)
class GoalTable(Sequence[GoalResult], Rows):
    """The goals of a plan, most important first."""

    rows: tuple[GoalResult, ...] = ()

    def to_dict(self) -> dict[str, list[Any]]:
        """Columns `goal`, `value`, `bound` and `grade`."""
        return {
            name: [getattr(row, name) for row in self.rows] for name in ("goal", "value", "bound", "grade")
        }

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> GoalResult: ...
    @overload
    def __getitem__(self, index: slice) -> GoalTable: ...
    def __getitem__(self, index: int | slice) -> GoalResult | GoalTable:
        return GoalTable(self.rows[index]) if isinstance(index, slice) else self.rows[index]

    def __iter__(self) -> Iterator[GoalResult]:
        return iter(self.rows)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a group stays: a code for programs, a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Unserved:
    """Parties of a group that stay, and why."""

    group: str
    parties: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a plan was made. `seconds` is the only part that differs between identical runs.

    `notes` say what failed without costing the plan: a proof, reasons.
    """

    evacopt: str
    backend: str
    seed: int = 0
    threads: int | None = None
    time_limit_s: float | None = None
    seconds: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan(Shown):
    """Who takes which itinerary and how often each optional flight is flown.

    Attributes
    ----------
    sorties : optional flights flown, `(flight id, times)`; a flight not named is not flown.
    crews : which crews fly them, `(flight id, crew id, sorties)`; may be left out, and is then worked out.
    replanned : which plan it follows, `None` for the first of a chain.
    """

    instance_name: str
    instance_sha256: str
    assignments: Assignments
    sorties: tuple[tuple[str, int], ...] = ()
    crews: tuple[tuple[str, str, int], ...] = ()
    goals: GoalTable = field(default_factory=GoalTable)
    unserved: tuple[Unserved, ...] = ()
    run: Run | None = None
    replanned: Replanned | None = None

    @cached_property
    def flown(self) -> dict[str, int]:
        """How often it says that each flight is flown; `Flight.sorties_in` is what counts."""
        return dict(self.sorties)

    def compares_with(self, baseline: Plan | None) -> bool:
        """Whether the goal `changes` can be counted against `baseline`: one is there, no other is named."""
        return baseline is not None and (self.replanned is None or self.replanned.before == baseline.sha256)

    @cached_property
    def sha256(self) -> str:
        """The hash of the content, `run` aside: what the next plan of a chain names it by."""
        from evacopt.domain.plan_digest import plan_digest

        return plan_digest(self)
