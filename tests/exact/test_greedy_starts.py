"""Plans to begin with: accepted by the judge, and never better than the best."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Plan
from evacopt.exact.greedy import begin_values, rest_values, start_values
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.brute.plans import plan_of
from tests.brute.search import TooManyPlansError, best, best_plan
from tests.build import flight, group
from tests.build import instance as small_instance
from tests.model.points import with_all_goals, with_baseline
from tests.seeds import some_or_all
from tests.tiny.instances import tiny_instance

EACH = pytest.mark.parametrize("seeds", some_or_all(120))


def _goals(formulation: Formulation, plan: Plan | None = None) -> list[int] | None:
    values = start_values(formulation, baseline=plan)
    return None if values is None else [goal.of(values) for goal in formulation.model.goals]


@EACH
def test_starts_are_plans(seeds: range) -> None:
    """A start keeps every row, and the judge accepts its plan; without promises there is always one."""
    given = 0
    for seed in seeds:
        formulation = formulate(with_all_goals(seed))
        values = start_values(formulation)
        known = formulation.instance
        promised = known.pins or known.rules or any(share.kind == "min" for share in known.shares)
        if values is None:
            assert promised, seed
        else:
            given += 1
            assert formulation.model.holds(values)
            assert verify(formulation.instance, decode(formulation, values)) == [], seed
    assert given > 0.75 * len(seeds)


@EACH
def test_starts_with_a_plan_in_force_are_plans(seeds: range) -> None:
    """The same with a baseline, whether it still goes or not."""
    given = 0
    for seed in seeds:
        formulation, baseline = with_baseline(seed)
        values = start_values(formulation, baseline=baseline)
        if values is not None:
            given += 1
            assert verify(formulation.instance, decode(formulation, values), baseline=baseline) == [], seed
    assert given > 0.75 * len(seeds)


@pytest.mark.parametrize("seeds", some_or_all(60))
def test_a_plan_that_still_goes_is_the_start(seeds: range) -> None:
    """From a plan that keeps every rule nobody is taken off, whatever rules ask for several at once."""
    followed = 0
    for seed in seeds:
        instance = tiny_instance(seed)
        instance = replace(instance, policy=replace(instance.policy, objectives=("changes",)))
        with suppress(TooManyPlansError):
            answer = best_plan(_unserved_first(instance), most=20_000)
            if answer is None:
                continue
            before = plan_of(instance, answer)
            formulation = formulate(instance, baseline=before)
            values = start_values(formulation, baseline=before)
            assert values is not None, seed
            now = {(row.group, row.itinerary): row.parties for row in decode(formulation, values).assignments}
            for row in before.assignments:
                assert now.get((row.group, row.itinerary), 0) >= row.parties, seed
                followed += 1
    assert followed > len(seeds)


def test_a_plan_with_too_little_room_is_followed_by_the_most_urgent() -> None:
    """Where a flight lost seats, the start takes off who is least urgent, and nobody else."""
    seats = flight("F", "O 08:00", "V 12:00", seats=5)
    groups = (group("A", count=4, priority=2), group("B", count=4, priority=1))
    here = small_instance(groups=groups, flights=(replace(seats, min_load=5, status="optional"),))
    rows = (Assignment("A", ("F",), 4), Assignment("B", ("F",), 4))
    before = Plan(instance_name="", instance_sha256="", assignments=Assignments.of(rows), sorties=(("F", 1),))
    formulation = formulate(here, baseline=before)
    values = start_values(formulation, baseline=before)
    assert values is not None
    optimum = [(row.group, row.parties) for row in decode(formulation, values).assignments]
    assert optimum == [("A", 1), ("B", 4)]


def _unserved_first(instance: Instance) -> Instance:
    return replace(instance, policy=replace(instance.policy, objectives=("unserved",)))


@pytest.mark.parametrize("seed", range(25))
def test_no_start_is_better_than_the_best(seed: int) -> None:
    """Goal by goal in their order a start is at most as good as the best of all plans."""
    instance = tiny_instance(seed)
    optimum, goals = best(instance), _goals(formulate(instance))
    if goals is not None:
        assert optimum is not None
        assert [value for _, value in optimum] <= goals


@EACH
def test_at_rest_nobody_travels(seeds: range) -> None:
    """At rest there are no parties and no sorties, and only promises can be broken."""
    for seed in seeds:
        formulation = formulate(with_all_goals(seed))
        values = rest_values(formulation)
        model = formulation.model
        assert not values[formulation.pair_column].any()
        assert not values[formulation.sortie_column[formulation.sortie_column >= 0]].any()
        broken = {model.labels[row].rule for row in model.broken_rows(values)}
        assert broken <= {"share_min", "pin", "crew", "rule"}, seed


@EACH
def test_who_must_travel_does_and_nobody_else(seeds: range) -> None:
    """Before a baseline begins, only groups with a promise to keep are on the move."""
    begun = 0
    for seed in seeds:
        formulation = formulate(tiny_instance(seed))
        values = begin_values(formulation)
        if values is None:
            continue
        begun += 1
        plan = decode(formulation, values)
        assert verify(formulation.instance, plan) == []
        if not any(share.kind == "min" for share in formulation.instance.shares):
            assert {row.group for row in plan.assignments} <= {pin.group for pin in formulation.instance.pins}
    assert begun > 0.75 * len(seeds)
