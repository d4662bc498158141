"""The large-scale method as a planner asks for it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.errors import BackendError
from evacopt.files.plan_file import plan_object
from evacopt.generation.generate import generate
from evacopt.judge.certificate import check_certificate
from evacopt.judge.verify import verify
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import BackendResult, Event, Options, Program
from evacopt.planning import run
from evacopt.planning.incumbent import NOT_LOOKED_AT
from evacopt.planning.large import is_large, within_reach
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Progress, Result
from evacopt.planning.solve import solve
from tests.brute.search import best
from tests.build import DIRECT, at, flight, group, instance
from tests.tiny.instances import tiny_instance

SEEDS = range(30)
NO_MODEL = replace(TUNING, exact_tries=0)
"""The whole model is never asked."""


def _solved(known: Instance, **options: Any) -> Result:
    return solve(known, backend="scale", threads=1, **{"time_limit": None, **options})


def _attempted(known: Instance, tuning: LargeTuning, **options: Any) -> Result:
    """What the method makes of an instance with other numbers; without data that contradict each other."""
    asked = SolveOptions(**{"backend": "scale", "threads": 1, "time_limit": None, **options})
    return run.attempt(known, asked, tuning=tuning)


def _holds(known: Instance, result: Result) -> bool:
    """Whether the judge accepts the plan and the certificate, and proven is what meets its bound."""
    plan, certificate = result.plan, result.certificate
    assert plan is not None
    assert certificate is not None
    bounds = [goal.bound for goal in plan.goals]
    met = [goal.value for goal in plan.goals if goal.grade == "proven"]
    proven = [goal.bound for goal in plan.goals if goal.grade == "proven"]
    assert {goal.grade for goal in plan.goals} <= {"proven", "feasible"}
    assert None not in bounds
    return met == proven and not verify(known, plan) and not check_certificate(known, plan, certificate)


@pytest.mark.parametrize("columns", ["flights", "itineraries"])
@pytest.mark.parametrize("seed", SEEDS)
def test_against_every_plan(seed: int, columns: str) -> None:
    """Contradictory promises are found; no bound is above the best, and what is proven is best."""
    known = tiny_instance(seed)
    tuning = replace(TUNING, most_arcs=-1 if columns == "itineraries" else TUNING.most_arcs)
    expected, result = best(known), _attempted(known, tuning)
    if expected is None:
        assert (result.status, result.plan) == ("infeasible", None)
        assert result.conflict
        return
    assert _holds(known, result)
    assert [goal.goal for goal in result.goals] == [name for name, _ in expected]
    for goal, (_, value) in zip(result.goals, expected, strict=True):
        assert goal.bound is not None
        assert goal.bound <= value <= goal.value
        if goal.value != value:
            break


def test_the_same_bytes_again() -> None:
    """With one thread and no time limit two runs write the same plan, seconds aside."""
    written = [plan_object(_plan_of(_solved(generate("fleet", people=300, seed=3)))) for _ in range(2)]
    for plan in written:
        plan["run"].pop("seconds")
    assert written[0] == written[1]
    assert written[0]["run"]["backend"].startswith("scale on highs ")


def _plan_of(result: Result) -> Any:
    assert result.plan is not None
    return result.plan


@pytest.mark.parametrize("family", ["hubs", "fleet", "shares", "surge", "tight"])
def test_families_have_plans_with_bounds(family: str) -> None:
    """Three hundred people of each family: the judge accepts plan and certificate, and a bound is shown."""
    known = generate(family, people=300, seed=1)
    result = _solved(known)
    assert result.status in ("solved", "stopped")
    assert _holds(known, result)
    assert any(goal.bound for goal in result.goals)


def test_sorties_are_searched_where_time_is_limited() -> None:
    """Two hundred people, of whom sorties near the flow leave 31: others take all."""
    known, left = generate("fleet", people=200, seed=1), dict[str, int | None]()

    def somebody_stays(news: Progress) -> bool:
        left[news.goal] = news.incumbent
        return any(left.get(f"unserved[{level}]") != 0 for level in (1, 2, 3))

    near = _solved(known)
    searched = _solved(known, time_limit=120.0, on_progress=somebody_stays)
    assert [_holds(known, result) for result in (near, searched)] == [True, True]
    stay = [[goal.value for goal in result.goals if "unserved" in goal.goal] for result in (near, searched)]
    assert stay[0] > stay[1] == [0, 0, 0]


def test_a_search_for_sorties_that_fails_costs_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan is that of before, and the run says what failed."""

    def failing(*_: object) -> None:
        raise BackendError("the engine is gone")

    monkeypatch.setattr("evacopt.large.method.decide_again", failing)
    result = _solved(generate("fleet", people=100, seed=1), time_limit=5.0)
    assert _plan_of(result).run.notes == result.notes
    assert "searching sorties failed (BackendError: the engine is gone); the plan is kept" in result.notes


