"""The plan as it stands at one time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.domain.clock import DAY
from evacopt.errors import UsageError
from evacopt.output.report.situation import Situation, Standing
from tests.output.report.cases import INSTANCE, PLAN, situation


def test_before_the_first_departure_nobody_has_left() -> None:
    """A flight that leaves at this very minute has not left."""
    waiting = Standing(arrived=0, under_way=0, waiting=27, left=18)
    assert situation("1T06:00").standing == waiting


def test_people_at_a_hub_and_in_the_air_are_under_way() -> None:
    """16 parents, children and infants of F1 and 2 of F2 are at the hub, 5 of G1 are in the air."""
    standing = situation("1T14:00").standing
    assert standing == Standing(arrived=0, under_way=23, waiting=4, left=18)


def test_who_lands_now_has_arrived() -> None:
    """An arrival at this minute counts."""
    assert situation("1T20:00").standing.arrived == 5


@given(minute=st.integers(INSTANCE.begins, INSTANCE.ends))
def test_everybody_is_somewhere(minute: int) -> None:
    """At any time the four numbers add up to all people."""
    now = Situation.of(INSTANCE, PLAN, as_of=minute)
    standing = now.standing
    total = standing.arrived + standing.under_way + standing.waiting + standing.left
    assert total == now.view.people


def test_today_ends_after_24_hours() -> None:
    """A flight at the same minute of the next day is not of today."""
    assert [line.id for line in situation("1T08:00").today] == ["UK"]
    assert [line.id for line in situation("1T08:01").today] == ["UK", "ON"]
    assert DAY == 24 * 60


def test_times_outside_the_horizon_are_refused() -> None:
    """Nothing is known about them, so nothing is said."""
    with pytest.raises(UsageError, match="outside the horizon"):
        Situation.of(INSTANCE, PLAN, as_of=INSTANCE.ends + 1)
