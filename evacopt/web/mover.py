"""Parties that were picked up: where they can be put down, and what the judge says of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evacopt.board.board import Board
from evacopt.board.refusals import Refused
from evacopt.board.requests import Move
from evacopt.domain.clock import moment
from evacopt.domain.phrase import joined, phrase, why
from evacopt.domain.plan import Itinerary
from evacopt.web.panels import Parties, parties
from evacopt.web.query import Query, number
from evacopt.web.shown import WAITING, Shown, way_of, way_text, way_words
from evacopt.web.verdicts import Judged, judged
from evacopt.web.wayside import ways_from

OFFERED = 25
"""Ways that can be chosen from a list; any other one is chosen by its flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where parties can be put down: as it is written, in words, and whether one more has room there."""

    way: str
    words: str
    free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """What was picked up (`what`, of at most `most` parties), where to, and the verdict.

    Attributes
    ----------
    seen : number of the state in which it was picked up
    to : where it is to go, blank where nobody has said; `told` where a flight was named that leads nowhere
    error : why it cannot be done at all; `judged` is `None` then, and before a target is chosen
    """

    what: Parties
    most: int
    number: int
    seen: int
    to: str
    targets: tuple[Target, ...]
    judged: Judged | None = None
    error: str = ""


def mover(board: Board, shown: Shown, query: Query) -> Mover:
    """What `query` has picked up: `group`, `of`, `parties`, and `to`, or the flight `drop`.

    Raises
    ------
    UsageError
        If there is no such group.
    """
    code = shown.group(query.get("group", "")).id
    of = way_of(query.get("of", ""))
    drop, to, error = query.get("drop", ""), query.get("to", ""), ""
    targets = list(_targets(shown, code, of, drop))
    if drop:
        to = next((target.way for target in targets if target.way != WAITING), "")
        error = "" if to else phrase("No way of {group} leads over {flight}.", group=code, flight=drop)
    elif to and to not in {target.way for target in targets}:
        targets.append(Target(way=to, words=way_words(way_of(to))))
    most = _there(shown, code, of)
    chosen = min(max(number(query, "parties", most), 1), most)
    if not most:
        error = phrase("No party of {group} is there any more.", group=code)
    verdict = None
    if to and not error:
        try:
            tried = board.tried(Move(group=code, parties=chosen, of=of, to=way_of(to)))
            verdict = judged(tried.verdict, tried.notes)
        except Refused as refused:
            error = why(refused)
    return Mover(
        what=parties(shown, code, of, chosen),
        most=most,
        number=chosen,
        seen=min(number(query, "seen", shown.state.number), shown.state.number),
        to=to,
        targets=tuple(targets),
        judged=verdict,
        error=error,
    )


def _there(shown: Shown, code: str, of: Itinerary) -> int:
    return dict(shown.ways.get(code, ())).get(of, 0) if of else shown.waiting(code)


def _targets(shown: Shown, code: str, of: Itinerary, drop: str) -> Iterator[Target]:
    """The waiting list, then the ways that come nearest; who is under way can only go on otherwise."""
    flown, flights = shown.flown(of), shown.state.instance.flight
    if of and not flown:
        yield Target(way=WAITING, words=phrase("waiting list"))
    ways = ways_from(shown, code, of, by=drop if drop in flights else None)
    for way in ways[:OFFERED]:
        bars = [] if flown else [reason.text for reason in way.obstacles]
        departs = shown.situation.when(moment(flights[way.itinerary[len(flown)]].departs))
        words = joined(", ", [way_words(way.itinerary), departs, *bars[:1]])
        yield Target(way=way_text(way.itinerary), words=words, free=not bars and not flown)
