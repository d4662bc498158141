"""Call-forward lists: which parties are called to a flight, when, where and with what, one line a party.

A list can be taken apart into letters, one text a party, so that nobody is told about anybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase, plural
from evacopt.output.clean import clean
from evacopt.output.export.beside import Beside
from evacopt.output.export.manifest import Names
from evacopt.output.language import ENGLISH, Language
from evacopt.output.table import Cell, Table, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evacopt.domain.flight import Flight
    from evacopt.output.export.options import ExportOptions
    from evacopt.output.export.roll import Party, Roll
    from evacopt.output.local_time import Clocks

COLUMNS = (
    *("flight", "reference", "people", "contact", "meeting_point", "report_utc", "report_local"),
    *("departs_utc", "departs_local", "bag_limit", "call", "standby_rank"),
)


RELEASE = ("release_utc", "release_local")
"""From when seats that nobody has claimed go to who stands by; where it is said who is called."""

_PRIMARY, _BEYOND = phrase("primary"), phrase("beyond the plan")


class CallForward:
    """Draws up the list of each flight."""

    def __init__(self, roll: Roll, clocks: Clocks, options: ExportOptions, names: Names) -> None:
        self._roll, self._clocks, self._options, self._names = roll, clocks, options, names
        self._meeting = dict(options.meeting_points)
        self._beside = Beside(roll)

    def table(self, flight: Flight, standby: Sequence[Party], beyond: Sequence[Party] = ()) -> Table:
        """Those aboard, those called beyond the plan, and those on `standby` as they may step in."""
        called = [self._row(flight, party, _PRIMARY, None) for party in self._roll.aboard[flight.id]]
        called += [self._row(flight, party, _BEYOND, None) for party in beyond]
        waiting = [
            self._row(flight, party, phrase("standby"), rank) for rank, party in enumerate(standby, start=1)
        ]
        caption = phrase("Call-forward list of {flight}", flight=flight.id)
        heads = (*COLUMNS, *(RELEASE if self._options.calls else ()), *self._beside.heads)
        return sheet("call-forward", caption, heads, (*called, *waiting))

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
            *(self._clocks.both(flight.origin, self.release(flight)) if self._options.calls else ()),
            *self._beside.cells(party),
        )

    def release(self, flight: Flight) -> int:
        """When seats that nobody has claimed go to who stands by."""
        before = self._options.release_before
        return flight.departs - (self._roll.instance.policy.check_in_minutes if before is None else before)

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


def letters(calls: Table, language: Language = ENGLISH) -> Iterator[tuple[str, bytes]]:
    """The reference of each party on a call-forward list, and its letter."""
    for row in calls.rows:
        call = dict(zip(calls.heads, row, strict=True))
        lines = (clean(language(line)) for line in _letter(call))
        yield str(call["reference"]), "\n".join(lines).encode()


def _letter(call: Mapping[str, Cell]) -> tuple[str, ...]:
    seats = phrase("You have seats on this flight.")
    if call["call"] not in (_PRIMARY, _BEYOND):
        text = phrase("You are on standby, number {rank}: you fly if others do not come.")
        seats = phrase(text, rank=call["standby_rank"])
    people = plural("{count} person", "{count} people", int(str(call["people"])))
    departs, report = _time(call, "departs"), _time(call, "report")
    return (
        *(phrase("CALL-FORWARD"), ""),
        phrase("Reference:     {reference} ({people})", reference=call["reference"], people=people),
        phrase("Flight:        {flight}, departs {departs}", flight=call["flight"], departs=departs),
        phrase("Meeting point: {place}", place=call["meeting_point"]),
        phrase("Report at:     {report}", report=report),
        phrase("Baggage:       {baggage}", baggage=call["bag_limit"]),
        *_needs(call),
        *("", seats, *_released(call), ""),
    )


def _released(call: Mapping[str, Cell]) -> Iterator[str]:
    """By when seats must be claimed, or from when others' go to the party."""
    if "release_utc" not in call:
        return
    text = phrase("Seats that are not claimed by {time} go to those on standby.")
    yield phrase(text, time=_time(call, "release"))


def _needs(call: Mapping[str, Cell]) -> Iterator[str]:
    """What the party has said that it brings."""
    needs = [
        f"{head.removeprefix('need_')} {n}" for head, n in call.items() if head.startswith("need_") and n
    ]
    if needs:
        yield phrase("You bring:     {needs}", needs=", ".join(needs))


def _time(call: Mapping[str, Cell], what: str) -> str:
    """The local time where it is known, UTC in brackets."""
    local, utc = call[f"{what}_local"], call[f"{what}_utc"]
    return f"{local} ({utc})" if local else f"{utc}"
