"""The page about an instance, before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from evacopt.output.plan_page import FLIGHTS_SHOWN, name_rule
from evacopt.output.records import DemandLine, InstanceView, OfferLine
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.terminal import ROWS_SHOWN, line, more, section, tabled
from evacopt.output.wording import period, short_name, when_among


def instance_page(view: InstanceView, *, everything: bool = False) -> RenderableType:
    """What `show` prints of an instance; `everything` cuts no table."""
    waiting = f"{view.people:,} people wait in {view.parties:,} parties of {view.groups:,} groups"
    cut = len(view.nationalities) if everything else ROWS_SHOWN
    hidden = more(len(view.nationalities[cut:]), "nationalities")
    return Group(
        line(f"{view.instance}: {view.title}" if view.title else view.instance),
        line(f"{waiting}, {period(view.begins, view.ends)}.", "bold"),
        _origins(view),
        tabled(_demand("By class, most urgent first", "class", view.classes)),
        tabled(
            _demand(
                "By nationality, most people first", "nationality", view.nationalities[:cut], notes=hidden
            )
        ),
        _flights(view, everything=everything),
        _warnings(view, everything=everything),
    )


def _origins(view: InstanceView) -> RenderableType:
    heads = ("people", "need seats", "scheduled seats", "optional seats")
    rows = [
        (one.id, one.people, one.seats_needed, one.seats_scheduled, one.seats_optional or "")
        for one in view.origins
    ]
    return tabled(table("By origin", [Column("origin", "code"), *map(Column, heads)], rows).trimmed)


def _demand(title: str, head: str, lines: Sequence[DemandLine], *, notes: Sequence[str] = ()) -> Table:
    columns = [Column(head, "code"), Column("people"), Column("parties"), Column("groups")]
    return table(
        title, columns, [(row.name, row.people, row.parties, row.groups) for row in lines], notes=notes
    )


def _flights(view: InstanceView, *, everything: bool) -> RenderableType:
    cut = len(view.flights) if everything else FLIGHTS_SHOWN
    when = when_among((view.begins, view.ends))
    columns = (
        *(
            Column("flight", "code"),
            Column("by", "code"),
            Column("from-to", "time"),
            Column("departs", "time"),
        ),
        *(Column("seats"), Column("times"), Column("takes", "words"), Column("status", "words")),
    )
    rows = [_flight_row(flight, when(flight.departs)) for flight in view.flights[:cut]]
    notes = more(len(view.flights[cut:]), "flights")
    flights = table("By flight, in order of departure (UTC)", columns, rows, notes=notes)
    return tabled(flights.trimmed, *name_rule(view.flights[:cut]))


def _flight_row(flight: OfferLine, departs: str) -> tuple[Cell, ...]:
    return (
        short_name(flight.id, flight.departs),
        flight.operator,
        f"{flight.origin}-{flight.destination}",
        departs,
        flight.seats,
        f"up to {flight.copies:,}" if flight.copies > 1 else "",
        ", ".join(flight.accepts),
        "" if flight.status == "scheduled" else flight.status,
    )


def _warnings(view: InstanceView, *, everything: bool) -> RenderableType:
    cut = len(view.warnings) if everything else ROWS_SHOWN
    parts = [*map(line, view.warnings[:cut] or ("Nothing looks wrong.",))]
    parts += (line(note, "dim") for note in more(len(view.warnings[cut:]), "warnings"))
    return section("What to look at", *parts)
