"""When aircraft may move: the horizon, opening times, and windows by direction and operator (6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from evacopt.domain.clock import DAY
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.window import Window

Way = Literal["in", "out"]


def fits(instance: Instance, flight: Flight) -> bool:
    """Whether it departs within the horizon, and both places are open by `opens` and `closes`."""
    if not instance.begins <= flight.departs <= instance.ends:
        return False
    for code, minute in ((flight.origin, flight.departs), (flight.destination, flight.arrives)):
        (place,) = (place for place in instance.locations if place.id == code)
        if place.opens is not None and minute < place.opens:
            return False
        if place.closes is not None and minute > place.closes:
            return False
    return True


def permitted(instance: Instance, flight: Flight) -> bool:
    """Whether windows allow both movements of the flight."""
    return _allowed(instance, flight.origin, "out", flight.operator, flight.departs) and _allowed(
        instance, flight.destination, "in", flight.operator, flight.arrives
    )


def _allowed(instance: Instance, place: str, way: Way, operator: str, minute: int) -> bool:
    mine = [row for row in instance.windows if _speaks(row, place, way, operator)]
    for row in mine:
        if row.kind == "closed" and any(begin <= minute < end for begin, end in _spans(row, minute)):
            return False
    opening = [row for row in mine if row.kind == "open"]
    if not opening:
        return True
    return any(begin <= minute <= end for row in opening for begin, end in _spans(row, minute))


def _speaks(row: Window, place: str, way: Way, operator: str) -> bool:
    if row.location != place:
        return False
    if row.direction and row.direction != way:
        return False
    return len(row.operators) == 0 or operator in row.operators


def _spans(row: Window, minute: int) -> Iterator[tuple[int, int]]:
    """From and to: as they are, or those of the day before `minute` and of its day."""
    if row.daily_from is None or row.daily_to is None:
        yield (
            minute - 1 if row.since is None else row.since,
            minute + 1 if row.until is None else row.until,
        )
        return
    midnight = minute - minute % DAY
    for day in (midnight - DAY, midnight):
        over = DAY if row.daily_to < row.daily_from else 0
        yield day + row.daily_from, day + row.daily_to + over
