"""Plans side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.domain.policy import Policy
from evacopt.domain.replanned import Replanned
from evacopt.errors import UsageError
from evacopt.judge.goals import count_goals
from evacopt.planning.compare import compare
from evacopt.planning.comparison import FlightEntry, GoalRow, GroupRow, NationRow, PeopleEntry
from tests.build import at, flight, group, instance
from tests.replanning.nights import quick
from tests.tiny.instances import tiny_instance

FLIGHTS = (flight("F", "O 08:00", "V 12:00", cost=7), flight("L", "O 14:00", "V 18:00"))
GROUPS = (group(count=3), group("M", size=2, members=(("DEU", 1), ("FRA", 1)), nationality="DEU", infants=0))


def _plan(of: Instance, rows: Sequence[tuple[str, tuple[str, ...], int]], **more: Any) -> Plan:
    return Plan(
        instance_name=of.name,
        instance_sha256=of.sha256,
        assignments=Assignments.of(Assignment(*row) for row in rows),
        **more,
    )


def test_everything_that_differs() -> None:
    """Goals, nationalities, flights and groups, an entry a plan; what is alike is left out."""
    here = instance(groups=GROUPS, flights=FLIGHTS, policy=Policy(objectives=("unserved", "changes")))
    one = _plan(here, [("G", ("F",), 2)])
    other = _plan(here, [("G", ("F",), 1), ("G", ("L",), 1), ("M", ("L",), 1)])
    found = compare([(here, one), (here, other)])
    assert found.goals == (GoalRow(goal="unserved[1]", values=(3, 1)),)
    assert [(plan.people, plan.served, plan.changed, plan.spent) for plan in found.plans] == [
        (5, 2, 0, 7),
        (5, 4, 3, 7),
    ]
    assert found.nationalities == (
        NationRow(
            nationality="DEU",
            entries=(PeopleEntry(people=1, served=0), PeopleEntry(people=1, served=1)),
        ),
        NationRow(
            nationality="FRA",
            entries=(PeopleEntry(people=4, served=2), PeopleEntry(people=4, served=3)),
        ),
    )
    assert [(row.flight, [entry and entry.taken for entry in row.entries]) for row in found.flights] == [
        ("F", [2, 1]),
        ("L", [0, 3]),
    ]
    assert found.groups == (
        GroupRow(group="G", itinerary=("F",), parties=(2, 1)),
        GroupRow(group="G", itinerary=("L",), parties=(0, 1)),
        GroupRow(group="M", itinerary=(), parties=(1, 0)),
        GroupRow(group="M", itinerary=("L",), parties=(0, 1)),
    )


def test_what_is_alike_on_demand() -> None:
    """With everything, rows without a difference are there too."""
    here = instance(groups=GROUPS, flights=FLIGHTS)
    plan = _plan(here, [("G", ("F",), 2)])
    assert compare([(here, plan), (here, plan)]).groups == ()
    alike = compare([(here, plan), (here, plan)], everything=True)
    assert [(row.group, row.itinerary, row.parties) for row in alike.groups] == [
        ("G", (), (1, 1)),
        ("G", ("F",), (2, 2)),
        ("M", (), (1, 1)),
    ]
    assert [row.flight for row in alike.flights] == ["F", "L"]


def test_plans_of_a_chain_are_counted_against_their_own_instances() -> None:
    """Groups and flights that only one of them knows have no entry for the other."""
    here = instance(groups=GROUPS[:1], flights=FLIGHTS[:1])
    there = instance(groups=(*GROUPS[:1], group("N")), flights=(replace(FLIGHTS[0], seats=8), FLIGHTS[1]))
    one, other = _plan(here, [("G", ("F",), 3)]), _plan(there, [("G", ("F",), 3), ("N", ("L",), 1)])
    found = compare([(here, one), (there, other)])
    assert [(row.group, row.parties) for row in found.groups] == [("N", (None, 1))]
    assert [(row.flight, row.entries) for row in found.flights] == [
        (
            "F",
            (
                FlightEntry(departs=at("08:00"), sorties=1, seats=10, taken=3),
                FlightEntry(departs=at("08:00"), sorties=1, seats=8, taken=3),
            ),
        ),
        ("L", (None, FlightEntry(departs=at("14:00"), sorties=1, seats=10, taken=1))),
    ]


def test_links_of_the_chain() -> None:
    """A plan follows the one to its left, another one, or says nothing of it."""
    here = instance(groups=GROUPS, flights=FLIGHTS)
    first = _plan(here, [("G", ("F",), 2)])
    second = _plan(here, [], replanned=Replanned(before=first.sha256, as_of=at("09:00")))
    third = _plan(here, [("M", ("L",), 1)])
    found = compare([(here, first), (here, second), (here, third), (here, second)], names="abcd")
    assert [(plan.name, plan.follows, plan.as_of) for plan in found.plans] == [
        ("a", None, None),
        ("b", True, at("09:00")),
        ("c", None, None),
        ("d", False, at("09:00")),
    ]


def test_goals_are_those_of_the_judge() -> None:
    """Over tiny instances the goals, and the people who change, are what the judge counts."""
    compared = 0
    for seed in range(40):
        one = tiny_instance(seed)
        other = replace(one, policy=replace(one.policy, objectives=("waiting", "changes")))
        plans = [quick(one).plan, quick(other).plan]
        if plans[0] is None or plans[1] is None:
            continue
        found = compare([(one, plans[0]), (other, plans[1])])
        assert [row.goal for row in found.goals][:1] == ["waiting"]
        counted = [name for name, _ in count_goals(one, plans[0]) if name not in {"changes", "waiting"}]
        assert [row.goal for row in found.goals][1:] == counted
        for row in found.goals[1:]:
            assert row.values[0] == dict(count_goals(one, plans[0]))[row.goal]
        changes = dict(count_goals(other, plans[1], baseline=plans[0]))["changes"]
        assert found.plans[1].changed == changes
        assert found.plans[1].people - found.plans[1].served == sum(
            entry.people - entry.served
            for row in compare([(other, plans[1])], everything=True).nationalities
            if (entry := row.entries[0])
        )
        compared += 1
    assert compared > 30


def test_a_plan_of_another_instance() -> None:
    """A plan is not counted against an instance that it is no plan of."""
    here, there = instance(), instance(groups=GROUPS)
    with pytest.raises(UsageError, match="plan 1 is no plan of the instance"):
        compare([(there, _plan(here, []))])
    with pytest.raises(UsageError, match="at least one plan"):
        compare([])
