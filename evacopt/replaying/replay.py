"""Replay: the planner's loop over what became known, beside the plan that knew everything."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Unpack

from evacopt.domain.arguments import a_whole_number, an_instance, rows_with
from evacopt.domain.checks import errors_of
from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.plan import GoalResult
from evacopt.errors import InstanceError
from evacopt.judge.certificate import check_certificate
from evacopt.judge.verify import verify
from evacopt.planning.large import NAME, is_large
from evacopt.planning.options import SolveOptions, options_of
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from evacopt.replanning.replan import NOTICE, PROVING, ReplanKeywords
from evacopt.replaying.outcome import outcome_of
from evacopt.replaying.record import Documented, Outcome, Replay, Served, Step, Way
from evacopt.replaying.reveal import Reveal
from evacopt.replaying.walk import Rules, Walk
from evacopt.replaying.worlds import World, worlds_of

OnStep = Callable[[Way, int, int, Step | None], object]
"""Called with the way, how many of its steps are done, how many there are, and the last one."""
STEP_SECONDS, STEP_SECONDS_LARGE = 5.0, 10.0
"""For the answer to one event, where nothing else is said; the other one is for the large method."""


class ReplayKeywords(ReplanKeywords, total=False):
    """What else `replay` takes as keyword arguments."""

    step_seconds: float | None
    every: int
    first_come: bool
    on_step: OnStep | None


def replay(
    instance: Instance,
    reveal: Sequence[Reveal] = (),
    *,
    options: SolveOptions | None = None,
    **keywords: Unpack[ReplayKeywords],
) -> Replay:
    """Decide as it would have been decided with what was known then; never prints.

    Parameters
    ----------
    instance : how it came to be in the end
    reveal : from when on what was known; see `read_reveal`. Groups are known from when they registered.
    freeze, stability : as of `replan`
    step_seconds : time limit of each step; the options have that of hindsight
    every : minutes; people who register are taken in at the next multiple of it
    first_come : whether to walk through it in the order of registration too
    on_step : called before the first step of each way and after each
    options, keywords : as of `solve`

    Returns
    -------
    Replay
        Ctrl-C gives what was reached, with the status `interrupted`.

    Raises
    ------
    UsageError
        If an argument is of the wrong kind or out of range.
    InstanceError
        If the instance, or what was known at any time, breaks a rule of the data.
    BackendError
        As of `solve`.
    """
    an_instance(instance)
    freeze, stability = keywords.pop("freeze", NOTICE), keywords.pop("stability", None)
    every, tell = keywords.pop("every", HOUR), keywords.pop("on_step", None)
    seconds, first_come = keywords.pop("step_seconds", None), keywords.pop("first_come", True)
    asked = options_of(options, keywords, of="replay")
    a_whole_number(freeze, "freeze", least=0)
    a_whole_number(every, "every", least=1)
    rows = rows_with(reveal, "before", "reveal", "Reveal(time=…, before=(…,))")
    findings = errors_of(instance)
    if findings:
        raise InstanceError(findings)
    worlds = worlds_of(instance, rows, every=every)
    large = asked.backend == "auto" and is_large(instance)  # however few are known at first
    step = replace(
        asked,
        backend=NAME if large else asked.backend,
        time_limit=seconds or (STEP_SECONDS_LARGE if large else STEP_SECONDS),
        proving=PROVING if asked.proving is None else asked.proving,
    )
    run = _Run(instance, worlds, asked, Rules(options=step, freeze=freeze, stability=stability), tell)
    return run.replay(rows, first_come=first_come)


@dataclass(slots=True)
class _Run:
    """The ways, one after the other."""

    truth: Instance
    worlds: Sequence[World]
    options: SolveOptions
    rules: Rules
    tell: OnStep | None
    interrupted: bool = False
    notes: list[str] = field(default_factory=list)

    def replay(self, rows: Sequence[Reveal], *, first_come: bool) -> Replay:
        """All of it."""
        begun = time.monotonic()
        outcomes = tuple(self._outcomes(first_come=first_come))
        said = [row for row in sorted(rows, key=lambda row: row.time) if (row.out, row.flown) != (None, None)]
        return Replay(
            instance_name=self.truth.name,
            instance_sha256=self.truth.sha256,
            title=self.truth.title,
            begins=self.truth.begins,
            ends=self.truth.ends,
            outcomes=outcomes,
            documented=tuple(
                Documented(time=row.time, out=row.out, flown=row.flown, note=row.note) for row in said
            ),
            status="interrupted" if self.interrupted else "done",
            seconds=round(time.monotonic() - begun, 3),
            machine=_machine(),
            notes=tuple(self.notes),
        )

    def _outcomes(self, *, first_come: bool) -> Iterator[Outcome]:
        try:
            best = self._hindsight()
        except KeyboardInterrupt:
            self.interrupted = True
            return
        if best is not None:
            yield best
        if not self.interrupted:
            yield self._walked("evacopt", self.rules)
        if first_come and is_large(self.truth):
            self.notes.append(phrase("too large to be decided in the order of registration"))
        elif first_come and not self.interrupted:
            options = replace(self.rules.options, backend="first-come")
            yield self._walked("first-come", replace(self.rules, options=options))

    def _hindsight(self) -> Outcome | None:
        """The plan that knew everything, with what the judge says of its bounds."""
        begun = self._begin("hindsight", 1)
        result = solve(self.truth, options=self.options)
        self.interrupted = result.status == "interrupted"
        self._told("hindsight", 1, 1, None)
        if result.plan is None:
            self.notes.append(phrase("in hindsight there is no plan: {why}", why=_why(result)))
            return None
        outcome = outcome_of(self.truth, result.plan, "hindsight")
        goals = {goal.goal: goal for goal in result.goals}
        broken = result.certificate is None or check_certificate(self.truth, result.plan, result.certificate)
        return replace(
            outcome,
            classes=tuple(_bounded(one, goals, checked=not broken) for one in outcome.classes),
            goals=tuple(result.goals),
            seconds=round(time.monotonic() - begun, 3),
            notes=result.notes,
        )

    def _walked(self, way: Way, rules: Rules) -> Outcome:
        """One way, hour by hour."""
        begun, walk = self._begin(way, len(self.worlds)), Walk(self.truth, self.worlds, rules)
        walk.run(lambda step: self._told(way, len(walk.steps), len(self.worlds), step))
        self.interrupted = self.interrupted or walk.interrupted
        plan, broken = walk.plan, verify(self.truth, walk.plan)
        text = phrase("it was possible by what was known, and breaks a rule as it came to be: {violation}")
        return replace(
            outcome_of(self.truth, plan, way, walk.stranded),
            steps=tuple(walk.steps),
            seconds=round(time.monotonic() - begun, 3),
            notes=() if walk.interrupted else tuple(phrase(text, violation=str(one)) for one in broken),
        )

    def _begin(self, way: Way, steps: int) -> float:
        self._told(way, 0, steps, None)
        return time.monotonic()

    def _told(self, way: Way, done: int, steps: int, step: Step | None) -> None:
        if self.tell is not None:
            self.tell(way, done, steps, step)


def _bounded(one: Served, goals: Mapping[str, GoalResult], *, checked: bool) -> Served:
    """With how many of the class have to stay, where goals are told by class."""
    goal = goals.get(f"unserved[{one.name}]")
    if goal is None or not checked:
        return one
    return replace(one, bound=goal.bound, proven=goal.grade == "proven")


def _why(result: Result) -> str:
    return joined(", ", result.conflict) if result.conflict else result.message or result.status


def _machine() -> str:
    """Processor, how many of them there are, and Python."""
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
