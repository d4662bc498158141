"""What `solve` answers: a plan or the honest reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evacopt.domain.certificate import Certificate
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalTable, Plan
from evacopt.domain.rows import Columns
from evacopt.domain.shown import Shown
from evacopt.errors import UsageError
from evacopt.view.airfield_tables import airfield_tables
from evacopt.view.tables import (
    class_table,
    flight_table,
    nationality_table,
    passed_places,
    place_table,
    unserved_table,
)
from evacopt.view.view import View

Status = Literal[
    "solved",  # every goal was solved to the end
    "stopped",  # a limit or a gap was reached; the plan is the best one so far
    "interrupted",  # Ctrl-C, or the caller ended it; the plan is the best one so far, or there is none
    "no_plan",  # a limit was reached before any plan was found
    "infeasible",  # promises contradict each other; `conflict` names them
]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; `None` where nothing is known yet.

    Attributes
    ----------
    goal : the goal that it is at
    incumbent : the value of the best plan so far
    bound : what that goal cannot go below
    seconds : since the start of the run
    """

    goal: str
    incumbent: int | None
    bound: int | None
    seconds: float

    @property
    def gap(self) -> float | None:
        """Relative gap, |incumbent - bound| / max(1, |incumbent|)."""
        if self.incumbent is None or self.bound is None:
            return None
        return abs(self.incumbent - self.bound) / max(1, abs(self.incumbent))


@dataclass(frozen=True, slots=True, repr=False)
class Result(Shown):
    """The outcome of a run.

    Attributes
    ----------
    status : Status
    plan : Plan or None
        Accepted by the judge, whatever the status; `None` where there is none.
    certificate : Certificate or None
        What shows the bounds of the plan's goals, or that the promises of `conflict` contradict each other.
    conflict : tuple of str
        Where infeasible: the promises that cannot hold together, such as `share N1 (at least 40 FRA)`.
    disagreement : Instance or None
        Where backends that were compared contradict each other: a small instance, without a real code in it,
        that shows it.
    alternatives : tuple of Plan
        Where they were asked for: other plans as good in every goal, accepted by the judge too.
    message : str
        One line for a person: what was picked and why it stopped.
    notes : tuple of str
        What failed on the way without costing the plan: a proof, reasons. Mostly empty.
    instance : Instance or None
        What was solved; the tables are counted from it and the plan.
    """

    status: Status
    plan: Plan | None = None
    certificate: Certificate | None = None
    conflict: tuple[str, ...] = ()
    disagreement: Instance | None = None
    alternatives: tuple[Plan, ...] = ()
    message: str = ""
    notes: tuple[str, ...] = ()
    instance: Instance | None = field(default=None, compare=False)

    def unless_interrupted(self) -> Result:
        """Itself, for those who only look at it on their way to something else.

        Raises
        ------
        KeyboardInterrupt
            If that is how the run ended.
        """
        if self.status == "interrupted":
            raise KeyboardInterrupt
        return self

    @property
    def goals(self) -> GoalTable:
        """The goals of the plan, most important first; empty without a plan."""
        return self.plan.goals if self.plan else GoalTable()

    @property
    def flights(self) -> Columns:
        """A row a flight by departure: sorties flown, seats, seats used and left, people, lap infants.

        This and the other tables have `to_polars()` and `to_pandas()`. People are counted with lap infants,
        seats without; times are UTC.

        Raises
        ------
        UsageError
            If there is no plan.
        """
        return flight_table(self._view)

    @property
    def nationalities(self) -> Columns:
        """A row a nationality, the worst served first: people, served, left (and in parts per million)."""
        return nationality_table(self._view)

    @property
    def classes(self) -> Columns:
        """A row a class (`priority`), the most urgent first: people, served, left."""
        return class_table(self._view)

    @property
    def places(self) -> Columns:
        """A row a hub or haven: capacity, people who arrive, most present at once and when that is first."""
        return place_table(passed_places(self._view))

    @property
    def unserved(self) -> Columns:
        """A row a group of which parties stay, the most urgent first: parties, people, and why they stay."""
        return unserved_table(self._view)

    @property
    def airfield(self) -> dict[str, Columns]:
        """The tables of the airfield that have rows, by name: `resources`, `slots`, `reception` and so on."""
        return airfield_tables(self._view)

    @property
    def _view(self) -> View:
        if self.plan is None or self.instance is None:
            raise UsageError(f"there is no plan to make tables of: {self.message or self.status}")
        return View(self.instance, self.plan)

    def __repr__(self) -> str:
        return f"<Result: {self.status}; {self.goals if self.plan else self.message or 'no plan'}>"
