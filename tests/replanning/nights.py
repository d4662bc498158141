"""Random nights over tiny instances, and what must be true of people who have flown whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, GoalResult, GoalTable, Plan
from evacopt.domain.reception import Capacity
from evacopt.domain.window import Window
from evacopt.events.events import Arrivals, Cancel, Close, Delay, Event, Full, Seats, SetCell
from evacopt.events.whole_rows import Add, Drop
from evacopt.exact.greedy import start_values
from evacopt.judge.goals import count_goals
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from evacopt.planning import solve as planning_solve
from evacopt.planning.result import Result
from evacopt.replanning.news import NoShow

Aboard = Counter[tuple[str, str]]
"""Parties by (group, flight)."""


def quick(instance: Instance, *_: Any, baseline: Plan | None = None, **__: Any) -> Result:
    """A plan as `solve` gives one, by class and without any engine; by an engine where promises are hard."""
    baseline = baseline.with_splits(instance.splits) if baseline else None
    formulation = formulate(instance, baseline=baseline)
    values = start_values(formulation, baseline=baseline)
    if values is None:
        return planning_solve.solve(instance, baseline=baseline, time_limit=10.0, threads=1)
    plan = decode(formulation, values)
    counted = count_goals(instance, plan, baseline=baseline)
    goals = GoalTable(tuple(GoalResult(goal, value, None, "feasible") for goal, value in counted))
    return Result("stopped", replace(plan, goals=goals))


def random_events(rng: Random, instance: Instance, now: int) -> list[Event]:
    """Up to three things that happen around `now`."""
    return [_event(rng, instance, now) for _ in range(rng.randrange(4))]


def _event(rng: Random, instance: Instance, now: int) -> Event:
    flight = rng.choice(instance.schedule).id
    place = rng.choice(instance.locations).id
    begins = now + rng.randrange(-4, 10) * HOUR
    ends = begins + rng.randrange(1, 7) * HOUR
    kind = rng.randrange(6)
    if kind == 0:
        return Cancel(flight)
    if kind == 1:
        return Delay(flight, rng.choice((30, 60, 120, 300)))
    if kind == 2:
        return Seats(flight, rng.randrange(1, 9))
    if kind == 3:
        return Close(place, begins, ends)
    if kind == 4:
        return Full(place, begins, ends)
    alike = instance.groups[rng.randrange(len(instance.groups))]
    newcomers = replace(alike, id=f"N{rng.randrange(10**9)}", ready=now, count=rng.choice((1, 2)))
    return Arrivals(Groups.of([newcomers]))


def airfield_events(rng: Random, instance: Instance, now: int) -> list[Event]:
    """Up to two things that happen to the airfield: a curfew comes or goes, a stand is lost, room sinks."""
    return [_airfield_event(rng, instance, now) for _ in range(rng.randrange(3))]


def _airfield_event(rng: Random, instance: Instance, now: int) -> Event:
    place = rng.choice(instance.locations).id
    begins = now + rng.randrange(-3, 10) * HOUR
    kind = rng.randrange(5)
    if kind == 1 and instance.resources:
        resource = rng.choice(instance.resources)
        return SetCell("resources", resource.id, "count", max(resource.count - rng.randrange(-1, 2), 0))
    if kind == 2 and instance.slots:
        slot = rng.choice(instance.slots)
        return SetCell("slots", slot.id, "movements", max(slot.movements - rng.randrange(-1, 2), 0))
    if kind == 3 and instance.windows:
        return Drop("windows", (("location", rng.choice(instance.windows).location),))
    if kind == 4 and not any(row.location == place for row in instance.capacities):
        return Add(Capacity(location=place, since=max(begins, now), people=rng.randrange(2, 12)))
    shut, until = Window(location=place, kind="closed"), begins + rng.randrange(1, 5) * HOUR
    daily = replace(shut, daily_from=begins % DAY, daily_to=until % DAY)
    return Add(rng.choice((daily, replace(shut, since=begins, until=until))))


def random_no_shows(rng: Random, instance: Instance, plan: Plan, now: int) -> list[NoShow]:
    """Now and then a party that missed its flight; not where helpers are counted: it may be a helper."""
    if rng.randrange(3) or instance.policy.assistance_ratio is not None:
        return []
    due = [row for row in plan.assignments if instance.flight[row.itinerary[0]].departs <= now]
    row = rng.choice(due) if due else None
    return [NoShow(row.group, 1, row.itinerary[0])] if row else []


def aboard(plan: Plan, legs: Callable[[tuple[str, ...]], int] = len) -> Aboard:
    """Everybody of `plan` by flight, those stranded on the way included; `legs` of each itinerary count."""
    parties = Aboard()
    for row in plan.assignments:
        for flight in row.itinerary[: legs(row.itinerary)]:
            parties[row.group, flight] += row.parties
    for stranded in plan.replanned.stranded if plan.replanned else ():
        for flight in stranded.flights[: legs(stranded.flights)]:
            parties[stranded.group, flight] += stranded.parties
    return parties


def _flown(instance: Instance, itinerary: tuple[str, ...], now: int) -> int:
    """How many flights of `itinerary` people can have taken by `now`, going by the news in `instance`."""
    landed = None
    for number, code in enumerate(itinerary):
        leg = instance.flight[code]
        missed = landed is not None and leg.departs < landed + instance.policy.min_connection_minutes
        longest = instance.location[leg.origin].max_stay
        overstayed = landed is not None and longest is not None and leg.departs > landed + longest
        if leg.status == "cancelled" or leg.departs > now or missed or overstayed:
            return number
        landed = leg.arrives
    return len(itinerary)


def _missed(row: Assignment, absent: NoShow) -> bool:
    return row.group == absent.group and row.itinerary[0] == absent.flight


def moved(
    instance: Instance, before: Plan, after: Plan, now: int, no_shows: list[NoShow]
) -> list[tuple[str, str]]:
    """Groups and flights that had left by `now`, and that do not carry just whom they carried.

    `instance` is the one of `after`. Who missed a flight was not aboard, of it and of those that follow.
    """
    then, since = aboard(before, lambda itinerary: _flown(instance, itinerary, now)), aboard(after)
    for absent in no_shows:  # of one party each; who misses the first flight is on none of the others
        row = next(row for row in before.assignments if _missed(row, absent))
        for flight in row.itinerary[: _flown(instance, row.itinerary, now)]:
            then[absent.group, flight] -= 1
    gone = {f.id for f in instance.schedule if f.status != "cancelled" and f.departs <= now}
    return [
        place
        for place in sorted(then.keys() | since.keys())
        if place[1] in gone and then[place] != since[place]
    ]
