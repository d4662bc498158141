"""From an instance to a plan that is judged, explained and honest about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from evacopt.backends.best import Best
from evacopt.backends.session import Session
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan
from evacopt.domain.policy import Objective, Policy
from evacopt.domain.share import Share
from evacopt.domain.violation import Violation
from evacopt.errors import BackendError, InstanceError
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.milp.contract import BackendResult, Event, Options, Program
from evacopt.model.formulation import ORDERS
from evacopt.planning import incumbent, run
from evacopt.planning.result import Progress, Result
from evacopt.planning.solve import solve
from tests.build import DIRECT, flight, group, instance
from tests.tiny.instances import tiny_instance

KEEP: tuple[Objective, ...] = ("unserved", "changes", "flights")


def _solved(known: Instance, *, baseline: Plan | None = None) -> Plan:
    result = solve(known, threads=1, baseline=baseline)
    assert result.status == "solved"
    assert result.plan is not None
    assert verify(known, result.plan, baseline=baseline) == []
    return result.plan


def _rows(plan: Plan) -> dict[tuple[str, Itinerary], int]:
    return {(row.group, row.itinerary): row.parties for row in plan.assignments}


def _goals(plan: Plan) -> dict[str, int]:
    return {row.goal: row.value for row in plan.goals}


def test_what_a_plan_says() -> None:
    """Three people for two seats: two fly, one stays for want of a seat, and the run is on record."""
    known = instance(groups=(group(count=3),), flights=(replace(DIRECT, seats=2),))
    result = solve(known, threads=1, seed=5, time_limit=20)
    assert result.status == "solved"
    assert result.plan is not None
    assert _rows(result.plan) == {("G", ("F",)): 2}
    assert [(row.goal, row.value, row.bound) for row in result.goals] == [("unserved[1]", 1, 1)]
    ((unserved),) = result.plan.unserved
    assert (unserved.group, unserved.parties) == ("G", 1)
    assert [reason.code for reason in unserved.reasons] == ["seats"]
    assert result.plan.instance_sha256 == known.sha256
    run = result.plan.run
    assert run is not None
    assert (run.seed, run.threads, run.time_limit_s) == (5, 1, 20)
    assert run.backend.startswith("highs ")
    assert result.message.startswith(run.backend)
    assert {name for name, _ in run.seconds} >= {"build", "solve", "check"}


def _two_ways(**first: str) -> Instance:
    """Four people, two early flights of two seats each and a late one of four."""
    flights: tuple[Flight, ...] = (
        replace(flight("ONE", "O 06:00", "V 10:00", seats=2), **first),  # type: ignore[arg-type]
        flight("TWO", "O 07:00", "V 11:00", seats=2),
        flight("LATE", "O 20:00", "V 22:00", seats=4),
    )
    groups = (group("A", count=2), group("B", count=2))
    return instance(groups=groups, flights=flights, policy=Policy(objectives=KEEP))


BEFORE = Plan(
    instance_name="before",
    instance_sha256="",
    assignments=Assignments.of([Assignment("A", ("ONE",), 2), Assignment("B", ("TWO",), 2)]),
)


def test_nothing_changes_where_nothing_has_changed() -> None:
    """With the plan in force as baseline everybody keeps the place they had."""
    plan = _solved(_two_ways(), baseline=BEFORE)
    assert _goals(plan)["changes"] == 0
    assert _rows(plan) == _rows(BEFORE)


def test_a_cancelled_flight_changes_those_aboard_and_nobody_else() -> None:
    """Those of the flight that no longer flies find other seats; the others keep theirs."""
    plan = _solved(_two_ways(status="cancelled"), baseline=BEFORE)
    assert _goals(plan) == {"unserved[1]": 0, "changes": 2, "flights": 0}
    assert _rows(plan) == {("A", ("LATE",)): 2, ("B", ("TWO",)): 2}


def test_without_a_baseline_nothing_counts_as_changed() -> None:
    """The goal `changes` is 0 where there is nothing to compare with."""
    assert _goals(_solved(_two_ways()))["changes"] == 0


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_replanned_unchanged_is_kept(seed: int) -> None:
    """Solved again with its own plan as baseline, no instance has anybody change."""
    known = tiny_instance(seed)
    policy = replace(known.policy, objectives=("unserved", "cost", "changes"))
    known = replace(known, policy=policy)
    first = solve(known, threads=1)
    if first.plan is not None:
        assert _goals(_solved(known, baseline=first.plan))["changes"] == 0


@pytest.mark.parametrize("seed", [2, 7, 21])
def test_the_same_plan_twice(seed: int) -> None:
    """Without a time limit, on one thread, the same instance and seed give the same result."""
    runs = [solve(tiny_instance(seed), threads=1, time_limit=None) for _ in range(2)]
    one, other = (_without_seconds(result) for result in runs)
    assert one == other


def _without_seconds(result: Result) -> Result:
    assert result.plan is not None
    assert result.plan.run is not None
    run = replace(result.plan.run, seconds=())
    return replace(result, plan=replace(result.plan, run=run))


def test_a_row_a_party_is_a_row_with_a_count() -> None:
    """A table of one row a party and one of counts have the same goals: 350 seats for 240 and 160 people."""
    flights = (
        replace(DIRECT, seats=200),
        flight("MORE", "O 10:00", "V 14:00", status="optional", seats=50, copies=3),
    )
    policy = Policy(fairness_levels=2)
    counted = (group("A", count=240), group("B", nationality="DEU", size=2, count=80))
    rows = tuple(
        replace(one, id=f"{one.id}{number}", count=1) for one in counted for number in range(one.count)
    )
    short, long = (
        _solved(instance(groups=groups, flights=flights, policy=policy)) for groups in (counted, rows)
    )
    assert short.goals == long.goals
    assert sum(row.parties for row in short.unserved) == len(long.unserved) == 30 + 10


def test_contradictory_promises_are_named_in_words() -> None:
    """The share and the decision that cannot both hold are named; promises that can are not."""
    known = instance(
        groups=(group(count=3), group("OTHER", nationality="DEU")),
        shares=(
            Share(id="N1", kind="min", nationality="FRA", people=2),
            Share(id="N2", kind="min", nationality="DEU", people=1),
        ),
        pins=(Pin(group="G", kind="at_most", parties=1), Pin(group="OTHER", kind="exactly", parties=1)),
    )
    result = solve(known, threads=1)
    assert (result.status, result.plan, len(result.goals)) == ("infeasible", None, 0)
    assert len(result.conflict) == 2
    share, pin = sorted(result.conflict, reverse=True)
    assert share == "share N1 (at least 2 people of FRA)"
    assert pin.startswith("pin G at_most 1")
    assert "contradict" in result.message


def test_a_promise_that_nobody_can_keep_is_named_alone() -> None:
    """More people promised than there are contradicts itself."""
    known = instance(shares=(Share(id="N1", kind="min", nationality="FRA", people=9),))
    assert solve(known, threads=1).conflict == ("share N1 (at least 9 people of FRA)",)


def test_data_that_break_a_rule_are_refused() -> None:
    """An instance with errors is not solved: every finding is raised."""
    known = instance(groups=(group(origin="NOWHERE"), group("H", destinations=("NOWHERE",))))
    with pytest.raises(InstanceError) as raised:
        solve(known)
    assert {finding.row for finding in raised.value.findings} == {0, 1}


def test_a_backend_that_is_not_there() -> None:
    """An unknown backend is an error that names those there are."""
    with pytest.raises(BackendError, match="highs"):
        solve(instance(), backend="highspeed")


@pytest.mark.parametrize("seed", [4, 17])
def test_no_time_at_all_still_gives_a_plan(seed: int) -> None:
    """With a limit of 0 there is the plan of a cell without a solver, judged, and not called the best."""
    known = tiny_instance(seed)
    result = solve(known, time_limit=0)
    assert result.plan is not None
    assert verify(known, result.plan) == []
    assert [(row.goal, row.value) for row in result.goals] == count_goals(known, result.plan)
    proven = all(row.grade == "proven" for row in result.goals)
    assert (result.status == "solved") == proven


class _Tired(Session):
    """HiGHS that has time for the first goal only."""

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> BackendResult:
        if program.goal.name != "unserved[1]":
            return Best(program).answer(stopped="time", detail="too late")
        return super().solve(program, options, on_event)


def test_a_plan_is_kept_when_time_ends_between_goals(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first goal reached is the plan when there is no time for the others: four of four seats."""
    monkeypatch.setattr(run, "Session", _Tired)
    groups = (group("FAMILY", size=3), group("COUPLE", nationality="DEU", size=2, count=2))
    known = instance(groups=groups, flights=(replace(DIRECT, seats=4),), policy=Policy())
    result = solve(known, threads=1)
    assert result.plan is not None
    assert _rows(result.plan) == {("COUPLE", ("F",)): 2}
    assert [(row.goal, row.value) for row in result.goals] == count_goals(known, result.plan)


