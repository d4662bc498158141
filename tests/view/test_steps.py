"""What changes in steps over time."""

from __future__ import annotations

import numpy as np

from evacopt.view.steps import Steps

TWO = Steps.of(np.array([10, 20]), np.array([30, 20 + 5]), np.array([3, 4]))
"""Three in [10, 30), four more in [20, 25)."""


def test_intervals_are_half_open() -> None:
    """Who leaves at a minute makes room at that minute."""
    assert [TWO.at(minute) for minute in (9, 10, 19, 20, 24, 25, 29, 30)] == [0, 3, 3, 7, 7, 3, 3, 0]


def test_a_change_of_hands_is_no_peak() -> None:
    """One comes at the minute at which the other leaves: never more than the larger."""
    both = Steps.of(np.array([0, 10]), np.array([10, 20]), np.array([5, 4]))
    assert both.peak(0, 30) == 5
    assert both.at(10) == 4


def test_the_peak_of_a_time() -> None:
    """What was there at its beginning counts, what comes at its end does not."""
    assert [TWO.peak(*span) for span in ((0, 10), (12, 20), (12, 21), (26, 40), (30, 40))] == [0, 3, 7, 3, 0]


def test_nothing_changes() -> None:
    """Without anybody all is 0."""
    none = np.zeros(0, dtype=np.int64)
    assert (Steps.of(none, none, none).at(5), Steps.of(none, none, none).peak(0, 9)) == (0, 0)