PROMISED = instance(
    groups=(group("FIRST", count=20), group("OTHERS", nationality="DEU", priority=2, count=5)),
    policy=Policy(objectives=("unserved", "flights")),
)


def test_promises_are_kept_by_boarding() -> None:
    """People of class 2 who are promised seats have them, without an exact model."""
    share = Share(id="N1", kind="min", nationality="DEU", people=4)
    pin = Pin(group="FIRST", kind="exactly", parties=6)
    result = _attempted(replace(PROMISED, shares=(share,), pins=(pin,)), NO_MODEL)
    assert [(row.group, row.parties) for row in _plan_of(result).assignments] == [("FIRST", 6), ("OTHERS", 4)]


def test_an_optional_flight_is_flown_for_a_promise() -> None:
    """Though the first goal would rather fly nothing."""
    known = instance(
        flights=(flight("P", "O 08:00", "V 12:00", status="optional"),),
        policy=Policy(objectives=("flights",)),
        pins=(Pin(group="G", kind="at_least", parties=1),),
    )
    assert _plan_of(_attempted(known, NO_MODEL)).sorties == (("P", 1),)


HARD = instance(
    groups=(group("PAIR", size=2, count=3), group("LONE", priority=2, count=1)),
    flights=(replace(DIRECT, seats=5, status="optional", min_load=5),),
    pins=(Pin(group="PAIR", kind="at_least", parties=1),),
    shares=(Share(id="N1", kind="max", nationality="FRA", people=4, flight="F"),),
)
"""Whoever flies must be five, and no more than four may."""


def test_promises_that_contradict_are_named() -> None:
    """The whole model is asked where boarding fails; it names the promise, and why it was asked is said."""
    result = _solved(HARD)
    assert (result.status, result.conflict) == ("infeasible", ("pin PAIR at_least 1 on travel",))
    assert "scale on highs" in result.message
    assert "no plan that keeps every promise was found" in result.message


def test_a_promise_that_only_the_whole_model_keeps() -> None:
    """Those whom a promise puts on a sortie are too few for it to fly; the whole model fills it."""
    known = tiny_instance(205)
    result = _solved(known)
    assert "no plan that keeps every promise was found" in result.message
    assert verify(known, _plan_of(result)) == []
    assert {goal.grade for goal in result.goals} <= {"proven", "feasible"}


def test_no_plan_is_said_where_the_model_would_be_too_large() -> None:
    """Then there is no plan, and no claim that there could not be one."""
    result = _attempted(HARD, NO_MODEL)
    assert (result.status, result.plan, result.conflict) == ("no_plan", None, ())
    assert "no plan that keeps every promise was found" in result.message


def test_what_is_within_reach() -> None:
    """Pairs of a cohort and an itinerary decide: a hundred people alike are one cohort."""
    known = instance(groups=(group("A", count=99), group("B", nationality="DEU")))
    assert within_reach(known)
    assert not within_reach(known, replace(TUNING, exact_pairs=2))
    assert within_reach(known, replace(TUNING, exact_pairs=3))
    assert not within_reach(known, replace(TUNING, exact_pairs=3, exact_tries=1))


def test_a_gap_is_refused(backends_known: None) -> None:
    """It cannot be honoured, and the message names backends that honour it."""
    with pytest.raises(BackendError, match=r"scale cannot honour --gap; those that can: highs"):
        _solved(instance(), gap=0.1)


def test_auto_picks_it_for_what_is_large_and_says_so() -> None:
    """Unless a gap is asked for, which it cannot honour; a small instance is solved by an engine."""
    known = instance(groups=(group(count=14),))
    assert not is_large(known)
    assert solve(known).message.startswith("highs")
    few = replace(TUNING, auto_ways=1, few_pairs=1)
    assert is_large(known, few)
    assert not is_large(known, replace(few, few_pairs=2))  # there are ways out, but one that they can take
    assert is_large(known, replace(few, few_pairs=2, counted_ways=2))
    said = _attempted(known, few, backend="auto").message
    assert said.startswith("scale on highs ")
    assert "auto picked scale: there are too many ways to travel for one model" in said
    assert _attempted(known, few, backend="auto", gap=0.1).message.startswith("highs")


def test_it_agrees_with_an_engine() -> None:
    """Compared with HiGHS it contradicts nothing; what one of them proves is proven."""
    known = instance(groups=(group(count=14),), policy=Policy())
    result = solve(known, backend="highs,scale", threads=1)
    assert result.disagreement is None
    assert result.message.endswith("compared highs and scale")
    assert {goal.grade for goal in result.goals} <= {"proven", "agreed", "claimed"}


