"""Reserved seats that those whom they are kept for do not take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.domain.share import Share
    from evacopt.output.records import FlightLine
    from evacopt.output.report.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A reserve of which `seats` stay empty on `flights` still to leave, the first of them at `departs`."""

    share: str
    nationality: str
    reserved: int
    seats: int
    flights: tuple[str, ...]
    departs: datetime


def unused_seats(situation: Situation) -> tuple[Unused, ...]:
    """Every reserve with seats that stay empty on flights still to leave, in the order of the instance.

    On each flight: the seats reserved less those that the nationality sits in, but no more than are free at
    all. Who is of it is taken to sit in its reserve first, as a planner who wants to give seats away would.
    """
    found = []
    for share in situation.instance.shares:
        if share.kind == "reserve":
            lines = [line for line in situation.coming if share.covers(situation.instance.flight[line.id])]
            empty = [(line, _empty(situation, share, line)) for line in lines]
            wasted = [(line, seats) for line, seats in empty if seats]
            if wasted:
                found.append(_unused(share, wasted))
    return tuple(found)


def _unused(share: Share, wasted: list[tuple[FlightLine, int]]) -> Unused:
    return Unused(
        share=share.id,
        nationality=share.nationality,
        reserved=sum(share.people * line.sorties for line, _ in wasted),
        seats=sum(seats for _, seats in wasted),
        flights=tuple(line.id for line, _ in wasted),
        departs=wasted[0][0].departs,
    )


def _empty(situation: Situation, share: Share, line: FlightLine) -> int:
    """Seats of the reserve on one flight in which nobody sits."""
    own = situation.instance.nationals(share.nationality)
    seats = situation.counted.seats_by_nationality.get(line.id, {})
    taken = sum(number for nationality, number in seats.items() if nationality in own)
    return max(0, min(share.people * line.sorties - taken, line.seats_left))
