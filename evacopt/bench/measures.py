"""What one record says, and what several say together."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evacopt.bench.record import WITH_PLAN, GoalReached, Record

SHIFT = 1.0
"""Seconds added before a geometric mean of times is taken, and taken off after."""
NEAR = 0.01
"""How near its bound the first goal is when it is as good as there."""


def first_plan(record: Record) -> float | None:
    """Seconds from the start of the command to the first plan; `None` where there is none."""
    if record.outcome.status not in WITH_PLAN:
        return None
    plans = (event.seconds for event in record.measured.trace if event.incumbent is not None)
    return _since_start(record, next(plans, None))


def near_bound(record: Record, bound: int | None) -> float | None:
    """Seconds until the first goal was within `NEAR` of `bound`, as `|value - bound| <= NEAR x |value|`.

    Values below 100 must meet the bound. `None` where that was never so, or `bound` is not known.
    """
    goal = first_goal(record)
    if goal is None or bound is None or not _near(goal.value, bound):
        return None
    near = (
        event.seconds
        for event in record.measured.trace
        if event.goal == goal.goal and event.incumbent is not None and _near(event.incumbent, bound)
    )
    return _since_start(record, next(near, None))


def total(record: Record) -> float | None:
    """Seconds of the whole command; `None` where it gave neither a plan nor a contradiction."""
    answered = record.outcome.status in WITH_PLAN or record.outcome.status == "infeasible"
    return record.measured.wall if answered else None


def first_goal(record: Record) -> GoalReached | None:
    """The most important goal of the plan."""
    return next(iter(record.outcome.goals), None)


def checked_bound(record: Record, goal: GoalReached) -> int | None:
    """The bound of `goal`; `None` where it is a peer's own word, which nobody has checked."""
    return None if record.job.ask.peer else goal.bound


def open_gap(record: Record) -> float | None:
    """The gap of the first goal that is not proven; 0 where all are; `None` without plan or checked bound."""
    if record.outcome.status not in WITH_PLAN or record.job.ask.peer:
        return None
    unproven = (goal for goal in record.outcome.goals if goal.grade != "proven")
    goal = next(unproven, None)
    return 0.0 if goal is None else goal.gap_to(checked_bound(record, goal))


def best_bounds(records: Iterable[Record]) -> dict[str, int]:
    """The best checked bound of the first goal of each instance, by the hash of the instance.

    A bound above a value that the judge counted is wrong, and left out: see `contradictions`.
    """
    every = list(records)
    bounds, _ = _first_goals(record for record in every if not record.job.ask.peer)
    _, values = _first_goals(every)
    return {
        instance: max(bound for bound in stated if bound <= values[instance])
        for instance, stated in bounds.items()
        if min(stated) <= values[instance]
    }


def contradictions(records: Sequence[Record]) -> list[Record]:
    """Records whose bound of the first goal is above what another plan for the same instance reaches."""
    _, values = _first_goals(records)
    return [
        record
        for record in records
        if (goal := first_goal(record)) is not None
        and (facts := record.outcome.facts) is not None
        and goal.bound is not None
        and goal.bound > values[facts.sha256]
    ]


def geometric_mean(seconds: Sequence[float], shift: float = SHIFT) -> float | None:
    """The shifted geometric mean, exp(mean(log(t + shift))) - shift; `None` of nothing."""
    if not seconds:
        return None
    return math.exp(math.fsum(math.log(time + shift) for time in seconds) / len(seconds)) - shift


def mean(numbers: Sequence[float]) -> float | None:
    """The arithmetic mean; `None` of nothing."""
    return math.fsum(numbers) / len(numbers) if numbers else None


def _since_start(record: Record, seconds: float | None) -> float:
    """A time of the trace from the start of the command; what was never told came before the last check."""
    if seconds is None:
        return max(record.measured.wall - record.measured.seconds.get("check", 0.0), 0.0)
    return min((record.measured.started or 0.0) + seconds, record.measured.wall)


def _near(value: int, bound: int) -> bool:
    return abs(value - bound) <= NEAR * abs(value)


def _first_goals(records: Iterable[Record]) -> tuple[dict[str, list[int]], dict[str, int]]:
    """By the hash of the instance: every bound of the first goal, and its best value."""
    bounds: dict[str, list[int]] = {}
    values: dict[str, int] = {}
    for record in records:
        goal, facts = first_goal(record), record.outcome.facts
        if goal is None or facts is None:
            continue
        values[facts.sha256] = min(values.get(facts.sha256, goal.value), goal.value)
        if goal.bound is not None:
            bounds.setdefault(facts.sha256, []).append(goal.bound)
    return bounds, values


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """One row of a table.

    Attributes
    ----------
    people : as asked of the family; `None` where the instances say it themselves
    solver : backend or peer, with whatever else differs in these results
    """

    set: str
    people: int | None
    solver: str
    limit: float


def grouped(records: Sequence[Record]) -> dict[Group, list[Record]]:
    """The records by group, groups in order."""
    name = solver_names(records)
    groups: dict[Group, list[Record]] = {}
    for record in records:
        source, limit = record.job.source, record.job.ask.time_limit
        group = Group(source.group, source.people, name(record), limit)
        groups.setdefault(group, []).append(record)
    return dict(
        sorted(
            groups.items(), key=lambda item: (item[0].set, item[0].people or 0, item[0].solver, item[0].limit)
        )
    )


def solver_names(records: Sequence[Record]) -> Callable[[Record], str]:
    """Names a record's solver: its backend, and the threads, gap and policy where these differ for it."""
    marks: dict[str, set[tuple[str, ...]]] = {}
    for record in records:
        marks.setdefault(record.job.ask.backend, set()).add(_marks(record))
    differs = {
        backend: [len(set(column)) > 1 for column in zip(*each, strict=True)]
        for backend, each in marks.items()
    }

    def name(record: Record) -> str:
        backend = record.job.ask.backend
        kept = (
            text for text, varies in zip(_marks(record), differs[backend], strict=True) if varies and text
        )
        return ", ".join([backend, *kept])

    return name


def _marks(record: Record) -> tuple[str, ...]:
    ask = record.job.ask
    threads = {None: "own threads", 1: "1 thread"}.get(ask.threads, f"{ask.threads} threads")
    policy = ", ".join(f"{name} {json.dumps(value)}" for name, value in ask.policy.items())
    return threads, f"gap {ask.gap:g}" if ask.gap else "", policy


def plain(seconds: float) -> int | float:
    """Without a point where it is whole."""
    return int(seconds) if seconds.is_integer() else seconds
