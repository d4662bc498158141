"""Linear rules under every method, beside one another, and where plans are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.plan import Plan
from evacopt.generation.generate import generate
from evacopt.judge.certificate import check_certificate
from evacopt.judge.linear_rules import count_rules
from evacopt.judge.verify import verify
from evacopt.large.tuning import TUNING
from evacopt.planning import run
from evacopt.planning.compare import compare
from evacopt.planning.counterexample import anonymous
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from tests.brute.search import best
from tests.build import DIRECT, flight, group, instance
from tests.tiny.rules import instance_with_rules

NO_MODEL = replace(TUNING, exact_tries=0)
"""The whole model is never asked."""
NOBODY: dict[str, Any] = {"status": "optional", "copies": 3, "accepts": ("DEU",)}
"""An optional flight that takes nobody who is there."""


@pytest.mark.parametrize(("seed", "backend"), [(18, "scale"), (33, "scale"), (58, "priority-first")])
def test_no_method_breaks_a_rule_or_proves_too_much(seed: int, backend: str) -> None:
    """At large scale and as a cell does: the judge accepts the plan, and no bound is above the best."""
    known = instance_with_rules(seed)
    expected = best(known)
    assert expected is not None
    result = solve(known, backend=backend, threads=1)
    assert result.plan is not None
    assert verify(known, result.plan) == []
    assert [goal.goal for goal in result.goals] == [name for name, _ in expected]
    assert [goal.value for goal in result.goals] >= [value for _, value in expected]
    assert result.certificate is not None
    assert check_certificate(known, result.plan, result.certificate) == []


def test_the_large_method_is_mended_where_it_breaks_a_rule() -> None:
    """Of two hundred people at most twenty of some groups get out: others take their seats in its flow."""
    known = generate("surge", people=200, seed=5)
    groups = known.groups.id[::2]
    ruled = known.with_rule("few", {(code, ""): 1 for code in groups}, at_most=20)
    asked = SolveOptions(backend="scale", threads=1, time_limit=None)
    free = run.attempt(known, asked, tuning=NO_MODEL).plan
    assert free is not None
    assert dict(count_rules(ruled, free))["few"] > 20
    plan = run.attempt(ruled, asked, tuning=NO_MODEL).plan
    assert isinstance(plan, Plan)
    assert verify(ruled, plan) == []
    assert 0 < dict(count_rules(ruled, plan))["few"] <= 20


def test_groups_that_a_rule_counts_otherwise_are_not_merged() -> None:
    """Of two groups alike but for a rule exactly the one that it holds back stays."""
    groups = (group("A", count=6), group("B", count=6))
    known = instance(groups=groups, flights=(DIRECT,)).with_rule("R", {("A", "F"): 1}, at_most=2)
    plan = solve(known, threads=1).plan
    assert plan is not None
    assert {(row.group, row.parties) for row in plan.assignments} == {("A", 2), ("B", 6)}
    twice = known.with_rule("R", {("A", "F"): 1, ("B", "F"): 1}, at_most=7)
    other = solve(twice, threads=1)
    assert [(goal.value, goal.grade) for goal in other.goals] == [(5, "proven")]


def test_a_sortie_flies_empty_where_a_rule_asks_for_it_and_not_from_a_closed_place() -> None:
    """What carries nobody is flown; where nothing can leave there is no plan, and the rule is named."""
    known = instance(flights=(DIRECT, flight("X", stop="W 12:00", **NOBODY)))
    plan = solve(known.with_rule("R", {"X": 1}, exactly=2), threads=1).plan
    assert plan is not None
    assert plan.sorties == (("X", 2),)
    closed = known.with_location("W", closes="2023-08-01T11:59Z")
    result = solve(closed.with_rule("R", {"X": 1}, exactly=2), threads=1)
    assert (result.status, result.conflict) == ("infeasible", ("rule R (exactly 2)",))
    assert result.certificate is not None
    late = closed.with_rule("R", {"X": 1}, at_most=2)
    flown = replace(plan, instance_sha256=late.sha256, goals=plan.goals)
    assert {(row.rule, row.subject) for row in verify(late, flown)} == {("itinerary", "X")}


def test_plans_of_other_goals_are_compared() -> None:
    """A linear goal of one instance is blank for the plan of another that has none."""
    plain = instance(groups=(group("A"), group("B")))
    ruled = plain.with_goal("odd [1]", {("A", ""): 1})
    plans = [(one, solve(one, threads=1).plan) for one in (plain, ruled)]
    rows = {row.goal: row.values for row in compare([(one, plan) for one, plan in plans if plan]).goals}
    assert rows == {"unserved[1]": (0, 0), "odd [1]": (None, 1)}


def test_a_counterexample_keeps_its_goals() -> None:
    """Codes are replaced, those of linear goals in the order of goals too."""
    known = instance().with_goal("Embassy of X", {("G", ""): 1})
    bare = anonymous(known)
    assert bare.policy.objectives == ("unserved", bare.rules[0].id)
    assert bare.terms[0].rule == bare.rules[0].id != "Embassy of X"
