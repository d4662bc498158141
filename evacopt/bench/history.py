"""What a run had in hand at each moment, and how far that was from the best known plan.

The primal gap and the primal integral are those of T. Berthold, Measuring the impact of primal heuristics,
Operations Research Letters 41 (2013) 611-614.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from evacopt.bench.measures import first_plan
from evacopt.bench.record import WITH_PLAN, Record

Values: TypeAlias = tuple[int, ...]
"""Of the goals, in their order."""
NOTHING: Mapping[str, Values] = MappingProxyType({})
"""No published plan."""
Known: TypeAlias = tuple[int | None, ...]
"""The same of a run that is under way; `None` of a goal that nothing was told of."""


def best_known(records: Iterable[Record], published: Mapping[str, Values]) -> dict[str, Values]:
    """The goals of the best judged plan of each instance, compared in their order; by the instance's hash.

    Parameters
    ----------
    published : those of a published set, which the judge has seen too
    """
    best = dict(published)
    for record in records:
        facts, goals = record.outcome.facts, record.outcome.goals
        if facts is not None and goals:
            values = tuple(goal.value for goal in goals)
            best[facts.sha256] = min(best.get(facts.sha256, values), values)
    return best


def history(record: Record) -> list[tuple[float, Known]]:
    """The steps of the incumbent: seconds since the start of the command, its goals from then on.

    A better value of a goal is another plan: what was told of the goals after it is forgotten. The judged
    plan comes last, when the command ends, or before its last check where nothing was told on the way.
    """
    goals = record.outcome.goals
    held: list[int | None] = [None] * len(goals)
    steps: list[tuple[float, Known]] = [(0.0, tuple(held))]
    if record.outcome.status not in WITH_PLAN:
        return steps
    place_of = {goal.goal: place for place, goal in enumerate(goals)}
    started, wall = record.measured.started or 0.0, record.measured.wall
    for event in record.measured.trace:
        place = place_of.get(event.goal)
        if place is None or event.incumbent is None:
            continue
        before = held[place]
        if before is None or event.incumbent < before:
            held[place] = event.incumbent
            if before is not None:
                held[place + 1 :] = [None] * (len(held) - place - 1)
            steps.append((min(started + event.seconds, wall), tuple(held)))
    last = wall if len(steps) > 1 else first_plan(record) or 0.0
    return [*steps, (last, tuple(goal.value for goal in goals))]


def primal_gap(value: int | None, best: int) -> float:
    """|value - best| / max(|value|, |best|) (Berthold 2013): 0 at the best value, 1 without any.

    It is 1 too where the two differ in sign, so never above.
    """
    if value is None or value * best < 0:
        return 1.0
    return abs(value - best) / max(abs(value), abs(best), 1)


def lexicographic_gap(values: Known, best: Values) -> float:
    """The primal gap of ranked goals as one number: (goals after the first open one + its gap) / goals.

    A goal is open until it is at its best known value. Goals after it count whole, for nothing that they
    reach makes up for it: of two plans the better one in the order of the goals never has the larger number.
    """
    for place, (value, aim) in enumerate(zip(values, best, strict=True)):
        if value is None or value > aim:
            return (len(best) - 1 - place + primal_gap(value, aim)) / len(best)
    return 0.0


def primal_integral(record: Record, best: Values | None) -> float:
    """The integral of the lexicographic gap from the start of the command to the limit, in seconds.

    0 for whom had the best known plan at once, the limit for whom had none (Berthold 2013); `best` is `None`
    where nobody has a plan.
    """
    limit = record.job.ask.time_limit
    if best is None or record.outcome.status not in WITH_PLAN:
        return limit
    steps = [(min(seconds, limit), lexicographic_gap(known, best)) for seconds, known in history(record)]
    spans = itertools.pairwise([*steps, (limit, 0.0)])
    return sum(gap * (until - since) for (since, gap), (until, _) in spans)


def best_at(record: Record, best: Values | None) -> float | None:
    """Seconds until the plan was as good as the best known one in every goal; `None` where it never was."""
    if best is None or record.outcome.status not in WITH_PLAN:
        return None
    return next((seconds for seconds, known in history(record) if _reaches(known, best)), None)


def _reaches(known: Sequence[int | None], best: Values) -> bool:
    return lexicographic_gap(tuple(known), best) == 0.0
