"""Scheduled flights that by themselves break movements (rule 8), a fleet or the crews (rule 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from evacopt.domain.airfield_fields import SLOTS, USES
from evacopt.domain.checks.facts import Facts
from evacopt.domain.checks.remark import Cell, Remark, cells_of
from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Crew, Flight
from evacopt.domain.phrase import phrase
from evacopt.domain.resource import Resource, Use
from evacopt.domain.stored import time_text

MOST_STATES = 5_000
"""Ways to hand out crews that are followed at once; beyond it nothing is claimed."""

_HELD = phrase("must be at least {busy}, what scheduled flights hold at {when}")
_SLOT, _USE = (tuple(field.column for field in table.fields) for table in (SLOTS, USES))
_Busy: TypeAlias = tuple[tuple[int, int], ...]
"""Crews that are gone: number of the crew and the minute of its return, sorted."""

_Flights: TypeAlias = Sequence[tuple[int, Flight]]
"""Flights with their rows."""


def scheduled_remarks(facts: Facts) -> Iterator[Remark]:
    """Limits that the flights which fly whatever is decided leave no way to keep."""
    yield from _movements(facts, "movements_per_hour", HOUR)
    yield from _movements(facts, "movements_per_day", DAY)
    yield from _slots(facts)
    yield from _fleets(facts)
    yield from _resources(facts)
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
            rule = phrase(
                "must be at least the {flights} scheduled movements from {begins}",
                flights=len(flights),
                begins=time_text(number * span),
            )
            remedy, relies = phrase("they are of {flights}", flights=_names(flights)), _cells(flights)
            yield Remark("locations", place, column, rule, str(limit), remedy, relies_on=relies)


def _slots(facts: Facts) -> Iterator[Remark]:
    for row, slot in enumerate(facts.instance.slots):
        moving = [
            (number, flight)
            for number, flight in facts.scheduled
            for place, direction, minute in flight.movements
            if slot.counts(place, direction, flight.operator, minute)
        ]
        if len(moving) > slot.movements:
            rule = phrase(
                "must be at least the {flights} scheduled movements from {begins}",
                flights=len(moving),
                begins=time_text(slot.since),
            )
            remedy, beside = phrase("they are of {flights}", flights=_names(moving)), _SLOT
            value, relies = str(slot.movements), _cells(moving)
            yield Remark("slots", row, "movements", rule, value, remedy, beside, relies)


def _resources(facts: Facts) -> Iterator[Remark]:
    """What scheduled flights hold at once, or use up in all."""
    for row, resource in enumerate(facts.instance.resources):
        uses = [(n, use) for n, use in enumerate(facts.instance.uses) if use.resource == resource.id]
        held = [
            (*_held(use, flight, resource), use.amount, (number, flight))
            for number, flight in facts.scheduled
            for _, use in uses
            if use.covers(flight)
        ]
        when = _too_much(held, resource.count)
        if when is not None:
            busy = [one for one in held if one[0] <= when < one[1]]
            amount, flights = sum(one[2] for one in busy), [one[3] for one in busy]
            rule = (
                phrase("must be at least {busy}, what scheduled flights use up", busy=amount)
                if resource.used_up
                else phrase(_HELD, busy=amount, when=time_text(when))
            )
            remedy, value = phrase("they fly {busy}", busy=_names(flights)), str(resource.count)
            relies = (cell for number, _ in uses for cell in cells_of("uses", number, *_USE))
            cells = (*_cells(flights), *relies)
            yield Remark("resources", row, "count", rule, value, remedy, ("used_up",), cells)


def _held(use: Use, flight: Flight, resource: Resource) -> tuple[int, int]:
    """When a sortie holds it; what is used up is gone for all of time."""
    return (0, 1) if resource.used_up else use.held(flight)


def _too_much(held: Sequence[tuple[int, int, int, tuple[int, Flight]]], most: int) -> int | None:
    """The first minute at which more than `most` is held, None where there is none."""
    changes = [(begins, amount) for begins, _, amount, _ in held]
    changes += [(ends, -amount) for _, ends, amount, _ in held]
    total = 0
    for minute, amount in sorted(changes):  # who gives back at a minute comes first
        total += amount
        if total > most:
            return minute
    return None


def _fleets(facts: Facts) -> Iterator[Remark]:
    for row, fleet in enumerate(facts.instance.fleets):
        gone = [
            (flight.departs, flight.departs + fleet.cycle, 1, (number, flight))
            for number, flight in facts.scheduled
            if flight.fleet == fleet.id
        ]
        when = _too_much(gone, fleet.count)
        if when is not None:
            busy = [flight for begins, ends, _, flight in gone if begins <= when < ends]
            rule = phrase(_HELD, busy=len(busy), when=time_text(when))
            remedy, beside = phrase("they fly {busy}", busy=_names(busy)), ("cycle_hours",)
            yield Remark("fleets", row, "count", rule, str(fleet.count), remedy, beside, _cells(busy))


def _crews(facts: Facts) -> Iterator[Remark]:
    flights = [(row, flight) for row, flight in facts.scheduled if flight.fleet in facts.crewed_fleets]
    crews = facts.instance.crews
    left = unmanned([flight for _, flight in flights], crews)
    if left is not None:
        row, flight = flights[left]
        relies = _cells(flights)
        for number in range(len(crews)):
            relies += cells_of("crews", number, "count", "fleets", "rest_hours")
        rule = phrase("must leave a crew for every scheduled flight of a fleet that crews name")
        remedy = phrase(
            "with the scheduled flights that depart before {flight}, no crew is left for it", flight=flight.id
        )
        yield Remark("flights", row, "fleet", rule, flight.fleet, remedy, relies_on=relies)


def _names(flights: _Flights) -> str:
    return ", ".join(dict.fromkeys(flight.id for _, flight in flights))


def _cells(flights: _Flights) -> tuple[Cell, ...]:
    columns = ("operator", "aircraft", "origin", "destination", "departs", "arrives", "status", "fleet")
    return tuple(cell for row, _ in flights for cell in cells_of("flights", row, *columns))


def unmanned(flights: Sequence[Flight], crews: Sequence[Crew]) -> int | None:
    """The first flight, by departure, that no way to hand out the crews can man.

    All ways are followed flight by flight (a breadth-first search over who is gone until when), so a flight
    is named only where none is left.

    Returns
    -------
    int or None
        Its index in `flights`; None where all can be manned, or where there are too many ways to tell.
    """
    states: set[_Busy] = {()}
    for index in sorted(range(len(flights)), key=lambda index: (flights[index].departs, index)):
        states = {after for busy in states for after in _manned(flights[index], crews, busy)}
        if not states:
            return index
        if len(states) > MOST_STATES:
            return None
    return None


def _manned(flight: Flight, crews: Sequence[Crew], busy: _Busy) -> set[_Busy]:
    gone = tuple(entry for entry in busy if entry[1] > flight.departs)
    numbers = [number for number, _ in gone]
    return {
        tuple(sorted((*gone, (number, flight.departs + crew.rest))))
        for number, crew in enumerate(crews)
        if flight.fleet in crew.fleets and numbers.count(number) < crew.count
    }
