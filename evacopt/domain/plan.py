"""A plan: who takes which itinerary, what is flown, and how good that is known to be."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, overload

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.replanned import Replanned, Split
from evacopt.domain.rows import Rows
from evacopt.domain.shown import Shown

PLAN_FORMAT = "evacopt-plan/1"

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


@dataclass(frozen=True, eq=False, repr=False)
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

    def by_way(self) -> Counter[tuple[str, Itinerary]]:
        """Parties by group and itinerary."""
        parties = Counter[tuple[str, Itinerary]]()
        for row in self:
            parties[row.group, row.itinerary] += row.parties
        return parties

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

    def __repr__(self) -> str:
        return f"<Assignments: {len(self):,} rows>"


@dataclass(frozen=True, slots=True)
class GoalResult:
    """What a plan reaches in one goal, which is to be as small as can be.

    Attributes
    ----------
    goal : its name, such as `unserved[1]`
    value : what the plan reaches, in the goal's unit (people, parts per million, hours, money)
    bound : what no plan can go below, `None` where nothing better than nothing is known
    grade : how well that is known: `proven`, `agreed`, `claimed` or `feasible`
    """

    goal: str
    value: int
    bound: int | None
    grade: Grade

    @property
    def gap(self) -> int | None:
        """How far `value` can be from the best possible, in the goal's unit; `None` if unknown."""
        return None if self.bound is None else self.value - self.bound


@dataclass(frozen=True, repr=False)
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

    def __str__(self) -> str:
        return ", ".join(f"{row.goal} {row.value:,} ({row.grade})" for row in self.rows) or "no goals"

    def __repr__(self) -> str:
        return f"<GoalTable: {self}>"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a group stays: a `code` for programs, a `text` for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Unserved:
    """`parties` parties of `group` that stay, and the `reasons` why."""

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


@dataclass(frozen=True, kw_only=True, repr=False)
class Plan(Shown):
    """Who takes which itinerary and how often each optional flight is flown.

    Attributes
    ----------
    instance_name, instance_sha256 : of which instance it is a plan
    assignments : who takes which itinerary; who is in none stays
    sorties : optional flights flown, `(flight id, times)`; a flight not named is not flown.
    crews : which crews fly them, `(flight id, crew id, sorties)`; may be left out, and is then worked out.
    goals : what it reaches, most important first
    unserved : parties that stay and why
    run : how it was made
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

    def __repr__(self) -> str:
        return f"<Plan of {self.instance_name}: {len(self.assignments):,} assignments; {self.goals}>"

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
        return _digest(self)

    def with_splits(self, splits: Iterable[Split]) -> Plan:
        """The same with the people of groups that were split since under their groups of today.

        Whoever is split off takes with him what the plan had for him. A plan that names the group itself was
        made after the split, and is what it is.
        """
        known = {*self.assignments.group.values, *(row.group for row in self.unserved)}
        known |= {row.group for row in self.replanned.stranded} if self.replanned else set()
        missing: dict[tuple[str, Itinerary], Counter[str]] = {}
        for split in splits:
            if split.group not in known:
                of = missing.setdefault((split.of, split.itinerary), Counter())
                of[split.group] += split.parties
        if not missing:
            return self
        rows = (part for row in self.assignments for part in _parts(row, missing))
        return replace(self, assignments=Assignments.of(rows))


def _parts(row: Assignment, missing: dict[tuple[str, Itinerary], Counter[str]]) -> Iterator[Assignment]:
    """`row` under the groups of today; whom it has is taken out of `missing`."""
    left, wanted = row.parties, missing.get((row.group, row.itinerary), Counter())
    for group in sorted(wanted):
        taken = min(left, wanted[group])
        wanted[group] -= taken
        left -= taken
        if taken:
            yield replace(row, group=group, parties=taken)
    if left:
        yield replace(row, parties=left)


def _digest(plan: Plan) -> str:
    """SHA-256 of the content of `plan`: JSON of its parts in the order of its file, then the assignments.

    These as columns: each distinct group and itinerary once (in the JSON), then their numbers and the parties
    as 64-bit little-endian integers. `run`, the record of how the plan was made, does not count.
    """
    table = plan.assignments
    group, itinerary = table.group.normal(), table.itinerary.normal()
    link = astuple(plan.replanned) if plan.replanned else ()
    parts = (
        (PLAN_FORMAT, plan.instance_name, plan.instance_sha256),
        [astuple(goal) for goal in plan.goals],
        (group.values, itinerary.values),
        sorted(plan.sorties),
        plan.crews,
        [astuple(row) for row in plan.unserved],
        link,
    )
    sha = hashlib.sha256(json.dumps(parts).encode())
    for column in (group.codes, itinerary.codes, table.parties):
        sha.update(column.astype("<i8").tobytes())
    return sha.hexdigest()
