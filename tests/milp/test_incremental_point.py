"""Moves with all that they entail, or none at all."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.columns import Ints, Mask
from evacopt.milp.incremental_point import IncrementalPoint
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Label, LinearModel, Matrix

Draw = Any
COLUMNS = 5
Case = tuple[LinearModel, Ints, Mask]


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _case(seed: int) -> Case:
    """A small model, values within the bounds of the columns that may break rows, and some helpers."""
    rng = Random(seed)
    rows = rng.randrange(1, 6)
    dense = _ints([rng.choice((0, 0, 0, 1, 1, 2, -1, -3)) for _ in range(rows * COLUMNS)])
    row, column = np.nonzero(dense.reshape(rows, COLUMNS))
    upper = [rng.randrange(7) for _ in range(COLUMNS)]
    sides = [sorted(rng.randrange(-9, 12) for _ in range(2)) for _ in range(rows)]
    model = LinearModel(
        lower=np.zeros(COLUMNS, dtype=np.int64),
        upper=_ints(upper),
        matrix=Matrix.of(rows, row, column, dense.reshape(rows, COLUMNS)[row, column]),
        row_lower=_ints([rng.choice((NO_LOWER, low)) for low, _ in sides]),
        row_upper=_ints([rng.choice((NO_UPPER, high, high)) for _, high in sides]),
        labels=tuple(Label("seats", str(number)) for number in range(rows)),
        goals=(),
    )
    helpers = np.array([rng.randrange(5) < number for number in range(COLUMNS)], dtype=np.bool_)
    return model, _ints([rng.randint(0, top) for top in upper]), helpers


def _lacks(model: LinearModel, values: Ints) -> Ints:
    """By how much each row is broken."""
    activity = model.matrix.times(values)
    lacks: Ints = np.maximum(np.maximum(activity - model.row_upper, model.row_lower - activity), 0)
    return lacks


MOVES = st.lists(
    st.tuples(st.sampled_from(("by", "most", "repair")), st.integers(0, COLUMNS - 1), st.integers(1, 4)),
    max_size=6,
)
CASES = st.integers(0, 2**32).map(_case)


@given(CASES, MOVES)
def test_no_row_ever_gets_worse(case: Case, moves: list[tuple[str, int, int]]) -> None:
    """Whatever is moved, rows that held hold, broken ones are no further off, and bounds are kept."""
    model, values, helpers = case
    point = IncrementalPoint(model, values, helpers)
    for kind, column, step in moves:
        before = np.array(point.values)
        _move(point, kind, column, step)
        after = np.array(point.values)
        assert (_lacks(model, after) <= _lacks(model, before)).all()
        assert ((after >= model.lower) & (after <= model.upper)).all()
        assert point.broken_rows() == np.flatnonzero(_lacks(model, after)).tolist()


def _move(point: IncrementalPoint, kind: str, column: int, step: int) -> None:
    if kind == "by":
        point.raise_by(column, step)
    elif kind == "most":
        point.raise_most(column)
    else:
        point.repair()


@given(CASES, st.integers(0, COLUMNS - 1), st.integers(1, 4))
def test_a_move_is_made_whole_or_not_at_all(case: Case, column: int, step: int) -> None:
    """A column that is no helper rises by the whole step, helpers alone move with it; or nothing changes."""
    model, values, helpers = case
    point = IncrementalPoint(model, values, helpers)
    moved = point.raise_by(column, step)
    changed = np.array(point.values) - values
    if not moved:
        assert not changed.any()
        return
    if not helpers[column]:
        assert changed[column] == step
    assert not changed[~helpers & (np.arange(COLUMNS) != column)].any()


@given(CASES, st.integers(0, COLUMNS - 1))
def test_raised_most_goes_no_further(case: Case, column: int) -> None:
    """After a column was raised as far as it goes it does not go one further, and the gain is told."""
    model, values, helpers = case
    helpers = helpers & (np.arange(COLUMNS) != column)
    point = IncrementalPoint(model, values, helpers)
    assert point.raise_most(column) == point.values[column] - values[column]
    assert not point.raise_by(column, 1)


@given(CASES)
def test_repaired_means_that_all_rows_hold(case: Case) -> None:
    """`repair` is true exactly where no row is broken afterwards; only helpers have moved."""
    model, values, helpers = case
    point = IncrementalPoint(model, values, helpers)
    repaired = point.repair()
    after = np.array(point.values)
    assert repaired == model.holds(after)
    assert np.array_equal(after[~helpers], values[~helpers])


def test_a_party_makes_a_sortie_fly() -> None:
    """One more aboard than the sorties flown hold flies one more, with its crew, or nobody boards."""
    matrix = Matrix.of(2, _ints([0, 0, 1, 1]), _ints([0, 1, 1, 2]), _ints([1, -4, 1, -1]))
    for crews, raised, expected in ((2, 8, [8, 2, 2]), (1, 4, [4, 1, 1]), (0, 0, [0, 0, 0])):
        model = LinearModel(
            lower=_ints([0, 0, 0]),
            upper=_ints([9, 3, crews]),
            matrix=matrix,
            row_lower=_ints([NO_LOWER, 0]),
            row_upper=_ints([0, 0]),
            labels=(Label("seats", "F"), Label("crew", "F crewed")),
            goals=(),
        )
        point = IncrementalPoint(model, _ints([0, 0, 0]), np.array([False, True, True]))
        assert point.raise_most(0) == raised
        assert point.values == expected


def test_what_a_broken_row_has_come_to_is_kept() -> None:
    """A row that asks for three and has come to two is not let fall to one, nor does mending take it back."""
    model = LinearModel(
        lower=_ints([0, 0]),
        upper=_ints([2, 2]),
        matrix=Matrix.of(1, _ints([0, 0]), _ints([0, 1]), _ints([1, -1])),
        row_lower=_ints([3]),
        row_upper=_ints([NO_UPPER]),
        labels=(Label("share_min", "S"),),
        goals=(),
    )
    point = IncrementalPoint(model, _ints([0, 0]), np.array([False, False]))
    assert point.raise_most(0) == 2
    assert not point.raise_by(1, 1)
    assert not point.repair()
    assert (point.values, point.broken_rows()) == ([2, 0], [0])
    assert not point.raise_by(1, 1)


def test_columns_of_a_row() -> None:
    """The columns of a row are those with an entry in it."""
    model, _, helpers = _case(1)
    point = IncrementalPoint(model, model.lower, helpers)
    for row in range(model.matrix.rows):
        assert list(point.columns_of(row)) == model.matrix.row(row)[0].tolist()
