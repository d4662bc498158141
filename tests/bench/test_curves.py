"""What the pictures over time show."""

from __future__ import annotations

from evacopt.bench.drawing import gap_steps, gaps_at, share_solved
from evacopt.bench.record import Seen
from tests.bench.records import job, record

TRACE = (
    Seen(0.1, "unserved[1]", None, 0),
    Seen(1.0, "unserved[1]", 20),
    Seen(2.0, "unserved[1]", 10),
    Seen(3.0, "waiting", 999),
)
SLOW = record(job("a"), value=10, bound=10, wall=5.0, started=0.5, trace=TRACE)


def test_the_share_solved_counts_failures_as_unsolved() -> None:
    """Two of four solved, one of them on its own word: a half in the end, a quarter before or proven."""
    made = [
        record(job("a"), wall=2.0),
        record(job("b"), wall=1.0, status="claimed"),
        record(job("c"), wall=0.1, status="feasible"),
        record(job("d"), wall=0.1, status="failed"),
    ]
    assert share_solved(made, proven=False) == [(1.0, 0.25), (2.0, 0.5)]
    assert share_solved(made, proven=True) == [(2.0, 0.25)]


def test_the_gap_falls_from_whole_to_what_was_reached() -> None:
    """1 before the first plan, never more, and only the first goal counts."""
    assert gap_steps(SLOW, 10) == [(0.0, 1.0), (1.5, 0.5), (2.5, 0.0), (5.0, 0.0)]
    assert gap_steps(SLOW, -1000)[1] == (1.5, 1.0)


def test_without_a_plan_the_gap_stays_whole() -> None:
    """A failure is seen in the median, not left out of it."""
    failed = record(job("b"), status="failed")
    assert gap_steps(failed, 10) == [(0.0, 1.0)]
    assert gaps_at([SLOW, failed], [1.0, 2.0, 9.0], {"one": 10}) == [[1.0, 1.0], [0.5, 1.0], [0.0, 1.0]]


def test_an_instance_without_any_bound_is_left_out() -> None:
    """There is nothing to measure from."""
    assert gaps_at([record(job("c"), sha256="unknown")], [1.0], {"one": 10}) == [[]]
