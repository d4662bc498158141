"""The value of each goal on plans whose goals can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.domain.policy import Objective
from evacopt.judge.goals import count_goals
from tests.build import at
from tests.judge.world import DIRECT, GOOD, VIA_HUB, group, plan_of, policy

Counted = list[tuple[str, int]]


def _goals(objective: Objective, rows: Any = GOOD, direct: int = 1, **fields: Any) -> Counted:
    instance = policy(objectives=(objective,), **fields)
    return count_goals(instance, plan_of(instance, rows, direct=direct))


def _in(instance: Instance, objective: Objective, rows: Any = GOOD) -> Counted:
    instance = policy(instance, objectives=(objective,))
    return count_goals(instance, plan_of(instance, rows))


def test_unserved_people_are_counted_by_class() -> None:
    """Class 1 is served; of class 2 one person and two couples stay. Classes that nobody has are left out."""
    assert _goals("unserved") == [("unserved[1]", 0), ("unserved[2]", 1 + 2 * 2)]
    assert _goals("unserved", {}) == [("unserved[1]", 9), ("unserved[2]", 2 + 8)]
    later = group("FAMILY", priority=7)
    assert _in(later, "unserved") == [("unserved[2]", 5), ("unserved[7]", 0)]


def test_unserved_weights_are_of_parties_or_of_people_times_class() -> None:
    """A blank weight is the people of the party, infants included, times the weight of their class."""
    weighted = policy(group("LYING", weight=50), priority_rule="weighted", priority_weights=((1, 10), (2, 3)))
    assert _in(weighted, "unserved") == [("unserved", 50 + 2 * 2 * 3)]
    assert _in(weighted, "unserved", {}) == [("unserved", 3 * 3 * 10 + 2 * 50 + 4 * 2 * 3)]


def test_fairness_adds_up_the_largest_unserved_shares_rounded_up() -> None:
    """One of three LYING stays and two of four COUPLE: 333,334 and 500,000; three levels at most."""
    three = group("LYING", count=3)
    rows = {**GOOD, ("LYING", DIRECT): 2}
    levels = [("fairness[1]", 500_000), ("fairness[2]", 833_334), ("fairness[3]", 833_334)]
    for asked in (1, 2, 3, 9):
        assert _in(policy(three, fairness_levels=asked), "fairness", rows) == levels[:asked]


def test_fairness_counts_mixed_families_by_their_members() -> None:
    """Nine people of three nationalities travel; the XXA of the couples who stay are half of all XXA."""
    mixed = group("COUPLE", members=(("FRA", 1), ("XXA", 1)))
    expected = [("fairness[1]", 500_000), ("fairness[2]", 1_000_000), ("fairness[3]", 1_000_000 + 153_847)]
    assert _in(policy(mixed, fairness_levels=3), "fairness") == expected


@pytest.mark.parametrize(
    ("ready", "hours"), [(None, 2), (at("06:00"), 2), (at("06:59"), 2), (at("07:00"), 1), (at("09:00"), 0)]
)
def test_waiting_is_whole_hours_of_each_person(ready: int | None, hours: int) -> None:
    """Nine family people wait for 08:00, begun hours counted full and never below none."""
    others = (1 + 4) * 3 + (1 + 4) * 14  # direct at 09:00, or left behind until 20:00
    assert _in(group("FAMILY", ready=ready), "waiting") == [("waiting", 9 * hours + others)]


def test_waiting_is_weighted_by_class_and_none_for_who_is_ready_after_the_end() -> None:
    """Classes 1 and 2 weigh 5 and 0; a family ready after the end that stays has waited nothing."""
    weights: dict[str, Any] = {"priority_weights": ((1, 5), (2, 0))}
    assert _goals("waiting", **weights) == [("waiting", 9 * 2 * 5)]
    assert _in(policy(group("FAMILY", ready=at("21:00")), **weights), "waiting", {}) == [("waiting", 0)]


def test_cost_and_flights_are_of_optional_sorties_only() -> None:
    """Two sorties of DIRECT cost 200; scheduled flights cost nothing and are not counted."""
    assert _goals("cost", direct=2) == [("cost", 200)]
    assert _goals("flights", direct=2) == [("flights", 2)]
    assert _goals("flights", direct=0) == [("flights", 0)]


def test_clearance_is_the_last_first_departure_that_carries_anybody() -> None:
    """DIRECT leaves at 09:00, three hours after the begin; onward flights and empty plans do not count."""
    assert _goals("clearance") == [("clearance", 180)]
    assert _goals("clearance", {("FAMILY", VIA_HUB): 1}) == [("clearance", 120)]
    assert _goals("clearance", {}) == [("clearance", 0)]


BEFORE: list[tuple[dict[tuple[str, Itinerary], int], int]] = [
    (GOOD, 0),
    ({}, 9 + 1 + 4),
    ({("FAMILY", VIA_HUB): 1, ("FAMILY", DIRECT): 2, ("LYING", DIRECT): 1, ("COUPLE", DIRECT): 2}, 6),
    ({**GOOD, ("COUPLE", DIRECT): 4}, 4),
    ({**GOOD, ("COUPLE", DIRECT): 9}, 4),
    ({**GOOD, ("COUPLE", ("FORGOTTEN",)): 2}, 4),
    ({**GOOD, ("NOBODY", DIRECT): 1}, 0),
]


@pytest.mark.parametrize(("rows", "people"), BEFORE)
def test_changes_are_people_who_do_something_else_than_before(
    rows: dict[tuple[str, Itinerary], int], people: int
) -> None:
    """Staying is a choice too; flights, groups and parties that are no longer there match nobody."""
    instance = policy(objectives=("changes",))
    baseline = plan_of(instance, rows)
    assert count_goals(instance, plan_of(instance, GOOD), baseline=baseline) == [("changes", people)]


def test_goals_come_in_the_order_of_the_policy_and_nothing_changes_without_a_baseline() -> None:
    """The names follow the objectives, whatever their order."""
    instance = policy(objectives=("flights", "changes", "cost"))
    plan: Plan = replace(plan_of(instance, GOOD))
    assert count_goals(instance, plan) == [("flights", 1), ("changes", 0), ("cost", 100)]
