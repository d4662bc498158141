"""The rules of section 6 that are sums, one row each; what is held is counted minute by minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.link import LinkKind
from evacopt.domain.location import Location
from evacopt.domain.resource import Use
from tests.brute.journeys import Journey
from tests.brute.windows import fits, permitted
from tests.brute.world import Row, World

Limit = Callable[[int], int | None]


def airfield_rows(world: World) -> Iterator[Row]:
    """Every rule of section 6 that is a sum, and presence (rule 6)."""
    parts = (_windows, _presence, _arrivals, _slots, _alternatives, _order, _resources, _rooms, _links)
    return chain.from_iterable(part(world) for part in parts)


def _windows(world: World) -> Iterator[Row]:
    for flight in world.flights:
        if flight.status == "optional" and not permitted(world.instance, flight):
            yield world.row("window", [(flight, 1)], world.nobody(), 0)


def _presence(world: World) -> Iterator[Row]:
    """People at a place, and what they need of each dimension that it has room for."""
    for place in world.instance.locations:
        if place.role == "origin":
            continue
        people = [journey.group.people for journey in world.journeys]
        if place.capacity is not None or any(r.location == place.id for r in world.instance.capacities):
            most = partial(_capacity, world.instance, place)
            yield from _each_minute(world, "capacity", place, people, most)
        for code, room in place.room:
            needs = [_need(journey, code) for journey in world.journeys]
            yield from _each_minute(world, "dimension", place, needs, partial(_always, room))


def _capacity(instance: Instance, place: Location, minute: int) -> int | None:
    """Of the last row until then; before the first, of the place itself."""
    rows = [row for row in instance.capacities if row.location == place.id and row.since <= minute]
    return max(rows, key=lambda row: row.since).people if rows else place.capacity


def _always(limit: int, _: int) -> int:
    return limit


def _each_minute(world: World, rule: str, place: Location, each: list[int], most: Limit) -> Iterator[Row]:
    """A row for every minute at which anybody is there; one of those that are alike."""
    stays = [journey.present(world.instance, place) or (0, 0) for journey in world.journeys]
    here = [stay for stay in stays if stay[0] < stay[1]]
    minutes = range(min((begin for begin, _ in here), default=0), max((end for _, end in here), default=0))
    begin, end = np.array(stays, dtype=np.int64).reshape(-1, 2).T
    tightest: dict[bytes, int] = {}
    for minute in minutes:
        limit = most(minute)
        if limit is not None:
            there = ((begin <= minute) & (minute < end)).tobytes()
            tightest[there] = min(limit, tightest.get(there, limit))
    for there, limit in tightest.items():
        parties = [amount * on for amount, on in zip(each, there, strict=True)]
        if any(parties):
            yield world.row(rule, [], parties, limit)


def _need(journey: Journey, dimension: str) -> int:
    return sum(amount for code, amount in journey.group.needs if code == dimension)


def _arrivals(world: World) -> Iterator[Row]:
    for place in world.instance.locations:
        for rule, limit, span in (
            ("arrivals_hour", place.arrivals_per_hour, HOUR),
            ("arrivals_day", place.arrivals_per_day, DAY),
        ):
            landings = sorted({leg.arrives // span for leg in world.flights if leg.destination == place.id})
            for block in landings if limit is not None else ():
                landed = [
                    journey.group.people
                    * sum(
                        leg.destination == place.id and leg.arrives // span == block for leg in journey.legs
                    )
                    for journey in world.journeys
                ]
                yield world.row(rule, [], landed, limit or 0)


def _slots(world: World) -> Iterator[Row]:
    for slot in world.instance.slots:
        moves = []
        for flight in world.flights:
            for way, place, minute in (
                ("out", flight.origin, flight.departs),
                ("in", flight.destination, flight.arrives),
            ):
                if place != slot.location or not slot.since <= minute < slot.until:
                    continue
                if slot.operator in ("", flight.operator) and slot.direction in ("", way):
                    moves.append((flight, 1))
        yield world.row("slot", moves, world.nobody(), slot.movements)


def _alternatives(world: World) -> Iterator[Row]:
    optional = [flight for flight in world.flights if flight.status == "optional" and flight.alternative]
    for code in sorted({flight.alternative for flight in optional}):
        same = [(flight, 1) for flight in optional if flight.alternative == code]
        yield world.row("alternative", same, world.nobody(), 1)


def _order(world: World) -> Iterator[Row]:
    """Who needs whom; one that is needed flies, if only empty, between open places within the horizon."""
    instance = world.instance
    of = {flight.id: flight for flight in instance.schedule}
    for row in instance.order:
        flight, needed = of[row.flight], of[row.needs]
        if needed.status == "cancelled":
            yield world.row("order", [(flight, 1)], world.nobody(), 0)
        elif needed.status == "optional":
            yield world.row("order", [(flight, 1), (needed, -flight.copies)], world.nobody(), 0)
            if not fits(instance, needed):
                yield world.row("itinerary", [(needed, 1)], world.nobody(), 0)


def _resources(world: World) -> Iterator[Row]:
    instance = world.instance
    for resource in instance.resources:
        uses = [use for use in instance.uses if use.resource == resource.id]
        if resource.used_up:
            gone = [
                (leg, use.amount) for use in uses for leg in world.flights if _matches(instance, use, leg)
            ]
            yield world.row("resource", gone, world.nobody(), resource.count)
            continue
        held = [
            (leg, use.amount, *_held(use, leg))
            for use in uses
            for leg in world.flights
            if _matches(instance, use, leg)
        ]
        minutes = range(min((h[2] for h in held), default=0), max((h[3] for h in held), default=0))
        at_once = {
            tuple(number for number, (_, _, begin, end) in enumerate(held) if begin <= minute < end)
            for minute in minutes
        }
        for numbers in sorted(at_once):
            now = [held[number][:2] for number in numbers]
            yield world.row("resource", now, world.nobody(), resource.count)


def _held(use: Use, leg: Flight) -> tuple[int, int]:
    anchor = {"departs": leg.departs, "arrives": leg.arrives, "": 0}[use.anchor]
    assert use.from_minutes is not None and use.to_minutes is not None
    return anchor + use.from_minutes, anchor + use.to_minutes


def _matches(instance: Instance, use: Use, leg: Flight) -> bool:
    named = {use.flight}
    for sortie in instance.sorties:
        if sortie.id == use.flight:
            named.update(flight.id for flight in sortie.flights())
    wanted = (
        (use.operator, leg.operator),
        (use.aircraft, leg.aircraft),
        (use.origin, leg.origin),
        (use.destination, leg.destination),
    )
    return (not use.flight or leg.id in named) and all(not want or want == own for want, own in wanted)


def _rooms(world: World) -> Iterator[Row]:
    """What those aboard need of each dimension that the flight names."""
    for flight in world.flights:
        for code, room in flight.room:
            needs = [_need(journey, code) * journey.uses(flight) for journey in world.journeys]
            yield world.row("dimension", [(flight, -room)], needs, 0)


def _links(world: World) -> Iterator[Row]:
    """Parties of the group are at most `ratio` times those of the other, wherever they are counted."""
    for link in world.instance.links:
        each = {link.group: 1, link.partner: -link.ratio}
        mine = [each.get(journey.group.id, 0) for journey in world.journeys]
        for counted in dict.fromkeys(_counted(world, link.kind)):
            parties = [amount * on for amount, on in zip(mine, counted, strict=True)]
            yield world.row("link", [], parties, 0)


def _counted(world: World, kind: LinkKind) -> Iterator[tuple[bool, ...]]:
    """Which journeys are counted together: of one itinerary, to one haven, gone by one minute."""
    ways = [tuple(leg.id for leg in journey.legs) for journey in world.journeys]
    havens = [journey.legs[-1].destination for journey in world.journeys]
    gone = [journey.legs[0].departs for journey in world.journeys]
    if kind == "same_itinerary":
        yield from (tuple(way == this for way in ways) for this in ways)
    if kind == "same_haven":
        yield from (tuple(haven == this for haven in havens) for this in havens)
    if kind == "not_before":
        yield from (tuple(departs <= this for departs in gone) for this in gone)
