"""Draws from raw bits: recorded values, limits, weights."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.stored import MILLION
from evacopt.generation.draws import Draws, apportioned, merge_alike


def test_recorded_values() -> None:
    """The stream of a seed and name begins as it always has."""
    assert Draws(1, "test").below(1_000, 6).tolist() == [270, 221, 339, 29, 594, 190]


def test_streams_differ_by_name_and_seed() -> None:
    """Neither another name nor another seed gives the same numbers."""
    drawn = [Draws(seed, name).below(2**32, 4).tolist() for seed in (0, 1) for name in ("a", "b")]
    assert len({tuple(one) for one in drawn}) == 4


@given(st.integers(1, 2**32), st.integers(0, 50))
def test_below_stays_below(limit: int, seed: int) -> None:
    """Every number is at least 0 and below the limit."""
    drawn = Draws(seed, "below").below(limit, 20)
    assert drawn.min() >= 0
    assert drawn.max() < limit


def test_between_reaches_both_ends() -> None:
    """Both limits occur, nothing beyond them."""
    drawn = Draws(0, "between").between(-1, 2, 200)
    assert set(drawn.tolist()) == {-1, 0, 1, 2}


def test_pick_follows_weights() -> None:
    """A weight of 0 is never picked; three times the weight, about three times as often."""
    counts = np.bincount(Draws(0, "pick").pick((0, 1, 3), 40_000))
    assert counts[0] == 0
    assert abs(counts[2] / counts[1] - 3) < 0.15


def test_chance_of_nothing_and_of_all() -> None:
    """0 millionths never, a million always."""
    draws = Draws(0, "chance")
    assert draws.chance(0, 100).sum() == 0
    assert draws.chance(MILLION, 100).sum() == 100


def test_order_is_a_permutation() -> None:
    """Each number once, and not in order."""
    order = Draws(0, "order").order(50).tolist()
    assert sorted(order) == list(range(50))
    assert order != list(range(50))


@given(st.integers(0, 10**6), st.lists(st.integers(1, 3_600), min_size=1, max_size=40))
def test_apportioned_adds_up(total: int, weights: list[int]) -> None:
    """The shares sum to the total, each within one of its exact part."""
    shares = apportioned(total, np.array(weights, dtype=np.int64))
    assert shares.sum() == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(share - part) < 1 for share, part in zip(shares.tolist(), exact, strict=True))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=60))
def test_merging_counts_each_combination(pairs: list[tuple[int, int]]) -> None:
    """Every combination is one row, with how often it occurs, and none is lost."""
    columns = {name: np.array(values) for name, values in zip("ab", zip(*pairs, strict=True), strict=True)}
    rows, counts = merge_alike(columns)
    merged = dict(zip(zip(rows["a"].tolist(), rows["b"].tolist(), strict=True), counts.tolist(), strict=True))
    assert merged == {pair: pairs.count(pair) for pair in pairs}
