"""Forged bounds that lived on a minute: each says of a worse plan that none is better."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.certificate import Certificate, GoalProof, Leaf
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan
from evacopt.domain.policy import Policy
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from tests.brute.journeys import journeys
from tests.brute.search import best
from tests.build import at

ONE = Group(id="A", nationality="FRA", origin="NIM", size=1)


def _instance(ready: str, departs: str, *, seats: int = 1, ends: str = "23:59", **rules: object) -> Instance:
    """One person ready at each of some minutes, and flights of one seat at some."""
    policy = {"objectives": ("waiting",), **rules}
    legs = [
        Flight(
            id=f"F{minute}",
            operator="FRA",
            origin="NIM",
            destination="CDG",
            departs=at(minute),
            arrives=at(minute) + 7,
            seats=seats,
        )
        for minute in departs.split()
    ]
    people = [
        replace(ONE, id=f"{number} {minute}", ready=None if minute == "-" else at(minute))
        for number, minute in enumerate(ready.split())
    ]
    places = Location(id="NIM", role="origin", country="NER"), Location(id="CDG", role="haven", country="FRA")
    return Instance(
        name="minutes",
        begins=at("00:07"),
        ends=at(ends),
        locations=places,
        groups=Groups.of(people),
        flights=tuple(legs),
        policy=Policy(**policy),  # type: ignore[arg-type]
    )


CASES = {
    "two hours or three": _instance("06:05 06:10", "08:10"),
    "the minute before": _instance("06:09 06:10", "08:10"),
    "an hour less for who stays": _instance("06:06 06:07", "09:07", ends="20:06"),
    "from the beginning of the horizon": _instance("- 01:07", "03:07"),
    "at the end of the hour": _instance("06:58 06:59 07:00", "08:59 09:58"),
    "two flights at different minutes": _instance("06:05 06:10 06:20", "08:10 08:20"),
    "ready when checked in": _instance("06:10 06:11", "08:10", check_in_minutes=120),
    "twice the weight": _instance("06:05 06:10", "08:10", priority_weights=((1, 7),)),
    "waiting last": _instance("06:05 06:10", "08:10", objectives=("unserved", "fairness", "waiting")),
}


def _plans(instance: Instance) -> list[Plan]:
    """Every plan that lets one person go alone, or nobody."""
    paths = [
        Assignment(group.id, tuple(leg.id for leg in way.legs), 1)
        for group, found in zip(instance.groups, journeys(instance), strict=True)
        for way in found
    ]
    return [_plan(instance, *some) for some in [(), *((way,) for way in paths)]]


def _plan(instance: Instance, *rows: Assignment) -> Plan:
    plan = Plan(instance_name="minutes", instance_sha256=instance.sha256, assignments=Assignments.of(rows))
    stated = (GoalResult(goal, value, value, "proven") for goal, value in count_goals(instance, plan))
    return replace(plan, goals=GoalTable(tuple(stated)))


@pytest.mark.sibling("30")
@pytest.mark.parametrize("wholesale", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_a_worse_plan_is_not_proven_whatever_the_multipliers(case: str, wholesale: bool) -> None:
    """By pairs and by commodities, at no multipliers and at some for each seat; what is best may be."""
    instance = CASES[case]
    least, worse = best(instance), 0
    assert least is not None
    seats = [("seats", leg.id) for leg in instance.schedule]
    for plan in _plans(instance):
        assert verify(instance, plan) == []
        values = tuple(count_goals(instance, plan))
        for each in range(25):
            leaf = Leaf(1, tuple((row, each) for row in seats if each))
            proofs = tuple(GoalProof(goal, value, leaf, wholesale=wholesale) for goal, value in values)
            certificate = Certificate(
                instance_name="minutes",
                instance_sha256=instance.sha256,
                values=values,
                proofs=proofs,
            )
            proven = not check_certificate(instance, plan, certificate)
            assert not proven or list(values) == least
        worse += list(values) > least
    assert worse > 0
