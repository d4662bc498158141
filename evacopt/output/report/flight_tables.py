"""Flights and places: what leaves next, every flight, every hub and haven."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import headed, phrase, phrase_about
from evacopt.output.records import FlightLine, PlanView
from evacopt.output.table import Cell, Column, Table, per_cent, table
from evacopt.output.wording import ROLES, short_name

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation

FLIGHTS_SHOWN = 40
NEXT_SHOWN = 8
NOT_FLOWN_NAMED = 10

_FLIGHT = (
    *(Column(phrase("flight"), "code"), Column(phrase("departs"), "time"), Column(phrase("local"), "time")),
    *(Column(phrase("from–to"), "code"), Column(phrase("people")), Column(phrase_about("seats", "free"))),
    *(Column(phrase_about("seats", "taken"), "bar"), Column(phrase("seats")), Column(phrase("infants"))),
    *(Column(phrase_about("times", "flown")), Column(phrase_about("operator", "by"), "code")),
    Column(phrase_about("flight", "aircraft"), "code"),
)


def next_flights(situation: Situation, *, loads: bool = True) -> Table:
    """The flights that leave next."""
    first = situation.coming[:NEXT_SHOWN]
    more = len(situation.coming) - len(first)
    notes = (phrase("and {more:,} more after these", more=more),) if more else ()
    rows = [_row(situation, line, loads=loads) for line in first]
    return _told(table(phrase("Next departures (UTC)"), _FLIGHT, rows, notes=notes))


def flights_table(situation: Situation, *, loads: bool = True) -> Table:
    """Every flight that flies, in order of departure; of many the largest, and the rest summed."""
    flown = [line for line in situation.view.flights if line.sorties]
    if len(flown) <= FLIGHTS_SHOWN:
        shown, caption = flown, phrase("Flights that fly, in order of departure (UTC)")
    else:
        size = attrgetter("people" if loads else "seats")
        largest = sorted(flown, key=lambda line: (-size(line), line.departs, line.id))[:FLIGHTS_SHOWN]
        shown = sorted(largest, key=lambda line: (line.departs, line.id))
        caption = phrase(
            "The largest {shown} of {flown:,} flights that fly (UTC)", shown=FLIGHTS_SHOWN, flown=len(flown)
        )
    rows = [_row(situation, line, loads=loads) for line in shown]
    known = {line.id for line in shown}
    rest = [line for line in flown if line.id not in known]
    if rest:
        rows.append(_sum_row(phrase("{count:,} others", count=len(rest)), rest, loads=loads))
    total = _sum_row(phrase("all {count:,}", count=len(flown)), flown, loads=loads) if flown else ()
    return _told(table(caption, _FLIGHT, rows, total=total, notes=_not_flown(situation.view)))


def hubs_table(situation: Situation) -> Table:
    """Hubs now and at their fullest from now on, in the order of the instance."""
    columns = (
        *(Column(phrase("hub"), "code"), Column(phrase("now")), Column(phrase("at most"))),
        *(Column(phrase("when most"), "time"), Column(phrase("room for")), Column(phrase("filled"), "bar")),
    )
    rows, now = list[tuple[Cell, ...]](), situation.as_of
    for hub in situation.hubs:
        minute, peak, most = hub.fullest_since(now)
        when = situation.when(moment(minute)) if peak and minute > now else ""
        limit = (phrase("no limit"), "") if most is None else (most, per_cent(peak, most))
        rows.append((hub.name, hub.at(now), peak, when, *limit))
    return table(phrase("Hubs, now and later"), columns, rows)


def places_table(situation: Situation, *, loads: bool = True) -> Table:
    """Every place: what it is, where people arrive and how many."""
    columns = (
        *(Column(phrase("place"), "code"), Column(phrase("name"), "words")),
        *(Column(phrase("country"), "code"), Column(phrase("role"), "words")),
        *map(Column, (phrase("arrive"), phrase("most present"), phrase("room for"))),
        Column(phrase("closes"), "time"),
    )
    lines = {place.id: place for place in situation.view.places} if loads else {}
    stepped, rows = {row.location for row in situation.instance.capacities}, []
    for place in situation.instance.locations:
        line = lines.get(place.id)
        closes = "" if place.closes is None else situation.when(moment(place.closes))
        present = (line.arrived, line.peak) if line else ("", "")
        what = (place.id, place.name, place.country, ROLES[place.role])
        room = phrase("changes") if place.id in stepped else place.capacity
        rows.append((*what, *present, room, closes))
    return table(phrase("Places"), columns, rows)


def _told(flights: Table) -> Table:
    """The table without the column of local times where it says none."""
    return flights.trimmed_of("local")


def _row(situation: Situation, line: FlightLine, *, loads: bool) -> tuple[Cell, ...]:
    return (
        short_name(line.id, line.departs),
        situation.when(line.departs),
        line.local,
        f"{line.origin}–{line.destination}",
        *_figures([line], loads=loads),
        f"{line.sorties:,}×" if line.sorties > 1 else "",
        line.operator,
        situation.instance.flight[line.id].aircraft,
    )


def _sum_row(name: str, lines: Sequence[FlightLine], *, loads: bool) -> tuple[Cell, ...]:
    return (name, "", "", "", *_figures(lines, loads=loads), "", "", "")


def _figures(lines: Sequence[FlightLine], *, loads: bool) -> tuple[Cell, ...]:
    """People, seats free, the part taken, seats and infants; only seats where loads are not told."""
    seats = sum(line.seats for line in lines)
    if not loads:
        return "", "", "", seats, ""
    free = sum(line.seats_left for line in lines)
    people, infants = sum(line.people for line in lines), sum(line.infants for line in lines)
    return people, free, per_cent(seats - free, seats), seats, infants or ""


def _not_flown(view: PlanView) -> tuple[str, ...]:
    cancelled = [line.id for line in view.flights if line.status == "cancelled"]
    idle = [line.id for line in view.flights if line.status == "optional" and not line.sorties]
    kinds = (
        (phrase("Cancelled"), cancelled),
        (phrase("Optional, not flown"), idle),
        (phrase("Time not known yet"), view.pending),
    )
    return tuple(headed(words, first_names(names, NOT_FLOWN_NAMED)) for words, names in kinds if names)
