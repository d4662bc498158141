"""Whether every sortie that needs a crew has one (rule 9): the crews named, or any that could be.

Intervals are assigned to crews that can fly only some fleets, by an exact search depth first; what every plan
keeps of the rule are rows by Hall's theorem (1935).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.field import LARGEST
from evacopt.domain.flight import Crew, Flight
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.domain.violation import Violation
from evacopt.judge.limits import LIMITS, Limits
from evacopt.judge.over_time import over_time
from evacopt.judge.pairs import Pairs, Reading
from evacopt.judge.rows import Family, ints

Busy = tuple[tuple[int, ...], ...]
"""For each kind of crew the minutes at which those away are back, in order."""


def crews(reading: Reading, plan: Plan, limits: Limits = LIMITS) -> Iterator[Violation]:
    """What is wrong with the crews that the plan names; if it names none, where no crew can be found."""
    instance = reading.pairs.instance
    manned = {fleet for crew in instance.crews for fleet in crew.fleets}
    legs = zip(instance.schedule, reading.flown.tolist(), strict=True)
    work = sorted((leg for leg in legs if leg[0].fleet in manned), key=lambda leg: leg[0].departs)
    yield from _named(instance, plan, work) if plan.crews else _uncrewed(instance, work, limits.crew_states)


def _named(instance: Instance, plan: Plan, work: list[tuple[Flight, int]]) -> Iterator[Violation]:
    number, given = {crew.id: index for index, crew in enumerate(instance.crews)}, Counter[str]()
    used = [row for row in plan.crews if row[0] in instance.flight and row[1] in number and row[2] > 0]
    for flight, crew, times in used:
        given[flight] += times
        if instance.flight[flight].fleet not in instance.crews[number[crew]].fleets:
            who = phrase("{crew} on {flight}", crew=crew, flight=flight)
            yield Violation("crew", who, phrase("flies a fleet that it cannot fly"))
    for leg, flown in work:
        if given[leg.id] != flown:
            yield Violation(
                "crew",
                leg.id,
                phrase("has {crews} crews for {sorties} sorties", crews=given[leg.id], sorties=flown),
            )
    begin, each = ints(instance.flight[flight].departs for flight, _, _ in used), np.arange(len(used))
    taken = ints(number[crew] for _, crew, _ in used)
    most, rest = (ints(getattr(crew, name) for crew in instance.crews) for name in ("count", "rest"))
    family = over_time(
        "crew", (taken, begin, begin + rest[taken], each, ints([1])), most, [(crew,) for crew in number]
    )
    yield from family.violations(ints(min(times, LARGEST) for _, _, times in used), len(used))


def _uncrewed(instance: Instance, work: list[tuple[Flight, int]], most: int) -> Iterator[Violation]:
    """The first sortie for which no crew is left, however those before are crewed.

    An exact search, depth first, over who is away until when; each state is entered once. To find crews is
    NP-hard, so a plan that names none is refused where the search is not done after `most` states.
    """
    crews = Counter[tuple[tuple[str, ...], int]]()
    for crew in instance.crews:
        crews[crew.fleets, crew.rest] += crew.count
    handy = sorted(crews.items(), key=lambda crew: -len(crew[0][0]))  # those of one fleet are tried first
    legs = [leg for leg, flown in work for _ in range(min(flown, most + 1))]
    start: tuple[int, Busy] = (0, ((),) * len(handy))
    stack, seen, furthest = [start], {start}, 0
    while stack and len(seen) <= most + len(legs):
        step, busy = stack.pop()
        furthest = max(furthest, step)
        if step == len(legs):
            return
        reached = [(step + 1, after) for after in _choices(handy, busy, legs[step])]
        stack += [state for state in reached if state not in seen]
        seen.update(reached)
    why = phrase("needs a crew, and none is ever back by then")
    if stack:
        why = phrase("needs a crew, and none was found in time: name the crews")
    yield Violation("crew", legs[furthest].id, why)


def _choices(crews: list[tuple[tuple[tuple[str, ...], int], int]], busy: Busy, leg: Flight) -> Iterator[Busy]:
    """Who may be away after one sortie of `leg`; a crew that needs no rest is never away."""
    away = tuple(tuple(back for back in crew if back > leg.departs) for crew in busy)
    for at, ((fleets, rest), count) in enumerate(crews):
        if leg.fleet in fleets and (len(away[at]) < count or not rest):
            back = (leg.departs + rest,) * bool(rest)
            yield (*away[:at], away[at] + back, *away[at + 1 :])


def crew_rows(pairs: Pairs) -> Family:
    """What every plan keeps of the rule (Hall, 1935): sorties that only some crews can fly, at most those.

    Each crew is gone for the shortest rest of the team; what the rows say is needed, not enough.
    """
    instance = pairs.instance
    able = {
        fleet: frozenset(crew for crew in instance.crews if fleet in crew.fleets)
        for fleet in {fleet for crew in instance.crews for fleet in crew.fleets}
    }
    teams = sorted({*able.values(), frozenset(instance.crews)} - {frozenset()}, key=_team_key)
    uses = [
        (number, leg.departs, leg.departs + min(crew.rest for crew in team), column, 1)
        for number, team in enumerate(teams)
        for column, leg in zip(pairs.sorties.tolist(), instance.schedule, strict=True)
        if leg.fleet in able and able[leg.fleet] <= team
    ]
    team_of, begin, end, column, amount = np.array(uses, dtype=np.int64).reshape(-1, 5).T
    most = ints(sum(crew.count for crew in team) for team in teams)
    return over_time("crew", (team_of, begin, end, column, amount), most, [*map(_team_key, teams)])


def _team_key(team: frozenset[Crew]) -> Key:
    return tuple(sorted(crew.id for crew in team))
