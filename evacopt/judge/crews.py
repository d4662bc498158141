"""Whether every sortie that needs a crew has one (rule 9): the crews named, or any that could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np

from evacopt.domain.fields import LARGEST
from evacopt.domain.fleet import Crew
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.judge.reading import Reading
from evacopt.judge.rows import ints, over_time

MOST_STATES = 50_000
"""How many states are entered, beside one a flight, for a plan that does not name its crews."""
Work = list[tuple[Flight, int]]
"""Flights that need crews, in order of time, and how often each is flown."""
Busy = tuple[tuple[tuple[int, int], ...], ...]
"""For each kind of crew, (minute when they are back, how many), in order of time."""


def crews(reading: Reading, plan: Plan) -> Iterator[Violation]:
    """What is wrong with the crews that the plan names; if it names none, where no crew can be found."""
    instance = reading.pairs.instance
    manned = {fleet for crew in instance.crews for fleet in crew.fleets}
    legs = zip(instance.schedule, reading.flown.tolist(), strict=True)
    work = sorted((leg for leg in legs if leg[0].fleet in manned), key=lambda leg: leg[0].departs)
    yield from _named(instance, plan, work) if plan.crews else _found(instance, work)


def _named(instance: Instance, plan: Plan, work: Work) -> Iterator[Violation]:
    number, given = {crew.id: index for index, crew in enumerate(instance.crews)}, Counter[str]()
    used = [row for row in plan.crews if row[0] in instance.flight and row[1] in number and row[2] > 0]
    for flight, crew, times in used:
        given[flight] += times
        if instance.flight[flight].fleet not in instance.crews[number[crew]].fleets:
            yield Violation("crew", f"{crew} on {flight}", "flies a fleet that it cannot fly")
    for leg, flown in work:
        if given[leg.id] != flown:
            yield Violation("crew", leg.id, f"has {given[leg.id]} crews for {flown} sorties")
    begin = ints(instance.flight[flight].departs for flight, _, _ in used)
    who = ints(number[crew] for _, crew, _ in used)
    most, rest = (ints(getattr(crew, name) for crew in instance.crews) for name in ("count", "rest"))
    items = np.arange(len(used)), np.ones_like(who)
    family = over_time("crew", (who, begin, begin + rest[who]), most, tuple(number), flights=items)
    yield from family.violations(ints(()), ints(min(times, LARGEST) for _, _, times in used))


def _found(instance: Instance, work: Work) -> Iterator[Violation]:
    for team in _teams(instance.crews):
        fleets = {fleet for crew in team for fleet in crew.fleets}
        theirs = [row for row in work if row[1] and row[0].fleet in fleets]
        furthest, why = _search(team, theirs)
        for leg, flown in theirs[furthest : furthest + 1]:
            yield Violation("crew", leg.id, f"needs {flown} crews, {why}")


def _teams(rows: Sequence[Crew]) -> list[list[Crew]]:
    """Crews alike but for their names as one, and those that share a fleet, even by others, together."""
    counts = Counter[tuple[tuple[str, ...], int]]()
    for crew in rows:
        counts[tuple(sorted(crew.fleets)), crew.rest] += crew.count
    teams: list[list[Crew]] = []
    for (fleets, rest), count in counts.items():
        near = [team for team in teams if any(not set(fleets).isdisjoint(crew.fleets) for crew in team)]
        one = Crew(id="", count=count, fleets=fleets, rest=rest)
        teams = [team for team in teams if team not in near] + [[one, *chain.from_iterable(near)]]
    return [sorted(team, key=lambda crew: len(crew.fleets)) for team in teams]


def _search(team: Sequence[Crew], work: Work) -> tuple[int, str]:
    """How many of `work` in order of time can be crewed, and why not more.

    An exact search, depth first, over who is away until when; each state is entered once. To find crews is
    NP-hard, so a plan that names none is refused where the search is not done after `MOST_STATES`.
    """
    start: tuple[int, Busy] = (0, ((),) * len(team))
    stack, seen, furthest, most = [start], {start}, 0, MOST_STATES + len(work)
    while stack and len(seen) < most:
        step, busy = stack.pop()
        furthest = max(furthest, step)
        if step == len(work):
            break
        found = [(step + 1, after) for after in islice(_choices(team, busy, *work[step]), most)]
        stack += [state for state in found if state not in seen]
        seen.update(found)
    return (
        furthest,
        "and none were found in time: name the crews" if stack else "more than are ever back by then",
    )


def _choices(team: Sequence[Crew], busy: Busy, leg: Flight, flown: int) -> Iterator[Busy]:
    """Who may be away after `flown` sorties of `leg`; a crew that needs no rest is never away."""
    away = [tuple(back for back in kind if back[0] > leg.departs) for kind in busy]
    free = [
        (crew.count - sum(many for _, many in kind) if crew.rest else flown) * (leg.fleet in crew.fleets)
        for crew, kind in zip(team, away, strict=True)
    ]
    for split in _splits(flown, free):
        rows = zip(team, away, split, strict=True)
        yield tuple((*kind, (leg.departs + crew.rest, many)) if many else kind for crew, kind, many in rows)


def _splits(wanted: int, free: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to take `wanted` from `free`, most from the first last."""
    if not free:
        yield ()
        return
    for many in range(max(0, wanted - sum(free[1:])), min(wanted, free[0]) + 1):
        for others in _splits(wanted - many, free[1:]):
            yield (many, *others)
