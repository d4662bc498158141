"""What a share implies of whole parties: one of two people is half of them, and a couple stays or leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.certificate import Certificate, GoalProof, Key, Leaf
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Itinerary, Plan
from evacopt.judge.certificate import check_certificate, floor_of
from evacopt.judge.goals import count_goals
from evacopt.judge.limits import RefusedError
from evacopt.judge.relaxation import relax
from tests.judge.world import WORLD, flight, plan_of

SEATS: Key = ("seats", "IN")
WHOLE: tuple[Key, Key] = ("fairness[1] whole", "DEU"), ("fairness[1] whole", "FRA")
CONTRADICTION = Leaf(0, ((SEATS, 1), *((row, 1) for row in WHOLE)))
"""Seats less who must leave of either nationality: below 0 where there are too few seats."""


def _world(seats: int) -> Instance:
    """Two French people by themselves and a German couple, for one flight."""
    one = flight("IN", destination="V1", seats=seats).flights[:1]
    people = Groups.of(
        [
            Group(id="FRA", nationality="FRA", origin="O1", size=1, count=2),
            Group(id="DEU", nationality="DEU", origin="O1", size=2),
        ]
    )
    policy = replace(WORLD.policy, objectives=("fairness",))
    return replace(WORLD, flights=one, groups=people, policy=policy)


def _claim(
    instance: Instance, bound: int, rows: dict[tuple[str, Itinerary], int]
) -> tuple[Plan, Certificate]:
    """A plan called proven, and a certificate that states a bound for it."""
    plan = plan_of(instance, rows, direct=0)
    values = tuple(count_goals(instance, plan))
    goals = GoalTable(tuple(GoalResult(goal, value, bound, "proven") for goal, value in values))
    proof = GoalProof("fairness[1]", bound, CONTRADICTION)
    return replace(plan, goals=goals), Certificate(
        instance_name=instance.name, instance_sha256=instance.sha256, values=values, proofs=(proof,)
    )


def test_two_seats_leave_all_of_a_nationality_behind() -> None:
    """Were it less than all, one of the French and both Germans would leave: three in two seats.

    By parts of parties half of each would stay, which is what the relaxation says without such rows.
    """
    instance = _world(seats=2)
    plan, certificate = _claim(instance, 1_000_000, {("FRA", ("IN",)): 2})
    assert certificate.values == (("fairness[1]", 1_000_000),)
    assert check_certificate(instance, plan, certificate) == []


def test_a_contradiction_shows_what_was_supposed_and_no_more() -> None:
    """Less than 60 % cannot be: that alone proves no more than 60 %, and no value of 100 %."""
    instance = _world(seats=2)
    plan, certificate = _claim(instance, 600_000, {("FRA", ("IN",)): 2})
    assert floor_of(relax(instance), certificate, 0) == 600_000
    found = check_certificate(instance, plan, certificate)
    assert [str(row) for row in found] == [
        "certificate fairness[1]: is called proven at 1000000; the certificate shows 600000"
    ]


@pytest.mark.parametrize("bound", [500_001, 1_000_000])
def test_with_three_seats_half_of_them_stay_and_no_more_is_shown(bound: int) -> None:
    """Up to 50 % one of the French and the Germans must leave, which fits; from there on fewer must."""
    instance = _world(seats=3)
    _, certificate = _claim(instance, bound, {("FRA", ("IN",)): 1, ("DEU", ("IN",)): 1})
    assert certificate.values == (("fairness[1]", 500_000),)
    with pytest.raises(RefusedError, match="show nothing"):
        floor_of(relax(instance), certificate, 0)


def test_with_three_seats_half_of_them_are_proven_to_stay() -> None:
    """Below 50 % all would leave: four in three seats."""
    instance = _world(seats=3)
    plan, certificate = _claim(instance, 500_000, {("FRA", ("IN",)): 1, ("DEU", ("IN",)): 1})
    assert check_certificate(instance, plan, certificate) == []


def test_goals_behind_know_what_the_share_implies() -> None:
    """Held at 50 %, no fewer than one of the French and both Germans leave, in later goals as well."""
    instance = _world(seats=3)
    relaxation = relax(instance)
    held = relaxation.supposing(relaxation.goals[0], 500_000)
    assert [int(held.high[held.row[key]]) for key in WHOLE] == [-2, -1]
