"""Flights in time: which are shown, as what, and that a day stays readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.requests import Move
from evacopt.web import lanes
from evacopt.web.shown import Shown, counted
from tests.build import flight, group, instance
from tests.web import desk


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """The board of a night."""
    made = desk.opened(tmp_path)
    yield made
    made.close()


def _codes(shown: Shown, **query: str) -> set[str]:
    """The flights in the picture, or in the list."""
    found = lanes.flights(shown, query)
    return {bar.code for bar in found.chart.bars} if found.chart else {row.line.id for row in found.rows}


def test_each_flight_is_a_bar_in_the_lane_of_its_operator_or_place(board: Board) -> None:
    """Lanes are heads on the left; a bar says its load, and to a screen reader everything."""
    shown = counted(board.state)
    for by, heads in (("operator", {"FRA", "DEU"}), ("place", {"O", "H"})):
        chart = lanes.flights(shown, {"by": by}).chart
        assert chart is not None
        assert {head.text for head in chart.heads} == heads
        bar = next(bar for bar in chart.bars if bar.code == "AF1")
        assert "4/10" in bar.text and "6 seats free" in bar.tells and "O to V" in bar.tells


@pytest.mark.parametrize("by", ["operator", "list"])
def test_filters_leave_what_was_asked_for(board: Board, by: str) -> None:
    """By operator, by either end, with free seats, broken; a day without flights filters nothing away."""
    desk.do(board, desk.BROKEN)
    shown = counted(board.state)
    assert _codes(shown, by=by) == {"AF1", "AF2", "IN", "OUT"}
    assert _codes(shown, by=by, operator="DEU") == {"IN", "OUT"}
    assert _codes(shown, by=by, place="H") == {"IN", "OUT"}
    assert _codes(shown, by=by, free="1") == {"AF1", "AF2", "OUT"}
    assert _codes(shown, by=by, day="2023-08-09") == {"AF1", "AF2", "IN", "OUT"}
    assert _codes(shown, by=by, operator="ESP") == set()
    broken = {one for one in shown.broken if one in shown.lines}
    assert _codes(shown, by=by, broken="1") == broken


def test_a_broken_flight_is_marked_by_more_than_a_colour(board: Board) -> None:
    """A sign in its name and a word for screen readers."""
    desk.do(board, Move(group="DEU-a", parties=4, to=("IN", "OUT")))
    chart = lanes.flights(counted(board.state), {}).chart
    assert chart is not None
    bar = next(bar for bar in chart.bars if bar.code == "IN")
    assert bar.text.startswith("⚠") and "breaks 1 rule" in bar.tells and "broken" in bar.looks.split()


def test_of_many_flights_one_day_is_shown_at_first(tmp_path: Path) -> None:
    """The day of the board's time, or the next with a flight; all days at once are listed, not drawn."""
    hours = [(day, f"{hour:02}:{minute:02}") for day in (1, 2) for hour in range(3) for minute in range(60)]
    flights = [flight(f"F{day}-{at}", f"O {day}T{at}", f"V {day}T23:30", seats=1) for day, at in hours]
    of = instance(groups=[group(count=9)], flights=flights, ends=desk_ends())
    board = Board.create(tmp_path / "many.board", of, None, "cell")
    shown = counted(board.state)
    assert lanes.choices(shown).day == "2023-08-01"
    assert len(_codes(shown)) == 180
    everything = lanes.flights(shown, {"day": "all"})
    assert everything.chart is None and len(everything.rows) == lanes.MOST_ROWS
    assert "choose a day" in everything.told
    board.close()


def desk_ends() -> int:
    """The end of a horizon of two days."""
    from tests.build import at

    return at("2T23:59")
