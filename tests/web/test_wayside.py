"""What stands beside a panel or a verdict: ways out, who fits, who could leave, and what would let a move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.requests import Move
from evacopt.web import pages, wayside
from evacopt.web.shown import counted
from tests.web import desk


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """The board of a night."""
    made = desk.opened(tmp_path)
    yield made
    made.close()


def test_the_ways_out_of_a_group_with_what_stands_in_each(board: Board) -> None:
    """Those that are free first; what it travels on already is left out; who waits is moved first."""
    told = wayside.ways(counted(board.state), "DEU-a")
    assert [way.way for way in told["ways"] if not way.obstacles][:2] == ["AF1", "AF2"]
    assert "IN>OUT" not in {way.way for way in told["ways"]} and told["of"] == ">"


def test_who_could_take_a_free_seat_is_offered_most_urgent_first(board: Board) -> None:
    """Of a full flight nobody is."""
    offered = wayside.fits(counted(board.state), "AF2")["fits"]
    assert {one.group for one in offered} == {"FRA-a", "FRA-b", "DEU-a"}
    assert offered[-1].group == "FRA-b"
    desk.do(board, Move(group="FRA-a", parties=2, to=("AF2",)), Move(group="DEU-a", parties=2, to=("AF2",)))
    assert wayside.fits(counted(board.state), "AF2")["fits"] == []


def test_who_could_leave_a_flight_that_is_too_full_goes_where_there_is_room(board: Board) -> None:
    """With the way that is free; on the page a button tries it."""
    desk.do(board, Move(group="DEU-a", parties=4, to=("IN", "OUT")))
    (leaves,) = wayside.fits(counted(board.state), "IN")["leave"]
    assert (leaves.group, leaves.of) == ("DEU-a", "IN>OUT") and leaves.way in ("AF1", "AF2")
    assert "Who could leave it" in pages.part(board, desk.CHIEF, {"name": "fits", "flight": "IN"})


def test_beside_a_move_that_breaks_a_rule_stands_what_would_let_it(board: Board) -> None:
    """What is in the way, and what could be asked of whom; nothing beside one that is free."""
    shown = counted(board.state)
    over = wayside.why(shown, "DEU-a", ">", "IN>OUT", 4)
    assert over["obstacles"] and [one.ask for one in over["wanted"]] == ["DEU", "DEU"]
    assert wayside.why(shown, "DEU-a", ">", "AF2", 1)["obstacles"] == []
