"""Merging: two boards that were apart come together, nothing is lost, and each conflict is shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evacopt.board.board import Board
from evacopt.board.history import Told
from evacopt.board.merge import merge
from evacopt.board.requests import Decide, Happened, Move, Name, PinDown, Release, Request, Undo
from evacopt.errors import LedgerError
from evacopt.judge.verify import verify
from evacopt.ledger.accounts import Accounts, User
from tests.board.small import do, plan_of, two

Apart = Callable[[], Board]
TO_L = Move(group="B", parties=1, to=("L",))


@pytest.fixture
def apart(board: Board) -> Iterator[Board]:
    """A copy of the board, after one change that both know."""
    do(board, Name(name="when we parted"))
    path = board.ledger.path.with_name("other.board")
    board.ledger.backup(path)
    made = Board.open(path)
    yield made
    made.close()


def open_conflicts(board: Board) -> list[Told]:
    """Changes of another board that wait for a decision."""
    return [one for one in board.history() if one.conflict and not one.undone_by]


def merged(board: Board, apart: Board) -> tuple[list[str], list[str]]:
    """What was taken and what is in conflict, by kind."""
    apart.close()
    done = merge(board, apart.ledger.path)
    return [one.kind for one in done.taken], [one.conflict for one in done.conflicts]


def test_what_was_done_elsewhere_is_made_here(board: Board, apart: Board) -> None:
    """Changes about other people are taken in their order, by whom they were made; the chain stays whole."""
    do(board, Move(group="A", parties=1, of=("F",), pin=True))
    for request in (TO_L, PinDown(group="B", rule="at_least", parties=1), Undo(number=3)):
        apart.do(request, "theirs", apart.state.number)
    assert merged(board, apart) == (["move", "pin", "undo"], [])
    assert board.state.seating == {("A", ("F",)): 3, ("B", ("L",)): 1}
    assert {one.user for one in board.history()[2:]} == {"theirs"}
    assert [pin.group for pin in board.state.pins] == ["A"]
    board.ledger.check()


def test_a_merge_that_is_done_again_takes_nothing_twice(board: Board, apart: Board) -> None:
    """Also when it goes the other way round in between."""
    apart.do(TO_L, "theirs", apart.state.number)
    do(board, Move(group="A", parties=1, of=("F",)))
    merged(board, apart)
    assert merge(board, apart.ledger.path).known == 1
    path = board.ledger.path
    board.close()
    back = Board.open(apart.ledger.path)
    assert [one.kind for one in merge(back, path).taken] == ["move"]
    assert back.state.seating == {("A", ("F",)): 3, ("B", ("L",)): 1}
    back.close()


def test_what_both_changed_waits_for_a_decision(board: Board, apart: Board) -> None:
    """It is shown with its reason, changes nothing until somebody decides, and both answers can be given."""
    do(board, Move(group="B", parties=2, to=("L",)))
    apart.do(TO_L, "theirs", apart.state.number)
    apart.do(Move(group="A", parties=1, of=("F",), to=("L",)), "theirs", apart.state.number)
    taken, conflicts = merged(board, apart)
    assert taken == []
    assert conflicts == ["both boards changed B, L", "both boards changed L"]
    assert board.state.seating == {("A", ("F",)): 4, ("B", ("L",)): 2}
    first, second = open_conflicts(board)
    do(board, Decide(number=first.number, choice="ours"))
    do(board, Decide(number=second.number, choice="theirs"))
    assert not open_conflicts(board)
    assert board.state.seating == {("A", ("F",)): 3, ("A", ("L",)): 1, ("B", ("L",)): 2}


def test_what_happened_elsewhere_is_taken_in_here(board: Board, apart: Board) -> None:
    """An event is worked out again on what is here; a pin made here outlives it."""
    do(board, Move(group="B", parties=1, to=("L",), pin=True))
    apart.do(Happened(text="delay F=1h"), "theirs", apart.state.number)
    assert merged(board, apart) == (["event"], [])
    assert board.state.instance.flight["F"].departs == two().flight["F"].departs + 60
    assert [pin.group for pin in board.state.pins] == ["B"]
    assert not verify(board.state.instance, board.state.plan, baseline=board.state.baseline)


def test_a_release_of_elsewhere_calls_people_here(board: Board, apart: Board) -> None:
    """If the plan of here keeps the rules; if not it waits for a decision."""
    apart.do(Release(name="R"), "theirs", apart.state.number)
    assert merged(board, apart) == (["release"], [])
    assert list(board.state.releases) == ["R"]


def test_a_release_that_would_be_of_a_broken_plan_is_none(board: Board, apart: Board) -> None:
    """The plan of here breaks a rule, so nobody is called by it."""
    do(board, Move(group="B", parties=1, to=("F",)))
    apart.do(Release(name="R"), "theirs", apart.state.number)
    taken, conflicts = merged(board, apart)
    assert taken == []
    assert "breaks 1 rule" in conflicts[0]
    assert not board.state.releases


def test_only_copies_of_a_board_can_be_merged(board: Board, tmp_path: Path) -> None:
    """Another board, a board in use, no board: each refused with its reason."""
    of = two()
    other = Board.create(tmp_path / "strange.board", of, plan_of(of), "cell")
    with pytest.raises(LedgerError, match="is open on another board"):
        merge(board, other.ledger.path)
    other.close()
    with pytest.raises(LedgerError, match="did not begin as this board"):
        merge(board, other.ledger.path)
    text = tmp_path / "no.board"
    shutil.copy(__file__, text)
    with pytest.raises(LedgerError, match="is no board"):
        merge(board, text)


def test_conflicts_are_merged_as_conflicts(board: Board, apart: Board) -> None:
    """What waits for a decision there waits for one here."""
    requests: list[Request] = [Move(group="B", parties=2, to=("L",))]
    third = board.ledger.path.with_name("third.board")
    board.ledger.backup(third)
    do(board, requests[0])
    apart.do(TO_L, "theirs", apart.state.number)
    merged(board, apart)
    path = board.ledger.path
    board.close()
    last = Board.open(third)
    assert [one.kind for one in merge(last, path).taken] == ["move"]
    assert [one.conflict for one in open_conflicts(last)] == ["both boards changed B, L"]
    last.close()


def test_accounts_of_another_board_stay_there(board: Board, apart: Board) -> None:
    """Who may come in elsewhere is decided there: it is not taken over, and what was decided on it is."""
    Accounts(apart.ledger).add(User("fra-desk", "view", "FRA"), "nine quiet ferries at dusk", by="theirs")
    apart.do(TO_L, "theirs", apart.state.number)
    assert merged(board, apart) == (["move"], [])
    assert board.state.seating["B", ("L",)] == 1
    assert not Accounts(board.ledger).users()


def test_a_decision_against_a_change_is_no_undoing_where_it_was_made(board: Board, apart: Board) -> None:
    """There the change stands, and the decision waits for somebody as the change that it preferred does."""
    apart.do(TO_L, "theirs", apart.state.number)
    do(board, Move(group="B", parties=2, to=("L",)))
    merged(board, apart)
    do(board, Decide(number=3, choice="ours"))
    path = board.ledger.path
    board.close()
    with closing(Board.open(apart.ledger.path)) as back:
        assert len(merge(back, path).conflicts) == 2
        assert not back.history()[1].undone_by
        assert back.state.seating["B", ("L",)] == 1


def test_whom_a_release_of_here_calls_no_merge_takes_off(board: Board, apart: Board) -> None:
    """What was moved elsewhere waits for a decision, as nobody could have moved it here."""
    apart.do(Move(group="A", parties=1, of=("F",)), "theirs", apart.state.number)
    do(board, Release(name="R"))
    taken, conflicts = merged(board, apart)
    assert taken == []
    assert "a release has called A to F" in conflicts[0]
    assert board.state.seating == {("A", ("F",)): 4}


def test_a_name_given_elsewhere_is_that_of_a_state_here(board: Board, apart: Board) -> None:
    """Numbers of states are others on each board: the name is that of the state that the merge came to."""
    for request in (TO_L, Name(name="night one")):
        apart.do(request, "theirs", apart.state.number)
    do(board, Move(group="A", parties=1, of=("F",)))
    do(board, Move(group="A", parties=1, of=("F",)))
    assert merged(board, apart) == (["move", "name"], [])
    assert board.at(board.state.names["night one"]).seating == {("A", ("F",)): 2, ("B", ("L",)): 1}
