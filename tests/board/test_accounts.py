"""Accounts and the board share a ledger."""

from __future__ import annotations

from evacopt.board.board import Board
from evacopt.board.requests import Move
from evacopt.ledger.accounts import Accounts, User


def test_the_board_goes_on_when_an_account_has_changed(board: Board) -> None:
    """What accounts put into the ledger is told in its place, and bars no change of the plan."""
    board.do(Move(group="B", parties=1, to=("F",)), "cell", 0)
    Accounts(board.ledger).add(User("fra-desk", "view", "FRA"), "nine quiet ferries at dusk", by="cell")
    done = board.do(Move(group="B", parties=1, of=("F",), to=("L",)), "cell", 1)
    assert done.change.number == board.state.number == board.ledger.check(board.ledger.head).number == 3
    account = board.history(1)[0]
    assert account.kind == "account"
    assert account.text == "the user fra-desk was added with the role view, as liaison of FRA"
