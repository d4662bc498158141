"""The timeline: bars, heaps, levels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacopt.output.report.chart_lanes import axis_of
from evacopt.output.report.chart_timeline import MOST_BARS, timeline_chart
from tests.build import at
from tests.output.report.cases import INSTANCE, situation


def test_each_flight_that_flies_is_a_bar() -> None:
    """As wide as it takes long, as full as it is; cancelled flights are not drawn."""
    chart = timeline_chart(situation())
    assert chart is not None
    assert chart.lanes is not None
    bars = {bar.text: bar for bar in chart.lanes.bars}
    assert set(bars) == {"IN", "ON", "UK", "LATE"}
    assert bars["UK"].width == pytest.approx(4 * bars["IN"].width, abs=0.4)
    assert (bars["UK"].filled, bars["LATE"].filled) == (0.5, 0.5)
    assert [strip.chart.name for strip in chart.strips] == ["JIB", "A4"]


def test_bars_of_a_lane_do_not_cover_each_other() -> None:
    """Ten flights at the same hour by the same operator go to ten rows."""
    alike = tuple(replace(INSTANCE.flights[0], id=f"IN{number}") for number in range(10))
    chart = timeline_chart(situation(instance=replace(INSTANCE, flights=INSTANCE.flights + alike)))
    assert chart is not None
    assert chart.lanes is not None
    spots = [(bar.x, bar.y) for bar in chart.lanes.bars]
    assert len(set(spots)) == len(spots) == 14


def test_many_flights_become_heaps() -> None:
    """More than can be read as bars are summed by time of departure; no seat is lost."""
    alike = tuple(
        replace(INSTANCE.flights[0], id=f"IN{number}", departs=at("1T06:00") + 60 * number, seats=100)
        for number in range(MOST_BARS)
    )
    chart = timeline_chart(situation(instance=replace(INSTANCE, flights=INSTANCE.flights + alike)))
    assert chart is not None
    assert chart.lanes is None
    assert chart.heaps is not None
    seats = [int(heap.tells.split()[0].replace(",", "")) for heap in chart.heaps.heaps]
    assert sum(seats) == 20 + 20 + 10 + 8 + 100 * MOST_BARS


def test_a_timeline_for_the_public_shows_no_load() -> None:
    """Bars are all alike, nothing is told of people, hubs or aircraft."""
    chart = timeline_chart(situation(), loads=False)
    assert chart is not None
    assert chart.lanes is not None
    assert {bar.filled for bar in chart.lanes.bars} == {1.0}
    assert not any("people" in bar.tells or "free" in bar.tells for bar in chart.lanes.bars)
    assert chart.strips == ()


@given(first=st.integers(0, 10**8), span=st.integers(0, 10**7))
def test_any_axis_can_be_read(first: int, span: int) -> None:
    """From an hour to twenty years there are few ticks, in order, inside."""
    axis = axis_of([first, first + span], left=100.0, right=900.0)
    ticks = [tick.x for tick in axis.ticks()]
    assert 1 <= len(ticks) <= 14
    assert ticks == sorted(ticks)
    assert all(100 <= x <= 900 for x in ticks)
