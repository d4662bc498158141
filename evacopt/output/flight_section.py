"""The flights of a plan: who flies with how many aboard, and what does not fly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType

from evacopt.output.records import FlightLine, PlanView
from evacopt.output.tables import Column, line, more, section, table, without_empty
from evacopt.output.wording import short_name, when_among

FLIGHTS_SHOWN = 100

_COLUMNS = (
    Column("flight", "code"),
    Column("by", "code"),
    Column("from-to", "time"),
    Column("departs", "time"),
    Column(""),
    Column("seats"),
    Column("used"),
    Column("left"),
    Column("people"),
    Column("inf."),
)


def flight_section(view: PlanView, *, everything: bool) -> RenderableType:
    """A row a flight that flies; those that do not in a line each kind."""
    flown = [flight for flight in view.flights if flight.sorties]
    shown = flown if everything else flown[:FLIGHTS_SHOWN]
    tell = when_among(flight.departs for flight in flown)
    rows = [_row(flight, tell(flight.departs)) for flight in shown]
    parts: list[RenderableType] = []
    if rows:
        parts.append(table(*without_empty(_COLUMNS, [*rows, _total(flown)]), total=True))
    else:
        parts.append(line("No flight flies."))
    parts += more(len(flown) - len(shown), "flights that fly")
    parts += name_rule(flight.id for flight in shown if short_name(flight.id, flight.departs) != flight.id)
    parts += _not_flown(view.flights, "cancelled", "Cancelled", everything=everything)
    parts += _not_flown(view.flights, "optional", "Optional, not flown", everything=everything)
    return section("By flight, in order of departure (UTC)", *parts)


def _row(flight: FlightLine, departs: str) -> list[str]:
    return [
        short_name(flight.id, flight.departs),
        flight.operator,
        f"{flight.origin}-{flight.destination}",
        departs,
        f"{flight.sorties:,}×" if flight.sorties > 1 else "",
        f"{flight.seats:,}",
        f"{flight.seats_used:,}",
        f"{flight.seats_left:,}",
        f"{flight.people:,}",
        f"{flight.infants:,}" if flight.infants else "",
    ]


def name_rule(names: Iterable[str]) -> list[RenderableType]:
    """How to read the first of `names` that were shortened; nothing where none was."""
    first = next(iter(names), "")
    rule = f"A name that ends in @ goes on with the departure: {first}"
    return [line(rule, "dim")] if first else []


def _total(flown: Sequence[FlightLine]) -> list[str]:
    columns = (
        sum(flight.seats for flight in flown),
        sum(flight.seats_used for flight in flown),
        sum(flight.seats_left for flight in flown),
    )
    return [f"all {len(flown):,}", "", "", "", "", *(f"{column:,}" for column in columns), "", ""]


def _not_flown(
    flights: Sequence[FlightLine], status: str, words: str, *, everything: bool
) -> list[RenderableType]:
    names = [flight.id for flight in flights if flight.status == status and not flight.sorties]
    if not names:
        return []
    shown = names if everything else names[:5]
    rest = f" and {len(names) - len(shown):,} more" if len(names) > len(shown) else ""
    return [line(f"{words}: {', '.join(shown)}{rest}")]
