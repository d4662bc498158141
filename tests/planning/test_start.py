"""A plan to start from: nothing of it that keeps the rules is lost, and what breaks one is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Objective, Policy
from evacopt.errors import PlanError, UsageError
from evacopt.events.events import Cancel, Seats, after
from evacopt.generation.generate import generate
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.compare import people_moved
from evacopt.planning.large import Large
from evacopt.planning.method import FromFlow, Proposal, Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.plans import Plans
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from evacopt.planning.start import taken_over
from tests.build import DIRECT, flight, group, instance, plan
from tests.tiny.instances import tiny_instance

SEEDS = range(20)


def _solved(known: Instance, **options: Any) -> Result:
    return solve(known, **{"backend": "highs", "threads": 1, "time_limit": None, **options})


def _values(known: Instance, made: Plan) -> list[int]:
    return [value for _, value in count_goals(known, made)]


def _taken(known: Instance, start: Plan, limit: float | None = None) -> tuple[Plan | None, list[str]]:
    notes = list[str]()
    options = SolveOptions(start=start, time_limit=limit)
    task = Task(instance=known, options=options, baseline=None, watch=Watch())
    return taken_over(task, notes), notes


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_that_keeps_every_rule_is_taken_as_it_is(seed: int) -> None:
    """Without a word; what it states of itself, which may not be true here, is left out."""
    known = tiny_instance(seed)
    start = _solved(known, backend="priority-first").plan
    if start is None:
        return
    taken, notes = _taken(known, start)
    assert taken is not None
    assert (taken.assignments, notes) == (start.assignments, [])
    assert not (taken.goals or taken.unserved or taken.run)


@pytest.fixture(scope="module")
def good() -> tuple[Instance, Plan]:
    """An instance of every rule, and a plan that took some search."""
    known = generate("mixed", people=100, seed=5)
    start = _solved(known, time_limit=4.0, proving=0.0).plan
    assert start is not None
    return known, start


@pytest.mark.parametrize("backend", ["highs", "scale", "auto"])
@pytest.mark.parametrize("limit", [0.001, 2.0])
def test_however_little_time_there_is_the_plan_is_no_worse(
    good: tuple[Instance, Plan], backend: str, limit: float
) -> None:
    """Goal by goal in their order, as the judge counts."""
    known, start = good
    made = _solved(known, backend=backend, time_limit=limit, start=start).plan
    assert made is not None
    assert verify(known, made) == []
    assert _values(known, made) <= _values(known, start)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_plan_is_the_same_from_anywhere(seed: int) -> None:
    """With time enough a start changes neither the values nor whether there is a plan."""
    known = tiny_instance(seed)
    start = _solved(known, backend="own-first").plan
    if start is None:
        return
    alone, begun = _solved(known), _solved(known, start=start)
    assert alone.plan is not None
    assert begun.plan is not None
    assert _values(known, begun.plan) == _values(known, alone.plan)
    assert begun.notes == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_after_a_flight_is_cancelled(seed: int) -> None:
    """Keeps every rule, and that something had to go is told once."""
    known = tiny_instance(seed)
    start = _solved(known).plan
    if start is None or not start.assignments:
        return
    lost = start.assignments[0].itinerary[0]
    changed = after(known, [Cancel(lost)])
    taken, notes = _taken(changed, start)
    assert len(notes) == 1
    assert ("breaks a promise" in notes[0]) == (taken is None)
    assert taken is None or verify(changed, taken) == []


def test_who_is_told_of() -> None:
    """The aircraft is smaller: the most urgent keep their seats, and the note counts people, not parties."""
    groups = (group("A", size=2, count=2, priority=2), group("B", size=2, count=2, priority=1))
    known = instance(groups=groups, flights=(flight("F", seats=8),))
    start = plan(known, ("A", "F", 2), ("B", "F", 2))
    taken, notes = _taken(after(known, [Seats("F", 6)]), start)
    assert taken is not None
    assert sorted((row.group, row.parties) for row in taken.assignments) == [("A", 1), ("B", 2)]
    assert len(notes) == 1
    assert "breaks a rule of this instance: seats F" in notes[0]
    assert notes[0].endswith("; 2 people do not travel as it has it")


def test_who_travels_besides_is_not_counted() -> None:
    """Who stayed in the plan to start from, and travels now, does not travel otherwise than it has it."""
    known = instance(groups=(group("A"), group("B")), flights=(DIRECT, flight("G", "O 09:00", "V 13:00")))
    promised = replace(known, pins=(Pin(group="A", kind="at_least", parties=1),))
    taken, notes = _taken(after(promised, [Cancel("F")]), plan(known, ("A", "F", 1)))
    assert taken is not None
    assert {row.group for row in taken.assignments} == {"A", "B"}
    assert notes[0].endswith("; 1 people do not travel as it has it")


def test_the_groups_of_a_cohort_keep_their_own_ways() -> None:
    """Parties that no rule tells apart are not shuffled for it: only who loses the way is moved."""
    groups = (group("A"), group("B"), group("C"))
    flights = (flight("F", seats=1), flight("G", "O 09:00", "V 13:00"), flight("H", "O 10:00", "V 14:00"))
    known = instance(groups=groups, flights=flights)
    start = plan(known, ("A", "H", 1), ("B", "F", 1), ("C", "G", 1))
    changed = after(known, [Cancel("G")])
    taken, _ = _taken(changed, start)
    assert taken is not None
    assert people_moved(changed, start, taken) == 1
    assert [(row.group, row.itinerary) for row in taken.assignments] == [("A", ("H",)), ("B", ("F",))]


def test_a_promise_is_kept_by_others() -> None:
    """Where what is left of it breaks a pin, another way is found in the whole model."""
    known = instance(groups=(group("A"), group("B")), flights=(DIRECT, flight("G", "O 09:00", "V 13:00")))
    promised = replace(known, pins=(Pin(group="A", kind="at_least", parties=1),))
    taken, notes = _taken(after(promised, [Cancel("F")]), plan(known, ("A", "F", 1)))
    assert taken is not None
    assert ("A", ("G",)) in [(row.group, row.itinerary) for row in taken.assignments]
    assert len(notes) == 1


def test_nothing_can_be_taken() -> None:
    """Where no promise can be kept with it, it is said, and the plan is made without."""
    known = instance(groups=(group("A"), group("B")), flights=(flight("F", seats=1),))
    promised = replace(
        known, pins=(Pin(group="A", kind="at_least", parties=1), Pin(group="B", kind="at_least", parties=1))
    )
    result = _solved(promised, start=plan(known, ("A", "F", 1)))
    assert (result.status, result.plan) == ("infeasible", None)


def test_it_reaches_the_person() -> None:
    """What was dropped stands in the notes of the result and of the plan file."""
    known = instance(groups=(group("A", count=3),), flights=(flight("F", seats=3),))
    result = _solved(after(known, [Seats("F", 2)]), start=plan(known, ("A", "F", 3)))
    assert result.plan is not None
    assert result.plan.run is not None
    assert len(result.notes) == 1
    assert result.plan.run.notes == result.notes


def test_a_plan_of_other_people_is_refused() -> None:
    """No group of it is known: whoever named it meant another one."""
    other = instance(groups=(group("Z"),))
    with pytest.raises(PlanError, match="must be a plan of"):
        _solved(instance(), start=plan(other, ("Z", "F", 1)))


def test_what_takes_no_start_says_so() -> None:
    """A baseline decides as a cell does, whatever there is already."""
    known = instance()
    with pytest.raises(UsageError, match="first-come takes no plan to start from"):
        _solved(known, backend="first-come", start=plan(known, ("G", "F", 1)))


def test_a_start_must_be_a_plan() -> None:
    """A path is not read on the way."""
    given: Any = "mine.plan.json"
    with pytest.raises(UsageError, match="start must be a Plan"):
        _solved(instance(), start=given)


@pytest.mark.parametrize("objectives", [("unserved", "changes"), ("unserved",)])
def test_people_stay_where_they_are_at_large_size(
    objectives: tuple[Objective, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan in force is there before the method proposes another, where a change of it counts."""
    known = instance(groups=(group(count=9),), flights=(DIRECT,), policy=Policy(objectives=objectives))
    in_force, nobody = plan(known, ("G", DIRECT.id, 9)), plan(known)
    proposal = Proposal(outcome="stopped", source=FromFlow(nobody), built=0.0)
    monkeypatch.setattr(Large, "propose", lambda *_: iter([proposal]))
    monkeypatch.setattr(Plans, "improve", lambda *_: None)
    result = _solved(known, backend="scale", time_limit=20.0, baseline=in_force)
    kept = result.plan is not None and result.plan.assignments == in_force.assignments
    assert kept == ("changes" in objectives)
