"""What is different from the plan before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.first_names import first_names
from evacopt.domain.phrase import figure, joined, phrase
from evacopt.output.compare_page import times_of
from evacopt.output.table import Cell, Column, Table, table
from evacopt.output.wording import people_words, when_among
from evacopt.planning.compare import compare
from evacopt.planning.comparison import Comparison, FlightRow, NationRow

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
        yield phrase(
            "{before} were known before, {now} are now.",
            before=people_words(before.people),
            now=people_words(now.people),
        )
    gain = now.served - before.served
    if gain:
        yield phrase(
            "{gain} people get out: {before:,} before, {now:,} now.",
            gain=_signed(gain),
            before=before.served,
            now=now.served,
        )
    elif now.changed:
        yield phrase("As many people get out as before, {now:,}.", now=now.served)
    if now.changed:
        yield phrase(
            "{people} take another itinerary than before, stay now, or no longer stay.",
            people=people_words(now.changed),
        )
    yield from _groups(compared)
    if not (gain or now.changed or compared.flights or now.people != before.people):
        yield phrase("Nothing: the same people take the same flights.")


def _groups(compared: Comparison) -> Iterator[str]:
    for words, sign in (
        (phrase("Groups of which more parties now have a seat: {codes}."), -1),
        (phrase("Groups of which more parties had a seat and stay now: {codes}."), 1),
    ):
        more_stay = ((row, (row.parties[1] or 0) - (row.parties[0] or 0)) for row in compared.groups)
        codes = [row.group for row, grows in more_stay if not row.itinerary and sign * grows > 0]
        if codes:
            yield phrase(words, codes=first_names(codes, CODES_SHOWN))


def _tables(compared: Comparison) -> Iterator[Table]:
    nations = sorted(compared.nationalities, key=lambda row: (-abs(_gain(row)), row.nationality))
    if nations:
        heads = (phrase("out before"), phrase("out now"), phrase("change"))
        columns = [Column(phrase("nationality"), "code"), *map(Column, heads)]
        rows = [
            (
                row.nationality,
                *(
                    phrase("{part:,} of {whole:,}", part=n.served, whole=n.people)
                    if n
                    else phrase("not known")
                    for n in row.entries
                ),
                _signed(_gain(row)),
            )
            for row in nations
        ]
        yield _cut(phrase("Nationalities that changed"), columns, rows, phrase("nationalities"))
    flights = sorted(compared.flights, key=_flight_key)
    if flights:
        when = when_among(times_of(compared))
        columns = [
            Column(phrase("flight"), "code"),
            *(Column(phrase("departs before"), "time"), Column(phrase("departs now"), "time")),
            *(Column(phrase("seats taken before")), Column(phrase("seats taken now"))),
        ]
        aboard = [
            (
                row.flight,
                *(
                    phrase("not known")
                    if one is None
                    else when(moment(one.departs))
                    if one.sorties
                    else phrase("not flown")
                    for one in row.entries
                ),
                *(one.taken if one and one.sorties else "" for one in row.entries),
            )
            for row in flights
        ]
        yield _cut(phrase("Flights that changed"), columns, aboard, phrase("flights"))


def _cut(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], what: str) -> Table:
    hidden = len(rows) - ROWS_SHOWN
    notes = (phrase("and {hidden:,} more {what}", hidden=hidden, what=what),) if hidden > 0 else ()
    return table(caption, columns, rows[:ROWS_SHOWN], notes=notes)


def _gain(row: NationRow) -> int:
    before, now = (entry.served if entry else 0 for entry in row.entries)
    return now - before


def _flight_key(row: FlightRow) -> tuple[int, str]:
    """Flights that changed most first."""
    before, now = (entry.taken if entry else 0 for entry in row.entries)
    return -abs(now - before), row.flight


def _signed(number: int) -> str:
    return joined("", ("+" if number > 0 else "−", figure(abs(number)))) if number else "0"
