"""What the pictures over time show, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evacopt.bench.measures import first_goal, first_plan
from evacopt.bench.record import FINISHED, WITH_PLAN, Record

WHOLE = 1.0
"""The gap while there is no plan, and the largest that is shown."""


def solved_at(record: Record) -> float | None:
    """Seconds until the command ended with every goal solved; `None` where it did not."""
    return record.measured.wall if record.outcome.status in FINISHED else None


def share_solved(records: Sequence[Record], *, proven: bool) -> list[tuple[float, float]]:
    """The steps of the share of `records` solved: seconds, share from then on. Failures are not solved.

    Parameters
    ----------
    proven : count only those of which every goal is proven, not what solvers claim
    """
    told = [record for record in records if record.outcome.status == "proven" or not proven]
    seconds = sorted(time for record in told if (time := solved_at(record)) is not None)
    return [(time, number / len(records)) for number, time in enumerate(seconds, start=1)]


def gap_steps(record: Record, bound: int | None) -> list[tuple[float, float]]:
    """The steps of the first goal's gap to `bound`: seconds, gap from then on; 1 before the first plan."""
    goal = first_goal(record)
    if goal is None or bound is None or record.outcome.status not in WITH_PLAN:
        return [(0.0, WHOLE)]
    started = record.measured.started or 0.0
    told = [
        (started + event.seconds, event.incumbent)
        for event in record.measured.trace
        if event.goal == goal.goal and event.incumbent is not None
    ]
    last = record.measured.wall if told else first_plan(record) or 0.0
    steps, best = [(0.0, WHOLE)], None
    for seconds, value in (*told, (last, goal.value)):
        best = value if best is None else min(best, value)
        steps.append((seconds, min(WHOLE, abs(best - bound) / max(1, abs(best)))))
    return steps


def gaps_at(
    records: Sequence[Record], times: Sequence[float], bounds: Mapping[str, int]
) -> list[list[float]]:
    """The gap of each record at each time, shape (times, records).

    Parameters
    ----------
    bounds : of the first goal, by the hash of the instance; records of others are left out
    """
    every = [
        gap_steps(record, bounds[facts.sha256])
        for record in records
        if (facts := record.outcome.facts) is not None and facts.sha256 in bounds
    ]
    return [[_at(steps, time) for steps in every] for time in times]


def _at(steps: Sequence[tuple[float, float]], time: float) -> float:
    return [gap for seconds, gap in steps if seconds <= time][-1]
