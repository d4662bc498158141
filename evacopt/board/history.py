"""What was done at the board, as it is told: a sentence a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from evacopt.board.delta import Delta
from evacopt.board.requests import Move, Request
from evacopt.domain.phrase import joined, phrase, plural
from evacopt.ledger.account_change import KIND, AccountChange
from evacopt.ledger.change import Change


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the ledger keeps of a change.

    Attributes
    ----------
    request : as it was asked; `None` of an account, or of what another board did before it was known here
    touches : groups, flights and names
    undoes : the number of the change that it takes back, or makes again; 0 for none
    source : the code of the change of another board that it is
    conflict : why that was not made; blank where it was
    """

    delta: Delta = Delta()
    request: Request | None = None
    touches: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    undoes: int = 0
    source: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change for people.

    Attributes
    ----------
    at : UTC, ISO 8601
    text : a sentence
    touches : groups, flights and names that it speaks of
    undone_by : number of the change that took it back; 0 for none
    conflict : why a change of another board waits for a decision; blank where it does not
    """

    number: int
    at: str
    user: str
    kind: str
    text: str
    hash: str
    touches: frozenset[str] = field(default_factory=frozenset)
    undone_by: int = 0
    conflict: str = ""


def told(change: Change, content: Content) -> Told:
    """`change` for people."""
    return Told(
        number=change.number,
        at=change.at,
        user=change.user,
        kind=change.kind,
        text=AccountChange.of(change.content).sentence
        if change.kind == KIND
        else sentence(change.kind, content),
        hash=change.hash,
        touches=frozenset(content.touches),
        conflict=content.conflict,
    )


def sentence(kind: str, content: Content) -> str:
    """What was done."""
    request = content.request
    if isinstance(request, Move):
        return _moved(request)
    values: dict[str, Any] = {} if request is None else msgspec.to_builtins(request)
    values |= {"undoes": content.undoes}
    return _SENTENCES[kind](values) if kind in _SENTENCES else phrase("{kind}", kind=kind)


def _moved(request: Move) -> str:
    waiting = phrase("the waiting list")
    of, to = (" > ".join(one) if one else waiting for one in (request.of, request.to))
    if request.pin:
        return plural(
            "{count:,} party of {group} goes from {of} to {to}, and is pinned",
            "{count:,} parties of {group} go from {of} to {to}, and are pinned",
            request.parties,
            group=request.group,
            of=of,
            to=to,
        )
    return plural(
        "{count:,} party of {group} goes from {of} to {to}",
        "{count:,} parties of {group} go from {of} to {to}",
        request.parties,
        group=request.group,
        of=of,
        to=to,
    )


def _pin(values: dict[str, Any]) -> str:
    way = " > ".join(values.get("itinerary", ())) or values.get("flight") or phrase("any flight")
    rules = {
        "at_least": phrase("{group} on {way}, at least {parties}"),
        "at_most": phrase("{group} on {way}, at most {parties}"),
        "exactly": phrase("{group} on {way}, exactly {parties}"),
    }
    return phrase(rules[values["rule"]], parties=values["parties"], group=values["group"], way=way)


def _absent(values: dict[str, Any]) -> str:
    number, group, flight = values["parties"], values["group"], values.get("flight")
    if not flight:
        return plural(
            "{count:,} party of {group} did not come",
            "{count:,} parties of {group} did not come",
            number,
            group=group,
        )
    return plural(
        "{count:,} party of {group} did not come to {flight}",
        "{count:,} parties of {group} did not come to {flight}",
        number,
        group=group,
        flight=flight,
    )


def _event(values: dict[str, Any]) -> str:
    return (
        phrase("happened: {events}", events=values["text"]) if values.get("text") else phrase("time passed")
    )


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "begin": lambda _: phrase("the board was opened"),
    "pin": lambda values: joined(": ", (phrase("pinned"), _pin(values))),
    "unpin": lambda values: joined(": ", (phrase("unpinned"), _pin(values))),
    "event": _event,
    "no_show": _absent,
    "arrivals": lambda _: phrase("more groups have come"),
    "as_of": lambda values: phrase("the clock was set to {time}", time=values["time"]),
    "take": lambda _: phrase("a better plan was taken"),
    "name": lambda values: phrase("the plan is called {name}", name=values["name"]),
    "release": lambda values: phrase("released as {name}", name=values["name"]),
    "withdraw": lambda values: phrase("the release {name} was withdrawn", name=values["name"]),
    "undo": lambda values: phrase("change {number} was taken back", number=values["undoes"]),
    "redo": lambda values: phrase("change {number} was made again", number=values["undoes"]),
    "decide": lambda values: phrase("change {number} was decided", number=values["undoes"]),
    "conflict": lambda _: phrase("a change of another board does not fit"),
}


def touching(changes: Sequence[Told], touches: frozenset[str]) -> list[Told]:
    """Those of `changes` that speak of any of `touches`."""
    return [one for one in changes if one.touches & touches]
