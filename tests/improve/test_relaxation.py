"""The columns that a relaxation uses: few, with those of the plan, and as good as all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.exact.greedy import start_values
from evacopt.generation.generate import generate
from evacopt.improve.neighbourhoods import Neighbourhoods
from evacopt.improve.part import Point
from evacopt.improve.regions import Region
from evacopt.improve.relaxation import SiftedRelaxation
from evacopt.improve.tuning import TUNING
from evacopt.milp.contract import BackendResult, Options, Program
from evacopt.model.formulation import Formulation, formulate
from tests.exact.script import Script
from tests.tiny.instances import tiny_instance

FEW = replace(TUNING, sift_each=1, sift_many=0)
ONE = Options(threads=1)


def _begun(known: Instance) -> tuple[Formulation, Point, SiftedRelaxation] | None:
    """The relaxation around a first plan; `None` where there is none."""
    formulation = formulate(known)
    values = start_values(formulation)
    if values is None or not len(formulation.travel):
        return None
    point = Point(formulation.model, values)
    near = Neighbourhoods(Region.of(formulation), np.random.default_rng(1), FEW)
    return formulation, point, SiftedRelaxation(point, *near.movable, FEW)


def _least(point: Point, free: Ints, number: int, held: list[int], highs: Session) -> float:
    """A goal over columns that are free alone, in parts, those before it held."""
    part = point.part(free)
    fixed = list(zip(part.goals, held, strict=False))
    asked = Program.of(part, part.goals[number], fixed_goals=fixed)
    answer = highs.solve(replace(asked, relaxed=True), ONE)
    assert answer.primal is not None
    return float(asked.objective() @ answer.primal) + asked.goal.offset


def test_columns_in_use_are_as_good_as_all(highs: Session) -> None:
    """The first goals at their least one after the other, as over all columns; the plan is among them."""
    fewer = 0
    for known in [*map(tiny_instance, range(40)), generate("fleet", people=60, seed=3)]:
        begun = _begun(known)
        if begun is None:
            continue
        formulation, point, relaxation = begun
        goals = range(min(2, len(point.goals)))
        used = relaxation.columns(goals, highs, ONE)
        assert used is not None
        assert set(np.flatnonzero(point.values[formulation.pair_column])) <= set(
            np.searchsorted(formulation.pair_column, used)
        )
        every, held = np.arange(len(point.values)), list[int]()
        for number in goals:
            value = _least(point, every, number, held, highs)
            held.append(int(np.ceil(value - 1e-6)))
        last = goals[-1]
        assert abs(_least(point, used, last, held[:last], highs) - value) < 1e-5
        fewer += len(used) < len(every)
    assert fewer > 15


def test_what_is_not_open_is_held(highs: Session) -> None:
    """The goal before the last is not asked for, so its columns need not be there."""
    begun = _begun(generate("fleet", people=60, seed=3))
    assert begun is not None
    _, point, relaxation = begun
    used = relaxation.columns([1], highs, ONE)
    assert used is not None
    every, held = np.arange(len(point.values)), [int(point.goals[0])]
    assert abs(_least(point, used, 1, held, highs) - _least(point, every, 1, held, highs)) < 1e-5


def test_no_columns_without_an_answer() -> None:
    """Where the engine does not end in time nothing is said."""
    begun, late = _begun(tiny_instance(1)), BackendResult(termination="time", status="unknown")
    assert begun is not None
    assert begun[2].columns([0], Script([late]).session, ONE) is None
