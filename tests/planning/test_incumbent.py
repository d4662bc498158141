"""The best plan so far: never exchanged for a worse one, with proofs that hold for it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

import pytest

from evacopt.backends.session import Session
from evacopt.domain.certificate import GoalProof, Leaf
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, GoalResult, Plan
from evacopt.domain.policy import Policy
from evacopt.errors import BackendError
from evacopt.judge.certificate import check_certificate
from evacopt.judge.goals import count_goals
from evacopt.judge.limits import Limits
from evacopt.judge.relaxation import relax
from evacopt.judge.rows import Relaxation
from evacopt.judge.verify import verify
from evacopt.planning.certify import Bounds
from evacopt.planning.incumbent import Incumbent
from evacopt.planning.kept import Kept
from evacopt.planning.method import FromFlow, Proposal, Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.proof.duals import Budget
from tests.build import flight, group, instance, plan
from tests.planning.in_process import without_children
from tests.tiny.instances import tiny_instance

TWO = instance(
    groups=(
        group("A", count=9),
        group("B", count=9, priority=2),
        group("C", count=9, priority=3),
    ),
    flights=(flight("F", seats=9), flight("L", "O 18:00", "V 22:00", seats=9)),
    policy=Policy(objectives=("unserved", "waiting")),
)
"""Two flights for three classes, an early and a late one."""


def _task(known: Instance, limit: float | None = None) -> Task:
    options = SolveOptions(threads=1, time_limit=limit)
    return Task(instance=known, options=options, baseline=None, watch=Watch())


def _proposal(made: Plan, **more: object) -> Proposal:
    fields: dict[str, object] = {"outcome": "stopped", "source": FromFlow(made), "built": 0.0, **more}
    return Proposal(**fields)  # type: ignore[arg-type]


def _values(known: Instance, made: Plan) -> tuple[int, ...]:
    return tuple(value for _, value in count_goals(known, made))


def _best(incumbent: Incumbent) -> tuple[int, ...]:
    assert incumbent.best is not None
    return incumbent.best.values


def _plans(known: Instance, seed: int) -> list[Plan]:
    """A good plan, and what is left of it where some stay, in any order; each keeps every rule."""
    made, rng = solve(known, backend="highs", threads=1, time_limit=None).plan, Random(seed)
    if made is None:
        return []
    rows, plans = list(made.assignments), [replace(made, goals=made.goals[:0], unserved=())]
    for _ in range(12):
        some = Assignments.of(row for row in rows if rng.random() < 0.7)
        plans.append(replace(plans[0], assignments=some))
    rng.shuffle(plans)
    return [one for one in plans if not verify(known, one)]


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_is_exchanged_for_a_worse_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Goal by goal in order, whatever comes after what."""
    without_children(monkeypatch)
    known = tiny_instance(seed)
    incumbent, seen = Incumbent(_task(known)), list[tuple[int, ...]]()
    for made in _plans(known, seed):
        values = _values(known, made)
        assert incumbent.offer(_proposal(made)) == (not seen or values < min(seen))
        seen.append(values)
        assert _best(incumbent) == min(seen)


def test_threads_may_offer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever comes last, the best one is held."""
    without_children(monkeypatch)
    known = tiny_instance(1)
    plans, incumbent = _plans(known, 1), Incumbent(_task(known))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda made: incumbent.offer(_proposal(made)), plans * 10))
    assert _best(incumbent) == min(_values(known, made) for made in plans)


def test_what_breaks_a_rule_is_never_held() -> None:
    """It is a fault, or where that could be, no plan."""
    incumbent, bad = Incumbent(_task(TWO)), plan(TWO, ("A", "F", 99))
    assert not incumbent.offer(_proposal(bad, doubtful=True))
    with pytest.raises(BackendError, match="breaks a rule and is withheld"):
        incumbent.offer(_proposal(bad))
    assert incumbent.best is None


def test_what_an_engine_claims_stands_for_plans_as_good() -> None:
    """A last proposal that is worse in a later goal leaves what was claimed of the goals before it."""
    good, worse = (plan(TWO, ("A", "F", 8), ("B", "L", many)) for many in (9, 5))
    claims = [GoalResult(name, value, None, "claimed") for name, value in count_goals(TWO, worse)]
    incumbent = Incumbent(_task(TWO))
    assert incumbent.offer(_proposal(good))
    assert not incumbent.offer(_proposal(worse, claims=tuple(claims), outcome="solved"))
    grades = [goal.grade for goal in incumbent.concluded()[0].goals]
    assert grades == ["claimed", "proven", "feasible", "feasible"]
    assert not incumbent.solved


@pytest.mark.parametrize("wholesale", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_proofs_hold_for_whatever_plan_comes_after(
    seed: int, wholesale: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proven at the first plan, shown of the last: the judge accepts every bound, counted again or not."""
    without_children(monkeypatch)
    known = tiny_instance(seed)
    plans = sorted(_plans(known, seed), key=lambda made: _values(known, made), reverse=True)
    for again in (False, True):
        incumbent = Incumbent(_task(known))
        bounds = Bounds(_task(known), incumbent, Kept())
        for made in plans:
            incumbent.offer(_proposal(made))
            with Session("highs") as session:
                if wholesale:
                    _guess(incumbent)
                elif made is plans[0]:
                    bounds.by_pairs(session, Budget(None))
            held = incumbent.best
            assert held is not None
            if again:
                incumbent.recount(held)
            shown, certificate = incumbent.concluded()
            assert check_certificate(known, shown, certificate) == []
            assert all(goal.bound is not None and goal.bound <= goal.value for goal in shown.goals)


