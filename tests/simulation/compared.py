"""Scenarios as the simulation has them and as the reference has them, party by party."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

from evacopt.domain.columns import Floats
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.judge.verify import verify
from evacopt.scenarios.draws import Drawn, Draws
from evacopt.scenarios.every import every
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import everybody, world
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.result import Recourse
from evacopt.simulation.run import RECOURSES
from tests.brute.chances import expected
from tests.brute.courses import Came, course
from tests.brute.told import Told

BOTH: tuple[Recourse, ...] = ("none", "standby")


def differences(plan: Plan, draws: Draws, drawn: Drawn) -> tuple[list[str], list[Came]]:
    """Where the two differ, by recourse and scenario, or the judge does not accept who travelled.

    And what came with standby, by the reference.
    """
    worlds: dict[tuple[int, ...], Told] = {}
    wrong, came = list[str](), list[Came]()
    for recourse in BOTH:
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
                wrong += _refused(worlds[stories], expected)
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


def _refused(told: Told, came: Came) -> list[str]:
    """What the judge says of who got out, where nobody strands: a plan of that world.

    Promises of at least something aside, and what was kept by people who then did not come.
    """
    aside = {"share_min", "pin", "min_load", "full_loads", "link", "rule"}
    groups = replace(told.instance.groups, count=told.there.groups.most)
    instance = replace(told.instance, groups=groups)
    optional = {leg.id for leg in instance.schedule if leg.status == "optional"}
    travelled = Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(Assignment(*who, parties) for who, parties in came.travelled.items()),
        sorties=tuple((code, often) for code, often in came.flown.items() if often and code in optional),
    )
    broken = [one for one in verify(instance, travelled) if one.rule not in aside]
    return [str(one) for one in broken if not came.stranded]


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


def expectation(draws: Draws, outcomes: Outcomes, weight: Floats) -> dict[tuple[str, int], float]:
    """How many parties of each group land at each minute on average, each scenario of that weight."""
    groups = everybody(draws.instance, [story for each in draws.sets for story in each.stories])
    landed = dict[tuple[str, int], float]()
    lists = (outcomes.group, outcomes.minute, outcomes.landed, outcomes.scenario)
    for group, minute, parties, row in zip(*(part.tolist() for part in lists), strict=True):
        place = groups.id[group], minute
        landed[place] = landed.get(place, 0.0) + float(weight[row]) * parties
    return landed


def misses(plan: Plan, draws: Draws, stories: list[Story], most: int) -> tuple[list[str], int] | None:
    """Where the means over all scenarios are not those of the reference, and how many scenarios there are.

    `None` where there are more than `most`.
    """
    found = every(draws, most)
    if found is None:
        return None
    drawn, weight = found
    wrong = list[str]()
    for recourse in BOTH:
        means = expectation(draws, RECOURSES[recourse](plan, draws, drawn), weight)
        wanted = expected(draws.instance, plan, stories, standby=recourse == "standby")
        for place in sorted({*means, *wanted}):
            one, other = means.get(place, 0.0), wanted.get(place, Fraction(0))
            if abs(one - other) > 1e-9:
                wrong.append(f"{recourse}: {place} {one} instead of {float(other)}")
    return wrong, len(drawn.numbers)
