"""Boards that an earlier version wrote are read by every later one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from evacopt.ledger.accounts import Accounts, User
from evacopt.ledger.change import Head
from evacopt.ledger.ledger import Ledger
from tests.ledger.made import CONTENT, GENESIS, draft

WRITTEN = Path(__file__).with_name("data") / "board-1.sql"
"""Everything in a board of the format evacopt-board/1, as it was written; it is not to be made anew."""


def test_a_board_of_the_first_format_is_read(path: Path) -> None:
    """Head, genesis, changes, contents, accounts and passwords are what they were, and the board goes on."""
    base = sqlite3.connect(path)
    base.executescript(WRITTEN.read_text(encoding="utf-8"))
    base.close()
    with Ledger.open(path) as ledger:
        printed = Head.of("5 8adac688095771c7850ff25d789dacb84f152d255903ffc1a1faa81738ff2542")
        assert ledger.check(printed) == printed
        assert ledger.genesis == GENESIS
        changes = ledger.changes()
        assert [change.kind for change in changes] == ["account", "account", "move", "move", "move"]
        assert changes[4].content == draft(3).content
        assert ledger.kept(changes[4].keeps[0]) == CONTENT
        accounts = Accounts(ledger)
        assert accounts.users() == (User("fra-desk", "view", "FRA"), User("ops", "release"))
        assert accounts.signed_in(accounts.sign_in("ops", "nine quiet ferries at dusk")) is not None
        assert ledger.append([draft(4)], printed).number == 6
