"""Plans get better while there is time: what a planner sees of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import BackendError
from evacopt.generation.generate import generate
from evacopt.improve.search import Better, Start, better_plans
from evacopt.improve.trips import Trips
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.improve import Improve
from evacopt.planning.method import Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Progress, Result
from evacopt.planning.solve import solve
from tests.build import group, instance, plan
from tests.tiny.instances import tiny_instance

CROWD = generate("fleet", people=300, seed=3)
"""Sorties of which the large-scale method leaves some out."""


def _solved(known: Instance, **options: Any) -> Result:
    return solve(known, backend="scale", threads=1, **{"time_limit": 6.0, **options})


def _judged(known: Instance, result: Result) -> list[int]:
    """The values of a plan whose every claim the judge accepts."""
    assert result.plan is not None
    assert result.certificate is not None
    assert verify(known, result.plan) == []
    assert check_certificate(known, result.plan, result.certificate) == []
    values = _values(known, result.plan)
    assert values == [goal.value for goal in result.goals]
    return values


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that were to be improved."""
    seen = list[Plan]()

    def watched(known: Instance, start: Start, *rest: Any, **more: Any) -> Iterator[Better]:
        seen.append(start.plan)
        return better_plans(known, start, *rest, **more)

    monkeypatch.setattr("evacopt.improve.search.better_plans", watched)
    return seen


def _values(known: Instance, made: Plan) -> list[int]:
    return [value for _, value in count_goals(known, made)]


@pytest.mark.parametrize("way", ["ctrl-c", "stop"])
def test_interrupted_it_keeps_the_best(way: str, starts: list[Plan]) -> None:
    """The better plan that was told last before Ctrl-C, or before the caller wanted no more, comes out."""
    told = list[Progress]()

    def end_it(news: Progress) -> object:
        proven_first = any(before.bound is not None for before in told)
        told.append(news)
        if proven_first and news.bound is None:
            if way == "stop":
                return False
            signal.raise_signal(signal.SIGINT)
        return True

    result = _solved(CROWD, on_progress=end_it, time_limit=120.0)
    values = {goal.goal: goal.value for goal in result.goals}
    assert result.status == "interrupted"
    assert _judged(CROWD, result) < _values(CROWD, starts[0])
    assert values[told[-1].goal] == told[-1].incumbent


@pytest.mark.parametrize("family", ["hubs", "shares", "surge", "tight", "mixed", "fleet"])
def test_it_is_never_worse(family: str, starts: list[Plan]) -> None:
    """Under the rules of each family; the judge accepts plan and certificate."""
    known = generate(family, people=200, seed=2)
    values = _judged(known, _solved(known, time_limit=3.0))
    assert all(values <= _values(known, start) for start in starts)


def test_better_plans_are_told() -> None:
    """The last news of each goal is what comes out, whatever was better on the way."""
    told = list[Progress]()
    result = _solved(CROWD, on_progress=told.append)
    last = {news.goal: (news.incumbent, news.bound) for news in told}
    assert last == {goal.goal: (goal.value, goal.bound) for goal in result.goals}


def test_a_failure_keeps_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan before it comes out with its bounds, and it is said what failed."""
    starts = list[Plan]()

    def broken(_: Instance, start: Start, *__: Any, **___: Any) -> Iterator[Better]:
        starts.append(start.plan)
        raise BackendError("the engine is gone")

    monkeypatch.setattr("evacopt.improve.search.better_plans", broken)
    result = _solved(CROWD, time_limit=60.0, proving=0.2)
    assert _judged(CROWD, result) == _values(CROWD, starts[0])
    assert any(note.startswith("improving failed") for note in result.notes)


def test_what_the_judge_refuses_is_not_taken(monkeypatch: pytest.MonkeyPatch, starts: list[Plan]) -> None:
    """Should model and judge ever differ, the plan before it is kept."""
    crowded = CROWD.groups[0]
    bad = plan(CROWD, (crowded.id, CROWD.schedule[0].id, crowded.count + 1))
    monkeypatch.setattr(Trips, "plan", lambda *_: bad)
    result = _solved(CROWD, time_limit=60.0, proving=0.2)
    assert _judged(CROWD, result) == _values(CROWD, starts[0])
    assert any("improving failed" in note and "breaks a rule" in note for note in result.notes)


def _proposed(known: Instance, start: Plan | None, limit: float | None = 20.0) -> list[list[int]]:
    task = Task(
        instance=known, options=SolveOptions(time_limit=limit, threads=1), baseline=None, watch=Watch()
    )
    with Session("highs") as session:
        made = [proposal.source.plan() for proposal in Improve().propose(task, session, start)]
    values = list[list[int]]()
    for one in made:
        assert one is not None
        assert verify(known, one) == []
        values.append(_values(known, one))
    return values


@pytest.mark.parametrize("seed", range(12))
def test_each_proposal_is_better_than_the_last(seed: int) -> None:
    """From a cell's plan, over every rule; the last is the best one there is."""
    known = tiny_instance(seed)
    start = solve(known, backend="priority-first").plan
    if start is None:
        return
    values = [_values(known, start), *_proposed(known, start)]
    assert values == sorted(values, reverse=True)
    assert values[-1] == [goal.value for goal in solve(known, backend="highs", threads=1).goals]


def test_there_is_nothing_to_propose() -> None:
    """Without a start, without a limit, and from a plan that breaks a rule."""
    known = instance(groups=(group(count=3),))
    assert _proposed(known, plan(known, ("G", "F", 1)), None) == []
    assert _proposed(known, None) == []
    assert _proposed(known, plan(known, ("G", "F", 9))) == []
    assert _proposed(known, plan(known, ("G", "F", 1))) == [[0]]
