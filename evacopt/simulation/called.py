"""Who is called to what by a plan, and of whom how many come in each scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.view.standby import in_standby_order
from evacopt.view.view import sums


@dataclass(frozen=True, slots=True)
class Call:
    """Parties `first` to `stop` of a group, in the order of the plan, are called to an itinerary.

    An empty itinerary is that of those who stay: they stand by.
    """

    group: int
    itinerary: Itinerary
    first: int
    stop: int


def calls_of(plan: Plan, base: Instance, world: Instance) -> tuple[Call, ...]:
    """The calls to groups of `world`, each group's in the order of its parties.

    These are numbered by their itineraries: by first departure in `base`, the instance of the plan, then by
    flight ids; those who stay come last.
    """
    taken: dict[str, Counter[Itinerary]] = {}
    for row in plan.assignments:
        taken.setdefault(row.group, Counter())[row.itinerary] += row.parties
    return tuple(
        call
        for number, (code, most) in enumerate(zip(world.groups.id, world.groups.most.tolist(), strict=True))
        for call in _calls_of_group(number, most, taken.get(code, Counter()), base)
    )


def _calls_of_group(group: int, most: int, taken: Counter[Itinerary], base: Instance) -> Iterator[Call]:
    first = 0
    for itinerary in sorted(taken, key=lambda legs: (base.flight[legs[0]].departs, legs)):
        stop = min(first + taken[itinerary], most)
        yield Call(group, itinerary, first, stop)
        first = stop
    yield Call(group, (), first, most)


def who_comes(calls: tuple[Call, ...], draws: Draws, drawn: Drawn) -> Ints:
    """How many parties of each call to groups of `draws.instance` come; shape (calls, scenarios)."""
    comes = draws.comes(drawn)
    so_far = np.zeros((comes.shape[1] + 1, len(comes)), dtype=np.int32)
    np.cumsum(comes.T, axis=0, out=so_far[1:])
    starts, stops = (
        np.array([int(draws.first_party[call.group]) + end(call) for call in calls], dtype=np.int64)
        for end in (attrgetter("first"), attrgetter("stop"))
    )
    coming: Ints = (so_far[stops] - so_far[starts]).astype(np.int64)
    return coming


def ranks(world: Instance, plan: Plan) -> Ints:
    """The place of each group in the standby order; shape (groups,)."""
    groups, table = world.groups, plan.assignments
    row = table.group.ints(lambda code: groups.row.get(code, len(groups)))
    travelling = sums(row, table.parties, len(groups) + 1)[:-1]
    place = np.empty(len(groups), dtype=np.int64)
    place[in_standby_order(world, travelling)] = np.arange(len(groups))
    return place
