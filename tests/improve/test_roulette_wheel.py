"""Which kind of neighbourhood is next, and how large it is."""

from __future__ import annotations

from collections import Counter

import numpy as np

from evacopt.improve.lexicographic import Answer
from evacopt.improve.roulette_wheel import RouletteWheel
from evacopt.improve.tuning import TUNING

NOBODY = np.zeros(0, dtype=np.int64)
STEP = 1.0


def _kinds() -> RouletteWheel:
    return RouletteWheel(["good", "idle"], np.random.default_rng(1), TUNING)


def _answer(gained: int | None = None, *, solved: bool = True) -> Answer:
    return Answer(NOBODY, gained, 2, solved, complete=True)


def test_what_gains_is_drawn_more_often() -> None:
    """After ten gains of one kind and none of the other; which still has its turn now and then."""
    kinds = _kinds()
    for _ in range(10):
        kinds.learn("good", _answer(2), 0.5, STEP)
        kinds.learn("idle", _answer(), 0.5, STEP)
    drawn = Counter(kinds.draw() for _ in range(500))
    assert drawn["good"] > 10 * drawn["idle"] > 0


def test_the_first_open_goal_counts_more_than_a_later_one() -> None:
    """And a quick gain more than a slow one."""
    kinds = RouletteWheel(["first", "later", "slow"], np.random.default_rng(1), TUNING)
    for _ in range(10):
        kinds.learn("first", _answer(2), 0.5, STEP)
        kinds.learn("later", _answer(3), 0.5, STEP)
        kinds.learn("slow", _answer(2), 5.0, STEP)
    drawn = Counter(kinds.draw() for _ in range(2000))
    assert drawn["first"] > drawn["later"] > drawn["slow"]


def test_neighbourhoods_grow_while_they_are_easy() -> None:
    """Up to the most; they shrink where one is not solved, down to the least; between they stay."""
    kinds, first = _kinds(), TUNING.columns_first
    kinds.learn("good", _answer(), STEP, STEP)
    assert kinds.columns["good"] == first
    kinds.learn("good", _answer(), 0.0, STEP)
    assert kinds.columns["good"] == int(first * TUNING.longer)
    kinds.learn("good", _answer(solved=False), 0.0, STEP)
    assert kinds.columns["good"] == int(int(first * TUNING.longer) * TUNING.shorter)
    for _ in range(50):
        kinds.learn("good", _answer(), 0.0, STEP)
        kinds.learn("idle", _answer(solved=False), STEP, STEP)
    assert kinds.columns == {"good": TUNING.columns_most, "idle": TUNING.columns_least}
