"""Branch and price: as good as trying everything, and bounds at any prices that nothing is above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.milp.contract import Options
from evacopt.milp.linear import Matrix
from evacopt.packing.branch_and_price import BranchAndPrice
from evacopt.packing.loads import Packing
from evacopt.packing.master import priced
from evacopt.packing.multiple import MultipleKnapsack, Region
from evacopt.packing.recreate import values_of
from tests.packing.knapsacks import Small, drawn

ONE = Options(threads=1)


def _packing(small: Small) -> Packing:
    """Each column no more than its flight has room for."""
    program = small.program()
    size, seats = (np.array(part) for part in ([size for size, *_ in small.parties], small.seats))
    room = (seats[:, None] // size).reshape(-1)
    packing = Packing.of(replace(program, upper=np.minimum(program.upper, room)), small.seat_rows)
    assert packing is not None
    return packing


def _problem(small: Small) -> MultipleKnapsack:
    made = MultipleKnapsack.of(_packing(small))
    assert made is not None
    return made[0]


def _all_loads(problem: MultipleKnapsack, region: Region) -> Iterator[Ints]:
    """Every load of all flights within a region."""
    flights, items = region.low.shape
    sides = zip(region.low.reshape(-1).tolist(), region.high.reshape(-1).tolist(), strict=True)
    for counts in product(*(range(low, high + 1) for low, high in sides)):
        loads = np.array(counts).reshape(flights, items)
        aboard = loads.sum(axis=0)
        within = (aboard >= region.least).all() and (aboard <= region.most).all()
        if within and (loads @ problem.size <= problem.seats).all():
            yield loads


def test_it_finds_the_best_and_shows_that_nothing_is_better(highs: Session) -> None:
    """Small packings drawn by chance, some with several parties alike, from nothing and from the best."""
    for seed in range(24):
        problem, small = _problem(drawn(seed)), drawn(seed)
        best = small.program().goal.offset - small.best()
        search = BranchAndPrice(problem, highs, ONE, -problem.step)
        found = list(search.loads())
        assert (search.best, search.bound) == (best, best), seed
        assert problem.value(found[-1]) == best
        for loads in found:
            assert (loads @ problem.size <= problem.seats).all()
            assert (loads.sum(axis=0) <= problem.count).all()
        again = BranchAndPrice(problem, highs, ONE, best)
        assert list(again.loads()) == []
        assert again.bound == best


def test_what_is_shown_at_any_prices_is_no_less_than_any_loads() -> None:
    """Random prices and regions; the loads that come with a bound keep the region, each by itself."""
    rng, empty = np.random.default_rng(4), 0
    for seed in range(36):
        problem = _problem(drawn(seed % 12))
        whole, region = problem.whole, problem.whole
        for _ in range(3):
            flight, item = rng.integers(region.low.shape[0]), rng.integers(region.low.shape[1])
            low, high = np.sort(rng.integers(0, whole.high[flight, item] + 1, 2))
            lows, highs, least = region.low.copy(), region.high.copy(), region.least.copy()
            lows[flight, item], highs[flight, item] = low, high
            least[item] = rng.integers(0, problem.count[item] + 1)
            region = replace(region, low=lows, high=highs, least=least)
        found = priced(problem, region.closed, rng.uniform(0, 9, len(problem.size)))
        worths = [problem.value(loads) for loads in _all_loads(problem, region)]
        assert found.bound >= max(worths, default=-np.inf) - 1e-6
        empty += not worths
        if np.isfinite(found.bound):
            assert (found.loads[:-1] >= region.low).all()
            assert (found.loads[:-1] <= region.high).all()
            assert (found.loads[:-1] @ problem.size <= problem.seats).all()
            assert problem.size @ found.loads[-1] <= problem.seats.sum()
    assert 0 < empty < 30


def test_parties_alike_are_one_item_on_flights_of_any_size() -> None:
    """Two of a size: both fit on one flight, one on the other; loads are those of the program again."""
    packing = _packing(Small((8, 5), ((4, 3, 2), (3, 2, 1))))
    made = MultipleKnapsack.of(packing)
    assert made is not None
    problem, label = made
    assert (len(packing.size), len(problem.size)) == (3, 2)
    assert problem.count.tolist() == [2, 1]
    loads = np.array([[2, 0], [0, 1]])[:, np.argsort(-problem.size)]
    values = values_of(packing, loads[:, label])
    assert packing.program.holds(values)
    assert packing.program.goal.of(values) == packing.program.goal.offset - problem.value(loads) == 0


def test_each_knapsack_is_solved_exactly() -> None:
    """A choice at no prices, and loads at the whole worth, against every load of one flight."""
    for seed in range(40):
        small = drawn(seed)
        one = Small((sum(small.seats),), small.parties)
        problem, best = _problem(one), one.program().goal.offset - one.best()
        assert priced(problem, problem.whole, np.zeros(len(problem.size))).bound == pytest.approx(best)


def test_a_limit_that_two_parties_share_is_another_problem() -> None:
    """Then how many there are of each is not all that limits them."""
    small = Small((5, 5), ((2, 3, 2), (3, 4, 2)))
    program = small.program()
    rows, matrix = len(small.seats), program.rules
    row = np.minimum(matrix.row_of_entry(), rows)  # both parties in one row
    shared = replace(
        program,
        rules=Matrix.of(rows + 1, row, matrix.column, matrix.coefficient),
        rules_lower=program.rules_lower[: rows + 1],
        rules_upper=program.rules_upper[: rows + 1],
    )
    packing = Packing.of(shared, small.seat_rows)
    assert packing is not None
    assert MultipleKnapsack.of(packing) is None
