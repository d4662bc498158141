"""When places are closed, for the timeline: behind the flights of a lane, and a row a place below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.clock import moment
from evacopt.domain.phrase import joined, phrase
from evacopt.output.report.chart_lanes import Axis, Closed, Flown, Shade, shades
from evacopt.output.wording import when_among
from evacopt.view.airfield import Movement, closed_to

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance

ROW = 14
MOST_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedRow:
    """A place, and its shades, in a row of `ROW` units from `y` on."""

    name: str
    y: float
    shades: tuple[Shade, ...]


def closed_lanes(instance: Instance, flown: Sequence[Flown], axis: Axis) -> Closed:
    """For each lane when it may leave from none of the places from which its flights leave."""
    closed = {}
    for lane in dict.fromkeys(flight.lane for flight in flown) if instance.windows else ():
        lines = [flight.line for flight in flown if flight.lane == lane]
        movements: dict[Movement, None] = {(line.origin, "out", line.operator): None for line in lines}
        names = joined(", ", dict.fromkeys(line.origin for line in lines))
        words = phrase("no departures of {operator} from {places}", operator=lines[0].operator, places=names)
        closed[lane] = [span for span in _told(instance, movements, axis, words) if span[2]]
    return closed


def closed_rows(instance: Instance, axis: Axis, top: float) -> tuple[ClosedRow, ...]:
    """A row from `top` on for each place with windows, of whoever may come and go there."""
    rows: list[ClosedRow] = []
    for name in dict.fromkeys(row.location for row in instance.windows):
        movements: dict[Movement, None] = {}
        for flight in instance.schedule:
            here = ((place, way) for place, way, _ in flight.movements if place == name)
            movements |= {(place, way, flight.operator): None for place, way in here}
        spans = list(_told(instance, movements, axis, phrase("{place} closed", place=name)))
        y = top + len(rows) * ROW
        if spans and len(rows) < MOST_ROWS:
            rows.append(ClosedRow(name=name, y=y, shades=tuple(shades(spans, axis, 2, ROW - 4))))
    return tuple(rows)


def _told(
    instance: Instance, movements: dict[Movement, None], axis: Axis, words: str
) -> Iterator[tuple[int, int, bool, str]]:
    """When some of `movements` are not possible, whether none is, and that in words."""
    when = when_among((moment(axis.begins), moment(axis.ends)))
    for begin, end, full in closed_to(instance, movements, axis.begins, axis.ends):
        template = phrase("{what}, {begins} to {ends}")
        if not full:
            template = phrase("{what} to some, {begins} to {ends}")
        yield (
            begin,
            end,
            full,
            phrase(template, what=words, begins=when(moment(begin)), ends=when(moment(end))),
        )