def test_progress_tells_every_goal_in_order() -> None:
    """News come goal by goal, in the order of the policy, and time does not run backwards."""
    told: list[Progress] = []
    solve(_two_ways(), threads=1, baseline=BEFORE, on_progress=told.append)
    assert list(dict.fromkeys(news.goal for news in told)) == ["unserved[1]", "changes", "flights"]
    seconds = [news.seconds for news in told]
    assert seconds == sorted(seconds)
    assert all(news.gap == 0 for news in told[-1:])


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("first", ["flights", "unserved"])
def test_a_baseline_fills_what_comes_whatever_the_goals(name: str, first: Objective) -> None:
    """A cell without a solver flies people out although a goal would have nothing flown."""
    policy = Policy(objectives=(first, "waiting"))
    known = instance(flights=(replace(DIRECT, status="optional"),), policy=policy)
    result = solve(known, backend=name)
    assert result.plan is not None
    assert _rows(result.plan) == {("G", ("F",)): 1}
    assert {row.grade for row in result.goals} <= {"feasible", "proven"}


@pytest.mark.parametrize("backend", ["highs", "first-come"])
def test_nobody_waits(backend: str) -> None:
    """Without groups there is a plan without anybody, and no goal that counts people."""
    result = solve(instance(groups=()), backend=backend)
    assert result.plan is not None
    assert (len(result.plan.assignments), result.plan.unserved, len(result.goals)) == (0, (), 0)


