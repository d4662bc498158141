"""Linear rules and goals against the search that tries every plan, and against whoever forges."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalTable, Plan
from evacopt.judge.certificate import check_certificate, check_contradiction
from evacopt.judge.goals import count_goals
from evacopt.judge.linear_rules import count_rules
from evacopt.judge.verify import verify
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from tests.brute.conflicts import contradict, named, smallest_size
from tests.brute.plans import plan_of
from tests.brute.search import best, best_plan
from tests.build import DIRECT, group, instance
from tests.judge.whole import bounds_of
from tests.tiny.rules import instance_with_rules

SOLVED = (5, 7, 12, 18, 19, 33, 35)
JUDGED = range(30)
SMALL = 10
BINDING = 18


def _solved(instance: Instance) -> tuple[Result, Plan, Certificate]:
    result = solve(instance, backend="highs", threads=1)
    assert result.plan is not None
    assert result.certificate is not None
    return result, result.plan, result.certificate


@pytest.mark.parametrize("seed", SOLVED)
def test_engine_finds_the_best_under_linear_rules(seed: int) -> None:
    """Every goal is the best there is, what is proven is accepted by the judge, contradictions are named."""
    instance = instance_with_rules(seed)
    expected = best(instance)
    result = solve(instance, backend="highs", threads=1)
    if expected is None:
        assert result.status == "infeasible"
        assert contradict(instance, named(instance, result.conflict))
        assert len(result.conflict) == smallest_size(instance)
        assert result.certificate is None or check_contradiction(instance, result.certificate) == []
        return
    _, plan, certificate = _solved(instance)
    assert [(goal.goal, goal.value) for goal in plan.goals] == expected
    assert verify(instance, plan) == []
    assert check_certificate(instance, plan, certificate) == []


@pytest.mark.parametrize("backend", ["highs", "cpsat", "scip"])
def test_every_engine_takes_a_limit_that_no_whole_numbers_keep(backend: str) -> None:
    """A sum of even coefficients held to an odd number is a contradiction that is named, not a failure."""
    waiting = instance(groups=(group("G", size=1, count=3),), flights=(DIRECT,))
    odd = waiting.with_rule("odd", {("G", "F"): 2}, exactly=3)
    result = solve(odd, backend=backend, threads=1)
    assert (result.status, result.conflict) == ("infeasible", ("rule odd (exactly 3)",))


def test_some_of_those_solved_have_no_plan_and_some_linear_goals() -> None:
    """The seeds above hold contradictions of linear rules, and goals of both kinds."""
    instances = [instance_with_rules(seed) for seed in SOLVED]
    assert 0 < sum(best(instance) is None for instance in instances) < len(SOLVED) // 2
    assert {rule.kind for instance in instances for rule in instance.rules} == {
        *("at_most", "at_least", "exactly", "minimise", "maximise")
    }


def test_judge_counts_rules_and_goals_as_the_search_does() -> None:
    """A best plan keeps every rule and has the goals that the search counted, none of them below 0."""
    judged = 0
    for seed in JUDGED:
        instance = instance_with_rules(seed, people=SMALL)
        answer = best_plan(instance)
        if answer is not None:
            plan = plan_of(instance, answer)
            assert verify(instance, plan) == [], instance.name
            assert count_goals(instance, plan) == answer.goals, instance.name
            assert min(value for _, value in answer.goals) >= 0
            judged += 1
    assert judged > len(JUDGED) // 2


def test_no_bound_is_above_the_best() -> None:
    """Whatever multipliers, cuts, pools and congruences: no linear rule makes a bound too high."""
    tried = 0
    with Session("highs") as session:
        for seed in range(100, 106):
            instance = instance_with_rules(seed, people=SMALL)
            goals = best(instance)
            for seen in () if goals is None else bounds_of(instance, goals, session, Random(seed)):
                assert not seen.wrong, (seed, seen)
                tried += 1
    assert tried > 50


def test_forged_claims_are_refused() -> None:
    """A bound one higher, a value one lower, a plan that breaks a rule, a proof without it."""
    instance = instance_with_rules(BINDING)
    _, plan, certificate = _solved(instance)
    for number, goal in enumerate(plan.goals):
        better = replace(goal, value=goal.value - 1, bound=goal.value - 1)
        goals = GoalTable(tuple(better if at == number else row for at, row in enumerate(plan.goals)))
        assert verify(instance, replace(plan, goals=goals))
    for number, proof in enumerate(certificate.proofs):
        higher = replace(proof, bound=proof.bound + 1)
        proofs = tuple(higher if at == number else row for at, row in enumerate(certificate.proofs))
        assert check_certificate(instance, plan, replace(certificate, proofs=proofs))
    (limit, total), *_ = count_rules(instance, plan)
    assert _broken(_limited(instance, limit, total - 1), plan) == {"plan", "rule"}
    assert _broken(_limited(instance, limit, total), plan) == {"plan"}
    loose = _limited(instance, limit, 1_000)
    assert (best(loose) or []) < (best(instance) or []), "the rule binds"
    assert check_certificate(loose, plan, certificate)
    assert check_certificate(loose, plan, replace(certificate, instance_sha256=loose.sha256))


def _limited(instance: Instance, code: str, most: int) -> Instance:
    """With another limit of one rule, and no other."""
    rules = tuple(
        replace(rule, limit=most, kind="at_most") if rule.id == code else rule
        for rule in instance.rules
        if rule.is_goal or rule.id == code
    )
    return replace(instance, rules=rules)


def _broken(instance: Instance, plan: Plan) -> set[str]:
    return {row.rule for row in verify(instance, plan)}


def test_a_contradiction_must_name_every_rule_that_it_uses() -> None:
    """A proof that there is no plan is refused where a linear rule that it uses is left out."""
    seed = next(seed for seed in SOLVED if best(instance_with_rules(seed)) is None)
    instance = instance_with_rules(seed)
    certificate = solve(instance, backend="highs", threads=1).certificate
    assert certificate is not None
    assert check_contradiction(instance, certificate) == []
    rules = [key for key in certificate.conflict if key[0].startswith("rule")]
    assert rules
    less = tuple(key for key in certificate.conflict if key != rules[0])
    assert check_contradiction(instance, replace(certificate, conflict=less))
