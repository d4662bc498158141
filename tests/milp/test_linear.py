"""Sparse rows against dense ones."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.columns import Ints
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix

Draw = Any
COLUMNS = 5


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


@st.composite
def matrices(draw: Draw) -> tuple[Matrix, Ints]:
    """A matrix from entries in any order, some at the same place, some that cancel; and the same dense."""
    rows = draw(st.integers(0, 5))
    place = st.tuples(st.integers(0, max(rows - 1, 0)), st.integers(0, COLUMNS - 1), st.integers(-3, 3))
    entries = draw(st.lists(place, max_size=20 if rows else 0))
    row, column, amount = (_ints([entry[part] for entry in entries]) for part in range(3))
    dense = np.zeros((rows, COLUMNS), dtype=np.int64)
    np.add.at(dense, (row, column), amount)
    return Matrix.of(rows, row, column, amount), dense


def _dense(matrix: Matrix) -> Ints:
    dense = np.zeros((matrix.rows, COLUMNS), dtype=np.int64)
    dense[matrix.row_of_entry(), matrix.column] = matrix.coefficient
    return dense


@given(matrices())
def test_entries_are_gathered(case: tuple[Matrix, Ints]) -> None:
    """Entries of the same place are added up, none is 0, and columns rise within a row."""
    matrix, dense = case
    assert np.array_equal(_dense(matrix), dense)
    assert (matrix.coefficient != 0).all()
    for number in range(matrix.rows):
        column, coefficient = matrix.row(number)
        assert (np.diff(column) > 0).all()
        assert np.array_equal(coefficient, dense[number, column])


@given(matrices(), st.lists(st.integers(-9, 9), min_size=COLUMNS, max_size=COLUMNS))
def test_activity(case: tuple[Matrix, Ints], values: list[int]) -> None:
    """`times` is the product with the dense matrix, rows without entries included."""
    matrix, dense = case
    assert np.array_equal(matrix.times(_ints(values)), dense @ _ints(values))


@given(matrices(), st.lists(st.integers(0, 2), min_size=COLUMNS, max_size=COLUMNS))
def test_the_least_and_the_most_of_each_row(case: tuple[Matrix, Ints], width: list[int]) -> None:
    """They are those over every corner of the bounds."""
    matrix, dense = case
    lower = _ints([-1] * COLUMNS)
    corners = np.array(list(product(*((-1, -1 + each) for each in width)))) @ dense.T
    least, most = matrix.activity_range(lower, lower + _ints(width))
    assert np.array_equal(least, corners.min(axis=0))
    assert np.array_equal(most, corners.max(axis=0))


@given(matrices())
def test_columns_as_rows(case: tuple[Matrix, Ints]) -> None:
    """The transposed matrix has the same entries, and is the matrix again when it is transposed."""
    matrix, dense = case
    columns = matrix.transposed(COLUMNS)
    for number in range(COLUMNS):
        row, coefficient = columns.row(number)
        assert np.array_equal(row, np.flatnonzero(dense[:, number]))
        assert np.array_equal(coefficient, dense[row, number])
    assert np.array_equal(_dense(columns.transposed(matrix.rows)), dense)


@given(matrices(), matrices(), st.data())
def test_rows_taken_and_joined(
    one: tuple[Matrix, Ints], other: tuple[Matrix, Ints], data: st.DataObject
) -> None:
    """Rows taken in any order and rows put after others are those of the dense matrices."""
    matrix, dense = one
    rows = _ints(data.draw(st.lists(st.integers(0, matrix.rows - 1)))) if matrix.rows else _ints([])
    assert np.array_equal(_dense(matrix.take(rows)), dense[rows])
    assert np.array_equal(_dense(matrix.followed_by(other[0])), np.vstack((dense, other[1])))


def test_sums_beyond_floats_are_exact() -> None:
    """Activities that no float holds are counted to the last unit."""
    matrix = Matrix.of(1, _ints([0, 0]), _ints([0, 1]), _ints([2**60, 1]))
    assert matrix.times(_ints([1, 1])).tolist() == [2**60 + 1]


def test_sides_never_cross_where_a_common_factor_is_taken_out() -> None:
    """Of 2 a - 2 b in [1, 1] no whole numbers are a point, and it stays; [1, 3] becomes a - b in [1, 1]."""
    matrix = Matrix.of(3, _ints([0, 0, 1, 1, 2]), _ints([0, 1, 0, 1, 0]), _ints([2, -2, 2, -2, 3]))
    reduced, lower, upper = matrix.without_common_factor(_ints([1, 1, NO_LOWER]), _ints([1, 3, 7]))
    assert reduced.coefficient.tolist() == [2, -2, 1, -1, 1]
    assert (lower.tolist(), upper.tolist()) == ([1, 1, NO_LOWER], [1, 1, 2])


def _model() -> LinearModel:
    """3 a - 2 b at least 1, a + b at most 4 and only for a goal, 0 <= a, b <= 3."""
    return LinearModel(
        lower=_ints([0, 0]),
        upper=_ints([3, 3]),
        matrix=Matrix.of(2, _ints([0, 0, 1, 1]), _ints([0, 1, 0, 1]), _ints([3, -2, 1, 1])),
        row_lower=_ints([1, NO_LOWER]),
        row_upper=_ints([NO_UPPER, 4]),
        labels=(Label("seats", "F"), Label("goal", "clearance")),
        goals=(),
    )


def test_rows_and_bounds_hold() -> None:
    """Every point within the bounds holds exactly if both rows do; none outside them does."""
    model = _model()
    for a in range(-1, 5):
        for b in range(-1, 5):
            broken = [row for row, fine in enumerate((3 * a - 2 * b >= 1, a + b <= 4)) if not fine]
            assert model.broken_rows(_ints([a, b])).tolist() == broken
            assert model.holds(_ints([a, b])) == (not broken and 0 <= a <= 3 and 0 <= b <= 3)


def test_rows_of_other_goals_are_left_out() -> None:
    """Without its goal a counting row goes; the rules stay, with their sides and labels."""
    model = _model()
    bare = model.for_goals(["unserved[1]"])
    assert bare.labels == (Label("seats", "F"),)
    assert (bare.row_lower.tolist(), bare.row_upper.tolist()) == ([1], [NO_UPPER])
    assert np.array_equal(bare.matrix.row(0)[1], model.matrix.row(0)[1])
    assert model.for_goals(["clearance"]).labels == model.labels


def test_goal_and_its_least() -> None:
    """A goal is offset and sum; by the bounds alone it goes no lower than `least`, and never below 0."""
    goal = Goal("cost", _ints([0, 1]), _ints([2, -3]), offset=10)
    lower, upper = _ints([1, 0]), _ints([3, 2])
    everywhere = [goal.of(_ints([a, b])) for a in range(1, 4) for b in range(3)]
    assert goal.of(_ints([3, 1])) == 13
    assert goal.least(lower, upper) == min(everywhere) == 6
    assert Goal("cost", goal.column, goal.coefficient, offset=0).least(lower, upper) == 0
