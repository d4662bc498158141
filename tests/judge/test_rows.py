"""Sums of rows: exact whatever the numbers, and the same as adding up entry by entry."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import read
from evacopt.judge.rows import Entries, ints, tally, total
from tests.judge.random_cases import random_instance, random_plan

NUMBERS = st.one_of(st.integers(-9, 9), st.integers(-(2**62), 2**62))


@given(st.lists(st.tuples(st.integers(0, 3), NUMBERS, NUMBERS)))
def test_tally_is_exact(terms: list[tuple[int, int, int]]) -> None:
    """Products of 62-bit numbers add up without a carry lost."""
    where, one, other = (ints(row[column] for row in terms) for column in range(3))
    expected = [sum(a * b for place, a, b in terms if place == slot) for slot in range(4)]
    assert tally(4, where, one, other).tolist() == expected
    assert total(one, other) == sum(expected)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 6), NUMBERS)),
    st.lists(NUMBERS, min_size=5, max_size=5),
)
def test_an_entry_counts_in_every_row_of_its_stretch(
    rows: list[tuple[int, int, int, int]], values: list[int]
) -> None:
    """The rows from first to stop - 1 get amount x value, the others nothing."""
    rows = [(item, min(a, b), max(a, b), amount) for item, a, b, amount in rows]
    entries = Entries(*(ints(row[column] for row in rows) for column in range(4)))
    expected = [sum(values[i] * amount for i, a, b, amount in rows if a <= row < b) for row in range(6)]
    assert entries.activity(6, ints(values)).tolist() == expected


def test_activities_are_linear_in_the_plan() -> None:
    """Twice the parties and sorties make twice the activity of every row: what bounds in integers rest on."""
    for seed in range(100):
        instance = random_instance(seed)
        reading = read(instance, random_plan(seed, instance, wild=True))
        for family in linear_rules(reading.pairs):
            once = family.activity(reading.values)
            assert np.array_equal(2 * once, family.activity(2 * reading.values))
