"""Plans and bounds side by side, or by turns: what comes out is the best that was ever proposed."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Objective, PriorityRule
from evacopt.errors import BackendError
from evacopt.exact.lexicographic import Outcome
from evacopt.generation.generate import generate
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.formulation import formulate
from evacopt.planning import beside, run
from evacopt.planning.beside import Beside
from evacopt.planning.certify import Bounds
from evacopt.planning.exact import Exact
from evacopt.planning.improve import Improve
from evacopt.planning.kept import STRICT
from evacopt.planning.method import FromFlow, FromModel, Method, Proposal, Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.plans import Plans
from evacopt.planning.result import Progress, Result
from evacopt.planning.solve import solve
from evacopt.planning.tuning import TUNING, LaneTuning
from tests.build import flight, group, instance, plan

WORLD = instance(
    groups=(group("A", count=20), group("B", count=9, priority=2)),
    flights=(flight("F", seats=9), flight("L", "O 18:00", "V 22:00", seats=9)),
)
GOOD, FAIR, POOR = (
    plan(WORLD, ("A", "F", 9), ("A", "L", many)) if many else plan(WORLD, ("A", "F", 9)) for many in (9, 5, 0)
)
CROWD = generate("fleet", people=300, seed=3)


class Scripted:
    """A method that proposes what it is told, and does `between` after each; it stands on HiGHS."""

    name, reason = "highs", ""

    def __init__(self, *plans: Plan, between: Callable[[Task], object] = lambda _: None) -> None:
        self._plans, self._between = plans, between

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`."""
        del session, start
        for made in self._plans:
            yield Proposal(outcome="stopped", source=FromFlow(made), built=0.0)
            self._between(task)


AT_ONCE = replace(TUNING, first_after=0.0)
"""The second thread does not wait."""
PATIENCE = 120.0
"""Seconds that a busy machine may need for what takes none."""


def _ran(method: Method, tuning: LaneTuning = AT_ONCE, *, world: Instance = WORLD, **options: Any) -> Result:
    asked = SolveOptions(**{"time_limit": 20.0, **options})
    watch = Watch.of(asked)
    task = Task(instance=world, options=asked, baseline=None, watch=watch)
    return watch.answered(run.run(method, task, tuning))


def _values(result: Result) -> list[int]:
    """Those of a plan whose every claim the judge accepts."""
    assert result.plan is not None
    assert result.certificate is not None
    known = WORLD if result.plan.instance_sha256 == WORLD.sha256 else CROWD
    assert verify(known, result.plan) == []
    assert check_certificate(known, result.plan, result.certificate) == []
    values = [value for _, value in count_goals(known, result.plan)]
    assert values == [goal.value for goal in result.goals]
    return values


@pytest.fixture(params=[1, 2])
def threads(request: pytest.FixtureRequest) -> int:
    """By turns, and side by side."""
    return int(request.param)


