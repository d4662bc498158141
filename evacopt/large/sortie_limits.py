"""Every limit on sorties: movements, slots, alternatives, resources, aircraft and crews, and their order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.clock import DAY, HOUR, format_time
from evacopt.domain.flight import by_alternative
from evacopt.domain.instance import Instance
from evacopt.domain.window import Direction
from evacopt.large.builder import Builder, Row

Limit = tuple[Key, int, list[tuple[int, int]]]
"""A row by its key in the judge: at most so many sorties of (flight, times counted) together."""


def limits_of(instance: Instance) -> Iterator[Limit]:
    """Every limit on sorties that adds them up, each sortie a whole number of times or none.

    Movements, slots, alternatives, resources, aircraft in use at once, crews away at once.
    """
    yield from _movements(instance)
    yield from _slots(instance)
    yield from _alternatives(instance)
    yield from _resources(instance)
    for fleet in instance.fleets:
        legs = _legs(instance, {fleet.id})
        yield from _in_use(("fleet", fleet.id), instance, legs, fleet.cycle, fleet.count)
    yield from _crews(instance)


def add_aircraft(builder: Builder, instance: Instance, sorties: Mapping[int, int]) -> None:
    """Add the limits and the order to a program; `sorties` gives the column of each flight that is of use."""
    for key, most, counted in limits_of(instance):
        flown = sum(times for flight, times in counted if instance.schedule[flight].status == "scheduled")
        entries = [(sorties[flight], times) for flight, times in counted if flight in sorties]
        if entries:
            row = builder.row(key, Row(most - flown, (key,)))
            for column, times in entries:
                builder.enter(row, column, times)
    for key, flight, needs in order_of(instance):
        for one, times in (flight, 1), (needs, -instance.schedule[flight].copies):
            if one in sorties:
                builder.enter(builder.row(key, Row(0, (key,))), sorties[one], times)


def order_of(instance: Instance) -> list[tuple[Key, int, int]]:
    """Flights that are flown only with another one that is not certain to fly: the judge's key, and both."""
    number = instance.number
    rows = [
        (("order", row.flight, row.needs), number[row.flight], number[row.needs]) for row in instance.order
    ]
    return [row for row in rows if instance.schedule[row[2]].status != "scheduled"]


def _slots(instance: Instance) -> Iterator[Limit]:
    """Movements at a place in a time."""
    moves = defaultdict[str, list[tuple[int, Direction, int]]](list)
    for number, leg in enumerate(instance.schedule if instance.slots else ()):
        if leg.status != "cancelled":
            for place, direction, minute in leg.movements:
                moves[place].append((number, direction, minute))
    for slot in instance.slots:
        counted = [
            (number, 1)
            for number, direction, minute in moves[slot.location]
            if slot.counts(slot.location, direction, instance.schedule[number].operator, minute)
        ]
        yield ("slot", slot.id), slot.movements, counted


def _alternatives(instance: Instance) -> Iterator[Limit]:
    """One sortie of all flights with one code."""
    optional = (leg for leg in instance.schedule if leg.status == "optional")
    for code, flights in sorted(by_alternative(optional).items()):
        yield ("alternative", code), 1, [(instance.number[leg.id], 1) for leg in flights]


def _resources(instance: Instance) -> Iterator[Limit]:
    """What is used up in all, and what is held at each minute at which a sortie begins to hold it."""
    held = defaultdict[str, list[tuple[int, int, int, int]]](list)
    for number, leg in enumerate(instance.schedule if instance.uses else ()):
        for use in instance.uses_of(leg) if leg.status != "cancelled" else ():
            held[use.resource].append((*use.held(leg), number, use.amount))
    for resource in instance.resources:
        begin, end, flight, amount = np.array(held[resource.id], dtype=np.int64).reshape(-1, 4).T
        for minute in [None] if resource.used_up else np.unique(begin).tolist():
            at = slice(None) if minute is None else (begin <= minute) & (minute < end)
            counted = Counter[int]()
            for number, much in zip(flight[at].tolist(), amount[at].tolist(), strict=True):
                counted[number] += much
            when = () if minute is None else (format_time(minute),)
            yield ("resource", resource.id, *when), resource.count, sorted(counted.items())


def _legs(instance: Instance, fleets: set[str]) -> list[int]:
    return [
        number
        for number, leg in enumerate(instance.schedule)
        if leg.fleet in fleets and leg.status != "cancelled"
    ]


def _in_use(key: Key, instance: Instance, legs: Sequence[int], gone: int, most: int) -> Iterator[Limit]:
    """At each departure, those still gone."""
    for minute in sorted({instance.schedule[number].departs for number in legs}) if gone else ():
        away = [(number, 1) for number in legs if 0 <= minute - instance.schedule[number].departs < gone]
        yield (*key, format_time(minute)), most, away


def _movements(instance: Instance) -> Iterator[Limit]:
    """In each clock hour and day that begins at its first minute, landings and departures of a place."""
    for rule, span in ("movements_hour", HOUR), ("movements_day", DAY):
        for place in instance.locations:
            most = place.movements_per_hour if span == HOUR else place.movements_per_day
            moves: defaultdict[int, Counter[int]] = defaultdict(Counter)
            for number, leg in enumerate(instance.schedule) if most is not None else ():
                for there, minute in (leg.origin, leg.departs), (leg.destination, leg.arrives):
                    if there == place.id and leg.status != "cancelled":
                        moves[minute // span * span][number] += 1
            for minute, counted in sorted(moves.items()):
                yield (rule, place.id, format_time(minute)), most or 0, sorted(counted.items())


def _crews(instance: Instance) -> Iterator[Limit]:
    """Sorties that only some crews can fly are at most those crews (Hall, 1935); all rest as the shortest."""
    able = {
        fleet: frozenset(crew for crew in instance.crews if fleet in crew.fleets)
        for fleet in {fleet for crew in instance.crews for fleet in crew.fleets}
    }
    teams = {*able.values(), frozenset(instance.crews)} - {frozenset()}
    for team in sorted(teams, key=lambda team: sorted(crew.id for crew in team)):
        legs = _legs(instance, {fleet for fleet, crews in able.items() if crews <= team})
        key = "crew", *sorted(crew.id for crew in team)
        rest = min(crew.rest for crew in team)
        yield from _in_use(key, instance, legs, rest, sum(crew.count for crew in team))
