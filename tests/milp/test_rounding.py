"""Rounded rows against every whole point."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.columns import Ints
from evacopt.milp.linear import NO_UPPER, Matrix
from evacopt.milp.rounding import COUNTED, rounded_rows


def _matrix(dense: list[list[int]]) -> Matrix:
    table = np.array(dense, dtype=np.int64)
    row, column = np.nonzero(table)
    return Matrix.of(len(dense), row, column, table[row, column])


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


@given(
    rows=st.lists(st.lists(st.integers(-8, 8), min_size=3, max_size=3), min_size=1, max_size=3),
    sides=st.lists(st.integers(-5, 30), min_size=3, max_size=3),
    upper=st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_no_whole_point_of_the_rows_breaks_a_rounded_one(
    rows: list[list[int]], sides: list[int], upper: list[int]
) -> None:
    """Of all points between 0 and the bounds that keep the rows."""
    matrix, sides_there = _matrix(rows), _ints(sides[: len(rows)])
    rounded = rounded_rows(matrix, sides_there, _ints(upper))
    for point in map(_ints, map(list, product(*(range(most + 1) for most in upper)))):
        if (matrix.times(point) <= sides_there).all():
            assert (rounded.matrix.times(point) <= rounded.upper).all()


def test_two_families_of_five_do_not_share_eight_seats() -> None:
    """Four people each would fit; one family is what does."""
    rounded = rounded_rows(_matrix([[5, 5, 1]]), _ints([8]), _ints([1, 1, 8]))
    halves = np.array([0.8, 0.8, 0.0])
    sides = [float(coefficient @ halves[column]) for column, coefficient in _rows(rounded.matrix)]
    assert any(side > most for side, most in zip(sides, rounded.upper.tolist(), strict=True))


def test_a_family_of_three_needs_both_sorties_of_two_seats() -> None:
    """One sortie carries two thirds of them by the row itself, and half of them by a rounded one."""
    rounded = rounded_rows(_matrix([[3, -2]]), _ints([0]), _ints([1, 2]))
    family, sorties = 0.6, 1.0
    broken = [
        dict(zip(column.tolist(), coefficient.tolist(), strict=True))
        for (column, coefficient), most in zip(_rows(rounded.matrix), rounded.upper.tolist(), strict=True)
        if float(coefficient @ np.array([family, sorties])[column]) > most
    ]
    assert {0: 2, 1: -1} in [
        {place: number // np.gcd.reduce(list(row.values())) for place, number in row.items()}
        for row in broken
    ]


def test_rows_without_a_side_and_columns_without_end_say_nothing() -> None:
    """Nor do rows in which everything fits, or in which nothing is left to round."""
    rows = _matrix([[5, 5], [5, -COUNTED], [1, 1], [4, 4], [5, -2]])
    rounded = rounded_rows(rows, _ints([NO_UPPER, 0, 3, 8, NO_UPPER]), _ints([1, COUNTED + 1]))
    assert not np.isin(rounded.of, [0, 1, 2, 4]).any()
    assert not any(
        float(coefficient @ np.array([1.0, 1.0])[column]) > most
        for (column, coefficient), most in zip(_rows(rounded.matrix), rounded.upper.tolist(), strict=True)
    )


def _rows(matrix: Matrix) -> list[tuple[Ints, Ints]]:
    return [matrix.row(number) for number in range(matrix.rows)]
