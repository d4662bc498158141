"""Certificates that planning makes: they hold, and their bounds are true."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest

from evacopt.backends.session import Session
from evacopt.domain.certificate import Branch, Certificate, Leaf, Tree
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.judge.certificate import check_certificate, check_contradiction, floor_of
from evacopt.judge.limits import LIMITS, Limits
from evacopt.judge.relaxation import relax
from evacopt.planning.solve import solve
from evacopt.proof.certify import certify, contradiction
from evacopt.proof.duals import Budget
from evacopt.proof.tuning import TUNING, ProofTuning
from tests.forged.truths import Truth
from tests.tiny.instances import tiny_instance

SEEDS = range(40)
INFEASIBLE = (6, 12, 31, 36, 40, 42, 48, 49, 53, 66)
"""Tiny instances whose promises contradict each other."""


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    """Best plans of tiny instances, all proven."""
    shown = []
    for seed in SEEDS:
        instance = tiny_instance(seed)
        result = solve(instance, backend="highs", threads=1)
        if result.plan is not None and result.certificate is not None:
            shown.append(Truth(instance, result.plan, result.certificate))
    return shown


def test_every_goal_is_proven_and_the_judge_agrees(truths: list[Truth]) -> None:
    """Bounds meet values, and both arithmetics of the judge give them again from the certificate."""
    for truth in truths:
        assert [(goal.bound, goal.grade) for goal in truth.plan.goals] == [
            (goal.value, "proven") for goal in truth.plan.goals
        ]
        assert check_certificate(truth.instance, truth.plan, truth.certificate) == []
        relaxation = relax(truth.instance)
        for number, goal in enumerate(truth.plan.goals):
            both = LIMITS, Limits(safe=0)
            floors = {floor_of(relaxation, truth.certificate, number, limits) for limits in both}
            assert floors == {goal.value}


def test_contradictory_promises_are_proven() -> None:
    """Every infeasible tiny instance has a certificate that names rows of promises, and holds."""
    for seed in INFEASIBLE:
        instance = tiny_instance(seed)
        result = solve(instance, backend="highs", threads=1)
        assert result.certificate is not None
        assert result.message.endswith("promises contradict each other, proven")
        assert check_contradiction(instance, result.certificate) == []
        assert 1 <= len(result.certificate.conflict) <= len(result.conflict)


def _packing(sizes: dict[int, int], *, flights: int, seats: int, levels: int = 0) -> Instance:
    """Parties of each size (so many of each) from one origin, into flights with so many seats."""
    legs = [
        Flight(
            id=f"F{n}",
            operator="FRA",
            origin="O",
            destination="V",
            departs=60 * n,
            arrives=60 * n + 30,
            seats=seats,
        )
        for n in range(1, flights + 1)
    ]
    groups = [
        Group(id=f"G{size}", nationality="FRA", origin="O", size=size, count=count)
        for size, count in sizes.items()
    ]
    return Instance(
        name="packing",
        begins=0,
        ends=6000,
        locations=(
            Location(id="O", role="origin", country="NER"),
            Location(id="V", role="haven", country="FRA"),
        ),
        groups=Groups.of(groups),
        flights=tuple(legs),
        policy=Policy(objectives=("unserved",), fairness_levels=levels or 1),
    )


def _nodes(tree: Tree) -> int:
    return 1 + _nodes(tree.down) + _nodes(tree.up) if isinstance(tree, Branch) else 1


def _certified(
    instance: Instance, seconds: float | None = None, tuning: ProofTuning = TUNING
) -> tuple[Plan, Certificate]:
    result = solve(instance, backend="highs", threads=1)
    assert result.plan is not None
    with Session("highs") as session:
        budget = Budget(None if seconds is None else seconds)
        return certify(instance, result.plan, session, budget, tuning=tuning)


def test_seats_that_nobody_fills_are_shown_by_cuts() -> None:
    """Parties of four and six into flights of nine seats: eight seats of each, without any branch."""
    instance = _packing({4: 30, 6: 30}, flights=12, seats=9)
    plan, certificate = _certified(instance, tuning=ProofTuning(pools=False, rounding_rounds=0))
    (proof,) = certificate.proofs
    assert plan.goals[0].grade == "proven"
    assert plan.goals[0].value == 300 - 12 * 8
    assert proof.cuts
    assert _nodes(proof.tree) == 1
    assert check_certificate(instance, plan, certificate) == []


def test_seats_that_nobody_fills_are_shown_by_pools() -> None:
    """The same with pools, which come before cuts."""
    instance = _packing({4: 30, 6: 30}, flights=12, seats=9)
    plan, certificate = _certified(instance, tuning=ProofTuning(rounding_rounds=0))
    (proof,) = certificate.proofs
    assert (plan.goals[0].grade, plan.goals[0].value) == ("proven", 300 - 12 * 8)
    assert isinstance(proof.tree, Leaf)
    assert proof.tree.pools
    assert not proof.cuts
    assert check_certificate(instance, plan, certificate) == []


def test_a_spent_budget_leaves_true_bounds() -> None:
    """No time: each goal still has one relaxation, and a bound that is checked."""
    instance = _packing({2: 9, 3: 9, 5: 9}, flights=4, seats=13)
    plan, certificate = _certified(instance, seconds=0.0)
    assert all(goal.bound is not None and goal.bound <= goal.value for goal in plan.goals)
    assert check_certificate(instance, plan, certificate) == []


def test_an_instance_too_large_keeps_the_bound_0() -> None:
    """Nothing is proven but what needs no proof; grades of the solver stay, and the certificate holds."""
    instance = _packing({2: 9, 3: 9}, flights=2, seats=7)
    plan = solve(instance, backend="highs", threads=1).plan
    assert plan is not None
    claimed = replace(
        plan, goals=replace(plan.goals, rows=tuple(replace(g, grade="claimed") for g in plan.goals))
    )
    with Session("highs") as session:
        budget = Budget(time.monotonic() + 60)
        plan, certificate = certify(instance, claimed, session, budget, tuning=ProofTuning(tries=0))
    assert [(goal.bound, goal.grade) for goal in plan.goals] == [(0, "claimed")]
    assert certificate.proofs == ()
    assert check_certificate(instance, plan, certificate) == []


def test_a_contradiction_that_cannot_be_tried_needs_a_second_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large to be proven: the promises are named where an engine of another family says the same."""
    (instance,) = islice(
        (i for i in map(tiny_instance, range(60)) if solve(i, backend="highs").plan is None), 1
    )
    too_large = partial(contradiction, limits=Limits(tries=1))
    monkeypatch.setattr("evacopt.planning.infeasible.contradiction", too_large)
    result = solve(instance, backend="highs", threads=1)
    assert result.conflict
    assert result.certificate is None
    assert re.search(r"promises contradict each other, as cpsat \S+ says too$", result.message)


def test_a_goal_of_0_needs_no_engine() -> None:
    """Everybody flies: the proof is empty."""
    plan, certificate = _certified(_packing({2: 2}, flights=1, seats=9))
    assert plan.goals[0].grade == "proven"
    assert certificate.proofs[0].tree == Leaf(1)
