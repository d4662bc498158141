"""What no plan can go below, as the plan that a board began with has it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from evacopt.board.board import Board
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import GoalResult, GoalTable
from evacopt.files.kept import plan_of
from evacopt.ledger.ledger import Ledger


class _Begun(msgspec.Struct, frozen=True):
    """What is read of the first record of a board: the plan, as its file has it."""

    plan: msgspec.Raw = msgspec.Raw(b"null")


def bounds(board: Board) -> Iterator[GoalResult]:
    """The goals of the first plan, whose bounds hold as long as nothing but pins has come since.

    An event may let in a better plan than any before, and so may a pin that is lifted; none is known then.
    The bound of a goal holds of plans that are as good in the goals before it: after a worse one none is.
    """
    first, state = board.at(0), board.state
    if "instance" in state.cells or not set(first.instance.pins) <= set(state.instance.pins):
        return
    then, now = dict(first.goals), dict(state.goals)
    for row in _of_first(board.ledger):
        yield row
        if now.get(row.goal, 0) > then.get(row.goal, 0):
            return


@lru_cache(maxsize=2)
def _of_first(ledger: Ledger) -> GoalTable:
    content = bytes(msgspec.json.decode(ledger.genesis, type=_Begun).plan)
    return GoalTable() if content == b"null" else plan_of(content, phrase("the plan of the board")).goals
