"""Backends compared: agreed goals, contradictions, and the small anonymous instance that shows one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.checks import errors_of
from evacopt.domain.fields import TABLES
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Grade, Plan
from evacopt.errors import UsageError
from evacopt.judge.verify import verify
from evacopt.planning import agree
from evacopt.planning.counterexample import anonymous, shrunken
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.planning.run import attempt
from evacopt.planning.solve import solve
from tests.tiny.instances import tiny_instance


def _result(*goals: tuple[str, int, Grade]) -> Result:
    """A result with an empty plan that states these goals."""
    plan = solve(tiny_instance(0), threads=1).plan
    assert plan is not None
    rows = tuple(GoalResult(name, value, 0, grade) for name, value, grade in goals)
    return Result("solved", replace(plan, goals=GoalTable(rows)))


def _liar(instance: Instance, options: SolveOptions, **rest: Any) -> Result:
    """The real thing, but for `first-come`, which claims that its plan is the best there is."""
    result = attempt(instance, options, **rest)
    if options.backend != "first-come" or result.plan is None:
        return result
    goals = tuple(replace(goal, grade="claimed") for goal in result.plan.goals)
    return replace(result, plan=replace(result.plan, goals=GoalTable(goals)))


def _seed_with_a_gap() -> Instance:
    """An instance on which first-come is worse than the best at its first differing goal."""
    for seed in range(60):
        instance = tiny_instance(seed)
        best, poor = solve(instance, threads=1), solve(instance, backend="first-come")
        if best.plan and poor.plan and [g.value for g in best.goals] != [g.value for g in poor.goals]:
            return instance
    raise AssertionError("no tiny instance tells first-come from the best")


def test_two_families_that_claim_alike_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Goals claimed by two families with equal values are agreed; proven ones stay proven."""
    made = _result(("cost", 3, "proven"), ("flights", 2, "claimed"))
    monkeypatch.setattr(agree, "attempt", lambda *_, **__: made)
    result = agree.attempt_by_all(tiny_instance(0), replace(agree.SMALL, backend="highs,cpsat"))
    assert [goal.grade for goal in result.goals] == ["proven", "agreed"]


def test_two_names_of_one_family_do_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS twice, by two doors, is one opinion."""
    made = _result(("flights", 2, "claimed"))
    monkeypatch.setattr(agree, "attempt", lambda *_, **__: made)
    result = agree.attempt_by_all(tiny_instance(0), replace(agree.SMALL, backend="highs,mathopt-highs"))
    assert [goal.grade for goal in result.goals] == ["claimed"]


def _one_by_one(monkeypatch: pytest.MonkeyPatch, *results: Result) -> Result:
    """What comparing makes of these results, whoever gave them."""
    given = iter(results)
    monkeypatch.setattr(agree, "attempt", lambda *_, **__: next(given))
    return agree.attempt_by_all(tiny_instance(0), replace(agree.SMALL, backend="highs,scale"))


def test_of_plans_alike_the_one_that_is_proven() -> None:
    """A claim of one backend does not hide what another has proven of the same values."""
    claimed, proven = _result(("flights", 2, "claimed")), _result(("flights", 2, "proven"))
    for order in ((claimed, proven), (proven, claimed)):
        with pytest.MonkeyPatch.context() as patch:
            result = _one_by_one(patch, *order)
        assert [goal.grade for goal in result.goals] == ["proven"]


def test_why_there_is_no_plan_is_not_lost() -> None:
    """Where one backend finds no plan and another says why there is none, that is the answer."""
    silent, conflict = Result("no_plan"), Result("infeasible", conflict=("pin G exactly 1 on F",))
    for order in ((silent, conflict), (conflict, silent)):
        with pytest.MonkeyPatch.context() as patch:
            assert _one_by_one(patch, *order) == conflict


def test_a_backend_named_twice_is_refused() -> None:
    """Comparing a backend with itself is a slip of the keyboard."""
    with pytest.raises(UsageError, match="twice"):
        solve(tiny_instance(0), backend="highs,highs")


@pytest.mark.parametrize(
    ("one", "other", "odds"),
    [
        ((("cost", 3, "claimed"),), (("cost", 3, "feasible"),), False),
        ((("cost", 4, "feasible"),), (("cost", 3, "claimed"),), False),
        ((("cost", 4, "claimed"),), (("cost", 3, "feasible"),), True),
        (
            (("cost", 4, "feasible"), ("flights", 9, "claimed")),
            (("cost", 3, "claimed"), ("flights", 1, "claimed")),
            False,
        ),
    ],
)
def test_only_a_worse_value_called_best_contradicts(one: Any, other: Any, odds: bool) -> None:
    """What counts is the first goal that differs, and whether the worse value was claimed."""
    assert agree.contradict(_result(*one), _result(*other)) is odds
    assert agree.contradict(_result(*other), _result(*one)) is odds


def test_infeasible_contradicts_a_plan() -> None:
    """Infeasible is refuted by any plan, and by nothing else."""
    infeasible = Result("infeasible", conflict=("x",))
    assert agree.contradict(infeasible, _result(("cost", 1, "feasible")))
    assert not agree.contradict(infeasible, Result("no_plan"))
    assert not agree.contradict(infeasible, infeasible)


def test_a_lie_is_shown_small_and_without_real_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend that calls a poor plan the best is named, not believed, and shown by a small instance."""
    instance = _seed_with_a_gap()
    monkeypatch.setattr(agree, "attempt", _liar)
    asked = replace(agree.SMALL, backend="highs,first-come")
    result = agree.attempt_by_all(instance, asked, shrinking=6.0)
    small = result.disagreement
    assert small is not None and "contradict each other" in result.message
    assert all(goal.grade in ("proven", "feasible") for goal in result.goals)
    assert not errors_of(small)
    assert len(small.groups) <= len(instance.groups) and len(small.schedule) <= len(instance.schedule)
    assert set(small.groups.id).isdisjoint(instance.groups.id)
    said = [_liar(small, replace(agree.SMALL, backend=name)) for name in ("highs", "first-come")]
    assert agree.contradict(*said)


def test_shrinking_keeps_the_property_and_nothing_else() -> None:
    """Only what the property needs is left: one flight, one group of one party."""
    instance = tiny_instance(3)
    small = shrunken(instance, lambda smaller: len(smaller.groups) > 0, seconds=20)
    assert len(small.groups) == 1 and small.groups.count.tolist() == [1]
    assert not small.shares and not small.pins and not small.schedule


@pytest.mark.parametrize("seed", range(5))
def test_an_anonymous_instance_has_the_same_plans(seed: int) -> None:
    """No code, name or place survives; the goals of the best plan are the same."""
    instance = tiny_instance(seed)
    hidden = anonymous(instance)
    assert not errors_of(hidden)
    for table in TABLES:
        if table.key and table.name != "sorties":
            keys = {getattr(row, table.key) for row in getattr(instance, table.name)}
            assert keys.isdisjoint({getattr(row, table.key) for row in getattr(hidden, table.name)})
    one, other = solve(instance, threads=1), solve(hidden, threads=1)
    assert one.status == other.status
    assert [(g.goal, g.value) for g in one.goals] == [(g.goal, g.value) for g in other.goals]
    if other.plan is not None:
        assert _accepted(hidden, other.plan)


def _accepted(instance: Instance, plan: Plan) -> bool:
    return verify(instance, plan) == []
