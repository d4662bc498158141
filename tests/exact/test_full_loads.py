"""Starts that decide sorties: plans, never worse than the old start, and the best where that is known."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.domain.slot import Order
from evacopt.exact.full_loads import full_flights
from evacopt.exact.greedy import start_values
from evacopt.exact.tuning import TUNING
from evacopt.generation.generate import generate
from evacopt.judge.verify import verify
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from tests.build import flight, group, instance
from tests.tiny.instances import tiny_instance

SEEDS = range(30)


def _small(seed: int, quarantine: int = 120) -> Instance:
    return generate("rsp", seed=seed, cities=5, aircraft=15, groups=3, quarantine=quarantine)


def _values_of(formulation: Formulation, seconds: float = 2.0) -> Ints | None:
    return full_flights(formulation, time.monotonic() + seconds)


def _goals(formulation: Formulation, values: Ints) -> list[int]:
    return [goal.of(values) for goal in formulation.model.goals]


@pytest.mark.parametrize("quarantine", [60, 90, 120])
def test_starts_are_plans(quarantine: int) -> None:
    """Every row is kept, and the judge accepts the plan, where aircraft or places are scarce."""
    for seed in SEEDS:
        formulation = formulate(_small(seed, quarantine))
        values = _values_of(formulation)
        assert values is not None, seed
        assert formulation.model.holds(values)
        assert verify(formulation.instance, decode(formulation, values)) == [], seed


def test_a_sortie_that_needs_another_is_no_limit_on_sorties() -> None:
    """Both are flown and everybody leaves: the row of the one that is needed limits nothing."""
    small, large = (flight(code, status="optional", seats=seats) for code, seats in (("S", 3), ("L", 4)))
    known = instance(
        groups=(group(count=7),),
        flights=(small, large),
        order=(Order(flight="S", needs="L"),),
        policy=Policy(full_loads=True, objectives=("unserved",)),
    )
    formulation = formulate(known)
    values = _values_of(formulation)
    assert values is not None
    assert _goals(formulation, values) == [0]


def test_starts_are_never_worse() -> None:
    """Nobody loses by a start that decides sorties, and most gain."""
    better, one_by_one = 0, replace(TUNING, most_values=0)
    for seed in SEEDS:
        formulation = formulate(_small(seed))
        new = start_values(formulation)
        old = start_values(formulation, tuning=one_by_one)
        assert new is not None
        assert old is not None
        assert _goals(formulation, new) <= _goals(formulation, old), seed
        better += _goals(formulation, new) < _goals(formulation, old)
    assert better > 0.8 * len(SEEDS)


def test_everybody_leaves_where_there_is_room() -> None:
    """With aircraft and places for all nobody stays, though the last aircraft are not full."""
    instance = generate("rsp", seed=3, cities=2, aircraft=40, groups=2, quarantine=1000)
    groups = instance.groups
    few = replace(groups, count=groups.count // 10)
    formulation = formulate(replace(instance, groups=few))
    values = _values_of(formulation)
    assert values is not None
    assert _goals(formulation, values) == [0]


def test_no_time_is_nobody() -> None:
    """Without any time nobody flies, which is a plan as well."""
    formulation = formulate(_small(1))
    values = _values_of(formulation, seconds=-1.0)
    assert values is not None
    assert not values[formulation.pair_column].any()


def test_other_instances_are_left_alone() -> None:
    """Where seats may stay empty, or parties need several, nothing is given or every row is kept."""
    free = _small(1)
    free = replace(free, policy=replace(free.policy, full_loads=False))
    assert _values_of(formulate(free)) is None
    for seed in range(60):
        tiny = tiny_instance(seed)
        formulation = formulate(replace(tiny, policy=replace(tiny.policy, full_loads=True)))
        values = _values_of(formulation)
        assert values is None or verify(formulation.instance, decode(formulation, values)) == [], seed
