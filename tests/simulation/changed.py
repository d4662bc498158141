"""Scenarios in which the plan is changed by the way, and what must hold of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.violation import Violation
from evacopt.judge.verify import verify
from evacopt.scenarios.story import Story
from evacopt.scenarios.world import everybody
from evacopt.simulation.again import PROMISES
from evacopt.simulation.outcomes import Outcomes
from evacopt.simulation.replanned import Replanned
from evacopt.simulation.run import outcomes_of
from tests.simulation.uncertain import uncertain

SURE = 1_000_000


def replanned(
    known: Instance, planned: Plan, stories: Sequence[Story], numbers: Sequence[int]
) -> list[Replanned]:
    """The scenarios of these numbers in which anything happens, once they have gone by."""
    runs, run = list[Replanned](), Replanned.run_again

    def kept(gone: Replanned) -> None:
        run(gone)
        runs.append(gone)

    with patch.object(Replanned, "run_again", kept):
        outcomes_of(known, planned, stories, "replan", numbers=numbers, seed=7)
    return runs


def broken(gone: Replanned) -> list[Violation]:
    """What the judge has against who got out in the end, promises of at least something aside."""
    return [one for one in verify(gone.world, flown(gone)) if one.rule not in PROMISES]


def told_early(seed: int) -> tuple[Instance, Plan, list[Story]]:
    """An uncertain case of which every other story is known some hours before anything leaves."""
    case = uncertain(seed)
    assert case is not None
    known, planned, stories = case
    early = [
        replace(story, known_from=known.begins + 60 * number) if number % 2 == 0 else story
        for number, story in enumerate(stories)
    ]
    return known, planned, early


def certain(of: Instance) -> Instance:
    """Everybody comes, nothing fails by chance, and classes come first."""
    groups = replace(
        of.groups,
        show_up=np.full(len(of.groups), SURE),
        count_low=of.groups.count,
        count_high=of.groups.count,
    )
    return replace(
        of,
        groups=groups,
        flights=tuple(replace(leg, cancel_probability=0) for leg in of.flights),
        sorties=tuple(replace(row, cancel_probability=0) for row in of.sorties),
        policy=replace(of.policy, objectives=("unserved",), priority_rule="strict"),
    )


def flown(gone: Replanned) -> Plan:
    """Who got out, and the sorties that were flown."""
    world = gone.world
    rows = [Assignment(*place, parties) for place, parties in sorted(gone.out().items()) if parties]
    sorties = zip(world.schedule, gone.sorties[:, 0].tolist(), strict=True)
    return Plan(
        instance_name=world.name,
        instance_sha256=world.sha256,
        assignments=Assignments.of(rows),
        sorties=tuple((leg.id, times) for leg, times in sorties if times and leg.status == "optional"),
    )


def by_class(of: Instance, outcomes: Outcomes, stories: list[Story]) -> list[list[int]]:
    """People out of each class in each scenario, the most urgent first."""
    groups = everybody(of, stories)
    out = np.zeros((len(outcomes.numbers), int(groups.priority.max()) + 1), dtype=np.int64)
    people = outcomes.landed * groups.people[outcomes.group]
    np.add.at(out, (outcomes.scenario, groups.priority[outcomes.group]), people)
    return out.tolist()
