"""Beside a panel or a verdict: ways out of a group, who could take free seats, and what would mend a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evacopt.board.help import help_of
from evacopt.board.requests import Move
from evacopt.board.why_not import WhyNot, why_not
from evacopt.domain.clock import moment
from evacopt.domain.phrase import phrase
from evacopt.output.report.decisions import barriers
from evacopt.output.wording import parties_words, people_words
from evacopt.web.shown import WAITING, Shown, way_of, way_text, way_words

if TYPE_CHECKING:
    from evacopt.domain.plan import Itinerary
    from evacopt.explaining.answer import WayOut

WAYS, FITS, LEAVE = 12, 8, 6
TOO_FEW = frozenset({"min_load", "full_loads"})
"""Rules that are broken by too few people aboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """A way out: its flights, when it begins, and what stands in it."""

    way: str
    codes: tuple[str, ...]
    departs: str
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Parties that could go another way: as a move is written, and in words."""

    group: str
    nationality: str
    priority: int
    parties: int
    of: str
    way: str
    told: str


def ways(shown: Shown, code: str) -> dict[str, Any]:
    """The ways out of a group that come nearest; `of` is where its parties would be taken from."""
    instance = shown.state.instance
    taken = {way for way, _ in shown.ways.get(code, ())}
    lines = [
        WayLine(
            way=way_text(way.itinerary),
            codes=way.itinerary,
            departs=shown.situation.when(moment(instance.flight[way.itinerary[0]].departs)),
            obstacles=tuple(reason.text for reason in way.obstacles),
        )
        for way in help_of(shown.state).ways(code)
        if way.itinerary not in taken
    ]
    of = WAITING
    if not shown.waiting(code) and taken:
        of = way_text(max(shown.ways[code], key=lambda row: row[1])[0])
    return {"ways": lines[:WAYS], "group": code, "of": of}


NEAR = 60
"""Ways that are looked at for a list of some: the answer to a drop must not wait for more."""


def ways_from(shown: Shown, code: str, of: Itinerary, *, by: str | None = None) -> list[WayOut]:
    """The other ways of parties of a group that are on the way `of`: what they have flown of it stays.

    What stands in the way is told as of one more party; who is under way is counted already.
    """
    flown = shown.flown(of)
    near = help_of(shown.state).ways(code, by=flown[-1] if flown else by, most=NEAR)
    return [
        way
        for way in near
        if way.itinerary != of
        and way.itinerary[: len(flown)] == flown
        and (by is None or by in way.itinerary)
    ]


def fits(shown: Shown, code: str) -> dict[str, Any]:
    """Of a flight still to leave: who waits and fits, what keeps others off it, and who could leave it."""
    line = shown.lines.get(code)
    found: dict[str, Any] = {"fits": [], "kept": [], "leave": []}
    if line is None or line.departs < moment(shown.situation.as_of):
        return found
    if any(one.rule not in TOO_FEW for one in shown.broken.get(code, ())):
        found["leave"] = list(_leave(shown, code))
    if line.seats_left > 0:
        stays = shown.situation.stays_at.get(line.origin, [])
        flight = shown.state.instance.flight[code]
        kept = barriers(shown.state.instance, flight, free=line.seats_left, stays=stays)
        found["fits"] = [
            Offer(
                group=one.group,
                nationality=one.nationality,
                priority=one.priority,
                parties=1,
                of=WAITING,
                way=way_text(one.itinerary),
                told=phrase("{parties} wait", parties=parties_words(one.parties)),
            )
            for one in help_of(shown.state).fitting(code)[:FITS]
        ]
        found["kept"] = [(words, people_words(people)) for words, people in kept[:4]]
    return found


def _leave(shown: Shown, code: str) -> Iterator[Offer]:
    """Those aboard, least urgent first, who have another way that is free, else the waiting list."""
    for one in help_of(shown.state).aboard(code)[:LEAVE]:
        of = next(way for way, _ in shown.ways[one.group] if code in way)
        if shown.flown(of):
            continue
        free = (way.itinerary for way in ways_from(shown, one.group, of) if not way.obstacles)
        to = next((way for way in free if code not in way), ())
        yield Offer(
            group=one.group,
            nationality=one.nationality,
            priority=one.priority,
            parties=1,
            of=way_text(of),
            way=way_text(to),
            told=phrase("{parties} aboard; to {way}", parties=parties_words(one.parties), way=way_words(to)),
        )


def why(shown: Shown, code: str, of: str, to: str, parties: int) -> dict[str, Any]:
    """What stands in the way of a move, who could give way, and what could be asked of others."""
    move = Move(group=code, parties=parties, of=way_of(of), to=way_of(to))
    found: WhyNot = why_not(shown.state, move)
    gives, words = found.gives_way, ""
    if gives is not None:
        words = phrase(
            "{parties} of {group} could go by {way} instead, and nothing more is broken",
            parties=parties_words(gives.parties),
            group=gives.group,
            way=way_words(gives.to),
        )
    return {
        "obstacles": [reason.text for reason in found.obstacles],
        "gives": gives,
        "gives_words": words,
        "gives_of": way_text(gives.of) if gives else "",
        "gives_to": way_text(gives.to) if gives else "",
        "wanted": found.wanted,
    }
