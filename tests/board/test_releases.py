"""Releases: whom they call is frozen, and no plan that the judge rejects is ever one."""

from __future__ import annotations

import pytest

from evacopt.board.board import Board
from evacopt.board.refusals import Refused, Stale
from evacopt.board.requests import Clock, Happened, Move, PinDown, Redo, Release, Undo, Withdraw
from tests.board.small import do


def test_no_plan_that_breaks_a_rule_is_released(board: Board) -> None:
    """It is refused with every rule that it breaks."""
    do(board, Move(group="B", parties=1, to=("F",)))
    with pytest.raises(Refused, match="breaks 1 rule") as caught:
        do(board, Release(name="R1"))
    assert [one.rule for one in caught.value.violations] == ["seats"]


def test_a_release_that_would_call_nobody_is_refused(board: Board) -> None:
    """Its time lies after that of the board: who has left is not called."""
    do(board, Clock(time="2023-08-01T10:00Z"))
    with pytest.raises(Refused, match="must lie between 2023-08-01T10:00Z and") as caught:
        do(board, Release(name="R1", until="2023-08-01T10:00Z"))
    assert caught.value.field == "until"


def test_whom_a_release_calls_is_frozen_until_it_is_withdrawn(board: Board) -> None:
    """Nobody takes them off their flight, not by an undo either; after the withdrawal they are free."""
    do(board, Move(group="B", parties=2, to=("L",)))
    do(board, Release(name="R1", until="2023-08-01T10:00Z"))
    for request in (Move(group="A", parties=1, of=("F",), to=("L",)), Move(group="A", parties=4, of=("F",))):
        with pytest.raises(Refused, match="a release has called A to F"):
            do(board, request)
    do(board, Move(group="B", parties=1, of=("L",)))  # departs after what was released
    do(board, Withdraw(name="R1"))
    do(board, Move(group="A", parties=1, of=("F",)))
    assert not board.state.pins


def test_what_happens_may_take_off_whom_a_release_called(board: Board) -> None:
    """A flight that is cancelled has no passengers, whatever was promised."""
    do(board, Release(name="R1"))
    do(board, Happened(text="cancel F"))
    assert board.state.seating == {}


def test_a_withdrawal_leaves_to_another_release_no_more_than_it_called(board: Board) -> None:
    """Of two releases of one group the later one calls more: with it goes what it pinned beyond the other."""
    do(board, Move(group="A", parties=1, of=("F",)))
    do(board, Release(name="R1"))
    do(board, Move(group="A", parties=1, to=("F",)))
    do(board, Release(name="R2"))
    do(board, Withdraw(name="R2"))
    assert [(pin.group, pin.parties) for pin in board.state.pins] == [("A", 3)]


@pytest.mark.nightly
def test_what_takes_a_release_back_takes_its_role_however_often_it_went_to_and_fro(board: Board) -> None:
    """Taken back and made again a thousand times, as a program may: the role is told still."""
    do(board, Release(name="R1"))
    do(board, Undo(number=1))
    for number in range(2, 1_100):
        do(board, Redo(number=number))
    assert board.role_for(Redo(number=1_100)) == "release"


def test_a_withdrawal_leaves_what_somebody_pinned_by_hand(board: Board) -> None:
    """Also where the release would have pinned the very same."""
    do(board, PinDown(group="A", rule="at_least", parties=4, itinerary=("F",)))
    pins = board.state.pins
    do(board, Release(name="R1"))
    do(board, Withdraw(name="R1"))
    assert board.state.pins == pins


def test_a_plan_that_changed_since_it_was_seen_is_not_released_unseen(board: Board) -> None:
    """Whoever releases has seen the plan that they release; if they mean it all the same, it is done."""
    board.do(Move(group="B", parties=1, to=("L",)), "planner", 0)
    with pytest.raises(Stale) as caught:
        board.do(Release(name="R"), "chief", 0)
    assert [one.user for one in caught.value.since] == ["planner"]
    assert board.do(Release(name="R"), "chief", 0, anyway=True).change.kind == "release"
