"""Outcomes of parts are those of the whole."""

from __future__ import annotations

import numpy as np

from evacopt.simulation.outcomes import Outcomes


def _outcomes(number: int, landed: int) -> Outcomes:
    one, lists = np.array([[number]]), np.arange(landed)
    return Outcomes(
        numbers=np.array([number]),
        stories=one,
        parties=one,
        scenario=np.zeros(landed, dtype=np.int64),
        minute=lists + number,
        group=lists,
        landed=lists + 1,
        flown=one,
        taken=one,
        refused=one,
        undecided=np.array([number]),
    )


def test_parts_make_the_whole() -> None:
    """Landings stay with their scenario, whatever the order in which parts come and rows are asked."""
    whole = Outcomes.joined([_outcomes(7, 2), _outcomes(5, 1), _outcomes(6, 0)])
    assert whole.numbers.tolist() == [7, 5, 6]
    assert whole.scenario.tolist() == [0, 0, 1]
    ordered = whole.rows(np.argsort(whole.numbers))
    assert ordered.numbers.tolist() == [5, 6, 7]
    assert ordered.scenario.tolist() == [0, 2, 2]
    assert ordered.minute.tolist() == [5, 7, 8]
    assert ordered.flown[:, 0].tolist() == [5, 6, 7]
