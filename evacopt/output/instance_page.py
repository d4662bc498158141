"""The page about an instance, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType

from evacopt.output.flight_section import FLIGHTS_SHOWN, name_rule
from evacopt.output.records import DemandLine, InstanceView, OfferLine
from evacopt.output.tables import ROWS_SHOWN, Column, line, more, section, table, without_empty
from evacopt.output.wording import period, short_name, when_among

_FLIGHT = (
    Column("flight", "code"),
    Column("by", "code"),
    Column("from-to", "time"),
    Column("departs", "time"),
    Column("seats"),
    Column("times"),
    Column("takes", "words"),
    Column("status", "words"),
)


def instance_page(view: InstanceView, *, everything: bool = False) -> RenderableType:
    """What `show` prints of an instance; `everything` cuts no table."""
    return Group(*_parts(view, everything=everything))


def _parts(view: InstanceView, *, everything: bool) -> Iterator[RenderableType]:
    yield line(f"{view.instance}: {view.title}" if view.title else view.instance)
    waiting = f"{view.people:,} people wait in {view.parties:,} parties of {view.groups:,} groups"
    yield line(f"{waiting}, {period(view.begins, view.ends)}.", "bold")
    yield _origins(view)
    yield section("By class, most urgent first", _demand("class", view.classes))
    yield _nationalities(view, everything=everything)
    yield _flights(view, everything=everything)
    yield _warnings(view, everything=everything)


def _origins(view: InstanceView) -> RenderableType:
    columns = (
        Column("origin", "code"),
        Column("people"),
        Column("need seats"),
        Column("scheduled seats"),
        Column("optional seats"),
    )
    rows = [
        [
            origin.id,
            f"{origin.people:,}",
            f"{origin.seats_needed:,}",
            f"{origin.seats_scheduled:,}",
            f"{origin.seats_optional:,}" if origin.seats_optional else "",
        ]
        for origin in view.origins
    ]
    return section("By origin", table(*without_empty(columns, rows)))


def _nationalities(view: InstanceView, *, everything: bool) -> RenderableType:
    shown = view.nationalities if everything else view.nationalities[:ROWS_SHOWN]
    hidden = more(len(view.nationalities) - len(shown), "nationalities")
    return section("By nationality, most people first", _demand("nationality", shown), *hidden)


def _demand(head: str, lines: Sequence[DemandLine]) -> RenderableType:
    columns = [Column(head, "code"), Column("people"), Column("parties"), Column("groups")]
    return table(
        columns, [[row.name, f"{row.people:,}", f"{row.parties:,}", f"{row.groups:,}"] for row in lines]
    )


def _flights(view: InstanceView, *, everything: bool) -> RenderableType:
    shown = view.flights if everything else view.flights[:FLIGHTS_SHOWN]
    hidden = more(len(view.flights) - len(shown), "flights")
    tell = when_among((view.begins, view.ends))
    rows = [_flight(flight, tell(flight.departs)) for flight in shown]
    rule = name_rule(flight.id for flight in shown if short_name(flight.id, flight.departs) != flight.id)
    body = table(*without_empty(_FLIGHT, rows))
    return section("By flight, in order of departure (UTC)", body, *hidden, *rule)


def _flight(flight: OfferLine, departs: str) -> list[str]:
    return [
        short_name(flight.id, flight.departs),
        flight.operator,
        f"{flight.origin}-{flight.destination}",
        departs,
        f"{flight.seats:,}",
        f"up to {flight.copies:,}" if flight.copies > 1 else "",
        ", ".join(flight.accepts),
        "" if flight.status == "scheduled" else flight.status,
    ]


def _warnings(view: InstanceView, *, everything: bool) -> RenderableType:
    if not view.warnings:
        return section("What to look at", line("Nothing looks wrong."))
    shown = view.warnings if everything else view.warnings[:ROWS_SHOWN]
    return section("What to look at", *map(line, shown), *more(len(view.warnings) - len(shown), "warnings"))
