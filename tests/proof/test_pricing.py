"""The best load of a block: worth as much as the best of all that can be, and within the block's rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from evacopt.domain.columns import Ints
from evacopt.proof.block import NO_CHOICE, Block
from evacopt.proof.pricing import Pricing


def _block(need: tuple[int, int], *, choice: bool, free: int) -> Block:
    """Two kinds, the first with two columns; sorties of four and six seats."""
    return Block(
        parties=np.array([0, 1, 2]),
        need=np.array([need[0], need[0], need[1]]),
        most=np.array([3, 2, 2]),
        kind=np.array([0, 0, 1]),
        room=np.array([4, 2]),
        certain=np.array([choice, choice]),
        sorties=np.array([3, 4]),
        seats=np.array([4, 6]),
        copies=np.array([2, 1]),
        free=free,
        choice=5 if choice else NO_CHOICE,
    )


def _all_loads(block: Block) -> Iterator[Ints]:
    ranges = [*block.most.tolist(), *block.copies.tolist(), *([1] if block.choice >= 0 else [])]
    for load in product(*(range(most + 1) for most in ranges)):
        values = np.array(load)
        parties, sorties = values[:3], values[3:5]
        taken, given = int(block.need @ parties), block.free + int(block.seats @ sorties)
        aboard = np.array([parties[0] + parties[1], parties[2]])
        keeps = taken <= given and bool((aboard <= block.room).all())
        if block.choice >= 0:
            everybody = bool((aboard == block.room).all())
            keeps = keeps and (everybody if values[-1] else taken == given)
        if keeps:
            yield values


@pytest.mark.parametrize("need", [(1, 1), (2, 3)])
@pytest.mark.parametrize(("choice", "free"), [(False, 0), (False, 3), (True, 0), (True, 2)])
def test_a_load_is_the_best_of_all(need: tuple[int, int], choice: bool, free: int) -> None:
    """Against every load, at random worths, for parties of one size and of two."""
    block, chance = _block(need, choice=choice, free=free), np.random.default_rng(4)
    loads = np.array([*_all_loads(block)])
    for _ in range(40):
        worth = chance.integers(-9, 10, len(block.columns)).astype(np.float64)
        found = Pricing((block,)).best(block, worth)
        assert found.worth == (loads @ worth).max()
        assert found.worth == found.values @ worth
        assert (loads == found.values).all(axis=1).any()
