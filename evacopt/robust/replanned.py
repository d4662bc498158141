"""What comes of a plan in a course of events by replanning the whole instance, and what could come at best.

For instances of which no model holds every way to travel. The two stages are those of `recourse`: what
departs before the first news goes as planned, the rest is decided again by whoever solves the instance, with
no sortie that was not ordered. Where check-in is over by then nobody else gets on.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.stored import MILLION
from evacopt.events.rows import change_flights
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.replanning.replan import replan
from evacopt.robust.course import Course
from evacopt.robust.worlds import NEVER, UNIT, level_weights, news_of, shares
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.world import World, world

ATTEMPTS = 3
"""How often a replan begins anew at most, where what has flown stands against what was promised."""


@dataclass(frozen=True, eq=False)
class Replanning:
    """What a worker is asked: `plan` in a course, by names of levels; nothing after `ends` by the clock."""

    draws: Draws
    levels: tuple[str, ...]
    plan: Plan
    course: Course
    options: SolveOptions
    ends: float


def replanned(asked: Replanning) -> tuple[int, ...] | None:
    """Thousandths left behind by level; `None` where there was no time, or nothing was found."""
    there, before = _there(asked), asked.draws.instance
    failing = [there.instance.flight[code].departs for code, _ in asked.course.failing]
    news = min([news_of(before, there.instance, there.stories), *failing])
    if news == NEVER:
        return left_by(there.instance, asked.plan, asked.levels)
    options = _in_time(asked)
    if options is None:
        return None
    ordered = _no_more_than(there.instance, _ordered(asked) | _failing(asked.course))
    if options.time_limit is not None:
        options = replace(options, time_limit=options.time_limit / ATTEMPTS)
    found = replan(ordered, asked.plan, as_of=news - 1, freeze=0, options=options)
    return None if found.result.plan is None else left_by(found.instance, found.result.plan, asked.levels)


def at_best(asked: Replanning) -> tuple[int, ...] | None:
    """What nobody could go below who had known the course from the beginning; likewise, whatever the plan."""
    options = _in_time(asked)
    if options is None:
        return None
    known = _no_more_than(_there(asked).instance, _failing(asked.course))
    bounds = {goal.goal: goal.bound or 0 for goal in solve(known, options=options).goals}
    return tuple(UNIT * bounds[level] for level in asked.levels) if bounds else None


def left_by(instance: Instance, plan: Plan, levels: tuple[str, ...]) -> tuple[int, ...]:
    """Thousandths left behind by level, who does not come included."""
    groups, table = instance.groups, plan.assignments
    carried: Ints = np.zeros(len(groups), dtype=np.int64)
    np.add.at(carried, table.group.ints(groups.row.__getitem__), table.parties)
    out = level_weights(instance, groups, levels) @ (carried * shares(groups)) // (MILLION // UNIT)
    return tuple((total_of(instance, levels) - out).tolist())


def total_of(instance: Instance, levels: tuple[str, ...]) -> Ints:
    """Thousandths of all who are there in the mean, shape (levels,)."""
    groups = instance.groups
    total: Ints = level_weights(instance, groups, levels) @ (groups.fewest + groups.most) * UNIT // 2
    return total


def _there(asked: Replanning) -> World:
    draws = asked.draws
    return world(draws.instance, draws.sets, asked.course.happening)


def _in_time(asked: Replanning) -> SolveOptions | None:
    left = asked.ends - time.time()
    if left <= 0:
        return None
    limit = asked.options.time_limit
    return (
        asked.options
        if limit is None or left == math.inf
        else replace(asked.options, time_limit=min(limit, left))
    )


def _failing(course: Course) -> dict[str, int]:
    """Sorties that are flown of flights of which some fail."""
    return {code: sum(flown) for code, flown in course.failing}


def _ordered(asked: Replanning) -> dict[str, int]:
    """Sorties of optional flights that the plan has ordered."""
    schedule = asked.draws.instance.schedule
    return {leg.id: leg.sorties_in(asked.plan) for leg in schedule if leg.status == "optional"}


def _no_more_than(instance: Instance, most: dict[str, int]) -> Instance:
    """The instance with at most so many sorties of these flights."""
    fewer = {
        code: sorties
        for code, sorties in most.items()
        if code in instance.flight and sorties < instance.flight[code].copies
    }

    def limited(flight: Flight) -> Flight:
        sorties = fewer[flight.id]
        return replace(flight, copies=sorties) if sorties else replace(flight, status="cancelled")

    return change_flights(instance, fewer, limited)
