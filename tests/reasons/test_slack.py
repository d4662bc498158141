"""What is in use over time, and what is left of a rate, against counting every minute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.columns import int_column
from evacopt.reasons.slack import Rate, peak
from evacopt.view.steps import Steps

MINUTES = st.integers(0, 12)
USES = st.lists(st.tuples(MINUTES, MINUTES, st.integers(1, 4)), max_size=6)


def _in_use(uses: list[tuple[int, int, int]], minute: int) -> int:
    return sum(amount for begin, end, amount in uses if begin <= minute < end)


@given(USES, USES, MINUTES, MINUTES)
def test_peak(
    uses: list[tuple[int, int, int]], more: list[tuple[int, int, int]], begin: int, end: int
) -> None:
    """The peak is the most at any minute of the half-open interval, whatever comes on top."""
    kept = [use for use in uses if use[0] < use[1]]
    expected = max((_in_use([*uses, *more], minute) for minute in range(begin, end)), default=0)
    first, stop, amount = (int_column(column) for column in zip((0, 0, 0), *kept, strict=True))
    assert peak(Steps.of(first, stop, amount), begin, end, more) == expected


@given(st.integers(0, 90), st.lists(st.tuples(MINUTES, st.integers(1, 3)), max_size=5), MINUTES)
def test_what_is_left_of_a_rate(per_hour: int, departures: list[tuple[int, int]], minute: int) -> None:
    """As many more can depart as leave every minute from then on within what was allowed by then."""
    slack = [
        per_hour * at // 60 - sum(people for when, people in departures if when <= at)
        for at in range(minute, 14)
    ]
    assert Rate(per_hour, 0, departures).left(minute) == min(slack)
