"""Figures over records: what counts, and what is left out."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.bench.measures import (
    best_bounds,
    checked_bound,
    contradictions,
    first_plan,
    geometric_mean,
    mean,
    near_bound,
    open_gap,
    total,
)
from evacopt.bench.record import GoalReached, Seen
from tests.bench.records import job, record

SLOW = (Seen(0.1, "unserved[1]", None, 0), Seen(1.0, "unserved[1]", 1200), Seen(2.0, "unserved[1]", 1005))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.floats(0.01, 100))
def test_a_shifted_geometric_mean_lies_between(seconds: list[float], shift: float) -> None:
    """Between the least and the largest, and not above the arithmetic mean."""
    found, plain = geometric_mean(seconds, shift), mean(seconds)
    assert found is not None and plain is not None
    slack = 1e-6 * (1 + max(seconds))
    assert min(seconds) - slack <= found <= min(max(seconds), plain) + slack


def test_a_shifted_geometric_mean_by_hand() -> None:
    """Shift 1 over 0 s and 3 s: sqrt(1 x 4) - 1 = 1; nothing has no mean."""
    assert geometric_mean([0.0, 3.0]) == pytest.approx(1.0)
    assert geometric_mean([]) is None and mean([]) is None


def test_times_count_from_the_start_of_the_command() -> None:
    """News count from the start of solving, so loading is added; 1 % of the value is near enough."""
    slow = record(value=1005, bound=1000, wall=9.0, started=0.5, trace=SLOW, status="feasible")
    assert first_plan(slow) == 1.5
    assert near_bound(slow, 1000) == 2.5
    assert near_bound(slow, 990) is None  # 15 of 1005 is more than 1 %
    assert near_bound(slow, None) is None


def test_what_was_never_told_came_before_the_last_check() -> None:
    """A plan without news was there when it was checked."""
    silent = record(wall=9.0, trace=())
    told = replace(silent, measured=replace(silent.measured, seconds={"check": 2.0}))
    assert first_plan(told) == 7.0


@pytest.mark.parametrize("status", ["failed", "no plan", "infeasible"])
def test_without_a_plan_there_is_no_time_to_one(status: str) -> None:
    """Nor a gap; a total only for a contradiction, which is an answer."""
    none = record(status=status)  # type: ignore[arg-type]
    assert first_plan(none) is None and open_gap(none) is None and near_bound(none, 10) is None
    assert (total(none) is None) == (status != "infeasible")


def test_the_open_gap_is_of_the_first_goal_not_proven() -> None:
    """Proven goals are passed over; all proven is 0; no bound is no gap."""
    goals = (
        GoalReached("unserved[1]", 5, 5, "proven"),
        GoalReached("fairness[1]", 200, 150, "feasible"),
        GoalReached("waiting", 9, None, "feasible"),
    )
    made = record()
    assert open_gap(replace(made, outcome=replace(made.outcome, goals=goals))) == 0.25
    assert open_gap(replace(made, outcome=replace(made.outcome, goals=goals[:1]))) == 0.0
    assert open_gap(replace(made, outcome=replace(made.outcome, goals=goals[2:]))) is None


def test_the_word_of_a_peer_is_no_bound() -> None:
    """Whatever it claims, its gap is not known, and nobody is measured by it."""
    boast = record(job(backend="peer x", peer="x.py"), value=10, bound=10, status="claimed")
    honest = record(job(backend="a"), value=10, bound=7, status="feasible")
    assert open_gap(boast) is None and checked_bound(boast, boast.outcome.goals[0]) is None
    assert best_bounds([boast, honest]) == {"one": 7}
    assert best_bounds([boast]) == {}


def test_the_boast_of_a_peer_is_told_where_it_is_contradicted() -> None:
    """A claim is no bound to measure by; that it is wrong is worth saying all the same."""
    boast = record(job(backend="peer x", peer="x.py"), value=10, bound=10, status="claimed")
    assert contradictions([boast, record(job(backend="a"), value=9, bound=9)]) == [boast]


def test_a_bound_above_a_plan_is_told_and_not_used() -> None:
    """The liar is named; the best of the other bounds stands."""
    honest = record(job(backend="a"), value=10, bound=7, status="feasible")
    better = record(job(backend="b"), value=9, bound=3, status="feasible")
    liar = record(job(backend="c"), value=12, bound=12, status="claimed")
    assert contradictions([honest, better, liar]) == [liar]
    assert best_bounds([honest, better, liar]) == {"one": 7}
    assert math.isclose(best_bounds([honest, better])["one"], 7)
    assert best_bounds([replace(liar, outcome=replace(liar.outcome, facts=None))]) == {}