def test_progress_tells_every_goal() -> None:
    """First class 1, of a boarding without a value, then as it is judged; then each goal with its bound."""
    told: list[Progress] = []
    known = instance(groups=(group(count=14), group("LATER", priority=2)), policy=Policy())
    result = _solved(known, on_progress=told.append)
    first = next(news for news in told if news.incumbent is not None)
    assert (told[0].goal, told[0].incumbent) == ("unserved[1]", None)
    assert (first.goal, first.incumbent, first.bound) == ("unserved[1]", 4, None)
    last = {news.goal: (news.incumbent, news.bound) for news in told}
    assert last == {goal.goal: (goal.value, goal.bound) for goal in result.goals}
    assert [news.seconds for news in told] == sorted(news.seconds for news in told)


class _Interrupted(Session):
    """An engine whose user presses Ctrl-C at the question of that number."""

    number = 0

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> BackendResult:
        type(self).number -= 1
        if type(self).number < 0:
            signal.raise_signal(signal.SIGINT)
        return super().solve(program, options, on_event)


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anybody has boarded there is no plan, then that of those aboard, while proving all of it."""
    known = generate("surge", people=200, seed=1)
    monkeypatch.setattr(run, "Session", _Interrupted)
    whole, served = _solved_after(1000, known), list[int]()
    for number in range(40):
        result = _solved_after(number, known)
        if result.status != "interrupted":
            break
        if result.plan is None:
            assert not served
            assert "no plan by then" in result.message
            continue
        assert verify(known, result.plan) == []
        served.append(int(result.plan.assignments.parties.sum()))
    assert number > 0
    assert served
    assert max(served) <= int(_plan_of(whole).assignments.parties.sum())


def _solved_after(number: int, known: Instance) -> Result:
    _Interrupted.number = number
    return _solved(known)


def test_ctrl_c_while_the_engine_works() -> None:
    """The engine's answer to Ctrl-C ends the run, not only the question."""
    known = generate("surge", people=200, seed=1)
    told: list[Progress] = []

    def press(news: Progress) -> None:
        told.append(news)
        signal.raise_signal(signal.SIGINT)

    result = _solved(known, on_progress=press)
    assert result.status == "interrupted"
    assert len(told) <= 2
    assert verify(known, _plan_of(result)) == []


@pytest.mark.parametrize("limit", [0.0, 0.3, None])
def test_any_time_limit(limit: float | None) -> None:
    """With no time, little time and no limit there is a plan of an instance without promises."""
    known = generate("hubs", people=300, seed=4)
    result = _solved(known, time_limit=limit)
    assert verify(known, _plan_of(result)) == []


def test_no_time_for_proving() -> None:
    """The plan is the same, and no price was worked out for a bound of it."""
    known = generate("surge", people=60, seed=1)
    proven, bare = _solved(known), _solved(known, proving=0.0)
    assert [goal.value for goal in bare.goals] == [goal.value for goal in proven.goals]
    assert [goal.bound or 0 for goal in bare.goals] < [goal.bound or 0 for goal in proven.goals]


def test_who_can_never_leave_is_proven_to_stay() -> None:
    """The relaxation leaves nobody; the judge knows that nothing flies before the latest departure of one."""
    groups = (group("IN", count=3), group("OUT", leave_by=at("07:00"), ready=at("06:00")))
    result = _solved(instance(groups=groups))
    assert result.plan is not None
    (goal,) = (goal for goal in result.plan.goals if goal.goal == "unserved[1]")
    assert (goal.value, goal.bound, goal.grade) == (1, 1, "proven")


def test_the_most_urgent_are_told_why() -> None:
    """Who stays is said of everybody; of those not looked at, that they were not."""
    groups = (
        group("A", count=8, priority=2),
        group("B", count=7, priority=3),
        group("C", count=5, operators=("DEU",)),
        group("D", count=5, priority=3, operators=("DEU",)),
    )
    plan = _attempted(instance(groups=groups), replace(TUNING, explained_most=1)).plan
    assert plan is not None
    told = {one.group: one.reasons for one in plan.unserved}
    assert set(told) == {"B", "C", "D"}
    assert NOT_LOOKED_AT not in told["C"]
    assert told["B"] == told["D"] == (NOT_LOOKED_AT,)


def test_without_time_nothing_is_claimed_of_who_stays() -> None:
    """Who can never leave is not said to lack but room where it was not looked at."""
    groups = (group("A", count=8), group("N", ready=at("23:00")))
    plan = _attempted(instance(groups=groups), replace(TUNING, explained_groups=0)).plan
    assert plan is not None
    (stays,) = (one for one in plan.unserved if one.group == "N")
    (reason,) = stays.reasons
    assert "others" not in reason.text
    assert "`evacopt explain` with `--group`" in reason.text
