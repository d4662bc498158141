"""What became of a job: the outcome, which any machine would give, and what was measured on this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from evacopt.bench.features import Features
from evacopt.bench.job import Job

Status = Literal["proven", "agreed", "claimed", "feasible", "infeasible", "no plan", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""Best first. With a plan: the weakest grade of its goals."""
WITH_PLAN: frozenset[Status] = frozenset({"proven", "agreed", "claimed", "feasible"})
FINISHED: frozenset[Status] = frozenset({"proven", "agreed", "claimed"})
"""Every goal was solved to the end, on somebody's word at least."""


LOST = "its worker was lost"
"""How the detail of a job begins whose workers died."""


@dataclass(frozen=True, slots=True)
class GoalReached:
    """A goal of the plan, as the judge counts it; `bound` is `None` where nothing is known."""

    goal: str
    value: int
    bound: int | None
    grade: str

    def gap_to(self, bound: int | None) -> float | None:
        """|value - bound| / max(1, |value|)."""
        return None if bound is None else abs(self.value - bound) / max(1, abs(self.value))


@dataclass(frozen=True, slots=True)
class Seen:
    """News of a run: where a goal stood, `seconds` after it began to solve."""

    seconds: float
    goal: str
    incumbent: int | None
    bound: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the instance is: the total `weight` of its parties is what `unserved` counts down from.

    Results of before there were any have no `features`.
    """

    sha256: str
    people: int
    groups: int
    flights: int
    weight: int
    features: Features | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended.

    Attributes
    ----------
    status : the weakest grade of the goals, or why there is no plan
    exit : exit code of the command, minus the signal that ended it; `None` where it never ran
    detail : one line on what went wrong; blank where nothing did
    engine : name and version, as the plan says
    facts : `None` where the instance could not be made
    """

    status: Status
    exit: int | None = None
    detail: str = ""
    engine: str = ""
    facts: Facts | None = None
    goals: tuple[GoalReached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Times in seconds, memory in bytes.

    Attributes
    ----------
    wall : from the start of the command to its end
    started : until it began to solve: loading programs and reading the instance; `None` where not seen
    seconds : what the plan says of its parts
    memory : the peak; `None` where nothing was started
    memory_of : `tree`, summed over the command and all that it started; or `largest` process alone
    trace : news of the run, each a change
    said : the last words of a command that left no plan, which may tell times
    attempts : how often it was begun, more than once where a worker was killed
    machine : the worker's
    """

    wall: float = 0.0
    started: float | None = None
    seconds: dict[str, float]
    memory: int | None = None
    memory_of: str = ""
    trace: tuple[Seen, ...] = ()
    said: str = ""
    attempts: int = 1
    machine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A line of a results file.

    Attributes
    ----------
    session : which of the sessions in the header it was made in
    """

    key: str
    job: Job
    outcome: Outcome
    measured: Measured
    session: int = 0

    @property
    def is_lost(self) -> bool:
        """Whether nothing is known of the job, for its worker died: that is no result."""
        return self.outcome.status == "failed" and self.outcome.detail.startswith(LOST)

    @property
    def trouble(self) -> str:
        """What went wrong, in one line; blank where there is a plan."""
        return ": ".join(filter(None, (self.outcome.detail, self.measured.said)))
