"""What no plan can go below, as the plan that a board began with has it."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from evacopt.board.board import Board
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import GoalTable
from evacopt.files.kept import plan_of
from evacopt.ledger.ledger import Ledger


class _Begun(msgspec.Struct, frozen=True):
    """What is read of the first record of a board: the plan, as its file has it."""

    plan: msgspec.Raw = msgspec.Raw(b"null")


def bounds(board: Board) -> GoalTable:
    """The goals of the first plan, whose bounds hold as long as nothing but pins has come since.

    An event may let in a better plan than any before, and so may a pin that is lifted; none is known then.
    """
    first, state = board.at(0), board.state
    holds = "instance" not in state.cells and set(first.instance.pins) <= set(state.instance.pins)
    return _of_first(board.ledger) if holds else GoalTable()


@lru_cache(maxsize=2)
def _of_first(ledger: Ledger) -> GoalTable:
    content = bytes(msgspec.json.decode(ledger.genesis, type=_Begun).plan)
    return GoalTable() if content == b"null" else plan_of(content, phrase("the plan of the board")).goals
