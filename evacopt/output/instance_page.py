"""The page about an instance, before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Group, RenderableType

from evacopt.domain.phrase import headed, phrase
from evacopt.output.airfield_tables import instance_airfield
from evacopt.output.plan_page import (
    FLIGHT_COLUMNS,
    FLIGHTS_SHOWN,
    airfield_parts,
    flight_cells,
    name_rule,
    named,
)
from evacopt.output.records import DemandLine, InstanceView
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, line, more, section, tabled
from evacopt.output.wording import STATUS, groups_words, parties_words, people_words, period, when_among


def instance_page(view: InstanceView, *, everything: bool = False) -> RenderableType:
    """What `show` prints of an instance; `everything` cuts no table."""
    waiting = phrase(
        "{people} wait in {parties} of {groups}, {period}.",
        people=people_words(view.people),
        parties=parties_words(view.parties),
        groups=groups_words(view.groups),
        period=period(view.begins, view.ends),
    )
    cut = max(len(view.nationalities), len(view.warnings)) if everything else ROWS_SHOWN
    heads = (phrase("people"), phrase("need seats"), phrase("scheduled seats"), phrase("optional seats"))
    by_origin = [Column(phrase("origin"), "code"), *map(Column, heads)]
    origins = [
        (one.id, one.people, one.seats_needed, one.seats_scheduled, one.seats_optional or "")
        for one in view.origins
    ]
    most_first = phrase("By nationality, most people first")
    nations = _demand(most_first, phrase("nationality"), view.nationalities[:cut])
    nations = replace(nations, notes=more(len(view.nationalities[cut:]), phrase("nationalities")))
    return Group(
        line(headed(view.instance, view.title) if view.title else view.instance),
        line(waiting, "bold"),
        tabled(table(phrase("By origin"), by_origin, origins).trimmed),
        tabled(_demand(phrase("By class, most urgent first"), phrase("class"), view.classes)),
        tabled(nations),
        _flights(view, everything=everything),
        *airfield_parts(instance_airfield(view.airfield or {}), everything=everything),
        section(
            phrase("What to look at"),
            *map(line, view.warnings[:cut] or (phrase("Nothing looks wrong."),)),
            *(line(note, "dim") for note in more(len(view.warnings[cut:]), phrase("warnings"))),
        ),
    )


def _demand(title: str, head: str, lines: Sequence[DemandLine]) -> Table:
    columns = [Column(head, "code"), *map(Column, (phrase("people"), phrase("parties"), phrase("groups")))]
    return table(title, columns, [(row.name, row.people, row.parties, row.groups) for row in lines])


def _flights(view: InstanceView, *, everything: bool) -> RenderableType:
    cut = len(view.flights) if everything else FLIGHTS_SHOWN
    when = when_among((view.begins, view.ends))
    columns = (
        *FLIGHT_COLUMNS,
        *(Column(phrase("seats")), Column(phrase("times"))),
        *(Column(phrase("takes"), "words"), Column(phrase("status"), "words")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *flight_cells(flight, when),
            flight.seats,
            phrase("up to {copies:,}", copies=flight.copies) if flight.copies > 1 else "",
            ", ".join(flight.accepts),
            STATUS[flight.status],
        )
        for flight in view.flights[:cut]
    ]
    notes = more(len(view.flights[cut:]), phrase("flights"))
    flights = table(phrase("By flight, in order of departure (UTC)"), columns, rows, notes=notes)
    pending = named(phrase("Time not known yet"), view.pending, everything=everything)
    return tabled(flights.trimmed, *name_rule(view.flights[:cut]), *pending)
