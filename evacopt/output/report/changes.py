"""What is different from the plan before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.first_names import first_names
from evacopt.output.compare_page import times_of
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.wording import people_words, when_among
from evacopt.planning.compare import Comparison, FlightRow, NationRow, compare

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan

ROWS_SHOWN = 20
CODES_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Sentences, then tables; no sentence where the plans are the same."""

    words: tuple[str, ...]
    tables: tuple[Table, ...]


def changes(now: tuple[Instance, Plan], before: tuple[Instance, Plan]) -> Changes:
    """What differs between two plans, each a plan of its own instance.

    Raises
    ------
    UsageError
        If a plan is paired with another instance than its own.
    """
    compared = compare([before, now], names=("before", "now"))
    return Changes(words=tuple(_words(compared)), tables=tuple(_tables(compared)))


def _words(compared: Comparison) -> Iterator[str]:
    before, now = compared.plans
    if now.people != before.people:
        yield f"{people_words(before.people)} were known before, {people_words(now.people)} are now."
    gain = now.served - before.served
    if gain:
        yield f"{_signed(gain)} people get out: {before.served:,} before, {now.served:,} now."
    elif now.changed:
        yield f"As many people get out as before, {now.served:,}."
    if now.changed:
        yield f"{people_words(now.changed)} take another itinerary than before, stay now, or no longer stay."
    for words, sign in (("now have a seat", -1), ("had a seat and stay now", 1)):
        more_stay = ((row, (row.parties[1] or 0) - (row.parties[0] or 0)) for row in compared.groups)
        codes = [row.group for row, grows in more_stay if not row.itinerary and sign * grows > 0]
        if codes:
            yield f"Groups of which more parties {words}: {first_names(codes, CODES_SHOWN)}."
    if not (gain or now.changed or compared.flights or now.people != before.people):
        yield "Nothing: the same people take the same flights."


def _tables(compared: Comparison) -> Iterator[Table]:
    nations = sorted(compared.nationalities, key=lambda row: (-abs(_gain(row)), row.nationality))
    if nations:
        columns = [Column("nationality", "code"), *map(Column, ("out before", "out now", "change"))]
        rows = [
            (
                row.nationality,
                *(f"{n.served:,} of {n.people:,}" if n else "not known" for n in row.entries),
                _signed(_gain(row)),
            )
            for row in nations
        ]
        yield _cut("Nationalities that changed", columns, rows, "nationalities")
    flights = sorted(compared.flights, key=_flight_key)
    if flights:
        when = when_among(times_of(compared))
        columns = [
            Column("flight", "code"),
            *(Column("departs before", "time"), Column("departs now", "time")),
            *(Column("seats taken before"), Column("seats taken now")),
        ]
        aboard = [
            (
                row.flight,
                *(
                    "not known" if one is None else when(moment(one.departs)) if one.sorties else "not flown"
                    for one in row.entries
                ),
                *(one.taken if one and one.sorties else "" for one in row.entries),
            )
            for row in flights
        ]
        yield _cut("Flights that changed", columns, aboard, "flights")


def _cut(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], what: str) -> Table:
    hidden = len(rows) - ROWS_SHOWN
    notes = (f"and {hidden:,} more {what}",) if hidden > 0 else ()
    return table(caption, columns, rows[:ROWS_SHOWN], notes=notes)


def _gain(row: NationRow) -> int:
    before, now = (entry.served if entry else 0 for entry in row.entries)
    return now - before


def _flight_key(row: FlightRow) -> tuple[int, str]:
    """Flights that changed most first."""
    before, now = (entry.taken if entry else 0 for entry in row.entries)
    return -abs(now - before), row.flight


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"
