"""Better values of packings: against the best of all points, and where each way is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from evacopt.backends.session import Session
from evacopt.domain.columns import Floats, Ints
from evacopt.milp.clock import Clock
from evacopt.milp.contract import Event, Options, Program
from evacopt.packing.diving import Diving
from evacopt.packing.loads import Packing
from evacopt.packing.recreate import Recreating
from evacopt.packing.search import packed, packing_of
from evacopt.packing.tuning import TUNING
from tests.packing.knapsacks import Small, drawn

ONE = Options(threads=1, time_limit=60.0)
AT_ONCE = replace(TUNING, probe_share=0.0)
"""Without branch and cut before."""
PAIRS = Small((10, 10, 10), ((6, 6, 3), (4, 4, 2), (5, 5, 2), (7, 7, 1), (3, 3, 1)))
"""Full flights only of six and four, five and five, seven and three: the one of most people is not all."""


@pytest.fixture(scope="module", name="session")
def _session() -> Iterator[Session]:
    with Session("highs") as session:
        yield session


def _nobody(event: Event) -> None:
    del event


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_claimed_that_is_not_so(session: Session, seed: int) -> None:
    """The start is a point, its value no better than the best; called optimal, it is the best."""
    small = drawn(seed)
    told = list[Event]()
    program = small.program()
    packing = _packing(program, small)
    result, program = packed(packing, program, session, ONE, told.append, tuning=AT_ONCE)
    assert program.start is not None
    assert program.holds(program.start)
    value, best = program.goal.of(program.start), small.best()
    assert value >= best
    assert told[-1].values is program.start
    assert all(event.bound is not None and event.bound <= best for event in told)
    if result is not None:
        assert result.status == "optimal"
        assert result.bound == value == best


def test_a_better_start_stays(session: Session) -> None:
    """Nobody hears of what is no better than the start."""
    program = PAIRS.program()
    packing = _packing(program, PAIRS)
    _, known = packed(packing, program, session, ONE, _nobody, tuning=AT_ONCE)
    told = list[Event]()
    start = replace(program, start=known.start)
    _, again = packed(packing, start, session, ONE, told.append, tuning=AT_ONCE)
    assert told == []
    assert again.start is known.start


def test_dives_fill_flights_by_pairs(session: Session) -> None:
    """Loads of all three flights fit beside each other in the first dive, each flight full."""
    packing = _packing(PAIRS.program(), PAIRS)
    diving = Diving(packing, session, ONE, 2**40, TUNING)
    values = next(diving.plans(np.random.default_rng(0)))
    assert PAIRS.program().holds(values)
    assert diving.target == diving.bound == PAIRS.best()


class Late(Diving):
    """A dive whose time is up after one load is decided."""

    def _relaxed(self, decided: Ints) -> Floats | None:
        primal = super()._relaxed(decided)
        if primal is not None:
            self._clock = Clock(0.0)
            primal = np.where(np.arange(len(primal)) == primal.argmax(), 1.0, 0.0)
        return primal


def test_a_dive_that_time_cuts_short_is_finished(session: Session) -> None:
    """The other two flights are loaded one by one, so that nobody stays who fits."""
    program, packing = PAIRS.program(), _packing(PAIRS.program(), PAIRS)
    values = next(Late(packing, session, ONE, 2**40, TUNING).plans(np.random.default_rng(0)))
    assert program.holds(values)
    more = [values + np.eye(program.columns, dtype=np.int64)[column] for column in range(program.columns)]
    assert not any(program.holds(one) for one in more)


def test_dives_end_where_nothing_can_be_better(session: Session) -> None:
    """With the best as the target no dive goes on beyond its first relaxation."""
    packing = _packing(PAIRS.program(), PAIRS)
    diving = Diving(packing, session, ONE, PAIRS.best(), TUNING)
    assert list(diving.plans(np.random.default_rng(0))) == []
    assert diving.bound == PAIRS.best()


def test_flights_loaded_anew_are_no_worse() -> None:
    """Each step keeps every limit, and the value never rises."""
    for seed in range(20):
        small = drawn(seed)
        program = small.program()
        search = Recreating(_packing(program, small), np.random.default_rng(seed), TUNING)
        value = program.goal.of(search.values())
        for _ in range(30):
            gained = search.step()
            now = program.goal.of(search.values())
            assert program.holds(search.values())
            assert (now < value) == gained
            assert now <= value
            value = now


def test_those_who_are_wanted_are_aboard_and_nobody_else() -> None:
    """Full flights need all twelve of them; the three that nobody wants stay, until the goal counts."""
    packing = _packing(PAIRS.program(), PAIRS)
    wanted = np.where(packing.size == 3, 0, packing.pooled)
    search = Recreating(packing, np.random.default_rng(0), TUNING, wanted)
    for _ in range(200):
        if search.complete:
            break
        search.step()
    assert (search.loads.sum(axis=0) <= wanted).all()
    assert search.complete == (search.loads.sum(axis=0) == wanted).all()
    search.by_goal()
    assert not search.complete


def test_the_best_for_all_seats_are_packed_at_once(session: Session) -> None:
    """Where there is room for all of them nothing is better, and no dive is needed."""
    small = Small((7, 5), ((3, 4, 1), (4, 5, 1), (2, 2, 1), (3, 3, 1), (6, 1, 1)))
    program = small.program()
    result, _ = packed(_packing(program, small), program, session, ONE, _nobody, tuning=AT_ONCE)
    assert result is not None
    assert result.bound == small.best() == 1


def test_what_branch_and_cut_solves_at_once_is_solved(session: Session) -> None:
    """Its result is the result."""
    program = PAIRS.program()
    result, _ = packed(_packing(program, PAIRS), program, session, ONE, _nobody)
    assert result is not None
    assert result.status == "optimal"
    assert result.bound == PAIRS.best()


def test_without_a_time_limit_there_is_no_packing() -> None:
    """Then branch and cut goes on until it has proven the best, and needs no help."""
    program, rows = PAIRS.program(), PAIRS.seat_rows
    assert packing_of(program, rows, Options()) is None
    assert packing_of(program, rows, ONE) is not None
    assert packing_of(program, rows[:1], ONE) is None
    assert packing_of(program, rows, ONE, replace(TUNING, most_columns=1)) is None


def test_what_counts_to_a_million_is_no_packing() -> None:
    """A column without seats, such as how unfair a plan is, would be a flight of a million seats."""
    program = PAIRS.program()
    upper = program.upper.copy()
    upper[-1] = 10**9
    rows = PAIRS.seat_rows[:-1]
    assert packing_of(replace(program, upper=upper), rows, ONE) is None


def _packing(program: Program, small: Small) -> Packing:
    packing = Packing.of(program, small.seat_rows)
    assert packing is not None
    return packing
