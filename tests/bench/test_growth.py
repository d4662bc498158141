"""Power laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.bench import paired
from evacopt.bench.growth import fitted


@given(st.floats(0.1, 3.0), st.floats(1e-6, 1e3))
def test_a_power_law_is_found_again(exponent: float, factor: float) -> None:
    """Exactly, from points on it."""
    fit = fitted([(size, factor * size**exponent) for size in (100, 1_000, 10_000, 1_000_000)])
    assert fit is not None
    assert (fit.points, fit.sizes) == (4, 4)
    assert fit.exponent == pytest.approx(exponent)
    assert fit.at(5_000) == pytest.approx(factor * 5_000**exponent)
    assert fit.spread == pytest.approx(1.0)
    assert fit.margin == pytest.approx(0.0, abs=1e-6)


def test_two_sizes_are_no_law() -> None:
    """Any line goes through two points."""
    assert fitted([(10, 1.0), (10, 2.0), (100, 3.0)]) is None


def test_the_interval_and_the_spread_are_those_of_textbooks() -> None:
    """Points above and below the line y = x by a factor of 2; s^2 = RSS / (n - 2), t(2; 97.5 %) = 4.3027."""
    fit = fitted([(10, 20.0), (100, 50.0), (1_000, 500.0), (10_000, 20_000.0)])
    assert fit is not None
    error = math.sqrt(4 * math.log(2) ** 2 / 2 / (5 * math.log(10) ** 2))
    assert fit.exponent == pytest.approx(1.0)
    assert fit.spread == pytest.approx(math.exp(math.sqrt(2) * math.log(2)))
    assert fit.margin == pytest.approx(4.3027 * error, rel=1e-4)


def test_without_scipy_there_is_a_law_and_no_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else changes."""
    monkeypatch.setattr(paired, "find_spec", lambda name: None)
    fit = fitted([(10, 20.0), (100, 50.0), (1_000, 500.0)])
    assert fit is not None
    assert (fit.margin, fit.points) == (None, 3)
