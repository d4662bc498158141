"""The page about a plan, in the order in which a planner reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding

from evacopt.domain.first_names import first_names
from evacopt.output.records import CountLine, FlightLine, GoalLine, OfferLine, PlanView, StayLine, heaped
from evacopt.output.report.people_tables import goals_table
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, body, line, more, section, tabled
from evacopt.output.wording import (
    SOURCES,
    how_good,
    parties_words,
    people_out,
    people_words,
    percent,
    short_name,
    when_among,
)

FLIGHT_COLUMNS = (
    *(Column("flight", "code"), Column("by", "code")),
    *(Column("from-to", "time"), Column("departs", "time"), Column("local", "time")),
)
FLIGHTS_SHOWN = 100
GROUPS_SHOWN = 20
NAMED = 5
RECORDED = "A plan file records this and no more: `verify --certificate` checks it again."
_UNSAID = ("no reason is recorded in this plan",)


def plan_page(view: PlanView, *, everything: bool = False) -> RenderableType:
    """What `show` and `solve` print; `everything` cuts no table."""
    return Group(
        *headline(view),
        _flights(view, everything=everything),
        _nationalities(view, everything=everything),
        tabled(_counts("By class, most urgent first", "class", view.classes)),
        *_places(view, everything=everything),
        tabled(goals_table(view.goals), *_sources(view.goals), blank="None is recorded in this plan."),
        _stays(view, everything=everything),
    )


def headline(view: PlanView) -> Iterator[RenderableType]:
    """Who gets out, and how good that is."""
    yield line(f"{view.instance}: {view.title}" if view.title else view.instance)
    yield line(people_out(view), "bold")
    yield line(how_good(view.goals))


def _flights(view: PlanView, *, everything: bool) -> RenderableType:
    """A row a flight that flies; those that do not in a line each kind."""
    flown = [flight for flight in view.flights if flight.sorties]
    when = when_among(flight.departs for flight in flown)
    title, cut = "By flight, in order of departure (UTC)", len(flown) if everything else FLIGHTS_SHOWN
    columns = (
        *FLIGHT_COLUMNS,
        *(Column(head) for head in ("", "seats", "used", "left", "people", "inf.")),
    )
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
        (f"all {len(flown):,}", "", "", "", "", "", *map(sum, seats), "", "") if rows else ()
    )
    notes = more(len(flown[cut:]), "flights that fly")
    return tabled(
        table(title, columns, rows, total=total, notes=notes).trimmed,
        *name_rule(flown[:cut]),
        *_not_flown(view.flights, "cancelled", "Cancelled", everything=everything),
        *_not_flown(view.flights, "optional", "Optional, not flown", everything=everything),
        *named("Time not known yet", view.pending, everything=everything),
        blank="No flight flies.",
    )


def flight_cells(line: FlightLine | OfferLine, when: Callable[[datetime], str]) -> tuple[str, ...]:
    """The cells of `FLIGHT_COLUMNS`."""
    name, route = short_name(line.id, line.departs), f"{line.origin}-{line.destination}"
    return name, line.operator, route, when(line.departs), line.local


def name_rule(flights: Iterable[FlightLine | OfferLine]) -> Iterator[RenderableType]:
    """How to read the first name that is shortened; nothing where none is."""
    for flight in flights:
        if short_name(flight.id, flight.departs) != flight.id:
            yield line(f"A name that ends in @ goes on with the departure: {flight.id}", "dim")
            return


def _not_flown(
    flights: Sequence[FlightLine], status: str, words: str, *, everything: bool
) -> Iterator[RenderableType]:
    names = [flight.id for flight in flights if flight.status == status and not flight.sorties]
    yield from named(words, names, everything=everything)


def named(words: str, names: Sequence[str], *, everything: bool) -> Iterator[RenderableType]:
    """The first of `names` behind `words`; nothing where there is none."""
    if names:
        yield line(f"{words}: {first_names(names, len(names) if everything else NAMED)}")


def _nationalities(view: PlanView, *, everything: bool) -> RenderableType:
    title = "By nationality, worst served first"
    left = [row for row in view.nationalities if row.left]
    whole = [row for row in view.nationalities if not row.left]
    shown = list(view.nationalities) if everything else left[:ROWS_SHOWN]
    parts: list[RenderableType] = []
    if shown or view.blocs:
        blocs = [replace(row, name=f"{row.name} (bloc)") for row in view.blocs]
        parts.append(body(_counts(title, "nationality", [*shown, *blocs])))
    if not everything:
        hidden = more(len(left) - len(shown), "nationalities with people left behind")
        parts += (line(note, "dim") for note in hidden)
    if whole and not everything:
        named = ", ".join(f"{row.name} {row.people:,}" for row in whole[:ROWS_SHOWN])
        rest = f" and {len(whole) - ROWS_SHOWN:,} more; --all lists them" if len(whole) > ROWS_SHOWN else ""
        parts.append(line(f"Nobody left behind: {named}{rest}"))
    return section(title, *parts)


def _counts(title: str, head: str, lines: Sequence[CountLine]) -> Table:
    columns = [Column(head, "code"), Column("people"), Column("out"), Column("left"), Column("left %")]
    rows = [(row.name, row.people, row.served, row.left, percent(row.left_ppm)) for row in lines]
    return table(title, columns, rows)


def _places(view: PlanView, *, everything: bool) -> Iterator[RenderableType]:
    """Hubs and havens: a row a place; where room may run out over several days, a row each of its days."""
    used = [place for place in view.places if place.arrived]
    when = when_among(
        [*(day.day for place in used for day in place.days), *(one.peak_at for one in used if one.peak_at)]
    )
    rows: list[tuple[Cell, ...]] = []
    for place in used:
        departed, peak_at = sum(day.departed for day in place.days), place.peak_at
        room = "no limit" if place.capacity is None else place.capacity
        most = (place.peak, room, when(peak_at) if peak_at else "")
        rows.append((f"{place.id} ({place.role})", "in all", place.arrived, departed or "", *most))
        if len(place.days) > 1 and (place.role != "haven" or place.capacity is not None):
            days = [(when(day.day).replace(" 00:00", ""), day) for day in place.days]
            rows += [("", name, day.arrived, day.departed or "", day.peak, "", "") for name, day in days]
    cut = len(rows) if everything else ROWS_SHOWN
    columns = (
        *(Column("place", "code"), Column("day", "time"), Column("arrive"), Column("go on")),
        *(Column("most present"), Column("room for"), Column("when most", "time")),
    )
    if rows:
        notes = more(len(rows[cut:]), "rows of places and days")
        yield tabled(table("By place and UTC day", columns, rows[:cut], notes=notes).trimmed)


def _sources(goals: Sequence[GoalLine]) -> Iterator[RenderableType]:
    """Where the word on the bounds that are reached comes from."""
    grades = {goal.grade for goal in goals if goal.judged and goal.bound == goal.value}
    known = [f"{grade}: {words}." for grade, words in SOURCES.items() if grade in grades]
    if known:
        yield line(" ".join((*known, RECORDED)), "dim")


def _stays(view: PlanView, *, everything: bool) -> RenderableType:
    """Each reason once, and under it the groups that it holds back: the most urgent first."""
    if not view.stays:
        return section("Who stays", line("Nobody stays."))
    cut = len(view.stays) if everything else GROUPS_SHOWN
    parties = sum(stay.parties for stay in view.stays)
    title = (
        f"Who stays and why: {people_words(view.left)} in {parties:,} parties of {len(view.stays):,} groups"
    )
    parts = [*_reasons(view.stays, view.stays[:cut])]
    if view.stays[cut:]:
        people = people_words(sum(stay.people for stay in view.stays[cut:]))
        parts += (line(note, "dim") for note in more(len(view.stays[cut:]), f"groups, {people}"))
    return section(title, *parts)


def _reasons(stays: Sequence[StayLine], shown: Sequence[StayLine]) -> Iterator[RenderableType]:
    """A sentence for each reason with all whom it holds back, and the groups that are shown.

    The cells say by themselves what they count, so that no head is needed.
    """
    columns = [Column("", kind) for kind in ("code", "words", "code", "code", "figure", "figure")]
    held = heaped(stays, _said)
    rows = {
        stay.group: (
            *(stay.group, f"class {stay.priority}", stay.nationality, f"from {stay.origin}"),
            *(parties_words(stay.parties), people_words(stay.people)),
        )
        for stay in shown
    }
    widths = [max(map(len, cells)) for cells in zip(*rows.values(), strict=True)]
    for reasons, groups in heaped(shown, _said).items():
        people = sum(stay.people for stay in held[reasons])
        yield line(f"{people_words(people)}: {'; '.join(reasons)}")
        heap = table("", columns, [rows[stay.group] for stay in groups])
        yield Padding(body(heap, widths=widths), (0, 0, 0, 4), expand=False)


def _said(stay: StayLine) -> tuple[str, ...]:
    return stay.reasons or _UNSAID
