"""Goals party by party: what leaving is worth, and what an hour of waiting costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.judge.goals import party_goals, whole_hours
from tests.build import at
from tests.judge.world import COUPLE, FAMILY, policy, world

Listed = list[tuple[str, list[int], list[int], int]]


def _listed(instance: Instance, objective: str) -> Listed:
    """Name, worth of leaving, cost of an hour, and what it comes to if everybody stays."""
    return [
        (goal.name, goal.left.tolist(), goal.hour.tolist(), goal.offset)
        for goal in party_goals(instance, objective)
    ]


def _of(*groups: Group, **rules: object) -> Instance:
    return policy(world(groups=Groups.of(groups)), **rules)


def test_people_left_behind_are_counted_by_class() -> None:
    """A family of three (with a lap infant) three times in class 1, a couple four times in class 2."""
    instance = _of(FAMILY, replace(COUPLE, weight=9), priority_weights=((1, 7), (2, 5)))
    assert _listed(instance, "unserved") == [
        ("unserved[1]", [3, 0], [0, 0], 9),
        ("unserved[2]", [0, 2], [0, 0], 8),
    ]


def test_weights_are_people_times_class_where_a_group_has_none() -> None:
    """Three people of weight 7, or 9 as the group says, 0 too."""
    rules = {"priority_rule": "weighted", "priority_weights": ((1, 7), (2, 5))}
    groups = FAMILY, replace(COUPLE, weight=9), replace(COUPLE, id="NO", weight=0), replace(COUPLE, id="C")
    assert _listed(_of(*groups, **rules), "unserved") == [
        ("unserved", [21, 9, 0, 10], [0, 0, 0, 0], 3 * 21 + 4 * 9 + 4 * 10)
    ]


def test_waiting_is_whole_hours_until_the_end_for_those_who_stay() -> None:
    """From 06:00, from 06:01 and from 07:00 to 20:00: 14, 14 and 13 hours; 0 from 20:00 and later."""
    ready = (None, "06:01", "07:00", "20:00", "20:01", "21:01")
    groups = [replace(COUPLE, id=f"{n}", ready=at(m) if m else None) for n, m in enumerate(ready)]
    (listed,) = _listed(_of(*groups, priority_weights=((2, 5),)), "waiting")
    assert listed == ("waiting", [140, 140, 130, 0, 0, 0], [10] * 6, 4 * 410)


@pytest.mark.parametrize(("minutes", "hours"), [(-61, 0), (0, 0), (1, 1), (59, 1), (60, 1), (61, 2)])
def test_begun_hours_are_whole(minutes: int, hours: int) -> None:
    """One minute is an hour, and so are sixty; none is below 0."""
    instance = _of(COUPLE)
    assert whole_hours(instance.groups.count * 0 + minutes).tolist() == [hours]
