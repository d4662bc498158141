"""Parties that were picked up: where they can go, and what the judge says before anything is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.requests import Happened, Move
from evacopt.errors import UsageError
from evacopt.web.mover import Mover, mover
from evacopt.web.panels import group_panel
from evacopt.web.shown import counted
from tests.build import flight
from tests.web import desk


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """The board of a night."""
    made = desk.opened(tmp_path)
    yield made
    made.close()


def _picked(board: Board, **query: str) -> Mover:
    return mover(board, counted(board.state), query)


def test_a_flight_is_enough_to_say_where(board: Board) -> None:
    """Dropped on the first leg, or on the second, they go by the way that leads over it."""
    assert _picked(board, group="DEU-a", of=">", drop="AF2").to == "AF2"
    for leg in ("IN", "OUT"):
        assert _picked(board, group="DEU-a", of=">", drop=leg).to == "IN>OUT"
    nowhere = _picked(board, group="DEU-a", of=">", drop="ES9")
    assert nowhere.judged is not None or nowhere.error


def test_of_a_flight_that_there_is_none_of_nobody_is_picked_up(board: Board) -> None:
    """An address that somebody typed: a sentence, and nothing to judge."""
    typed = _picked(board, group="FRA-a", of="ES9", to=">")
    assert typed.judged is None and typed.error


def test_the_verdict_is_there_before_anything_is_kept(board: Board) -> None:
    """What it breaks in the judge's words, what it costs goal by goal; the board is as it was."""
    fine = _picked(board, group="FRA-b", of=">", to="AF2", parties="2")
    assert fine.judged is not None and not fine.judged.anew
    assert [goal.change for goal in fine.judged.goals] == ["-2"]
    over = _picked(board, group="DEU-a", of=">", to="IN>OUT", parties="4")
    assert over.judged is not None and {one.rule for one in over.judged.anew} == {"seats"}
    assert over.judged.tone == "bad" and board.state.number == 0


@pytest.mark.parametrize(("typed", "number"), [("", 2), ("1", 1), ("0", 1), ("99", 2), ("x", 2), ("-1", 2)])
def test_no_more_parties_are_moved_than_there_are(board: Board, typed: str, number: int) -> None:
    """What is no number is all of them."""
    assert _picked(board, group="FRA-a", of="AF1", parties=typed).number == number


def test_who_is_gone_meanwhile_is_told(board: Board) -> None:
    """A colleague has moved them all: there is nothing to judge, and a sentence says so."""
    desk.do(board, Move(group="FRA-a", parties=2, of=("AF1",)))
    late = _picked(board, group="FRA-a", of="AF1", to=">", parties="2", seen="0")
    assert late.most == 0 and "any more" in late.error and late.seen == 0 and late.judged is None


def test_who_is_under_way_can_only_go_on_otherwise(tmp_path: Path) -> None:
    """Landed at the hub, they are offered the onward flights from there, and no waiting list at home."""
    onward = flight("ON", "H 12:30", "W 17:00", operator="DEU", seats=4)
    board = desk.opened(tmp_path, desk.night(more=[onward]))
    desk.do(board, Happened(as_of="2023-08-01T09:00Z"))
    under_way = _picked(board, group="DEU-a", of="IN>OUT")
    assert [target.way for target in under_way.targets] == ["IN>ON"]
    group = group_panel(counted(board.state), "DEU-a")
    assert [row.gone for row in group.where] == [False]
    desk.do(board, Happened(as_of="2023-08-01T13:00Z"))
    assert [row.gone for row in group_panel(counted(board.state), "DEU-a").where] == [True]
    board.close()


def test_an_unknown_group_is_refused(board: Board) -> None:
    """With what may have been meant."""
    with pytest.raises(UsageError, match="FRA-a"):
        _picked(board, group="FRA-A", of=">")
