"""The best load of a block: worth as much as the best of all that can be, and within the block's rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from evacopt.domain.columns import Ints
from evacopt.judge.pools import NO_CHOICE, Pool
from evacopt.proof.pricing import Block, Pricing


def _block(need: tuple[int, int], *, choice: bool, free: int) -> Block:
    """Two items, the first with two columns; sorties of four and six seats."""
    pool = Pool(
        parties=np.array([0, 1, 2]),
        need=np.array([need[0], need[0], need[1]]),
        item=np.array([0, 0, 1]),
        available=np.array([4, 2]),
        certain=np.array([choice, choice]),
        sorties=np.array([3, 4]),
        seats=np.array([4, 6]),
        choice=5 if choice else NO_CHOICE,
    )
    return Block(pool, most=np.array([3, 2, 2]), copies=np.array([2, 1]), free=free)


def _all_loads(block: Block) -> Iterator[Ints]:
    ranges = [*block.most.tolist(), *block.copies.tolist(), *([1] if block.pool.choice >= 0 else [])]
    for load in product(*(range(most + 1) for most in ranges)):
        values = np.array(load)
        parties, sorties = values[:3], values[3:5]
        taken, given = int(block.pool.need @ parties), block.free + int(block.pool.seats @ sorties)
        aboard = np.array([parties[0] + parties[1], parties[2]])
        keeps = taken <= given and bool((aboard <= block.pool.available).all())
        if block.pool.choice >= 0:
            everybody = bool((aboard == block.pool.available).all())
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
        best_load = Pricing((block,)).best(block, worth)
        assert best_load.worth == (loads @ worth).max()
        assert best_load.worth == best_load.values @ worth
        assert (loads == best_load.values).all(axis=1).any()
