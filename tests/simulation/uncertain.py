"""Tiny random instances in which flights fail, people stay away and stories happen, each with a plan."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from evacopt.domain.checks import errors_of
from evacopt.domain.columns import BLANK
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.errors import UsageError
from evacopt.events.events import Arrivals, Cancel, Close, Delay, Event, Seats, after
from evacopt.events.turnout import TurnOut
from evacopt.exact.greedy import start_values
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import formulate
from evacopt.scenarios.story import Story
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance


def uncertain(seed: int, *, few: bool = False) -> tuple[Instance, Plan, list[Story]] | None:
    """The instance, a plan that keeps its rules though it may leave people who could go, and stories.

    `None` where nobody travels. With `few` there is little that may happen.
    """
    rng = Random(seed)
    instance = airfield_instance(seed) if seed % 2 else tiny_instance(seed)
    instance = _with_chances(rng, instance, few=few)
    formulation = formulate(instance)
    values = start_values(formulation, seconds=60)
    if values is None or not values[formulation.pair_column].any():
        return None
    plan = _thinned(rng, instance, decode(formulation, values))
    stories = [_story(rng, instance, f"S{number}") for number in range(rng.choice((0, 1, 2)))]
    return instance, plan, [story for story in stories if story is not None]


def _with_chances(rng: Random, instance: Instance, *, few: bool) -> Instance:
    groups = instance.groups
    low, high = np.full(len(groups), BLANK), np.full(len(groups), BLANK)
    for row, count in enumerate(groups.count.tolist()):
        if rng.randrange(4) == 0 and not (few and row):
            low[row], high[row] = max(count - rng.randrange(2), 0), count + rng.randrange(3)
    show_up = np.array([rng.choice((1_000_000, 1_000_000, 700_000, 300_000)) for _ in range(len(groups))])
    if few:
        show_up[1:] = 1_000_000
    chances = (0, 0, 0, 0, 0, 200_000) if few else (0, 0, 0, 200_000, 500_000)
    return replace(
        instance,
        groups=replace(groups, show_up=show_up, count_low=low, count_high=high),
        flights=tuple(replace(leg, cancel_probability=rng.choice(chances)) for leg in instance.flights),
        sorties=tuple(replace(row, cancel_probability=rng.choice(chances)) for row in instance.sorties),
    )


def _thinned(rng: Random, instance: Instance, plan: Plan) -> Plan:
    """`plan`, every other time without some who travel, so that they stand by."""
    if rng.randrange(2):
        return plan
    rows = [replace(row, parties=rng.randrange(row.parties + 1)) for row in plan.assignments]
    thinner = replace(plan, assignments=Assignments.of(row for row in rows if row.parties))
    return plan if verify(instance, thinner) else thinner


def _story(rng: Random, instance: Instance, code: str) -> Story | None:
    events = tuple(_event(rng, instance) for _ in range(rng.choice((1, 1, 2))))
    try:
        return (
            None if errors_of(after(instance, events)) else Story(id=code, probability=500_000, events=events)
        )
    except UsageError:
        return None


def _event(rng: Random, instance: Instance) -> Event:
    leg, place = rng.choice(instance.schedule), rng.choice(instance.locations)
    group = instance.groups[rng.randrange(len(instance.groups))]
    begins = instance.begins + 60 * rng.randrange(20)
    more = replace(
        group, id=f"N{rng.randrange(3)}", count=rng.choice((1, 2)), count_low=None, count_high=None
    )
    choices: list[Event] = [
        Cancel(leg.id),
        Delay(leg.id, rng.choice((30, 60, 150, 400))),
        Delay(leg.id, rng.choice((30, 60, 150, 400))),
        Seats(leg.id, max(leg.seats - rng.randrange(4), 1)),
        Close(place.id, begins, begins + 60 * rng.randrange(1, 12)),
        TurnOut((("nationality", group.nationality),), 500_000),
        Arrivals(Groups.of([more])),
    ]
    return rng.choice(choices)
