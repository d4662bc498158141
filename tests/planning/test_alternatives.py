"""Other plans that are as good: how far they are, when there are none, and what they keep."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.domain.policy import Policy
from evacopt.errors import UsageError
from evacopt.files import read_instance
from evacopt.files.plan_file import plan_object
from evacopt.judge.verify import verify
from evacopt.planning import alternatives
from evacopt.planning.alternatives import Difference, differences
from evacopt.planning.compare import people_moved
from evacopt.planning.method import Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from tests.build import DIRECT, flight, group, instance, plan
from tests.tiny.instances import tiny_instance

SMALL = Path(__file__).parent.parent / "data" / "small"
NATIONS = ("FRA", "DEU", "ITA", "ESP")


def _solved(known: Instance, number: int, **options: Any) -> Result:
    return solve(known, alternatives=number, **{"threads": 1, "time_limit": None, **options})


def _of_each_nation(**more: Any) -> tuple[Any, ...]:
    return tuple(group(code, nationality=code, **more) for code in NATIONS)


def test_each_plan_is_found_once() -> None:
    """One seat and four people that only their nationality tells apart: three others, and no more."""
    known = instance(groups=_of_each_nation(), flights=(flight("F", seats=1),))
    result = _solved(known, 10)
    assert result.plan is not None
    aboard = {one.assignments[0].group for one in (result.plan, *result.alternatives)}
    assert (aboard, len(result.alternatives)) == (set(NATIONS), 3)
    assert "; 3 other plans as good found: highs" in result.message
    assert result.message.endswith("says that there is no other")


def test_the_first_is_as_far_as_can_be() -> None:
    """Two flights that are alike: everybody changes places, which is worth people and not parties."""
    flights = (flight("F", seats=4), flight("G", seats=4))
    known = instance(groups=_of_each_nation(size=2), flights=flights)
    result = _solved(known, 1)
    assert result.plan is not None
    assert differences(known, result.plan, result.alternatives) == (Difference(people=8, flights=2, apart=8),)


def test_some_of_a_group_may_change() -> None:
    """Of three parties in four seats as many are others as can be: a part of a group counts as a part."""
    groups = (group("A", nationality="FRA", count=3), group("B", nationality="DEU", count=3))
    known = instance(groups=groups, flights=(flight("F", seats=4),))
    result = _solved(known, 3)
    assert result.plan is not None
    sent = [
        tuple(sorted((row.group, row.parties) for row in one.assignments))
        for one in (result.plan, *result.alternatives)
    ]
    assert len(result.alternatives) == 2
    assert set(sent) == {tuple(zip("AB", split, strict=True)) for split in ((3, 1), (2, 2), (1, 3))}
    first, second = differences(known, result.plan, result.alternatives)
    assert first.people >= second.people


def test_parties_that_nothing_tells_apart_change_no_places() -> None:
    """Who registered first leaves first, and exchanging them is no other plan."""
    known = instance(groups=(group("A"), group("B")), flights=(flight("F", seats=1),))
    result = _solved(known, 1)
    assert result.alternatives == ()
    assert "no other plans as good found" in result.message


@pytest.mark.parametrize("seed", range(25))
def test_all_are_as_good_and_differ(seed: int) -> None:
    """The judge accepts each; each goal is no worse than the plan's, and no two plans are alike."""
    known = tiny_instance(seed)
    result = _solved(known, 3)
    if result.plan is None:
        assert result.alternatives == ()
        return
    for one in result.alternatives:
        assert verify(known, one) == []
        assert one.unserved == () or one.unserved[0].reasons
        pairs = zip(one.goals, result.plan.goals, strict=True)
        assert all(mine.value <= held.value for mine, held in pairs)
    for one, other in combinations((result.plan, *result.alternatives), 2):
        assert people_moved(known, one, other) > 0
    assert len(result.alternatives) == 3 or "says that there is no other" in result.message


@pytest.mark.parametrize("limit", [2.0, 10.0])
def test_what_is_proven_of_the_plan_is_proven_of_each(limit: float) -> None:
    """They have the same values, so the same bounds; and the time limit holds for all together."""
    known = read_instance(SMALL)
    result = _solved(known, 2, time_limit=limit)
    assert result.plan is not None
    assert {one.goals for one in result.alternatives} <= {result.plan.goals}


def test_the_same_plans_twice() -> None:
    """With one thread, a seed and no time limit: to the byte, the seconds aside."""
    known = read_instance(SMALL)
    first, second = (
        [{**plan_object(one), "run": None} for one in _solved(known, 3).alternatives] for _ in range(2)
    )
    assert first == second


def test_of_a_better_plan_less_is_known() -> None:
    """Where a goal turns out better, bounds of the goals after it were shown at another value."""
    rows = (GoalResult("a", 3, 2, "feasible"), GoalResult("b", 5, 5, "proven"))
    found = alternatives._goals(GoalTable(rows), [("a", 2), ("b", 5)])
    assert [(row.value, row.bound, row.grade) for row in found] == [
        (2, None, "feasible"),
        (5, None, "feasible"),
    ]


def test_what_is_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan is kept; nothing is pretended."""
    monkeypatch.setattr(alternatives, "within_reach", lambda _: False)
    result = _solved(instance(), 2)
    assert result.plan is not None
    assert result.message.endswith("no other plans as good found: " + alternatives.TOO_LARGE)


def test_ended_on_the_way() -> None:
    """Those found by then are kept, and the plan in any case."""
    known = instance(groups=_of_each_nation(), flights=(flight("F", seats=1),))
    begun = solve(known, threads=1)
    watch = Watch(should_stop=lambda: True)
    task = Task(instance=known, options=SolveOptions(threads=1), baseline=None, watch=watch)
    result = alternatives.with_alternatives(task, begun, 2)
    assert (result.status, result.plan) == ("interrupted", begun.plan)


def test_changes_are_held_too() -> None:
    """With a plan in force, others are as near to it as the plan is."""
    known = instance(
        groups=_of_each_nation(),
        flights=(flight("F", seats=2),),
        policy=Policy(objectives=("unserved", "changes")),
    )
    before: Plan = plan(known, ("FRA", "F", 1))
    result = _solved(known, 5, baseline=before)
    assert len(result.alternatives) == 2
    assert {one.goals[-1].value for one in result.alternatives} == {1}


@pytest.mark.parametrize("number", [-1, 21, 1.5, "two"])
def test_how_many_is_a_whole_number(number: Any) -> None:
    """From 0 to 20; more than that nobody compares."""
    with pytest.raises(UsageError, match="alternatives must be a whole number"):
        _solved(instance(flights=(DIRECT,)), number)
