"""Beside a panel: the ways out of a group, and who could take the free seats of a flight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evacopt.domain.clock import moment
from evacopt.domain.phrase import phrase
from evacopt.output.report.decisions import barriers
from evacopt.output.wording import parties_words, people_words
from evacopt.web.mover import ways_of
from evacopt.web.shown import WAITING, Shown, way_text

WAYS, FITS, TRIED = 12, 8, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """A way out: its flights, when it begins, and what stands in it."""

    way: str
    codes: tuple[str, ...]
    departs: str
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A group that waits and of which a party has room on a flight, and the way that leads over it."""

    group: str
    nationality: str
    priority: int
    parties: int
    told: str
    way: str


def ways(shown: Shown, code: str) -> dict[str, Any]:
    """The ways out of a group that come nearest; `of` is where its parties would be taken from."""
    group, instance = shown.group(code), shown.state.instance
    taken = {way for way, _ in shown.ways.get(code, ())}
    lines = [
        WayLine(
            way=way_text(way.itinerary),
            codes=way.itinerary,
            departs=shown.situation.when(moment(instance.flight[way.itinerary[0]].departs)),
            obstacles=way.obstacles,
        )
        for way in ways_of(shown.state).of(group)
        if way.itinerary not in taken
    ]
    of = WAITING
    if not shown.waiting(code) and taken:
        of = way_text(max(shown.ways[code], key=lambda row: row[1])[0])
    return {"ways": lines[:WAYS], "group": code, "of": of}


def fits(shown: Shown, code: str) -> dict[str, Any]:
    """Who waits and could go by a flight, and what keeps the others off it."""
    line = shown.lines.get(code)
    if line is None or line.departs < moment(shown.situation.as_of) or line.seats_left <= 0:
        return {"fits": [], "kept": []}
    stays = shown.situation.stays_at.get(line.origin, [])
    kept = barriers(
        shown.state.instance, shown.state.instance.flight[code], free=line.seats_left, stays=stays
    )
    return {
        "fits": list(_fits(shown, code))[:FITS],
        "kept": [(words, people_words(people)) for words, people in kept[:4]],
    }


def _fits(shown: Shown, code: str) -> Iterator[Fit]:
    """Those of the first groups that wait, most urgent first, that nothing keeps off it."""
    flight, near, found = shown.state.instance.flight[code], ways_of(shown.state), 0
    stays = [
        stay
        for stay in shown.situation.view.stays
        if stay.origin == flight.origin and shown.state.instance.accepts(flight, stay.nationality)
    ]
    for stay in stays[:TRIED]:
        way = next((way for way in near.of(shown.group(stay.group), by=code) if not way.obstacles), None)
        if way is not None:
            waiting = parties_words(stay.parties)
            yield Fit(
                group=stay.group,
                nationality=stay.nationality,
                priority=stay.priority,
                parties=1,
                told=phrase("{parties} wait", parties=waiting),
                way=way_text(way.itinerary),
            )
            found += 1
            if found == FITS:
                return
