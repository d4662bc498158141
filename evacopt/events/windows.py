"""Windows with a hole: what has left, or is offered, may move though the place is shut to everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from evacopt.domain.clock import DAY
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.window import Direction, Window


def is_open_to(instance: Instance, flight: Flight) -> bool:
    """Whether both ends of `flight` are open when it comes and goes."""
    return all(instance.permits(place, way, flight.operator, at) for place, way, at in flight.movements)


def opened_for(instance: Instance, flights: Iterable[Flight]) -> Instance:
    """`instance` with windows that let `flights` come and go as they do, and nothing else but at that minute.

    `opens` and `closes` of a place stay.
    """
    windows = instance.windows
    for leg in flights if windows else ():
        for place, direction, minute in leg.movements:
            windows = _with(instance, windows, (place, direction, leg.operator), minute)
    return instance if windows == instance.windows else replace(instance, windows=windows)


def _with(
    instance: Instance, windows: tuple[Window, ...], movement: tuple[str, Direction, str], minute: int
) -> tuple[Window, ...]:
    """`windows` with a movement (place, direction, operator) possible at that minute."""
    spoken = {row for row in windows if row.speaks_of(*movement)}
    shut = {row for row in spoken if row.kind == "closed" and row.holds(minute)}
    parts = (_around(instance, row, minute) if row in shut else (row,) for row in windows)
    cut = tuple(part for row in parts for part in row)
    opening = [row.holds(minute) for row in spoken if row.kind == "open"]
    if any(opening) or not opening:
        return cut
    place, direction, operator = movement
    hole = Window(location=place, kind="open", direction=direction, operators=(operator,))
    return (*cut, replace(hole, since=minute, until=minute))


def _around(instance: Instance, row: Window, minute: int) -> Iterator[Window]:
    """The closed `row` without one minute; one that is daily as the rows of its days."""
    if row.daily_from is not None and row.daily_to is not None:
        last = max([instance.ends, *(flight.arrives for flight in instance.schedule)])
        for day in range(instance.begins // DAY - 1, last // DAY + 1):
            since = day * DAY + row.daily_from
            until = since + (row.daily_to - row.daily_from) % DAY
            dated = replace(row, since=since, until=until, daily_from=None, daily_to=None)
            yield from _around(instance, dated, minute) if dated.holds(minute) else iter((dated,))
        return
    if row.since is None or row.since < minute:
        yield replace(row, until=minute)
    if row.until is None or minute + 1 < row.until:
        yield replace(row, since=minute + 1)
