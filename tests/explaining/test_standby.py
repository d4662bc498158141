"""The standby order: who is called next, and who goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalTable, Itinerary, Plan
from evacopt.domain.policy import Policy
from evacopt.explaining.answer import Next
from evacopt.explaining.standby import standby
from evacopt.judge.verify import verify
from evacopt.reasons.lift import with_one_more
from evacopt.reasons.obstacle import Candidate
from tests.build import VIA_HUB, at, group, instance, place
from tests.explaining.plans import plan_of, plans
from tests.tiny.instances import tiny_instance

OTHERS = group("X", nationality="DEU", count=10)
FULL: dict[tuple[str, Itinerary], int] = {("X", ("F",)): 10}


def _called(*groups: object, no_shows: int = 10, **more: object) -> list[Next]:
    known = instance(groups=(*groups, OTHERS), **more)  # type: ignore[arg-type]
    return list(standby(known, plan_of(known, FULL), "F", no_shows).called)


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


def test_who_is_least_likely_to_come_is_taken_not_to() -> None:
    """By the chance to show up, then the least urgent; whole parties, so a few people more than asked."""
    known = instance(
        groups=(
            group("sure", count=2),
            group("low", count=2, priority=2),
            group("doubtful", size=2, show_up=500_000),
        )
    )
    plan = plan_of(known, {("sure", ("F",)): 2, ("low", ("F",)): 2, ("doubtful", ("F",)): 1})
    found = standby(known, plan, "F", 3)
    assert [(one.group, one.parties) for one in found.absent] == [("doubtful", 1), ("low", 1)]
    assert found.called == ()


def test_what_the_absent_hold_elsewhere_is_free_too() -> None:
    """Those who do not come to the first leg leave their places at the hub, and on the onward flight."""
    known = instance(
        groups=(group(count=3), group("X", nationality="DEU", count=2)),
        flights=(VIA_HUB[0], replace(VIA_HUB[1], seats=2)),
        places=(place("H", capacity=2),),
    )
    plan = plan_of(known, {("X", ("IN", "OUT")): 2})
    assert [(one.group, one.boards) for one in standby(known, plan, "IN", 1).called] == [("G", 1)]


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 7, 8, 9, 10])
def test_all_who_go_can_go_together(seed: int) -> None:
    """Nothing that held without the absent is broken with all aboard who are said to go."""
    known = tiny_instance(seed)
    plan = next(plans(known))
    flown = [leg.id for leg in known.schedule if leg.status == "scheduled" or dict(plan.sorties).get(leg.id)]
    for code in flown[:3]:
        found = standby(known, plan, code, 4)
        rows = {(row.group, row.itinerary): row.parties for row in plan.assignments}
        for group_, parties in ((one.group, one.parties) for one in found.absent):
            chain = next(chain for name, chain in rows if name == group_ and code in chain)
            rows[group_, chain] -= parties
        left = Assignments.of(Assignment(*key, many) for key, many in rows.items() if many > 0)
        before = replace(plan, assignments=left, goals=GoalTable())
        after = before
        for one in found.called:
            for _ in range(one.boards):
                after = with_one_more(known, after, one.group, Candidate(one.itinerary))
        assert set(_broken(known, after)) <= set(_broken(known, before))


def _broken(known: Instance, plan: Plan) -> list[tuple[str, str]]:
    return [(one.rule, one.subject) for one in verify(known, plan)]
