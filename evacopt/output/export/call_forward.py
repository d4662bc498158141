"""Call-forward lists: which parties are called to a flight, when, where and with what, one line a party.

A list can be taken apart into letters, one text a party, so that nobody is told about anybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.output.clean import clean
from evacopt.output.export.manifest import Names
from evacopt.output.table import Cell, Table, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evacopt.domain.flight import Flight
    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.roll import Party, Roll
    from evacopt.output.local_time import Clocks

COLUMNS = (
    *("flight", "reference", "people", "contact", "meeting_point", "report_utc", "report_local"),
    *("departs_utc", "departs_local", "bag_limit", "call", "standby_rank"),
)

_CALLED = "You have seats on this flight."
_STANDBY = "You are on standby, number {standby_rank}: you fly if others do not come."


class CallForward:
    """Draws up the list of each flight."""

    def __init__(self, roll: Roll, clocks: Clocks, options: ExportOptions, names: Names) -> None:
        self._roll, self._clocks, self._options, self._names = roll, clocks, options, names
        self._meeting = dict(options.meeting_points)

    def table(self, flight: Flight, standby: Sequence[Party]) -> Table:
        """Those aboard, then those on `standby` in the order in which they may step in."""
        called = [self._row(flight, party, "primary", None) for party in self._roll.aboard[flight.id]]
        waiting = [self._row(flight, party, "standby", rank) for rank, party in enumerate(standby, start=1)]
        return sheet("call-forward", f"Call-forward list of {flight.id}", COLUMNS, (*called, *waiting))

    def _row(self, flight: Flight, party: Party, call: str, rank: int | None) -> tuple[Cell, ...]:
        report, people = self.report_time(flight, party), self._roll.people(party)
        contacts = (self._names.get(one.code(party.code), {}).get("contact", "") for one in people)
        return (
            flight.id,
            party.code,
            len(people),
            "; ".join(dict.fromkeys(filter(None, contacts))),
            self.meeting_point(flight.origin),
            *self._clocks.both(flight.origin, report),
            *self._clocks.both(flight.origin, flight.departs),
            self._options.baggage,
            call,
            rank,
        )

    def report_time(self, flight: Flight, party: Party) -> int:
        """When `party` reports: before check-in, but never before it is ready or has come to the hub."""
        instance = self._roll.instance
        usual = flight.departs - instance.policy.check_in_minutes - self._options.report_before
        if flight.id in party.itinerary[1:]:
            before = party.itinerary[party.itinerary.index(flight.id) - 1]
            return max(usual, instance.flight[before].arrives)
        ready = self._roll.group(party).ready
        return max(usual, instance.begins if ready is None else ready)

    def meeting_point(self, place: str) -> str:
        """Where people report at the location `place`."""
        return self._meeting.get(place) or self._roll.instance.location[place].name or place


def letters(calls: Table) -> Iterator[tuple[str, bytes]]:
    """The reference of each party on a call-forward list, and its letter."""
    for row in calls.rows:
        texts = ("" if cell is None else str(cell) for cell in row)
        call = dict(zip(COLUMNS, texts, strict=True))
        fields = {name: clean(text) for name, text in call.items()}
        lines = (
            *("CALL-FORWARD", ""),
            "Reference:     {reference} ({people} people)",
            "Flight:        {flight}, departs " + _time(fields, "departs"),
            "Meeting point: {meeting_point}",
            "Report at:     " + _time(fields, "report"),
            "Baggage:       {bag_limit}",
            *("", _CALLED if fields["call"] == "primary" else _STANDBY, ""),
        )
        yield call["reference"], "\n".join(line.format_map(fields) for line in lines).encode()


def _time(call: dict[str, str], what: str) -> str:
    """The local time where it is known, UTC in brackets."""
    return f"{{{what}_local}} ({{{what}_utc}})" if call[f"{what}_local"] else f"{{{what}_utc}}"