def test_nobody_waits_and_somebody_is_promised() -> None:
    """Without groups a share that promises people cannot be kept, and is named."""
    known = instance(groups=(), shares=(Share(id="N1", kind="min", nationality="FRA", people=1),))
    result = solve(known, backend="highs")
    assert (result.status, result.conflict) == ("infeasible", ("share N1 (at least 1 people of FRA)",))


@pytest.mark.parametrize("backend", ["highs", "first-come"])
def test_nothing_flies(backend: str) -> None:
    """Without flights everybody stays, and is told why."""
    result = solve(instance(flights=(), policy=Policy()), backend=backend)
    assert result.plan is not None
    assert [row.reasons[0].code for row in result.plan.unserved] == ["no_connection"]
    assert _goals(result.plan) == {"unserved[1]": 1, "fairness[1]": 1_000_000, "waiting": 23, "cost": 0}


def test_what_the_judge_rejects_does_not_leave_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan with a violation is withheld, and the violation told."""
    broken = Violation("seats", "F", "has 11 people on 10 seats")
    monkeypatch.setattr(incumbent, "verify", lambda *_, **__: [broken])
    with pytest.raises(BackendError, match="has 11 people on 10 seats"):
        solve(instance(), threads=1)


def test_what_the_judge_counts_otherwise_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the judge's count differs from the engine's, the count is told and nothing is claimed of it."""
    monkeypatch.setattr(incumbent, "count_goals", lambda *_, **__: [("unserved[1]", 1)])
    monkeypatch.setattr(incumbent, "verify", lambda *_, **__: [])
    monkeypatch.setattr("evacopt.proof.proving.Proving.run", lambda *_, **__: None)
    (goal,) = solve(instance(), threads=1).goals
    assert (goal.value, goal.bound, goal.grade) == (1, 0, "feasible")


def test_groups_that_register_alike_share_what_there_is() -> None:
    """Equal groups are one cohort: who registered first has the seats, whatever the order of the table."""
    groups = Groups.of([group("LATE", registered=20), group("EARLY", registered=10)])
    known = replace(instance(flights=(replace(DIRECT, seats=1),)), groups=groups)
    assert _rows(_solved(known)) == {("EARLY", ("F",)): 1}
