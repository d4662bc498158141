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


@dataclass(kw_only=True)
class Record:
    """The best plan so far.

    Attributes
    ----------
    chosen : int64 array of the numbers of the chosen pairs, `None` before the first plan
    values : the goals of that plan, in order
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
    chosen: Ints | None = None
    values: tuple[int, ...] = ()
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
        if self.chosen is None or values < self.values:
            self.mark("first plan")
            self.chosen, self.values = chosen, values
            self._trace(goal)
        return True

    def _trace(self, goal: Goal) -> None:
        """A line where the goal itself got better."""
        value = self.values[self.goals.index(goal)]
        better, self.traced = (goal.name, value) != self.traced, (goal.name, value)
        if better and self.asked.trace:
            with Path(self.asked.trace).open("a", encoding="ascii") as file:
                file.write(f"{self.limits.elapsed:.3f} {goal.name} {value}\n")

    def write(self) -> bool:
        """Write the plan file; whether there is a plan."""
        chosen, values, parties = self.chosen, self.values, self.parties
        if chosen is None or parties is None:
            return False
        plan = evacopt.Plan(
            instance_name=parties.instance.name,
            instance_sha256=parties.instance.sha256,
            assignments=parties.assignments(chosen),
            goals=GoalTable(tuple(map(self._claim, self.goals, values))),
            run=self._run(),
        )
        evacopt.write_plan(plan, self.asked.output, force=self.asked.force)
        return True

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

    def line(self, why: str) -> str:
        """What came of it, in one line."""
        times = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in self.seconds.items())
        times += f"{', ' if times else ''}total {self.limits.elapsed:.2f} s"
        stopped = f"stopped at {self.at}: {why}" if why else "every goal finished"
        if self.chosen is None:
            return f"{self.version}: no plan; {stopped}; {times}"
        pairs = zip(self.goals, self.values, strict=True)
        reached = ", ".join(f"{goal.name} {value}" for goal, value in pairs)
        return f"{self.version}: {stopped}; {reached}; {times}"
