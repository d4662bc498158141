"""A world in which nothing is decided any more: its flights are those of the plan, as far as they fly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.domain.violation import Violation
from evacopt.judge.verify import verify
from evacopt.routes.itineraries import Timetable
from evacopt.scenarios.draws import Drawn, Draws

_OF_SORTIES = frozenset(
    {"movements_hour", "movements_day", "slot", "alternative", "resource", "fleet", "crew", "window"}
)
"""Rules about sorties alone; that one needs another (6.3) is seen to in each scenario."""


def with_sorties_of(world: Instance, plan: Plan) -> Instance:
    """`world` with no other sorties than `plan` flies and its aircraft and airfields still allow.

    Who may come in the most numerous case is there, and the flights keep their order. Where events make the
    sorties of the plan too many, they are flown in the order of their departures as far as they can be.
    """
    sorties = _flyable(world, plan)

    def fixed(leg: Flight) -> Flight:
        if leg.status != "optional":
            return leg
        flown = sorties.get(leg.id, 0)
        return replace(leg, copies=flown) if flown else replace(leg, status="cancelled")

    groups = replace(world.groups, count=np.maximum(world.groups.count, world.groups.most))
    return replace(world, groups=groups, flights=tuple(map(fixed, world.schedule)), sorties=())


def _flyable(world: Instance, plan: Plan) -> dict[str, int]:
    optional = [leg for leg in world.schedule if leg.status == "optional"]
    wanted = {leg.id: min(leg.sorties_in(plan), leg.copies) for leg in optional if leg.sorties_in(plan)}
    before = _broken(world, {})
    if _broken(world, wanted) <= before:
        return wanted
    kept = dict[str, int]()
    for leg in sorted(optional, key=lambda leg: leg.departs):
        for flown in range(1, wanted.get(leg.id, 0) + 1):
            if not _broken(world, {**kept, leg.id: flown}) <= before:
                break
            kept[leg.id] = flown
    return kept


def _broken(world: Instance, sorties: Mapping[str, int]) -> set[Violation]:
    """What is wrong with these sorties, whoever is aboard."""
    empty = Plan(
        instance_name=world.name,
        instance_sha256=world.sha256,
        assignments=Assignments.of(()),
        sorties=tuple(sorties.items()),
    )
    return {violation for violation in verify(world, empty) if violation.rule in _OF_SORTIES}


def planned_sorties(timetable: Timetable) -> Ints:
    """How often each flight is flown if nothing fails, in an instance of `with_sorties_of`; (flights,)."""
    return np.where(timetable.usable, timetable.most, 0)


def sorties_flown(timetable: Timetable, there: Draws, drawn: Drawn) -> Ints:
    """How often each flight is flown in each scenario; shape (flights, scenarios).

    Of several sorties the first ones are those of the plan. A flight that needs another one is not flown
    where that is not.
    """
    planned = planned_sorties(timetable).tolist()
    first = there.first_sortie.tolist()
    flown = np.zeros((len(planned), len(drawn.numbers)), dtype=np.int64)
    for flight, sorties in enumerate(planned):
        flown[flight] = drawn.flown[:, first[flight] : first[flight] + sorties].sum(axis=1)
    number, order = timetable.instance.number, timetable.instance.order
    pairs = [(number[row.flight], number[row.needs]) for row in order]
    optional = [pair for pair in pairs if timetable.instance.schedule[pair[0]].status == "optional"]
    for _ in optional:
        for flight, needs in optional:
            flown[flight] *= flown[needs] > 0
    return flown
