"""Better plans that were found around a state, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase, plural
from evacopt.output.wording import people_words
from evacopt.web.shown import way_words
from evacopt.web.verdicts import Judged, judged

if TYPE_CHECKING:
    from evacopt.board.board import Board
    from evacopt.board.proposal import Proposal
    from evacopt.web.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """Parties of a group more, or fewer, on a way."""

    group: str
    parties: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A plan that can be taken: one sentence, the verdict, and who moves."""

    code: str
    words: str
    judged: Judged
    moves: tuple[MoveLine, ...]


def newest(board: Board, shown: Shown) -> Offered | None:
    """The last one that was found around the state of now."""
    found = [one for one in _all(board) if one.of == shown.state.number]
    return offered(found[-1]) if found else None


def called(board: Board, code: str) -> Offered | None:
    """The one of that code, if it is still on offer."""
    return next((offered(one) for one in _all(board) if one.code == code), None)


def _all(board: Board) -> list[Proposal]:
    """None before a liaison, whose side of the board has none."""
    return list(getattr(board, "proposals", {}).values())


def offered(proposal: Proposal) -> Offered:
    """A proposal for people: what is better first, then how many move."""
    said = judged(proposal.verdict)
    best = next((goal for goal in said.goals if goal.tone == "better"), None)
    what = said.headline if best is None else phrase("{goal} {change}", goal=best.words, change=best.change)
    if said.mended:
        what = plural("mends {count} rule", "mends {count} rules", len(said.mended))
    moved = phrase("{people} move", people=people_words(proposal.people))
    return Offered(
        code=proposal.code,
        words=phrase("{what}; {moved}", what=what, moved=moved),
        judged=said,
        moves=tuple(
            MoveLine(group=row.group, parties=row.parties, words=way_words(row.itinerary))
            for row in proposal.delta.moved
        ),
    )
