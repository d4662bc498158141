"""Power laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.bench.measures import fitted


@given(st.floats(0.1, 3.0), st.floats(1e-6, 1e3))
def test_a_power_law_is_found_again(exponent: float, factor: float) -> None:
    """Exactly, from points on it."""
    fit = fitted([(size, factor * size**exponent) for size in (100, 1_000, 10_000, 1_000_000)])
    assert fit is not None
    assert (fit.points, fit.sizes) == (4, 4)
    assert fit.exponent == pytest.approx(exponent)
    assert fit.at(5_000) == pytest.approx(factor * 5_000**exponent)


def test_two_sizes_are_no_law() -> None:
    """Any line goes through two points."""
    assert fitted([(10, 1.0), (10, 2.0), (100, 3.0)]) is None
