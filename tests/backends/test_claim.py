"""An engine's status, incumbent and bound, taken together."""

from __future__ import annotations

import numpy as np
import pytest

from evacopt.backends.claim import answer_of
from evacopt.backends.small_programs import program
from evacopt.milp.contract import SolutionStatus, Termination

GIVEN = program([(0, 9)], [], [1], offset=100)
DONE: tuple[Termination, SolutionStatus] = ("completed", "optimal")


@pytest.mark.parametrize(
    ("status", "value", "bound", "expected"),
    [
        (DONE, 3, 103.0, ("completed", "optimal", 103)),
        (DONE, 3, 102.2, ("completed", "optimal", 103)),
        (DONE, 3, 101.9, ("gap", "feasible", 102)),
        (DONE, 3, None, ("gap", "feasible", None)),
        (DONE, None, 103.0, ("error", "unknown", 103)),
        (("time", "feasible"), 3, float("-inf"), ("time", "feasible", None)),
        (("time", "feasible"), None, 101.0, ("time", "unknown", 101)),
        (("completed", "infeasible"), None, None, ("completed", "infeasible", None)),
        (("error", "unknown"), 3, 103.0, ("error", "unknown", 103)),
    ],
)
def test_what_they_mean_together(
    status: tuple[Termination, SolutionStatus],
    value: int | None,
    bound: float | None,
    expected: tuple[Termination, SolutionStatus, int | None],
) -> None:
    """Optimal only where the bound, rounded up, meets the value; values only where they are integer."""
    values = None if value is None else np.array([value])
    answer = answer_of(GIVEN, status, values, bound, "word")
    assert (answer.termination, answer.status, answer.bound) == expected
    assert (answer.values is None) == (answer.status in ("unknown", "infeasible"))
    assert answer.detail == "word"


def test_large_goals_are_still_told_to_be_optimal() -> None:
    """Floats cannot tell 3e11 from 3e11 - 10; an engine that says optimal is taken at its word there."""
    large = program([(0, 9)], [], [1], offset=300_000_000_000)
    answer = answer_of(large, DONE, np.array([7]), 299_999_999_997.0, "")
    assert (answer.status, answer.bound) == ("optimal", 300_000_000_007)
