"""A part of a model: what it allows is what the whole model allows around it."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.exact.greedy import rest_values, start_values
from evacopt.improve.part import Point, without_idle_rows
from evacopt.model.formulation import formulate
from tests.tiny.instances import tiny_instance

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_holds_where_the_model_holds(seed: int) -> None:
    """Whatever the free columns are set to: rows and goals of the part say what those of the model say."""
    formulation, rng = formulate(tiny_instance(seed)), np.random.default_rng(seed)
    model = formulation.model
    known = start_values(formulation)
    if known is None:  # some promise is broken, in which there is a row that nothing free can mend
        known = rest_values(formulation)
    point = Point(model, known)
    broken = set(model.broken_rows(known).tolist())
    for _ in range(20):
        free = np.flatnonzero(rng.random(len(known)) < 0.3)
        part, changed = point.part(free), known.copy()
        new = rng.integers(model.lower[free], model.upper[free] + 1)
        changed[free] = np.where(rng.random(len(free)) < 0.5, new, known[free])
        touched = np.isin(model.matrix.column, free)
        rows = set(model.matrix.row_of_entry()[touched].tolist())
        fine = not (set(model.broken_rows(changed).tolist()) & rows)
        assert part.holds(changed[free]) == fine
        assert [goal.of(changed[free]) for goal in part.goals] == [goal.of(changed) for goal in model.goals]
        assert broken - rows <= set(model.broken_rows(changed).tolist())


@pytest.mark.parametrize("seed", range(10))
def test_rows_that_are_left_out_say_nothing(seed: int) -> None:
    """Without idle rows and rows that others say the same values are allowed, and there are fewer rows."""
    formulation, rng = formulate(tiny_instance(seed)), np.random.default_rng(seed)
    model = formulation.model
    point, fewer = Point(model, rest_values(formulation)), 0
    for _ in range(10):
        part = point.part(np.flatnonzero(rng.random(len(model.lower)) < 0.3))
        short = without_idle_rows(part)
        fewer += part.matrix.rows - short.matrix.rows
        for _ in range(20):
            values = rng.integers(part.lower, part.upper + 1)
            assert short.holds(values) == part.holds(values)
    assert fewer > 0


def test_a_part_of_nothing() -> None:
    """Has no column and no row, and the goals are worth what they are."""
    formulation = formulate(tiny_instance(1))
    values = rest_values(formulation)
    part = Point(formulation.model, values).part(np.zeros(0, dtype=np.int64))
    assert (len(part.lower), part.matrix.rows) == (0, 0)
    assert [goal.offset for goal in part.goals] == [goal.of(values) for goal in formulation.model.goals]