def _guess(incumbent: Incumbent) -> None:
    """Multipliers without any reason, for the judge to say what they show."""
    held = incumbent.best
    assert held is not None
    rows = incumbent.floors.commodities
    leaf = Leaf(1, tuple((key, 1) for key in rows.row if key[0] == "seats"))
    for number, goal in enumerate(held.plan.goals):
        floor = min(rows.floor(number, held.values, leaf.scale, leaf.multipliers), goal.value)
        incumbent.show(held, [GoalProof(goal.goal, floor, leaf, wholesale=True)])


def _bound_of_the_last(first: Plan, second: Plan, *, again: bool) -> int | None:
    """The bound of the last goal, proven at the one plan and shown of the other, which is better."""
    incumbent = Incumbent(_task(TWO))
    assert incumbent.offer(_proposal(first))
    with Session("highs") as session:
        Bounds(_task(TWO), incumbent, Kept()).by_pairs(session, Budget(None))
    assert incumbent.offer(_proposal(second))
    held = incumbent.best
    assert held is not None
    if again:
        incumbent.recount(held)
    return incumbent.concluded()[0].goals[-1].bound


def test_a_proof_stands_where_the_goals_before_got_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held before it only gets tighter; where one before it is worse the judge counts again."""
    without_children(monkeypatch)
    few, more = plan(TWO, ("A", "F", 8), ("B", "L", 9)), plan(TWO, ("A", "F", 9), ("B", "L", 9))
    kept = _bound_of_the_last(few, more, again=False)
    assert kept
    other = plan(TWO, ("A", "F", 9), ("B", "L", 5))
    assert _bound_of_the_last(few, other, again=False) == 0
    recounted = _bound_of_the_last(few, other, again=True)
    assert recounted
    assert recounted <= kept


def test_a_class_that_got_better_is_counted_in_the_bound_of_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four more of class 2 take seats of class 3: the proof stands, and shows them once counted again."""
    without_children(monkeypatch)
    incumbent = Incumbent(_task(TWO))
    assert incumbent.offer(_proposal(plan(TWO, ("A", "F", 9), ("B", "L", 5), ("C", "L", 4))))
    with Session("highs") as session:
        Bounds(_task(TWO), incumbent, Kept()).by_pairs(session, Budget(None))
    assert incumbent.offer(_proposal(plan(TWO, ("A", "F", 9), ("B", "L", 9))))
    held = incumbent.best
    assert held is not None
    assert incumbent.bound_of("unserved[3]") == 5
    incumbent.recount(held)
    assert incumbent.bound_of("unserved[3]") == 9
    shown, certificate = incumbent.concluded()
    assert check_certificate(TWO, shown, certificate) == []


def test_what_a_proof_shows_outlives_a_plan_for_which_it_shows_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan in between, with a goal before it that is worse, takes nothing from the one after it."""
    without_children(monkeypatch)
    incumbent, parts = Incumbent(_task(TWO)), ((5, 9), (8, 1), (8, 9))
    first, between, last = (plan(TWO, ("A", "F", some), ("B", "L", others)) for some, others in parts)
    assert incumbent.offer(_proposal(first))
    with Session("highs") as session:
        Bounds(_task(TWO), incumbent, Kept()).by_pairs(session, Budget(None))
    shown = incumbent.bound_of("unserved[3]")
    assert shown
    for made in (between, last):
        assert incumbent.offer(_proposal(made))
        held = incumbent.best
        assert held is not None
        incumbent.recount(held)
    after = incumbent.bound_of("unserved[3]")
    assert after is not None
    assert after >= shown


def test_a_relaxation_is_made_once_for_all_turns_and_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may take as long as there is time, were its first turn over before that."""
    tries, task = list[int](), _task(TWO, 1_000.0)

    def watched(known: Instance, baseline: Plan | None, limits: Limits) -> Relaxation:
        tries.append(limits.tries)
        return relax(known, baseline, limits)

    monkeypatch.setattr("evacopt.proof.proving.relax", watched)
    incumbent = Incumbent(task)
    bounds = Bounds(task, incumbent, Kept())
    bounds.take(lambda *_: None)
    with Session("highs") as session:
        for many in (5, 9):
            assert incumbent.offer(_proposal(plan(TWO, ("A", "F", many))))
            bounds.by_pairs(session, Budget(time.monotonic()), small=True)
    assert len(tries) == 1
    assert tries[0] > 1_000_000
