"""What of a plan is to be small over scenarios, and when one plan is better than another."""

from __future__ import annotations

from collections.abc import Sequence

from evacopt.domain.columns import Ints
from evacopt.robust.result import Risk
from evacopt.simulation.estimate import lowest_tenth

ALIKE, ALIKE_OF = 0.1, 0.001
"""So many people in the mean, or that part of those left behind, two plans may differ by and are alike."""


def measure(risk: Risk, left: Ints, often: Ints) -> tuple[float, ...]:
    """What is to be small of each level, then their means; in people, or in weight.

    Parameters
    ----------
    left : thousandths, shape (courses, levels)
    often : scenarios that take each course, shape (courses,)
    """
    means = tuple((often @ left / often.sum() / 1000).tolist())
    if risk == "mean":
        return means
    if risk == "worst":
        return (*(left.max(axis=0) / 1000).tolist(), *means)
    return (*(worst_tenth(column, often) for column in left.T), *means)


def worst_tenth(left: Ints, often: Ints) -> float:
    """The mean of the worst tenth of the scenarios, of thousandths."""
    return -lowest_tenth(-left, often) / 1000


def is_better(one: Sequence[float], other: Sequence[float]) -> bool:
    """Level by level, as of `measure`; what a sample cannot tell is no difference."""
    for mine, others in zip(one, other, strict=True):
        if abs(mine - others) > max(ALIKE, ALIKE_OF * max(mine, others)):
            return mine < others
    return False
