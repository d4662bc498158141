"""Two boards that began as one and were apart: what the other did is made here, or shown as a conflict."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import msgspec

from evacopt.board.board import Board
from evacopt.board.delta import MisfitError, kept_by
from evacopt.board.draft import Draft
from evacopt.board.history import Content, Told
from evacopt.board.refusals import Refused
from evacopt.board.requests import Decide, Redo, Request, Undo
from evacopt.board.state import NAME, RELEASE, State
from evacopt.domain.phrase import phrase
from evacopt.errors import LedgerError
from evacopt.ledger.account_change import KIND as ACCOUNT
from evacopt.ledger.change import Change
from evacopt.ledger.ledger import Ledger

CONFLICT = "conflict"
"""The kind of a change that was not made and waits for a decision."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: changes made here, those that wait for a decision, how many were known."""

    taken: tuple[Told, ...]
    conflicts: tuple[Told, ...]
    known: int


def merge(board: Board, other: Path) -> Merged:
    """Make on `board` what was done on the board in the file `other` since the two were one, in its order.

    A change about a group or a flight that was changed here as well, or that does not fit, is kept as a
    conflict, and so is whatever rests on it. What was taken over before is left out, so that a merge can be
    done again at any time, and both ways; and so are accounts, which each board has for itself.

    Raises
    ------
    LedgerError
        If `other` is no board, in use, altered, or did not begin as this one.
    """
    with Ledger.open(other) as ledger, board.lock:
        if ledger.genesis != board.ledger.genesis:
            raise LedgerError(
                phrase("{path} did not begin as this board; only copies of a board can be merged", path=other)
            )
        theirs, ours = ledger.changes(), board.ledger.changes()
        fork = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(theirs, ours, strict=False)))
        return _Merging(board, ledger, ours, fork).of(theirs[fork:])


class _Merging:
    """One merge: what is known here, what was changed here since, and how their numbers are called here."""

    def __init__(self, board: Board, ledger: Ledger, ours: tuple[Change, ...], fork: int) -> None:
        self.board, self.ledger = board, ledger
        self.number = {number: number for number in range(1, fork + 1)}
        self.here: dict[str, int] = {}
        self.touched = set[str]()
        for change in ours[fork:]:
            content = board.content(change.number)
            self.here[content.source or change.code] = change.number
            if not content.source:
                self.touched |= set(content.touches)

    def of(self, theirs: tuple[Change, ...]) -> Merged:
        taken, conflicts, known = list[Told](), list[Told](), 0
        for change in theirs:
            if change.kind == ACCOUNT:
                continue
            content = msgspec.json.decode(change.content, type=Content)
            code = content.source or change.code
            if code in self.here:
                self.number[change.number], known = self.here[code], known + 1
                continue
            content = replace_numbers(content, self.number)
            content = msgspec.structs.replace(content, source=code)
            told = self._made(change, content)
            self.number[change.number] = told.number
            (conflicts if told.conflict else taken).append(told)
        return Merged(tuple(taken), tuple(conflicts), known)

    def _made(self, change: Change, content: Content) -> Told:
        state = self.board.state
        both = self.touched & set(content.touches)
        try:
            if content.conflict:
                raise MisfitError(content.conflict)
            if both:
                text = phrase("both boards changed {what}", what=", ".join(sorted(both)[:5]))
                raise MisfitError(text)
            draft = self._fitted(state, content)
            after = self.board.made(state, draft, change.kind)
        except (MisfitError, Refused) as error:
            why = error.why if isinstance(error, Refused) else error.args[0]
            self.touched |= set(content.touches)
            left = Content(
                request=content.request, touches=content.touches, source=content.source, conflict=why
            )
            return self.board.append(CONFLICT, change.user, left, state)
        made = msgspec.structs.replace(
            content, delta=draft.delta, notes=draft.notes, touches=tuple(sorted(draft.touches))
        )
        return self.board.append(change.kind, change.user, made, after)

    def _fitted(self, state: State, content: Content) -> Draft:
        """The change as it is here: as it was, or worked out again where it rests on the state of here."""
        for sha256 in kept_by(content.delta):
            self.board.keeper.known(self.ledger.kept(sha256))
        if isinstance(content.request, Decide) and not self.board.content(content.undoes).conflict:
            raise MisfitError(phrase("it cannot be made here: enter it by hand"))
        keys = {cell.key for cell in content.delta.cells}
        draft = Draft(delta=content.delta, touches=frozenset(content.touches), notes=content.notes)
        if "instance" in keys or any(key.startswith((NAME, RELEASE)) for key in keys):
            if content.request is None or isinstance(content.request, Decide):
                raise MisfitError(phrase("it cannot be made here: enter it by hand"))
            draft = self.board.draft(state, content.request)
        return draft


def replace_numbers(content: Content, number: dict[int, int]) -> Content:
    """`content` with the numbers of changes as they are here."""
    request: Request | None = content.request
    if isinstance(request, Undo | Redo | Decide):
        request = msgspec.structs.replace(request, number=number.get(request.number, request.number))
    undoes = number.get(content.undoes, content.undoes)
    return msgspec.structs.replace(content, request=request, undoes=undoes)
