"""The goal `changes` without the plan that it compares with: nobody can count it, so it is never proven."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.certificate import Certificate, GoalProof, Leaf
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan
from evacopt.domain.policy import Policy
from evacopt.domain.replanned import Replanned
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import unjudged
from evacopt.judge.verify import verify
from tests.build import flight, group, instance

TWO = instance(
    groups=(group("G", count=2),),
    flights=(flight("F1", "O 08:00", "V 12:00", seats=2), flight("F2", "O 09:00", "V 13:00", seats=2)),
    policy=Policy(objectives=("unserved", "changes")),
)


def _plan(known: Instance = TWO, flight: str = "F1", changes: int = 0, **more: Any) -> Plan:
    """Everybody on one flight; the goals stated as proven."""
    plan = Plan(
        instance_name=known.name,
        instance_sha256=known.sha256,
        assignments=Assignments.of([Assignment("G", (flight,), 2)]),
        **more,
    )
    values = {"unserved[1]": 0, "changes": changes, "flights": 0}
    names = ["unserved[1]" if goal == "unserved" else goal for goal in known.policy.objectives]
    goals = (GoalResult(goal, values[goal], values[goal], "proven") for goal in names)
    return replace(plan, goals=GoalTable(tuple(goals)))


BEFORE, OTHER = _plan(), _plan(flight="F2")
LINK = Replanned(before=BEFORE.sha256, as_of=TWO.begins)


def _certificate(plan: Plan, *proofs: GoalProof) -> Certificate:
    """Of the values that the plan states; where nothing else is said each goal is 0 by the columns alone."""
    made = proofs or tuple(GoalProof(row.goal, row.value, Leaf(1)) for row in plan.goals)
    return Certificate(
        instance_name=plan.instance_name,
        instance_sha256=plan.instance_sha256,
        values=tuple((row.goal, row.value) for row in plan.goals),
        proofs=made,
    )


KEPT = Leaf(1, ((("changes kept", "0"), 1), (("parties", "G"), 1)))
WRONG: dict[str, tuple[Plan, Certificate, Plan | None, str]] = {
    "it names another": (
        _plan(replanned=LINK),
        _certificate(_plan()),
        OTHER,
        f"baseline: is {OTHER.sha256[:12]}, the plan compares with {BEFORE.sha256[:12]}",
    ),
    "it names one, and none is given": (
        _plan(replanned=LINK),
        _certificate(_plan()),
        None,
        f"changes: needs the plan that it compares with, sha256 {BEFORE.sha256}",
    ),
    "it states some, and none is given": (
        _plan(changes=2),
        _certificate(_plan(changes=2)),
        None,
        "changes: needs the plan that it compares with",
    ),
    "it states none, and changed all": (
        _plan(flight="F2"),
        _certificate(_plan(flight="F2")),
        BEFORE,
        "values: are of another instance, or not those of the plan",
    ),
    "it states all, and changed none": (
        _plan(changes=2, replanned=LINK),
        _certificate(_plan(changes=2)),
        BEFORE,
        "values: are of another instance, or not those of the plan",
    ),
    "the certificate counts what the plan does not say": (
        _plan(),
        _certificate(_plan(changes=2)),
        None,
        "changes: needs the plan that it compares with",
    ),
    "the plan says what the certificate does not count": (
        _plan(changes=2),
        _certificate(_plan()),
        None,
        "changes: is called proven at 2; the certificate shows 0",
    ),
    "a bound of what nobody can count": (
        _plan(),
        _certificate(_plan(), GoalProof("unserved[1]", 0, Leaf(1)), GoalProof("changes", 1, Leaf(1))),
        None,
        "changes: shows 0, claims 1",
    ),
    "rows that count changes, and none is given": (
        _plan(),
        _certificate(_plan(), GoalProof("unserved[1]", 0, Leaf(1)), GoalProof("changes", 0, KEPT)),
        None,
        "changes: there is no 'changes kept 0'",
    ),
}


@pytest.mark.sibling("32")
@pytest.mark.parametrize("case", WRONG)
def test_a_certificate_of_changes_needs_what_they_compare_with(case: str) -> None:
    """What is missing, or another, is named; the hash of the plan that is wanted where it is known."""
    plan, certificate, baseline, words = WRONG[case]
    found = [str(row) for row in check_certificate(TWO, plan, certificate, baseline=baseline)]
    assert f"certificate {words}" in found


def test_with_what_they_compare_with_changes_are_counted_and_proven() -> None:
    """None where the plan is the one before, two where all are moved."""
    for plan in (_plan(), _plan(replanned=LINK)):
        assert check_certificate(TWO, plan, _certificate(plan), baseline=BEFORE) == []
        assert verify(TWO, plan, baseline=BEFORE) == []
        assert unjudged(TWO, plan, BEFORE) == ()
    assert verify(TWO, _plan(flight="F2", changes=2, replanned=LINK), baseline=BEFORE) == []


@pytest.mark.sibling("32")
@pytest.mark.parametrize(
    "plan", [_plan(), _plan(changes=2), _plan(replanned=LINK)], ids=["none", "two", "link"]
)
def test_without_it_changes_are_not_judged(plan: Plan) -> None:
    """Neither true nor false, whatever is stated; where the policy does not ask for them all is judged."""
    assert verify(TWO, plan) == []
    assert unjudged(TWO, plan, None) == ("changes",)
    assert unjudged(replace(TWO, policy=Policy(objectives=("unserved",))), plan, None) == ()


@pytest.mark.sibling("32")
def test_another_plan_than_the_one_named_is_no_measure() -> None:
    """It is named, and what the plan states is not held against it."""
    moved = _plan(flight="F2", changes=2, replanned=LINK)
    (found,) = verify(TWO, moved, baseline=OTHER)
    text = f"is {OTHER.sha256[:12]}, the plan compares with {BEFORE.sha256[:12]}"
    assert (found.rule, found.subject, found.text) == ("plan", "baseline", text)
    assert unjudged(TWO, moved, OTHER) == ("changes",)


@pytest.mark.sibling("32")
def test_what_comes_after_changes_is_not_believed_without_them() -> None:
    """A sortie is needed only because nobody may be moved: that needs the plan before."""
    optional = flight("F2", "O 09:00", "V 13:00", seats=2, status="optional", copies=1)
    known = replace(
        TWO, flights=(TWO.flights[0], optional), policy=Policy(objectives=("unserved", "changes", "flights"))
    )
    before = replace(_plan(known, flight="F2"), sorties=(("F2", 1),), goals=GoalTable(()))
    stays = replace(before, replanned=Replanned(before=before.sha256, as_of=0))
    values = (("unserved[1]", 0), ("changes", 0), ("flights", 1))
    rows = (("held", "changes"), ("changes kept", "0"), ("seats", "F2"))
    proofs = (
        GoalProof("unserved[1]", 0, Leaf(1)),
        GoalProof("changes", 0, Leaf(1)),
        GoalProof("flights", 1, Leaf(2, tuple((row, 1) for row in rows))),
    )
    certificate = replace(_certificate(before, *proofs), values=values)
    assert check_certificate(known, stays, certificate, baseline=before) == []
    free = replace(before, goals=GoalTable((GoalResult("unserved[1]", 0, 0, "proven"),)))
    assert [row.subject for row in check_certificate(known, free, certificate)] == ["flights"]
    assert [row.subject for row in check_certificate(known, stays, certificate)] == ["changes"]
