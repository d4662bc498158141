"""Files of boards: one that is right, and how it is opened."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fuzz import right

MODULES = (
    "board.board",
    "board.genesis",
    "board.merge",
    "ledger.account_change",
    "ledger.database",
    "ledger.hold",
)
"""Whose reading this is."""


@cache
def boards() -> list[bytes]:
    """A board of the small instance with some changes."""
    from evacopt.board.board import Board
    from evacopt.board.requests import Clock, Happened, Name
    from evacopt.domain.clock import format_time
    from evacopt.files import read_instance
    from evacopt.ledger.accounts import Accounts, User

    with TemporaryDirectory() as place:
        path, instance = Path(place) / "right.board", read_instance(right.SMALL)
        board = Board.create(path, instance, None, "cell")
        Accounts(board.ledger).add(User("eye", "view", ""), "some words that nobody guesses", by="cell")
        changes = (Name(name="first"), Clock(time=format_time(instance.begins + 60)), Happened())
        for request in changes:
            board.do(request, "cell", board.state.number)
        board.close()
        return [path.read_bytes()]


def opened(path: Path) -> None:
    """As the command does, every byte looked at; then what the other one, which is right, makes of it."""
    from evacopt.board.board import Board
    from evacopt.board.merge import merge

    board = Board.open(path)
    try:
        board.ledger.check()
    finally:
        board.close()
    with TemporaryDirectory(dir=path.parent) as place:
        other = Path(place) / "right.board"
        other.write_bytes(boards()[0])
        whole = Board.open(other)
        try:
            merge(whole, path)
        finally:
            whole.close()
