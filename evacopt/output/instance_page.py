"""The page about an instance, before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Group, RenderableType

from evacopt.output.plan_page import FLIGHT_COLUMNS, FLIGHTS_SHOWN, flight_cells, name_rule, named
from evacopt.output.records import DemandLine, InstanceView
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, line, more, section, tabled
from evacopt.output.wording import period, when_among


def instance_page(view: InstanceView, *, everything: bool = False) -> RenderableType:
    """What `show` prints of an instance; `everything` cuts no table."""
    waiting = f"{view.people:,} people wait in {view.parties:,} parties of {view.groups:,} groups"
    cut = max(len(view.nationalities), len(view.warnings)) if everything else ROWS_SHOWN
    heads = ("people", "need seats", "scheduled seats", "optional seats")
    origins = [
        (one.id, one.people, one.seats_needed, one.seats_scheduled, one.seats_optional or "")
        for one in view.origins
    ]
    nations = _demand("By nationality, most people first", "nationality", view.nationalities[:cut])
    nations = replace(nations, notes=more(len(view.nationalities[cut:]), "nationalities"))
    return Group(
        line(f"{view.instance}: {view.title}" if view.title else view.instance),
        line(f"{waiting}, {period(view.begins, view.ends)}.", "bold"),
        tabled(table("By origin", [Column("origin", "code"), *map(Column, heads)], origins).trimmed),
        tabled(_demand("By class, most urgent first", "class", view.classes)),
        tabled(nations),
        _flights(view, everything=everything),
        section(
            "What to look at",
            *map(line, view.warnings[:cut] or ("Nothing looks wrong.",)),
            *(line(note, "dim") for note in more(len(view.warnings[cut:]), "warnings")),
        ),
    )


def _demand(title: str, head: str, lines: Sequence[DemandLine]) -> Table:
    columns = [Column(head, "code"), Column("people"), Column("parties"), Column("groups")]
    return table(title, columns, [(row.name, row.people, row.parties, row.groups) for row in lines])


def _flights(view: InstanceView, *, everything: bool) -> RenderableType:
    cut = len(view.flights) if everything else FLIGHTS_SHOWN
    when = when_among((view.begins, view.ends))
    columns = (
        *FLIGHT_COLUMNS,
        *(Column("seats"), Column("times"), Column("takes", "words"), Column("status", "words")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *flight_cells(flight, when),
            flight.seats,
            f"up to {flight.copies:,}" if flight.copies > 1 else "",
            ", ".join(flight.accepts),
            "" if flight.status == "scheduled" else flight.status,
        )
        for flight in view.flights[:cut]
    ]
    notes = more(len(view.flights[cut:]), "flights")
    flights = table("By flight, in order of departure (UTC)", columns, rows, notes=notes)
    pending = named("Time not known yet", view.pending, everything=everything)
    return tabled(flights.trimmed, *name_rule(view.flights[:cut]), *pending)