@pytest.fixture
def no_improving(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a method proposes is all that there is."""
    monkeypatch.setattr(Improve, "propose", lambda *_: (one for one in list[Proposal]()))
    monkeypatch.setattr("evacopt.planning.plans.within_reach", lambda _: False)


@pytest.fixture
def no_first_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second thread, should it be there before the method has a plan, makes none."""
    monkeypatch.setattr(beside, "first_plans", lambda *_: iter(()))


@pytest.mark.parametrize("limit", [None, 20.0])
def test_the_best_proposal_comes_out(limit: float | None, threads: int, no_improving: None) -> None:
    """Not the last one: what is worse than one before it is let go."""
    result = _ran(Scripted(POOR, GOOD, FAIR), threads=threads, time_limit=limit)
    assert _values(result) == [2, 9]
    assert result.status == "solved"


@pytest.mark.parametrize("after", [1, 2, 3])
def test_interrupted_after_any_proposal(after: int, threads: int, no_improving: None) -> None:
    """The best of those by then comes out, or a better first plan of the second thread."""
    seen = list[Task]()

    def press(task: Task) -> None:
        seen.append(task)
        if len(seen) == after:
            signal.raise_signal(signal.SIGINT)

    result = _ran(Scripted(POOR, GOOD, FAIR, between=press), threads=threads)
    assert result.status == "interrupted"
    best = [11, 9] if after == 1 else [2, 9]
    assert _values(result) == best if threads == 1 else _values(result) <= best


def test_what_was_interrupted_is_not_improved(
    threads: int, no_first_plan: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A method that was ended by Ctrl-C says so; nothing is begun after it."""
    monkeypatch.setattr(Plans, "_better", lambda *_: pytest.fail("it went on"))
    monkeypatch.setattr(Plans, "_at_scale", lambda *_: pytest.fail("it went on"))

    class Ended(Scripted):
        def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
            (only,) = super().propose(task, session, start)
            yield replace(only, outcome="interrupted")

    result = _ran(Ended(POOR), threads=threads, time_limit=300.0)
    assert result.status == "interrupted"
    assert _values(result) == [11, 9]


def _presses(held: list[Plan], made: Plan) -> Callable[..., None]:
    """An improvement that finds `made`, in the midst of which somebody presses Ctrl-C."""

    def better(self: Plans, *_: object) -> None:
        assert self._incumbent.best is not None
        held.append(self._incumbent.best.plan)
        self._incumbent.offer(Proposal(outcome="stopped", source=FromFlow(made), built=0.0))
        signal.raise_signal(signal.SIGINT)

    return better


def test_whoever_presses_a_key_does_not_wait_for_reasons(
    threads: int, no_first_plan: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a plan that is no point of a model are looked for as long as there is time."""
    held = list[Plan]()
    monkeypatch.setattr(Plans, "_better", _presses(held, GOOD))
    monkeypatch.setattr(run, "_of_most_urgent", lambda *_: pytest.fail("it looked for reasons"))
    monkeypatch.setattr(Beside, "finish", lambda *_: None)
    result = _ran(Scripted(POOR), threads=threads, time_limit=300.0)
    assert held
    assert result.status == "interrupted"
    assert _values(result) == [2, 9]


class Poor(Exact):
    """An exact method that has one poor plan when its time is up, or says that it is the best."""

    outcome: Outcome = "stopped"

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`."""
        yield Proposal(outcome=self.outcome, source=FromFlow(POOR), built=0.0)


def test_the_large_scale_method_has_its_turn(threads: int, no_improving: None, no_first_plan: None) -> None:
    """Where the exact method ends without having solved every goal, and not where it has."""
    method = Poor("highs")
    assert _values(_ran(method, threads=threads)) == [2, 9]
    method.outcome = "solved"
    assert _values(_ran(method, threads=threads)) == [11, 9]


class Slow(Exact):
    """An exact method that finds no plan but with all of the time."""

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`."""
        if task.options.time_limit == 20.0:
            yield Proposal(outcome="solved", source=FromFlow(GOOD), built=0.0)
        else:
            yield Proposal(outcome="no_plan", source=FromModel(formulate(WORLD), None), built=0.0)


def test_without_a_plan_the_exact_method_goes_on(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share of the time that was too short for any plan does not end the run."""
    monkeypatch.setattr(Plans, "_at_scale", lambda *_: None)
    assert _values(_ran(Slow("highs"), threads=threads)) == [2, 9]


def test_improving_begins_with_the_best(threads: int) -> None:
    """And what it finds is proven where it can be, which ends the run long before its limit."""
    result = _ran(Scripted(FAIR, POOR), threads=threads, time_limit=300.0)
    assert result.status == "solved"
    assert _values(result) == [2, 9]
    assert result.plan is not None
    assert result.plan.run is not None
    assert sum(spent for _, spent in result.plan.run.seconds) < 300.0


def _waits_for_a_plan(task: Task) -> None:
    """As a method that takes its time: until somebody else has a plan, and that is told."""
    while not told:
        task.watch.stop()
        time.sleep(0.01)


told = list[Progress]()


def test_a_first_plan_is_there_before_the_method_has_one(no_improving: None) -> None:
    """The second thread makes one; the method's own plan, which is better, is taken when it comes."""
    told.clear()

    class Slow(Scripted):
        def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
            _waits_for_a_plan(task)
            return super().propose(task, session, start)

    result = _ran(Slow(GOOD), threads=2, on_progress=told.append)
    assert told[0].goal == "unserved[1]"
    assert told[0].incumbent is not None
    assert _values(result) == [2, 9]


def test_a_method_that_fails_leaves_the_first_plan(
    monkeypatch: pytest.MonkeyPatch, no_improving: None
) -> None:
    """What the second thread has found by then comes out, with a note; without it the failure does."""
    monkeypatch.setenv(STRICT, "0")

    class Failing(Scripted):
        def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
            del session, start
            if wait:
                _waits_for_a_plan(task)
            raise KeyError("of all things")

    for wait in (False, True):
        told.clear()
        if not wait:
            with pytest.raises(KeyError):
                _ran(Failing(), replace(TUNING, first_after=100.0), threads=2)
            continue
        result = _ran(Failing(), threads=2, on_progress=told.append)
        assert _values(result) < [20, 9]
        assert any("finishing failed (KeyError" in note for note in result.notes)


def test_what_fails_in_the_second_thread_costs_a_bound(
    monkeypatch: pytest.MonkeyPatch, no_improving: None
) -> None:
    """The plan comes out, and it is said what failed."""
    failed, waited = threading.Event(), list[bool]()

    def fail(*_: object, **__: object) -> None:
        failed.set()
        raise BackendError("the engine is gone")

    monkeypatch.setattr(beside, "Session", fail)
    result = _ran(Scripted(GOOD, between=lambda _: waited.append(failed.wait(PATIENCE))), threads=2)
    assert _values(result) == [2, 9]
    assert waited == [True]
    assert any("the engine is gone" in note for note in result.notes)


def test_seconds_for_proofs_are_not_used_up_by_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as were asked for are there in the second thread; what is proven by then ends the run."""
    proved, real = list[int](), Bounds.by_pairs

    def seen(self: Bounds, *given: Any, **named: Any) -> bool:
        proved.append(threading.get_ident())
        return real(self, *given, **named)

    def better(self: Plans, task: Task, _: Session) -> None:
        while not self.stop() and time.monotonic() < task.ends:
            time.sleep(0.01)

    monkeypatch.setattr(Plans, "_at_scale", lambda *_: None)
    monkeypatch.setattr(Plans, "_better", better)
    monkeypatch.setattr(Bounds, "by_pairs", seen)
    result = _ran(Scripted(GOOD), threads=2, time_limit=20.0, proving=19.0)
    assert proved
    assert threading.get_ident() not in proved
    assert result.status == "solved"


def test_a_turn_over_pairs_ends_where_prices_come(
    monkeypatch: pytest.MonkeyPatch, no_improving: None
) -> None:
    """It may take all the time that is left, and prices bound every goal at once."""
    busy, priced = threading.Event(), list[int]()

    def by_pairs(_: Bounds, session: Session, *__: object, **___: object) -> bool:
        busy.set()
        while not priced and not session.stop():
            time.sleep(0.01)
        return False

    def prices(goal: str, until: float, values: Mapping[str, int], session: Session) -> None:
        del goal, until, values, session
        priced.append(threading.get_ident())

    class Priced(Scripted):
        def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
            first, second = super().propose(task, session, start)
            yield first
            assert busy.wait(PATIENCE)
            yield replace(second, source=FromFlow(GOOD, prices))

    monkeypatch.setattr(Bounds, "by_pairs", by_pairs)
    result = _ran(Priced(FAIR, GOOD), threads=2)
    assert _values(result) == [2, 9]
    assert priced
    assert threading.get_ident() not in priced


def test_the_caller_hears_of_everything_in_its_own_thread(
    monkeypatch: pytest.MonkeyPatch, no_improving: None
) -> None:
    """Also of bounds that another thread found; that one is over when the run is, and seconds never fall."""
    heard, bounds, found = list[tuple[Progress, int]](), list[int](), threading.Event()
    before, real = threading.active_count(), Bounds.by_pairs

    def watched(self: Bounds, *given: Any, **named: Any) -> bool:
        bounds.append(threading.get_ident())
        moved = real(self, *given, **named)
        found.set()
        return moved

    def asked() -> bool:
        heard.append((Progress("", None, None, 0.0), threading.get_ident()))
        return False

    monkeypatch.setattr(Bounds, "by_pairs", watched)
    result = _ran(
        Scripted(FAIR, GOOD, between=lambda _: found.wait(PATIENCE)),
        threads=2,
        time_limit=2 * PATIENCE,
        on_progress=lambda news: heard.append((news, threading.get_ident())),
        should_stop=asked,
    )
    assert _values(result) == [2, 9]
    assert {thread for _, thread in heard} == {threading.get_ident()}
    assert set(bounds) - {threading.get_ident()}
    news = [one for one, _ in heard if one.goal]
    assert any(one.bound is not None for one in news)
    assert [one.seconds for one in news] == sorted(one.seconds for one in news)
    last = {one.goal: (one.incumbent, one.bound) for one in news}
    assert last == {goal.goal: (goal.value, goal.bound) for goal in result.goals}
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("bounds")]
    assert threading.active_count() <= before + 4  # listeners of child processes end by themselves


@pytest.mark.parametrize("limit", [0.05, 0.3, 1.5])
def test_any_limit_has_a_plan(limit: float, threads: int) -> None:
    """However little time there is."""
    result = solve(CROWD, backend="scale", time_limit=limit, threads=threads)
    assert _values(result)


def test_what_an_engine_did_not_complete_is_not_told_of_what_is_solved(no_improving: None) -> None:
    """Its word is that of a question that was cut short because everything is proven."""

    class Cut(Scripted):
        def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
            for made in super().propose(task, session, start):
                yield replace(made, detail="UNKNOWN")

    solved, stopped = (_ran(Cut(made), threads=1) for made in (GOOD, POOR))
    assert solved.message.endswith(": solved")
    assert ": stopped (UNKNOWN)" in stopped.message


def test_a_baseline_pays_for_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what a cell without a solver has: nothing is improved and nothing is proven."""
    for name in ("by_pairs", "by_prices"):
        monkeypatch.setattr(Bounds, name, lambda *_, **__: pytest.fail("a bound was looked for"))
    result = solve(WORLD, backend="priority-first", threads=1)
    assert _values(result) == [2, 9]
    assert result.status == "stopped"
    assert [goal.bound for goal in result.goals] == [0, 0]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_says_that_bounds_no_longer_move(threads: int, no_improving: None, no_first_plan: None) -> None:
    """Bounds of a plan that nobody makes better end before the limit; a best one is proven instead."""
    poor, good = (_ran(Scripted(made), threads=threads) for made in (POOR, GOOD))
    assert poor.message.endswith("stopped; bounds no longer moved")
    assert good.status == "solved"
    assert "moved" not in good.message


def _given(limit: float, monkeypatch: pytest.MonkeyPatch, world: Instance = WORLD) -> float | None:
    """Seconds that the exact method is given at first, had all that comes before it taken none."""
    given = list[float | None]()
    monkeypatch.setattr(Task, "elapsed", lambda _: 0.0)

    class Noted(Exact):
        def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
            given.append(task.left().time_limit)
            return super().propose(task, session, start)

    _ran(Noted("highs"), world=world, time_limit=limit, threads=1)
    return given[0]


@pytest.mark.parametrize(("limit", "expected"), [(60.0, 6.0), (5.0, 2.0), (1.0, 0.5)])
def test_the_exact_method_has_a_few_seconds_at_least(
    limit: float, expected: float, no_improving: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenth of the time that is left, or two seconds where that is more, but no more than half of it."""
    assert _given(limit, monkeypatch) == expected


@pytest.mark.parametrize(
    ("objectives", "rule", "share"),
    [
        (("unserved",), "weighted", TUNING.exact_share_of_weights),
        (("waiting",), "strict", TUNING.exact_share_of_one),
        (("unserved",), "strict", TUNING.exact_share),
        (("fairness",), "weighted", TUNING.exact_share),
        (("waiting", "cost"), "strict", TUNING.exact_share),
    ],
)
def test_the_exact_method_has_most_of_the_time_where_there_is_one_goal(
    *,
    objectives: tuple[Objective, ...],
    rule: PriorityRule,
    share: float,
    no_improving: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing waits behind it; classes and nationalities are goals one after the other."""
    policy = replace(WORLD.policy, objectives=objectives, priority_rule=rule)
    assert _given(600.0, monkeypatch, replace(WORLD, policy=policy)) == share * 600.0
