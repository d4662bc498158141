"""What was done: the log with its undo, and what a toolbar takes back and makes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evacopt.board.board import Board
from evacopt.board.history import Told
from evacopt.domain.phrase import joined
from evacopt.output.wording import day_words

SHOWN, OURS = 12, 3
NO_UNDO = frozenset({"begin", "account", "conflict"})
"""Kinds that change no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A change in the log; `undoes` is `undo`, `redo`, or blank where it is taken back or cannot be."""

    told: Told
    at: str
    undoes: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change of another board that was not made, and what was done here about the same, newest first."""

    theirs: Told
    ours: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The newest changes first; `more` are older. `undo` and `redo` are numbers, 0 for none."""

    entries: tuple[Entry, ...]
    more: int
    undo: int
    redo: int
    conflicts: tuple[Conflict, ...]


def log(board: Board, user: str, *, most: int = SHOWN) -> Log:
    """The log, with what `user` would take back or make again at a key."""
    history = list(board.history())
    newest = history[::-1]
    own = [one for one in newest if one.user == user and not one.undone_by]
    return Log(
        entries=tuple(Entry(told=one, at=_at(one.at), undoes=_undoes(one)) for one in newest[:most]),
        more=len(newest[most:]),
        undo=_first(own, "undo"),
        redo=_first(own, "redo"),
        conflicts=tuple(_conflict(one, newest) for one in newest if one.conflict and not one.undone_by),
    )


def _conflict(one: Told, newest: Sequence[Told]) -> Conflict:
    ours = [other for other in newest if other.touches & one.touches and not other.conflict]
    return Conflict(one, tuple(ours[:OURS]))


def _first(own: Sequence[Told], what: str) -> int:
    """The number of the newest change that can be taken back, or made again if that was the last of all."""
    for one in own:
        undoes = _undoes(one)
        if undoes == what:
            return one.number
        if what == "redo" and undoes:
            return 0
    return 0


def _undoes(one: Told) -> str:
    if one.undone_by or one.kind in NO_UNDO or one.conflict:
        return ""
    return "redo" if one.kind == "undo" else "undo"


def _at(text: str) -> str:
    """`26 Apr 22:41:07`, in UTC."""
    at = datetime.fromisoformat(text)
    return joined(" ", (day_words(at, with_year=False), f"{at:%H:%M:%S}"))
