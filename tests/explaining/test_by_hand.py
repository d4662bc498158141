"""One more party brought out without a solver: into free room, or in the place of one other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.plan import Assignment, Plan
from evacopt.explaining.forced import by_hand
from evacopt.judge.verify import verify
from evacopt.reasons.slack import Slack
from tests.build import DIRECT, at, flight, group, instance
from tests.explaining.plans import plan_of, plans
from tests.tiny.instances import tiny_instance

OTHERS = group("X", nationality="DEU", count=10, priority=2)


def _rows(plan: Plan | None) -> list[tuple[str, tuple[str, ...], int]]:
    assert plan is not None
    return sorted((row.group, row.itinerary, row.parties) for row in plan.assignments)


def test_into_free_room() -> None:
    """Where nothing stands in the way nobody gives way."""
    known = instance(groups=(group(), OTHERS))
    plan = plan_of(known, {("X", ("F",)): 9})
    assert _rows(by_hand(known, plan, "G", seconds=5)) == [("G", ("F",), 1), ("X", ("F",), 9)]


def test_in_the_place_of_the_least_urgent() -> None:
    """On a full flight a party of the least urgent class stays."""
    known = instance(groups=(group(), replace(OTHERS, count=5), group("Y", priority=3, count=5)))
    plan = plan_of(known, {("X", ("F",)): 5, ("Y", ("F",)): 5})
    rows = [("G", ("F",), 1), ("X", ("F",), 5), ("Y", ("F",), 4)]
    assert _rows(by_hand(known, plan, "G", seconds=5)) == rows


def test_who_gives_way_is_put_elsewhere() -> None:
    """Where another flight has room for who gives way, nobody stays."""
    known = instance(
        groups=(group(leave_by=at("08:00")), OTHERS), flights=(DIRECT, flight("L", "O 09:00", "V 13:00"))
    )
    plan = plan_of(known, {("X", ("F",)): 10})
    assert _rows(by_hand(known, plan, "G", seconds=5)) == [
        ("G", ("F",), 1),
        ("X", ("F",), 9),
        ("X", ("L",), 1),
    ]


def test_nobody_can_give_way_to_who_is_not_accepted() -> None:
    """What no other party holds cannot be given up."""
    known = instance(groups=(group(), OTHERS), flights=(replace(DIRECT, accepts=("DEU",)),))
    assert by_hand(known, plan_of(known, {("X", ("F",)): 10}), "G", seconds=5) is None


def test_without_time_nothing_is_found() -> None:
    """Where time is up at once nobody is moved."""
    known = instance(groups=(group(), OTHERS))
    assert by_hand(known, plan_of(known, {("X", ("F",)): 10}), "G", seconds=-1.0) is None


@pytest.mark.parametrize("seed", range(100, 140))
def test_what_is_found_is_judged(seed: int) -> None:
    """The judge accepts it, and one more party of the group travels."""
    known = tiny_instance(seed)
    for plan in plans(known):
        left = Slack(known, plan).left.tolist()
        for code in [code for code, many in zip(known.groups.id, left, strict=True) if many > 0][:2]:
            found = by_hand(known, plan, code, seconds=5)
            if found is not None:
                assert verify(known, found) == []
                assert _parties(found, code) == _parties(plan, code) + 1


def _parties(plan: Plan, code: str) -> int:
    rows: list[Assignment] = [row for row in plan.assignments if row.group == code]
    return sum(row.parties for row in rows)
