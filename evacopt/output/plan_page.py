"""The page about a plan, in the order in which a planner reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding

from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import headed, joined, phrase, phrase_about
from evacopt.output.airfield_tables import plan_airfield
from evacopt.output.records import CountLine, FlightLine, GoalLine, OfferLine, PlanView, StayLine, heaped
from evacopt.output.report.people_tables import goals_table, rules_table
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, body, line, more, section, tabled
from evacopt.output.wording import (
    GRADES,
    ROLES,
    SOURCES,
    day_among,
    groups_words,
    how_good,
    parties_words,
    people_out,
    people_words,
    percent,
    short_name,
    when_among,
)

FLIGHT_COLUMNS = (
    *(Column(phrase("flight"), "code"), Column(phrase_about("operator", "by"), "code")),
    *(Column(phrase("from-to"), "time"), Column(phrase("departs"), "time")),
    Column(phrase("local"), "time"),
)
FLIGHTS_SHOWN = 100
GROUPS_SHOWN = 20
NAMED = 5
RECORDED = phrase("A plan file records this and no more: `verify --certificate` checks it again.")
_UNSAID = (phrase("no reason is recorded in this plan"),)


def plan_page(view: PlanView, *, everything: bool = False) -> RenderableType:
    """What `show` and `solve` print; `everything` cuts no table."""
    return Group(
        *headline(view),
        _flights(view, everything=everything),
        _nationalities(view, everything=everything),
        tabled(_counts(phrase("By class, most urgent first"), phrase("class"), view.classes)),
        *_places(view, everything=everything),
        *airfield_parts(plan_airfield(view.airfield or {}, everything=everything), everything=everything),
        tabled(
            goals_table(view.goals), *_sources(view.goals), blank=phrase("None is recorded in this plan.")
        ),
        *([tabled(rules_table(view.rules))] if view.rules else ()),
        _stays(view, everything=everything),
    )


def headline(view: PlanView) -> Iterator[RenderableType]:
    """Who gets out, and how good that is."""
    yield line(headed(view.instance, view.title) if view.title else view.instance)
    yield line(people_out(view), "bold")
    yield line(how_good(view.goals))


def _flights(view: PlanView, *, everything: bool) -> RenderableType:
    """A row a flight that flies; those that do not in a line each kind."""
    flown = [flight for flight in view.flights if flight.sorties]
    when = when_among(flight.departs for flight in flown)
    title, cut = phrase("By flight, in order of departure (UTC)"), len(flown) if everything else FLIGHTS_SHOWN
    heads = (phrase("seats"), phrase("used"), phrase_about("seats", "left"), phrase("people"), phrase("inf."))
    columns = (*FLIGHT_COLUMNS, *map(Column, ("", *heads)))
    rows: list[tuple[Cell, ...]] = [
        (
            *flight_cells(flight, when),
            f"{flight.sorties:,}×" if flight.sorties > 1 else "",
            *(flight.seats, flight.seats_used, flight.seats_left, flight.people, flight.infants or ""),
        )
        for flight in flown[:cut]
    ]
    seats = zip(*((f.seats, f.seats_used, f.seats_left) for f in flown), strict=True)
    total: tuple[Cell, ...] = (
        (phrase("all {count:,}", count=len(flown)), "", "", "", "", "", *map(sum, seats), "", "")
        if rows
        else ()
    )
    notes = more(len(flown[cut:]), phrase("flights that fly"))
    return tabled(
        table(title, columns, rows, total=total, notes=notes).trimmed,
        *name_rule(flown[:cut]),
        *_not_flown(view.flights, "cancelled", phrase("Cancelled"), everything=everything),
        *_not_flown(view.flights, "optional", phrase("Optional, not flown"), everything=everything),
        *named(phrase("Time not known yet"), view.pending, everything=everything),
        blank=phrase("No flight flies."),
    )


def airfield_parts(tables: Iterable[Table], *, everything: bool) -> Iterator[RenderableType]:
    """Each table of the airfield, cut unless `everything` is wanted."""
    for one in tables:
        cut = len(one.rows) if everything else ROWS_SHOWN
        notes = (*one.notes, *more(len(one.rows[cut:]), phrase("rows")))
        yield tabled(replace(one, rows=one.rows[:cut], notes=notes))


def flight_cells(line: FlightLine | OfferLine, when: Callable[[datetime], str]) -> tuple[str, ...]:
    """The cells of `FLIGHT_COLUMNS`."""
    name, route = short_name(line.id, line.departs), f"{line.origin}-{line.destination}"
    return name, line.operator, route, when(line.departs), line.local


def name_rule(flights: Iterable[FlightLine | OfferLine]) -> Iterator[RenderableType]:
    """How to read the first name that is shortened; nothing where none is."""
    for flight in flights:
        if short_name(flight.id, flight.departs) != flight.id:
            text = phrase("A name that ends in @ goes on with the departure: {flight}", flight=flight.id)
            yield line(text, "dim")
            return


def _not_flown(
    flights: Sequence[FlightLine], status: str, words: str, *, everything: bool
) -> Iterator[RenderableType]:
    names = [flight.id for flight in flights if flight.status == status and not flight.sorties]
    yield from named(words, names, everything=everything)


def named(words: str, names: Sequence[str], *, everything: bool) -> Iterator[RenderableType]:
    """The first of `names` behind `words`; nothing where there is none."""
    if names:
        yield line(headed(words, first_names(names, len(names) if everything else NAMED)))


def _nationalities(view: PlanView, *, everything: bool) -> RenderableType:
    title = phrase("By nationality, worst served first")
    left = [row for row in view.nationalities if row.left]
    whole = [row for row in view.nationalities if not row.left]
    shown = list(view.nationalities) if everything else left[:ROWS_SHOWN]
    parts: list[RenderableType] = []
    if shown or view.blocs:
        blocs = [replace(row, name=phrase("{name} (bloc)", name=row.name)) for row in view.blocs]
        parts.append(body(_counts(title, phrase("nationality"), [*shown, *blocs])))
    if not everything:
        hidden = more(len(left) - len(shown), phrase("nationalities with people left behind"))
        parts += (line(note, "dim") for note in hidden)
    if whole and not everything:
        named = joined(", ", (f"{row.name} {row.people:,}" for row in whole[:ROWS_SHOWN]))
        parts.append(line(phrase("Nobody left behind: {names}", names=named)))
        hidden = more(len(whole) - ROWS_SHOWN, phrase("nationalities"))
        parts += (line(note, "dim") for note in hidden)
    return section(title, *parts)


def _counts(title: str, head: str, lines: Sequence[CountLine]) -> Table:
    heads = (phrase("people"), phrase("out"), phrase_about("people", "left"), phrase("left %"))
    columns = [Column(head, "code"), *map(Column, heads)]
    rows = [(row.name, row.people, row.served, row.left, percent(row.left_ppm)) for row in lines]
    return table(title, columns, rows)


def _places(view: PlanView, *, everything: bool) -> Iterator[RenderableType]:
    """Hubs and havens: a row a place; where room may run out over several days, a row each of its days."""
    used = [place for place in view.places if place.arrived]
    moments = [day.day for place in used for day in place.days]
    moments += [one.peak_at for one in used if one.peak_at]
    when, day_words = when_among(moments), day_among(moments)
    rows: list[tuple[Cell, ...]] = []
    for place in used:
        departed, peak_at = sum(day.departed for day in place.days), place.peak_at
        room = phrase("no limit") if place.capacity is None else place.capacity
        most = (place.peak, room, when(peak_at) if peak_at else "")
        name = phrase("{name} ({role})", name=place.id, role=ROLES[place.role])
        rows.append((name, phrase("in all"), place.arrived, departed or "", *most))
        if len(place.days) > 1 and (place.role != "haven" or place.capacity is not None):
            rows += [
                ("", day_words(day.day), day.arrived, day.departed or "", day.peak, "", "")
                for day in place.days
            ]
    cut = len(rows) if everything else ROWS_SHOWN
    columns = (
        *(Column(phrase("place"), "code"), Column(phrase("day"), "time")),
        *map(Column, (phrase("arrive"), phrase("go on"), phrase("most present"), phrase("room for"))),
        Column(phrase("when most"), "time"),
    )
    if rows:
        notes = more(len(rows[cut:]), phrase("rows of places and days"))
        yield tabled(table(phrase("By place and UTC day"), columns, rows[:cut], notes=notes).trimmed)


def _goals(goals: Sequence[GoalLine]) -> RenderableType:
    blank = phrase("None is recorded in this plan.")
    return tabled(goals_table(goals), *_sources(goals), blank=blank)


def _sources(goals: Sequence[GoalLine]) -> Iterator[RenderableType]:
    """Where the word on the bounds that are reached comes from."""
    grades = {goal.grade for goal in goals if goal.judged and goal.bound == goal.value}
    known = [
        phrase("{grade}: {source}.", grade=GRADES[grade], source=source)
        for grade, source in SOURCES.items()
        if grade in grades
    ]
    if known:
        yield line(joined(" ", (*known, RECORDED)), "dim")


def _stays(view: PlanView, *, everything: bool) -> RenderableType:
    """Each reason once, and under it the groups that it holds back: the most urgent first."""
    if not view.stays:
        return section(phrase("Who stays"), line(phrase("Nobody stays.")))
    cut = len(view.stays) if everything else GROUPS_SHOWN
    title = phrase(
        "Who stays and why: {people} in {parties} of {groups}",
        people=people_words(view.left),
        parties=parties_words(sum(stay.parties for stay in view.stays)),
        groups=groups_words(len(view.stays)),
    )
    parts = [*_reasons(view.stays, view.stays[:cut])]
    if view.stays[cut:]:
        people = people_words(sum(stay.people for stay in view.stays[cut:]))
        rest = phrase("groups, {people}", people=people)
        parts += (line(note, "dim") for note in more(len(view.stays[cut:]), rest))
    return section(title, *parts)


def _reasons(stays: Sequence[StayLine], shown: Sequence[StayLine]) -> Iterator[RenderableType]:
    """A sentence for each reason with all whom it holds back, and the groups that are shown.

    The cells say by themselves what they count, so that no head is needed.
    """
    columns = [Column("", kind) for kind in ("code", "words", "code", "code", "figure", "figure")]
    held = heaped(stays, _said)
    rows = {
        stay.group: (
            *(stay.group, phrase("class {name}", name=stay.priority), stay.nationality),
            phrase("from {place}", place=stay.origin),
            *(parties_words(stay.parties), people_words(stay.people)),
        )
        for stay in shown
    }
    for reasons, groups in heaped(shown, _said).items():
        people = sum(stay.people for stay in held[reasons])
        yield line(headed(people_words(people), joined("; ", reasons)))
        heap = table("", columns, [rows[stay.group] for stay in groups])
        yield Padding(body(heap, like=[*rows.values()]), (0, 0, 0, 4), expand=False)


def _said(stay: StayLine) -> tuple[str, ...]:
    return stay.reasons or _UNSAID
