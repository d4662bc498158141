"""What is different from the plan before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from evacopt.output.compare_object import times_of
from evacopt.output.records import moment
from evacopt.output.report.table import Column, Table, figure, table
from evacopt.output.wording import people_words, when_among
from evacopt.planning.compare import Comparison, FlightRow, NationRow, compare

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.planning.compare import FlightEntry, PeopleEntry

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
    for words, codes in (
        ("now have a seat", _moved(compared, -1)),
        ("had a seat and stay now", _moved(compared, 1)),
    ):
        if codes:
            more = f" and {len(codes) - CODES_SHOWN:,} more" if len(codes) > CODES_SHOWN else ""
            yield f"Groups of which more parties {words}: {', '.join(codes[:CODES_SHOWN])}{more}."
    if not (gain or now.changed or compared.flights or now.people != before.people):
        yield "Nothing: the same people take the same flights."


def _moved(compared: Comparison, sign: int) -> list[str]:
    """Groups of which more (or, below 0, fewer) parties stay than before."""
    return [
        row.group
        for row in compared.groups
        if not row.itinerary and sign * ((row.parties[1] or 0) - (row.parties[0] or 0)) > 0
    ]


def _tables(compared: Comparison) -> Iterator[Table]:
    nations = sorted(compared.nationalities, key=lambda row: (-abs(_gain(row)), row.nationality))
    if nations:
        columns = [Column("nationality", "code"), Column("out before"), Column("out now"), Column("change")]
        rows = [_nation_row(row) for row in nations[:ROWS_SHOWN]]
        yield table("Nationalities that changed", columns, rows, notes=_more(nations, "nationalities"))
    flights = sorted(compared.flights, key=_flight_key)
    if flights:
        columns = [
            Column("flight", "code"),
            Column("departs before", "time"),
            Column("departs now", "time"),
            Column("seats taken before"),
            Column("seats taken now"),
        ]
        tell = when_among(times_of(compared))
        rows = [_flight_row(row, tell) for row in flights[:ROWS_SHOWN]]
        yield table("Flights that changed", columns, rows, notes=_more(flights, "flights"))


def _gain(row: NationRow) -> int:
    before, now = (entry.served if entry else 0 for entry in row.entries)
    return now - before


def _nation_row(row: NationRow) -> tuple[str, ...]:
    before, now = row.entries
    return (row.nationality, _served(before), _served(now), _signed(_gain(row)))


def _served(entry: PeopleEntry | None) -> str:
    return "not known" if entry is None else f"{entry.served:,} of {entry.people:,}"


def _flight_key(row: FlightRow) -> tuple[int, str]:
    """Flights that changed most first."""
    before, now = (entry.taken if entry else 0 for entry in row.entries)
    return -abs(now - before), row.flight


def _flight_row(row: FlightRow, tell: Callable[[datetime], str]) -> tuple[str, ...]:
    before, now = row.entries
    return (row.flight, _departs(before, tell), _departs(now, tell), _aboard(before), _aboard(now))


def _departs(entry: FlightEntry | None, tell: Callable[[datetime], str]) -> str:
    if entry is None:
        return "not known"
    return tell(moment(entry.departs)) if entry.sorties else "not flown"


def _aboard(entry: FlightEntry | None) -> str:
    return figure(entry.taken) if entry and entry.sorties else ""


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"


def _more(rows: Sequence[object], what: str) -> tuple[str, ...]:
    hidden = len(rows) - ROWS_SHOWN
    return (f"and {hidden:,} more {what}",) if hidden > 0 else ()
