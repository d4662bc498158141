"""Seats that an operator offers to the nationals of other states: a table, and the message to partners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase
from evacopt.output.clean import clean
from evacopt.output.export.seats import Seats
from evacopt.output.language import ENGLISH, Language
from evacopt.output.table import Cell, Table, sheet
from evacopt.output.wording import whom_words

if TYPE_CHECKING:
    from evacopt.domain.flight import Flight
    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.roll import Roll
    from evacopt.output.local_time import Clocks

COLUMNS = (
    *("operator", "flight", "from", "to", "departs_utc", "departs_local", "seats", "taken", "left"),
    *("for_whom", "left_for_them", "until_utc", "until_local"),
)


class Offers:
    """Draws up what is offered; the seats of each flight are counted once."""

    def __init__(self, roll: Roll, clocks: Clocks, options: ExportOptions) -> None:
        self._roll, self._clocks, self._options = roll, clocks, options
        self.seats = {flight.id: Seats.of(roll, flight) for flight in roll.flights}
        self._nationalities = frozenset(roll.instance.groups.nationality.values)

    def until(self, flight: Flight) -> int:
        """The last minute at which partners may name people for its seats."""
        return flight.departs - self._options.offer_before

    def table(self, operator: str) -> Table:
        """One line for each flight and each kind of people for whom it has seats left."""
        rows: list[tuple[Cell, ...]] = []
        for flight in self._roll.flights:
            if flight.operator == operator:
                known, departs = self.seats[flight.id], self._clocks.both(flight.origin, flight.departs)
                head = (operator, flight.id, flight.origin, flight.destination, *departs)
                until = self._clocks.both(flight.origin, self.until(flight))
                counts = known.all, known.taken, known.left
                rows += [(*head, *counts, whom, seats, *until) for whom, seats in self._left(known)]
        caption = phrase("Seats offered by {operator}", operator=operator)
        return sheet("seats-offered", caption, COLUMNS, rows)

    def _left(self, seats: Seats) -> Iterator[tuple[str, int]]:
        """Whom the flight accepts besides its own nationals, and those for whom it keeps more seats."""
        free = seats.left_for_any()
        if free and seats.accepts_others():
            accepts = seats.flight.accepts
            yield phrase("everybody") if accepts == ("all",) else ", ".join(accepts), free
        for pool in seats.pools:
            nationals = (
                seats.instance.nationals(pool.nationality) if pool.nationality else self._nationalities
            )
            others, tags = sorted(nationals - {seats.flight.operator}), (pool.tag,) if pool.tag else ()
            most = max((seats.left_for(code, tags) for code in others), default=0)
            if most > free:
                yield whom_words(pool), most


def message(table: Table, operator: str, language: Language = ENGLISH) -> bytes:
    """The plain text that goes to partners: a paragraph a flight, no codes of people in it."""
    lines = [phrase("SEATS OFFERED BY {operator}", operator=operator), ""]
    if not table.rows:
        lines.append(phrase("No seats are left for nationals of other states."))
    for flight in dict.fromkeys(row[1] for row in table.rows):
        lines += _paragraph([dict(zip(COLUMNS, row, strict=True)) for row in table.rows if row[1] == flight])
    return ("\n".join(clean(language(line)) for line in lines).rstrip() + "\n").encode()


def _paragraph(rows: Sequence[Mapping[str, Cell]]) -> Iterator[str]:
    """What one flight has left, for each kind of people."""
    one = rows[0]
    yield phrase(
        "Flight {flight}, {origin} to {destination}",
        flight=one["flight"],
        origin=one["from"],
        destination=one["to"],
    )
    yield phrase("  departs {time}", time=_time(one, "departs"))
    yield phrase("  seats left: {left}", left=one["left"])
    for row in rows:
        yield phrase("  for {people}: up to {seats}", people=row["for_whom"], seats=row["left_for_them"])
    yield phrase("  answer by {time}", time=_time(one, "until"))
    yield ""


def _time(row: Mapping[str, Cell], what: str) -> str:
    """UTC, and the local time in brackets where it is known."""
    utc, local = row[f"{what}_utc"], row[f"{what}_local"]
    return phrase("{utc} ({local} local time)", utc=utc, local=local) if local else f"{utc}"
