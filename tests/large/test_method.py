"""The method from end to end on instances small enough to be tried by the hundred."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.files import read_instance
from evacopt.generation.generate import generate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.large.context import Context
from evacopt.large.flow import Flow
from evacopt.large.method import attempt, decide, left_by_class, rescued, sorties_near
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import BackendResult, Event, Options, Program
from tests.build import DIRECT, group, instance
from tests.conftest import DATA
from tests.seeds import some_or_all
from tests.strategies import instances
from tests.tiny.instances import tiny_instance

HARD = {"share_min", "pin", "min_load", "full_loads"}
"""Rules that boarding alone may fail to keep, where promises or full loads ask for it."""
CASES = sorted((DATA / "cases").glob("*.json"))
SINGLE_THREAD = Options(threads=1)
ITINERARIES = replace(TUNING, most_arcs=-1)
"""Itineraries however few arcs there are."""


def _context(
    known: Instance, session: Session, ends: float = math.inf, tuning: LargeTuning = TUNING
) -> Context:
    return Context(known, session, SINGLE_THREAD, ends, tuning=tuning)


def _planned(known: Instance, session: Session, tuning: LargeTuning = TUNING) -> tuple[Plan, Flow | None]:
    return decide(_context(known, session, tuning=tuning))


def _kept(known: Instance, session: Session, tuning: LargeTuning = TUNING) -> bool:
    """Whether the judge accepts the plan; if not, whatever makes that hard must be there."""
    broken = {one.rule for one in verify(known, _planned(known, session, tuning)[0])}
    promised = any(share.kind == "min" for share in known.shares) or any(
        pin.kind != "at_most" for pin in known.pins
    )
    assert broken <= (HARD if promised else set()), known.name
    return not broken


@pytest.mark.parametrize("seeds", some_or_all(300))
def test_the_judge_accepts_its_plans(highs: Session, seeds: range) -> None:
    """On a hundred instances over every rule no plan breaks one, promises that are hard to keep aside."""
    kept = [_kept(tiny_instance(seed), highs) for seed in seeds]
    assert sum(kept) >= 0.75 * len(seeds)


def test_worked_cases(highs: Session, shared_data: Path, tmp_path: Path) -> None:
    """Every case that has a plan gets one; in those that have none, promises contradict each other."""
    for case in CASES:
        stated = json.loads(case.read_text(encoding="utf-8"))
        bare = tmp_path / case.name
        bare.write_text(json.dumps(stated["instance"]), encoding="utf-8")
        assert _kept(read_instance(bare), highs) == (stated["expected"] != "infeasible"), case.stem
    assert len(CASES) >= 60


@settings(max_examples=15)
@given(known=instances())
def test_any_valid_instance_gets_an_answer(highs: Session, known: Instance) -> None:
    """Odd codes and all: without promises the judge accepts the plan."""
    _kept(known, highs)


@pytest.mark.parametrize(
    "known", [instance(groups=()), instance(flights=())], ids=["nobody", "nothing flies"]
)
def test_nobody_can_leave(highs: Session, known: Instance) -> None:
    """There is no flow, and a plan without anybody on it."""
    plan, flow = _planned(known, highs)
    assert (len(plan.assignments), flow) == (0, None)


def test_without_time_the_plan_is_what_has_boarded(highs: Session) -> None:
    """At the end of the time there is a plan, if only an empty one, and it keeps every rule."""
    known = generate("hubs", people=300, seed=1)
    plan, flow = decide(_context(known, highs, ends=0.0))
    assert verify(known, plan) == []
    assert flow is None


@pytest.mark.parametrize("family", ["hubs", "fleet", "shares"])
def test_the_same_plan_again(family: str) -> None:
    """One thread and no time limit: two engines in two processes, one plan."""
    hashes = set()
    for _ in range(2):
        with Session("highs") as session:
            hashes.add(_planned(generate(family, people=300, seed=2), session)[0].sha256)
    assert len(hashes) == 1


@pytest.mark.parametrize("seeds", some_or_all(200))
def test_the_judge_accepts_plans_along_itineraries(highs: Session, seeds: range) -> None:
    """As above where the relaxation has a column for each itinerary of merged commodities."""
    kept = [_kept(tiny_instance(seed), highs, ITINERARIES) for seed in seeds]
    assert sum(kept) >= 0.75 * len(seeds)


PEOPLE = 5_000


@pytest.mark.parametrize("seed", [1, 2])
def test_both_sorts_of_columns_lead_to_plans_alike(highs: Session, seed: int) -> None:
    """Of 5,000 people through hubs nearly as many leave along itineraries as along flights."""
    known, left = generate("hubs", people=PEOPLE, seed=seed), []
    for many in (10**9, -1):
        plan, _ = _planned(known, highs, replace(TUNING, most_arcs=many))
        assert verify(known, plan) == []
        left.append(dict(count_goals(known, plan))["unserved[2]"])
    assert left[1] <= left[0] + 0.02 * PEOPLE


def test_the_most_urgent_board_alone_first_where_too_many_areleft_by_class(highs: Session) -> None:
    """With all rules and small commodities the first two classes leave but for a few."""
    known = generate("mixed", people=1500, seed=1)
    context = _context(known, highs)
    best, followed = attempt(context, sorties_near(context, None))
    assert followed is not None
    again, _ = attempt(context, sorties_near(context, None), followed, urgent=2)
    behind = [sum(left_by_class(one.boarding)[:2]) for one in (best, again)]
    assert behind[1] <= behind[0]
    decide_sorties, _ = decide(_context(known, highs))
    assert verify(known, decide_sorties) == []


def test_people_flow_through_a_hub(highs: Session) -> None:
    """Nearly as many leave through hubs as the relaxation has leave, in every class."""
    known = generate("hubs", people=1000, seed=1)
    context = _context(known, highs)
    plan, flow = decide(context)
    assert verify(known, plan) == []
    assert flow is not None
    assert context.state is not None
    left = sum(
        party.people * many for party, many in zip(context.parties, context.state.boarding.left, strict=True)
    )
    least = sum(flow.values[at] for at in flow.lp.classes())
    assert least - 1e-6 <= left <= least + 0.02 * 1000


class _Interrupted(Session):
    """An engine whose user presses Ctrl-C at the question of that number."""

    def __init__(self, number: int) -> None:
        super().__init__("highs")
        self.number = number

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> BackendResult:
        self.number -= 1
        if self.number < 0:
            return BackendResult(termination="interrupted", status="unknown")
        return super().solve(program, options, on_event)


def test_what_has_boarded_is_rescued() -> None:
    """Interrupted in a later round those aboard are a plan that keeps every rule; before, there is none."""
    known = generate("hubs", people=300, seed=1)
    found = []
    for number in range(6):
        with _Interrupted(number) as session:
            context = _context(known, session)
            try:
                decide(context)
            except KeyboardInterrupt:
                found.append(rescued(context))
    plans = [plan for plan in found if plan is not None]
    assert found[0] is None
    assert plans
    assert all(verify(known, plan) == [] for plan in plans)
    assert all(len(plan.assignments) for plan in plans)


def test_news_of_a_boarding(highs: Session) -> None:
    """After boarding it is told where the run is; neither a value nor a bound has been judged by then."""
    told: list[tuple[str, int | None, int | None]] = []
    known = instance(groups=(group(count=14), group("LATER", priority=2)), flights=(DIRECT,))
    decide(Context(known, highs, SINGLE_THREAD, math.inf, tell=lambda *news: told.append(news)))
    assert told[0] == ("unserved[1]", None, None)
