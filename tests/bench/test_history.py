"""What a run had in hand when, and its primal integral."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.bench.history import (
    best_at,
    best_known,
    history,
    lexicographic_gap,
    primal_gap,
    primal_integral,
)
from evacopt.bench.record import GoalReached, Record, Seen, Status
from tests.bench.records import job, record

FIRST, SECOND = "unserved[1]", "waiting"


def _run(*trace: Seen, values: tuple[int, int] = (4, 30), status: Status = "feasible") -> Record:
    """A run of two goals that takes 10 s, begins to solve after 1 s, and ends with `values`."""
    made = record(job("a", time_limit=10.0), status=status, wall=10.0, started=1.0, trace=trace)
    goals = tuple(
        GoalReached(name, value, None, "feasible")
        for name, value in zip((FIRST, SECOND), values, strict=True)
    )
    return replace(made, outcome=replace(made.outcome, goals=goals))


@pytest.mark.parametrize(
    ("value", "best", "gap"),
    [(None, 0, 1), (0, 0, 0), (5, 5, 0), (7, 0, 1), (8, 4, 0.5), (4, 8, 0.5), (-1, 1, 1)],
)
def test_the_primal_gap_of_berthold(value: int | None, best: int, gap: float) -> None:
    """His three cases, and 1 for no plan."""
    assert primal_gap(value, best) == gap


def test_a_better_plan_takes_back_what_was_told_of_later_goals() -> None:
    """They are another plan's; a worse value, or of a goal that is none, changes nothing."""
    run = _run(
        Seen(0.0, FIRST, None, 0),
        Seen(1.0, FIRST, 8),
        Seen(2.0, SECOND, 20),
        Seen(3.0, FIRST, 9),
        Seen(4.0, "cost", 1),
        Seen(5.0, FIRST, 4),
    )
    assert history(run) == [
        (0.0, (None, None)),
        (2.0, (8, None)),
        (3.0, (8, 20)),
        (6.0, (4, None)),
        (10.0, (4, 30)),
    ]


def test_the_integral_adds_up_the_gaps_until_the_limit() -> None:
    """1 s without a plan, 4 s at (1 + 0.5) / 2, then the first goal reached and the second at 30 of 15."""
    run = _run(Seen(0.0, FIRST, 8), Seen(4.0, FIRST, 4), Seen(4.0, SECOND, 30))
    assert primal_integral(run, (4, 15)) == pytest.approx(1.0 + 4 * 0.75 + 5 * 0.25)
    assert primal_integral(replace(run, job=job("a", time_limit=2.0)), (4, 15)) == pytest.approx(1.75)


def test_without_a_plan_the_integral_is_the_limit() -> None:
    """Whether the run failed or nobody ever had one."""
    assert primal_integral(_run(status="failed"), (4, 15)) == 10.0
    assert primal_integral(_run(), None) == 10.0


def test_a_run_that_told_nothing_has_its_plan_when_it_checks_it() -> None:
    """As a baseline, or a peer that cannot say: half a second before its end here."""
    silent = _run()
    silent = replace(silent, measured=replace(silent.measured, seconds={"check": 0.5}))
    assert history(silent) == [(0.0, (None, None)), (9.5, (4, 30))]
    assert best_at(silent, (4, 30)) == 9.5
    assert best_at(silent, (4, 29)) is None


def test_the_best_known_plan_is_the_first_in_the_order_of_goals() -> None:
    """Not the least of each goal: a plan is taken whole, whoever made it."""
    runs = [_run(values=(4, 30)), _run(values=(5, 0)), _run(values=(4, 31))]
    assert best_known(runs, {}) == {"one": (4, 30)}
    assert best_known(runs, {"one": (4, 29)}) == {"one": (4, 29)}
    assert best_known([record(job("b"), status="no plan")], {}) == {}


_PLANS = st.tuples(*[st.integers(0, 6)] * 3)


@given(_PLANS, _PLANS, _PLANS)
def test_a_better_plan_never_has_the_larger_gap(
    one: tuple[int, ...], two: tuple[int, ...], aim: tuple[int, ...]
) -> None:
    """Of three plans the best is aimed at; the gaps of the others are in their order, from 0 to 1."""
    best, better, worse = sorted((one, two, aim))
    assert 0.0 <= lexicographic_gap(better, best) <= lexicographic_gap(worse, best) <= 1.0
    assert (lexicographic_gap(worse, best) == 0.0) == (worse == best)
