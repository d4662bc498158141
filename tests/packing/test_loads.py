"""Programs as packings: what is one, what is alike, and the best load of each flight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.milp.linear import NO_UPPER
from evacopt.packing.loads import Packing
from tests.packing.knapsacks import Small, drawn


def _packing(small: Small) -> Packing:
    packing = Packing.of(small.program(), small.seat_rows)
    assert packing is not None
    return packing


def test_flights_of_the_same_seats_are_one_kind() -> None:
    """Two flights of five seats are one kind of two flights, that of four is another; items are shared."""
    packing = _packing(Small((5, 4, 5), ((2, 3, 4), (3, 3, 1))))
    assert [(kind.seats, len(kind.columns)) for kind in packing.kinds] == [(5, 2), (4, 1)]
    assert packing.kinds[0].columns.tolist() == [[0, 1], [4, 5]]
    assert packing.size.tolist() == [2, 3]


def test_a_party_that_no_limit_ties_is_an_item_of_each_column() -> None:
    """Two parties on one flight that count alike everywhere are two items, not one."""
    packing = _packing(Small((5,), ((2, 3, 2), (2, 3, 2))))
    assert len(packing.size) == len(packing.kinds[0].items) == 2


def test_a_column_without_a_row_of_seats_is_a_flight_by_itself() -> None:
    """Where everybody fits the model has no row of seats, and no load is limited by them."""
    small = Small((5, 90), ((2, 3, 4), (3, 3, 1)))
    packing = Packing.of(small.program(), small.seat_rows[:1])
    assert packing is not None
    assert sorted(kind.seats for kind in packing.kinds) == [1, 4, 5]


@pytest.mark.parametrize("least", [1, 2])
def test_what_must_be_is_no_packing(least: int) -> None:
    """A row that asks for somebody, or a column that does, is beyond it."""
    program = Small((5,), ((2, 3, 4),)).program()
    lower = program.rules_lower.copy()
    lower[-1] = least
    assert Packing.of(replace(program, rules_lower=lower), np.array([0])) is None
    assert Packing.of(replace(program, lower=program.lower + least), np.array([0])) is None


def test_what_frees_room_is_no_packing() -> None:
    """A column with a coefficient below 0, such as sorties that bring seats, is beyond it."""
    program = Small((5,), ((2, 3, 4),)).program()
    rules = replace(program.rules, coefficient=-program.rules.coefficient)
    assert Packing.of(replace(program, rules=rules), np.array([0])) is None


def test_a_trip_of_two_flights_is_no_packing() -> None:
    """A column in two rows of seats is in no load of one flight."""
    small = Small((5, 6), ((2, 3, 4),))
    assert Packing.of(small.program(), np.arange(3)) is None


def test_seats_without_end_are_no_packing() -> None:
    """A row of seats must have a side."""
    program = Small((5,), ((2, 3, 4),)).program()
    upper = program.rules_upper.copy()
    upper[0] = NO_UPPER
    assert Packing.of(replace(program, rules_upper=upper), np.array([0])) is None


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_best_load_is_the_best_of_all(seed: int, prices: int) -> None:
    """At any worth, the best load is worth what the best of all loads is, and it is one."""
    small = drawn(seed)
    packing, rng = _packing(small), np.random.default_rng(prices)
    worth = rng.integers(-3, 9, len(packing.size)).astype(np.float64)
    most = packing.allowed(packing.limits)
    named = {size: number for number, size in enumerate(packing.size.tolist())}
    if len(named) < len(packing.size):
        return
    for number, best, load in packing.best_loads(worth, most, np.arange(len(packing.kinds))):
        kind = packing.kinds[number]
        ours = [named[size] for size, _, _ in small.parties if size in named]
        every = [
            sum(worth[item] * times for item, times in zip(ours, choice, strict=True))
            for choice in small.loads(kind.seats)
        ]
        assert best == max(every) == load @ worth
        assert load @ packing.size <= kind.seats
        assert (load <= most).all()


@given(st.integers(0, 10_000))
def test_all_seats_together_show_no_more_than_there_is(seed: int) -> None:
    """The bound of one load of all seats is never above the best plan."""
    small = drawn(seed)
    assert _packing(small).pooled_bound <= small.best()
