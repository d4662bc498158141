"""The standby order: who is called next, and who goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.plan import GoalTable, Itinerary
from evacopt.domain.policy import Policy
from evacopt.generation.tiny import tiny_instance
from evacopt.judge.verdict import judge
from evacopt.planning.explain.answer import Next
from evacopt.planning.explain.lift import with_one_more
from evacopt.planning.explain.obstacle import Way
from evacopt.planning.explain.standby import standby, with_more_seats
from tests.planning.explain.plans import plan_of, plans
from tests.planning.small import at, group, instance

OTHERS = group("X", nationality="DEU", count=10)
FULL: dict[tuple[str, Itinerary], int] = {("X", ("F",)): 10}


def _called(*groups: object, no_shows: int = 10, **more: object) -> list[Next]:
    known = instance(groups=(*groups, OTHERS), **more)  # type: ignore[arg-type]
    return list(standby(known, plan_of(known, FULL), "F", no_shows))


def test_the_order_is_that_of_the_goals() -> None:
    """Class first, then the nationality left behind most, then who registered first, then who was ready."""
    called = _called(
        group("ready", ready=at("03:00")),
        group("early", registered=at("01:00")),
        group("late", registered=at("02:00")),
        group("ITA", nationality="ITA", count=4),
        group("DEU", nationality="DEU"),
        group("low", nationality="ITA", priority=2),
        group("FRA-gone", priority=3),
    )
    assert [one.group for one in called] == ["early", "late", "ITA", "ready", "DEU", "low", "FRA-gone"]


def test_weights_go_by_seat() -> None:
    """Where the policy weighs, most weight a seat is called first."""
    policy = Policy(objectives=("unserved",), priority_rule="weighted")
    called = _called(group("A", weight=3), group("B", weight=8, size=2), policy=policy)
    assert [one.group for one in called] == ["B", "A"]


def test_seats_of_the_no_shows_are_shared_out_in_order() -> None:
    """A party for which the seats left are too few is passed over for one that they are enough for."""
    called = _called(
        group("A", size=3), group("B", size=2, priority=2), group("C", priority=3, count=5), no_shows=4
    )
    assert [(one.group, one.boards) for one in called] == [("A", 1), ("B", 0), ("C", 1)]


def test_who_lacks_more_than_a_seat_is_not_called() -> None:
    """A group that the flight does not take at all is not on the list."""
    assert _called(group(leave_by=at("07:00"))) == []


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 7, 8, 9, 10])
def test_all_who_go_can_go_together(seed: int) -> None:
    """With all aboard who are said to go, on a flight with the seats of the no-shows, the judge agrees."""
    known = tiny_instance(seed)
    plan = next(plans(known))
    flown = [leg.id for leg in known.schedule if leg.status == "scheduled" or dict(plan.sorties).get(leg.id)]
    for code in flown[:3]:
        roomy = with_more_seats(known, plan, code, 4)
        after = replace(plan, instance_sha256=roomy.sha256, goals=GoalTable())
        for one in standby(known, plan, code, 4):
            for _ in range(one.boards):
                after = with_one_more(roomy, after, one.group, Way(one.itinerary))
        assert judge(roomy, after) == []
