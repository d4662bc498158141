"""Sums of rows: exact whatever the numbers, and the same as adding up entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.judge.linear import linear_rules
from evacopt.judge.over_time import over_time
from evacopt.judge.pairs import read
from evacopt.judge.rows import Entries, Family, ints, largest, tally, total
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


def _over_time(uses: list[tuple[int, int, int, int, int]], most: list[int], **more: Any) -> Family:
    """Uses as thing, begin, end, column, amount, in minutes since 1970; things A and B."""
    columns = [ints(use[column] for use in uses) for column in range(5)]
    return over_time("rule", tuple(columns), ints(most), ("A", "B"), **more)  # type: ignore[arg-type]


def test_rows_over_time_are_the_minutes_at_which_something_begins() -> None:
    """Half-open stretches by thing; nothing of no thing, without a limit, or in no time."""
    uses = [(0, 5, 9, 0, 1), (0, 7, 8, 1, 2), (0, 9, 12, 2, 4), (1, 7, 2**62, 0, 8), (1, 9, 9, 1, 16)]
    family = _over_time([*uses, (-1, 7, 9, 0, 32), (0, 6, 5, 0, 64)], [3, 6])
    assert family.key(0) == ("rule", "A", "1970-01-01T00:05Z")
    assert [family.key(row)[1] for row in range(len(family.high))] == ["A", "A", "A", "B"]
    assert family.high.tolist() == [3, 3, 3, 6]
    assert family.activity(ints((1, 1, 1))).tolist() == [1, 3, 4, 8]
    without = _over_time([*uses, (-1, 7, 9, 0, 32)], [-1, 6])
    assert ([without.key(row)[1] for row in range(len(without.high))], without.high.tolist()) == (["B"], [6])


def test_rows_over_time_are_as_right_before_1970() -> None:
    """An airlift of 1948 is counted by its own limits, and so is what is held from the day before."""
    day = -11_317_000
    family = _over_time([(0, day - 60, day + 1, 0, 1), (0, day, day + 9, 1, 2), (1, -5, 3, 2, 4)], [3, 6])
    assert [family.key(row)[1:] for row in range(3)] == [
        ("A", "1948-06-25T22:20Z"),
        ("A", "1948-06-25T23:20Z"),
        ("B", "1969-12-31T23:55Z"),
    ]
    assert (family.high.tolist(), family.activity(ints((1, 1, 1))).tolist()) == ([3, 3, 6], [1, 3, 4])


def test_steps_change_a_limit_from_their_minute_on_and_have_rows_of_their_own() -> None:
    """Six for A from 8, no limit from 12; B has one from 7 on alone; who was there before counts."""
    uses = [(0, 5, 20, 0, 1), (0, 9, 20, 1, 2), (0, 13, 20, 2, 4), (1, 6, 8, 0, 8)]
    steps = np.array([(0, 8, 6), (0, 12, -1), (1, 7, 5)]).T
    family = _over_time(uses, [3, -1], steps=steps)
    assert [family.key(row)[1:] for row in range(len(family.high))] == [
        ("A", "1970-01-01T00:05Z"),
        ("A", "1970-01-01T00:08Z"),
        ("A", "1970-01-01T00:09Z"),
        ("B", "1970-01-01T00:07Z"),
    ]
    assert family.high.tolist() == [3, 6, 6, 5]
    assert family.activity(ints((1, 1, 1))).tolist() == [1, 1, 3, 8]


def test_a_rate_is_rounded_down_and_not_below_nothing() -> None:
    """Seven an hour: one after nine minutes, none after eight, none before the beginning."""
    begins = [(0, minute, minute + 1, 0, 1) for minute in (91, 99, 108, 109, 160)]
    assert _over_time(begins, [7, 0], since=ints((100, 0))).high.tolist() == [0, 0, 0, 1, 7]


def test_sums_are_in_64_bits_up_to_the_safe_limit_and_in_python_integers_from_it() -> None:
    """By the most that one place can come to: the number of its terms x the largest product."""
    half, here = 2**59, ints((0, 0))
    for one, other, dtype in ((half - 1, 1, "int64"), (half, 1, "object"), (2**30, 2**30, "object")):
        sums = tally(2, here, ints((one, one)), ints((other, -other)))
        assert (str(sums.dtype), sums.tolist()) == (dtype, [0, 0])
    apart = tally(2, ints((0, 1)), ints((half, half)))
    assert (str(apart.dtype), apart.tolist()) == ("int64", [half, half])
    assert tally(1, here, ints((1, 2)).astype(object)).dtype == object


def test_entries_of_nothing_are_left_out_and_the_others_kept() -> None:
    """Points are broadcast to one shape; moved down, times a sign, and joined as they are."""
    points = Entries.points(ints((3, 4, 5)), ints([1]), ints((2, 0, -7)))
    assert [part.tolist() for part in (points.column, points.first, points.stop, points.amount)] == [
        [3, 5],
        [1, 1],
        [2, 2],
        [2, -7],
    ]
    both = Entries.joined(points.moved(2), points.times(-1))
    assert (both.first.tolist(), both.stop.tolist()) == ([3, 3, 1, 1], [4, 4, 2, 2])
    assert both.amount.tolist() == [2, -7, -2, 7]
    assert both.priced(6, ints((0, 10, 0, 1))).tolist() == [0, 0, 0, 2 - 20, 0, 70 - 7]


def test_the_largest_is_without_signs() -> None:
    """Nothing at all is 0."""
    assert [largest(ints(values)) for values in ((), (3, -4), (5, -4), (-1,), (1,))] == [0, 4, 5, 1, 1]


def test_activities_are_linear_in_the_plan() -> None:
    """Twice the parties and sorties make twice the activity of every row: what bounds in integers rest on."""
    for seed in range(100):
        instance = random_instance(seed)
        reading = read(instance, random_plan(seed, instance, wild=True))
        for family in linear_rules(reading.pairs):
            once = family.activity(reading.values)
            assert np.array_equal(2 * once, family.activity(2 * reading.values))
