"""Better plans that were found: told in one sentence, looked at, taken; never one of another state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.proposal import Proposal
from evacopt.board.requests import Move, Name
from evacopt.web import pages, proposals
from evacopt.web.shown import counted
from tests.web import desk
from tests.web.desk import CHIEF, EYE


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """The board of a night, with a plan on offer in which three more people go."""
    made = desk.opened(tmp_path)
    tried = made.tried(Move(group="FRA-b", parties=3, to=("AF2",)))
    made.offer(Proposal(code="p1", of=0, delta=tried.delta, verdict=tried.verdict, people=3, seconds=0.4))
    yield made
    made.close()


def test_a_better_plan_is_told_in_one_sentence(board: Board) -> None:
    """What is better, and how many people move for it; who may not plan can look, and not take it."""
    found = proposals.newest(board, counted(board.state))
    assert found is not None
    assert found.words == "people left behind, class 2 -3; 3 people move"
    assert 'data-kind="take"' in pages.board(board, CHIEF, {})
    seen = pages.part(board, EYE, {"name": "look", "code": "p1"})
    assert "FRA-b" in seen and 'data-kind="take"' not in seen


def test_after_a_change_it_is_not_offered_any_more(board: Board) -> None:
    """It is of another state: the bar is empty, and who had it open is told."""
    desk.do(board, Name(name="later"))
    assert proposals.newest(board, counted(board.state)) is None
    assert "data-kind" not in pages.part(board, CHIEF, {"name": "proposal"})
    assert "not on offer" in pages.part(board, CHIEF, {"name": "look", "code": "p9"})
