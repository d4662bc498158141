"""What a peer has reached so far: its best plan, when it found it, and what it may claim of it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import evacopt
from benchmarks.peers.goals import Goal
from benchmarks.peers.limits import Limits
from benchmarks.peers.parties import Parties
from evacopt.domain.columns import Ints
from evacopt.domain.plan import GoalTable, Run


@dataclass(frozen=True, eq=False, slots=True)
class Best:
    """The numbers of the chosen pairs and the goals of their plan: one object, so that threads see both."""

    chosen: Ints
    values: tuple[int, ...]


@dataclass(kw_only=True)
class Record:
    """The best plan so far.

    Attributes
    ----------
    best : the chosen pairs and the goals of that plan, `None` before the first
    finished : names of the goals in which the engine claims that no plan is better
    seconds : when something was reached, from the start of the run
    at : what it is doing: reading, building, or the name of a goal
    traced : the goal that was heard of last, and its value
    """

    limits: Limits
    version: str
    asked: argparse.Namespace
    parties: Parties | None = None
    goals: tuple[Goal, ...] = ()
    best: Best | None = None
    finished: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    at: str = "reading"
    traced: tuple[str, int] = ("", 0)

    def mark(self, what: str) -> None:
        """Note when `what` was reached for the first time."""
        self.seconds.setdefault(what, round(self.limits.elapsed, 3))

    def begin(self, parties: Parties, goals: tuple[Goal, ...]) -> None:
        """From now on there may be plans."""
        self.at = "building"
        self.parties, self.goals = parties, goals
        if self.asked.trace:
            Path(self.asked.trace).write_text("", encoding="ascii")

    def incumbent(self, goal: Goal, chosen: Ints) -> bool:
        """Keep a plan of the stage `goal` if it is the best so far; whether it keeps every row."""
        assert self.parties is not None
        if not self.parties.holds(chosen):
            return False
        values = tuple(each.value(chosen) for each in self.goals)
        if self.best is None or values < self.best.values:
            self.mark("first plan")
            self.best = Best(chosen, values)
            self._trace(goal, values[self.goals.index(goal)])
        return True

    def _trace(self, goal: Goal, value: int) -> None:
        """A line where the goal itself got better."""
        better, self.traced = (goal.name, value) != self.traced, (goal.name, value)
        if better and self.asked.trace:
            with Path(self.asked.trace).open("a", encoding="ascii") as file:
                file.write(f"{self.limits.elapsed:.3f} {goal.name} {value}\n")

    def write(self, best: Best) -> None:
        """Write the plan file."""
        parties = self.parties
        assert parties is not None
        plan = evacopt.Plan(
            instance_name=parties.instance.name,
            instance_sha256=parties.instance.sha256,
            assignments=parties.assignments(best.chosen),
            goals=GoalTable(tuple(map(self._claim, self.goals, best.values))),
            run=self._run(),
        )
        evacopt.write_plan(plan, self.asked.output, force=self.asked.force)

    def _claim(self, goal: Goal, value: int) -> evacopt.GoalResult:
        """One engine's word is a claim; a goal that it did not finish has no bound."""
        if goal.name in self.finished:
            return evacopt.GoalResult(goal.name, value, value, "claimed")
        return evacopt.GoalResult(goal.name, value, None, "feasible")

    def _run(self) -> Run:
        self.mark("solve")
        return Run(
            evacopt=evacopt.__version__,
            backend=f"peer {self.version}",
            seed=self.asked.seed,
            threads=self.asked.threads,
            time_limit_s=self.asked.time_limit,
            seconds=tuple(self.seconds.items()),
        )

    def line(self, why: str, best: Best | None) -> str:
        """What came of it, in one line."""
        times = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in self.seconds.items())
        times += f"{', ' if times else ''}total {self.limits.elapsed:.2f} s"
        stopped = f"stopped at {self.at}: {why}" if why else "every goal finished"
        if best is None:
            return f"{self.version}: no plan; {stopped}; {times}"
        pairs = zip(self.goals, best.values, strict=True)
        reached = ", ".join(f"{goal.name} {value}" for goal, value in pairs)
        return f"{self.version}: {stopped}; {reached}; {times}"
