"""What `solve` answers: a plan or the honest reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evacopt.domain.certificate import Certificate
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalTable, Plan
from evacopt.domain.shown import Shown

Status = Literal[
    "solved",  # every goal was solved to the end
    "stopped",  # a limit or a gap was reached; the plan is the best one so far
    "interrupted",  # Ctrl-C, or the caller ended it; the plan is the best one so far, or there is none
    "no_plan",  # a limit was reached before any plan was found
    "infeasible",  # promises contradict each other; `conflict` names them
]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; `None` where nothing is known yet. `seconds` counts from the start of the run."""

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


@dataclass(frozen=True, slots=True)
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
    """

    status: Status
    plan: Plan | None = None
    certificate: Certificate | None = None
    conflict: tuple[str, ...] = ()
    disagreement: Instance | None = None
    alternatives: tuple[Plan, ...] = ()
    message: str = ""
    notes: tuple[str, ...] = ()

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
