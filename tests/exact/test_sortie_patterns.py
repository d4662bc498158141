"""Sorties by patterns: the best of all, a bound that nothing gains more than, never worse than the start."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.exact.sortie_patterns import best_sorties
from evacopt.exact.sortie_supply import Supply
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.generation.generate import generate
from evacopt.milp.contract import Options
from evacopt.model.builder import NO_COLUMN
from evacopt.planning.solve import solve

ONE_THREAD = Options(threads=1)


def _supply(random: Random) -> Supply:
    """Two or three origins, one or two types of aircraft, few of each; one origin may lack a type."""
    origins, types = random.randint(2, 3), random.randint(1, 2)
    unit = random.choice((1, 2, 3))
    seats = np.array(random.sample([unit * size for size in (2, 3, 4)], types))
    count = np.array([random.randint(1, 4) for _ in range(types)])
    most = np.array([[random.choice((0, 2, 4, 4)) for _ in range(types)] for _ in range(origins)])
    column = np.where(most > 0, np.arange(origins * types).reshape(most.shape), NO_COLUMN)
    people = np.array([random.randint(1, 14) for _ in range(origins)])
    value = np.zeros((origins, int(people.max()) + 1), dtype=np.int64)
    for origin, many in enumerate(people.tolist()):
        worth = sorted((random.randint(1, 9) for _ in range(many)), reverse=True)
        value[origin, 1 : many + 1] = np.cumsum(worth)
    places = random.randint(2, int(people.sum()) + 1)
    return Supply(column, seats, count, np.minimum(most, count), people, value, places)


def _keeps(supply: Supply, flown: Ints) -> bool:
    """Whether aircraft and places are enough, and loads are full or nobody stays."""
    aboard = np.minimum(flown @ supply.seats, supply.people)
    return bool(
        (flown.sum(axis=0) <= supply.count).all()
        and (flown <= supply.most).all()
        and aboard.sum() <= supply.places
    )


def _best(supply: Supply) -> int:
    """The most that any sorties gain, by trying all."""
    shape = supply.most.shape
    ways = product(*(range(most + 1) for most in supply.most.ravel().tolist()))
    tables = (np.array(way, dtype=np.int64).reshape(shape) for way in ways)
    return max(supply.gain(flown) for flown in tables if _keeps(supply, flown))


def _searched(supply: Supply, session: Session, tuning: ExactTuning = TUNING) -> list[tuple[Ints, int]]:
    nothing = np.zeros_like(supply.most)
    return list(best_sorties(supply, nothing, session, ONE_THREAD, tuning))


def test_the_best_sorties_are_found_and_known() -> None:
    """Against all sorties, over random supplies: found, and what nothing gains more than."""
    random, met, tried = Random(7), 0, 0
    with Session("highs") as session:
        for _ in range(60):
            supply = _supply(random)
            best = _best(supply)
            gained = [0]
            for flown, most in _searched(supply, session):
                assert _keeps(supply, flown)
                assert gained[-1] <= supply.gain(flown) <= best <= most
                gained.append(supply.gain(flown))
            assert gained[-1] == best
            met, tried = met + (most == best), tried + 1
    assert met == tried


@pytest.mark.parametrize("most_patterns", [1, 8])
def test_with_few_patterns_the_bound_holds_all_the_same(most_patterns: int) -> None:
    """Patterns of small reduced cost that are left out still count in it."""
    random, few, loose = Random(8), replace(TUNING, most_patterns=most_patterns), 0
    with Session("highs") as session:
        for _ in range(40):
            supply = _supply(random)
            *_, (flown, most) = _searched(supply, session, few)
            assert supply.gain(flown) <= _best(supply) <= most
            loose += most > supply.gain(flown)
    assert loose


def test_no_time_leaves_the_start() -> None:
    """The sorties of the start, and a bound."""
    supply = _supply(Random(9))
    nothing = np.zeros_like(supply.most)
    with Session("highs") as session:
        found = list(best_sorties(supply, nothing, session, replace(ONE_THREAD, time_limit=0.0), TUNING))
    assert all((flown == 0).all() for flown, _ in found)
    assert all(most >= _best(supply) for _, most in found)


def test_full_loads_are_proven_though_places_are_no_multiple_of_seats() -> None:
    """Forty cities, quarantine for four fifths of the seats and some: the value is the bound of the judge."""
    instance = generate("rsp", seed=5, cities=40, aircraft=120, groups=6, quarantine=79)
    result = solve(instance, threads=1)
    assert result.plan is not None
    assert [goal.grade for goal in result.plan.goals] == ["proven"]
