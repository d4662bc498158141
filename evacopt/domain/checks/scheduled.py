"""Scheduled flights that by themselves break movements (rule 8), a fleet or the crews (rule 9)."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.manning import unmanned
from evacopt.domain.checks.remark import Cell, Remark, beside
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.written import time_text


def scheduled_remarks(facts: Facts) -> Iterator[Remark]:
    """Limits that the flights which fly whatever is decided leave no way to keep."""
    yield from _movements(facts, "movements_per_hour", HOUR)
    yield from _movements(facts, "movements_per_day", DAY)
    yield from _fleets(facts)
    yield from _crews(facts)


def _movements(facts: Facts, column: str, span: int) -> Iterator[Remark]:
    moves: dict[tuple[str, int], list[tuple[int, Flight]]] = {}
    for row, flight in facts.scheduled:
        moves.setdefault((flight.origin, flight.departs // span), []).append((row, flight))
        moves.setdefault((flight.destination, flight.arrives // span), []).append((row, flight))
    for (name, number), flights in sorted(moves.items(), key=lambda item: item[0]):
        place = facts.location_row.get(name)
        limit = None if place is None else getattr(facts.instance.locations[place], column)
        if place is not None and limit is not None and len(flights) > limit:
            when = time_text(number * span)
            rule = f"must be at least the {len(flights)} scheduled movements from {when}"
            remedy = f"they are of {_names(flights)}"
            yield Remark("locations", place, column, rule, str(limit), remedy, _cells(flights))


def _fleets(facts: Facts) -> Iterator[Remark]:
    for row, fleet in enumerate(facts.instance.fleets):
        gone = [(number, flight) for number, flight in facts.scheduled if flight.fleet == fleet.id]
        for when in sorted({flight.departs for _, flight in gone}):
            busy = [(n, f) for n, f in gone if f.departs <= when < f.departs + fleet.cycle]
            if len(busy) > fleet.count:
                rule = f"must be at least {len(busy)}, what scheduled flights hold at {time_text(when)}"
                relies = (*beside("fleets", row, "cycle_hours"), *_cells(busy))
                yield Remark(
                    "fleets", row, "count", rule, str(fleet.count), f"they fly {_names(busy)}", relies
                )
                break


def _crews(facts: Facts) -> Iterator[Remark]:
    flights = [(row, flight) for row, flight in facts.scheduled if flight.fleet in facts.crewed_fleets]
    left = unmanned([flight for _, flight in flights], facts.instance.crews)
    if left is None:
        return
    row, flight = flights[left]
    crews: list[Cell] = [
        cell
        for number, _ in enumerate(facts.instance.crews)
        for cell in beside("crews", number, "count", "fleets", "rest_hours")
    ]
    rule = "must leave a crew for every scheduled flight of a fleet that crews name"
    remedy = f"with the scheduled flights that depart before {flight.id}, no crew is left for it"
    yield Remark("flights", row, "fleet", rule, flight.fleet, remedy, (*crews, *_cells(flights)))


def _names(flights: list[tuple[int, Flight]]) -> str:
    return ", ".join(dict.fromkeys(flight.id for _, flight in flights))


def _cells(flights: list[tuple[int, Flight]]) -> tuple[Cell, ...]:
    columns = ("origin", "destination", "departs", "arrives", "status", "fleet")
    return tuple(cell for row, _ in flights for cell in beside("flights", row, *columns))
