"""Scenarios as the simulation has them and as the reference has them, party by party."""

from __future__ import annotations

from collections import Counter
from typing import Any

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.scenarios.world import everybody, world
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.run import RECOURSES
from tests.brute.courses import Came, course
from tests.brute.told import Told


def differences(plan: Plan, draws: Draws, drawn: Drawn) -> tuple[list[str], list[Came]]:
    """Where the two differ, by recourse and scenario; and what came with standby, by the reference."""
    worlds: dict[tuple[int, ...], Told] = {}
    wrong, came = list[str](), list[Came]()
    for recourse in ("none", "standby"):
        outcomes = RECOURSES[recourse](plan, draws, drawn)
        for row, stories in enumerate(map(tuple, drawn.stories.tolist())):
            if stories not in worlds:
                there = world(draws.instance, draws.sets, stories).instance
                worlds[stories] = Told(draws.instance, plan, there)
            expected = _expected(draws, drawn, row, worlds[stories], standby=recourse == "standby")
            found = _found(draws, outcomes, row)
            wanted = _told(draws.instance, expected)
            if found != wanted:
                wrong.append(f"{recourse} {row} {stories}: {found} instead of {wanted}")
            if recourse == "standby":
                came.append(expected)
    return wrong, came


def _expected(draws: Draws, drawn: Drawn, row: int, told: Told, *, standby: bool) -> Came:
    there, felt = draws.in_world(drawn, told.there)
    groups, comes, sorties = told.there.groups, dict[tuple[str, int], bool](), dict[str, int]()
    for number, code in enumerate(groups.id):
        for party in range(int(felt.counts[row, number])):
            draw = int(felt.chance[row, there.first_party[number] + party])
            comes[code, party] = draw < int(groups.show_up[number])
    for number, leg in enumerate(told.there.schedule):
        first = int(there.first_sortie[number])
        sorties[leg.id] = int(felt.flown[row, first : first + told.sorties.get(leg.id, 0)].sum())
    return course(told, comes, sorties, standby=standby)


def _told(instance: Instance, came: Came) -> tuple[Any, ...]:
    flights = [leg.id for leg in instance.schedule]
    return (
        {place: parties for place, parties in came.landed.items() if parties},
        *([counted[code] for code in flights] for counted in (came.flown, came.taken, came.refused)),
    )


def _found(draws: Draws, outcomes: Outcomes, row: int) -> tuple[Any, ...]:
    here = outcomes.scenario == row
    groups = everybody(draws.instance, [story for each in draws.sets for story in each.stories])
    landed = Counter[tuple[str, int]]()
    lists = (outcomes.group[here], outcomes.minute[here], outcomes.landed[here])
    for group, minute, parties in zip(*(part.tolist() for part in lists), strict=True):
        landed[groups.id[group], minute] += parties
    return (
        dict(landed),
        *(part[row].tolist() for part in (outcomes.flown, outcomes.taken, outcomes.refused)),
    )
