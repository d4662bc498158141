"""Rows as they are stated against rows as they are kept: the integer points are the same."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.columns import Ints
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.violation import RULES
from evacopt.milp.linear import NO_LOWER, NO_UPPER, LinearModel
from evacopt.model.builder import ModelBuilder
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.eligibility import travel_of
from evacopt.routes.itineraries import Timetable, enumerate_itineraries

Draw = Any
Row = tuple[list[int], int, int]
"""Dense coefficients, lower and upper side."""


def _empty() -> ModelBuilder:
    place = Location(id="O", role="origin", country="NER")
    instance = Instance(name="empty", begins=0, ends=1, locations=(place,), groups=Groups.of([]), flights=())
    timetable = Timetable.of(instance)
    return ModelBuilder(travel_of(merge_groups(timetable), enumerate_itineraries(timetable)))


@st.composite
def _rows(draw: Draw) -> list[Row]:
    coefficients = st.lists(st.sampled_from((0, 0, 1, -2, 4, 6, -6)), min_size=3, max_size=3)
    side = st.integers(-13, 13)
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        lower, upper = draw(st.just(NO_LOWER) | side), draw(st.just(NO_UPPER) | side)
        rows.append((draw(coefficients), lower, upper))
    return rows


def _finished(rows: list[Row], most: list[int]) -> LinearModel:
    """A model of three columns from 0 to `most`, the rows added one by one or in pairs of entries."""
    builder = _empty()
    columns = builder.columns(0, np.array(most))
    for number, (coefficients, lower, upper) in enumerate(rows):
        half = len(columns) // 2
        entries = [
            (0, columns[part], np.array(coefficients, dtype=np.int64)[part])
            for part in (slice(half), slice(half, None))
        ]
        builder.rows(RULES[number], [str(number)], entries, lower=lower, upper=upper)
    return builder.finish(())


def _keeps(row: Row, point: tuple[int, ...]) -> bool:
    coefficients, lower, upper = row
    return lower <= sum(a * b for a, b in zip(coefficients, point, strict=True)) <= upper


def _ints(values: tuple[int, ...]) -> Ints:
    return np.array(values, dtype=np.int64)


@given(_rows(), st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_finishing_keeps_the_integer_points(rows: list[Row], most: list[int]) -> None:
    """Dividing by common factors and leaving rows out changes no integer point within the bounds."""
    model = _finished(rows, most)
    for point in product(*(range(top + 1) for top in most)):
        assert model.holds(_ints(point)) == all(_keeps(row, point) for row in rows)


@given(_rows(), st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_rows_kept_are_those_that_can_break(rows: list[Row], most: list[int]) -> None:
    """Each row kept has a corner of the bounds that breaks it, and its own label; a factor in common has no
    multiple between its sides."""
    model = _finished(rows, most)
    for number, label in enumerate(model.labels):
        row = rows[int(label.subject)]
        assert label.rule == RULES[int(label.subject)]
        coefficients = model.matrix.row(number)[1]
        factor = np.gcd.reduce(np.abs(coefficients)) if len(coefficients) else 1
        assert factor == 1 or -(-model.row_lower[number] // factor) > model.row_upper[number] // factor
        assert not all(_keeps(row, corner) for corner in product(*((0, top) for top in most)))


def test_one_number_for_all_entries_or_one_each() -> None:
    """A single row, column or coefficient stands for as many as the others are; sides likewise."""
    builder = _empty()
    columns = builder.columns(0, np.array([9, 9]))
    builder.rows("seats", ["one", "two"], [([0, 1], columns, 1), (1, columns[0], [2])], upper=[3, 4])
    model = builder.finish(())
    assert [label.subject for label in model.labels] == ["one", "two"]
    assert [model.matrix.row(row)[1].tolist() for row in range(2)] == [[1], [2, 1]]
    assert model.row_upper.tolist() == [3, 4]


def test_columns_are_numbered_on() -> None:
    """Columns are numbered in the order in which they are added, with their own bounds."""
    builder = _empty()
    assert builder.columns(0, 1).tolist() == [0]
    assert builder.columns(np.array([1, 2]), 5).tolist() == [1, 2]
    assert builder.columns(0, np.array([], dtype=np.int64)).tolist() == []
    assert builder.columns(0, np.array([7, 8])).tolist() == [3, 4]
    model = builder.finish(())
    assert (model.lower.tolist(), model.upper.tolist()) == ([0, 1, 2, 0, 0], [1, 5, 5, 7, 8])
