"""Windows, slots, alternatives, order and resources of tiny random instances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.resource import Anchor, Resource, Use
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Direction, Window, WindowKind

AIRCRAFT = ("A330", "C130")


@dataclass(frozen=True)
class Move:
    """A departure at its origin or an arrival at its destination."""

    flight: Flight
    place: str
    direction: Direction
    minute: int


def moves(instance: Instance) -> list[Move]:
    """Every movement of a flight that may fly."""
    return [
        move
        for flight in instance.schedule
        if flight.status != "cancelled"
        for move in (
            Move(flight, flight.origin, "out", flight.departs),
            Move(flight, flight.destination, "in", flight.arrives),
        )
    ]


def near(rng: Random, minute: int) -> int:
    """That minute, or one beside it."""
    return minute + rng.choice((-1, 0, 0, 1))


def open_windows(rng: Random, instance: Instance) -> Instance:
    """One place, open once or twice: from one movement to another, or around one."""
    move = rng.choice(moves(instance))
    whom = _whom(rng, instance, move)
    rows = tuple(_window(rng, instance, move, "open", whom) for _ in range(rng.choice((1, 1, 2))))
    return replace(instance, windows=(*instance.windows, *rows))


def closed_windows(rng: Random, instance: Instance) -> Instance:
    """Closed at a movement, now and then to the end."""
    rows = []
    for move in rng.choices(moves(instance), k=rng.choice((1, 2, 2))):
        rows.append(_window(rng, instance, move, "closed", _whom(rng, instance, move)))
    return replace(instance, windows=(*instance.windows, *rows))


def daily_windows(rng: Random, instance: Instance) -> Instance:
    """Hours of every day, some over midnight."""
    rows = []
    for move in rng.choices(moves(instance), k=rng.choice((1, 1, 2))):
        first, last = near(rng, move.minute), near(rng, move.minute + rng.choice((0, 1, 4, 9)) * HOUR)
        if rng.randrange(2):
            first -= rng.choice((1, 8, 16)) * HOUR
        kind: WindowKind = rng.choice(("open", "closed", "closed"))
        whom = _whom(rng, instance, move)
        if first % DAY != last % DAY:
            daily: dict[str, Any] = {"daily_from": first % DAY, "daily_to": last % DAY}
            rows.append(Window(location=move.place, kind=kind, **whom, **daily))
    return replace(instance, windows=(*instance.windows, *rows))


def _whom(rng: Random, instance: Instance, move: Move) -> dict[str, Any]:
    """Of whom a row speaks that is to speak of the movement: of all, or of fewer."""
    others = tuple(sorted({flight.operator for flight in instance.schedule}))
    operators = rng.choice(((), (), (move.flight.operator,), (move.flight.operator, rng.choice(others))))
    direction = rng.choice(("", move.direction, move.direction, "in", "out"))
    return {"operators": tuple(dict.fromkeys(operators)), "direction": direction}


def _window(rng: Random, instance: Instance, move: Move, kind: WindowKind, whom: dict[str, Any]) -> Window:
    other = rng.choice([m for m in moves(instance) if m.place == move.place])
    first, last = sorted((move.minute, other.minute))
    if rng.randrange(2):
        first, last = move.minute - rng.choice((0, 0, 30, 200)), move.minute + rng.choice((0, 1, 30, 200))
    since: int | None = near(rng, first)
    until: int | None = max(near(rng, last), near(rng, first) + 2)
    if rng.randrange(5) == 0:
        since, until = rng.choice(((None, until), (since, None)))
    return Window(location=move.place, kind=kind, since=since, until=until, **whom)


def slots(rng: Random, instance: Instance) -> Instance:
    """As many movements in some hours as are scheduled, or one more."""
    rows = []
    for number in range(rng.choice((1, 1, 2))):
        move = rng.choice(moves(instance))
        since = near(rng, move.minute - rng.choice((0, 1, 3)) * HOUR)
        until = max(since, near(rng, move.minute)) + rng.choice((2, 6, 12, 24)) * HOUR
        row = Slot(
            id=f"slot{len(instance.slots) + number}",
            location=move.place,
            operator=rng.choice(("", "", move.flight.operator)),
            direction=rng.choice(("", move.direction, move.direction)),
            since=since,
            until=until,
            movements=0,
        )
        fixed = sum(
            move.flight.status == "scheduled"
            and move.place == row.location
            and row.operator in ("", move.flight.operator)
            and row.direction in ("", move.direction)
            and since <= move.minute < until
            for move in moves(instance)
        )
        rows.append(replace(row, movements=fixed + rng.choice((0, 0, 0, 1, 1))))
    return replace(instance, slots=(*instance.slots, *rows))


def alternatives(rng: Random, instance: Instance) -> Instance:
    """Some optional flights of which one is flown, and now and then a series of which one is."""
    codes = [flight.id for flight in instance.flights if flight.status == "optional"]
    some = rng.sample(codes, min(len(codes), rng.choice((1, 2, 2, 3, 3))))
    flights = (replace(f, alternative="ALT") if f.id in some else f for f in instance.flights)
    sorties = (replace(sortie, alternative=rng.choice(("ALT", "BUS"))) for sortie in instance.sorties)
    return replace(instance, flights=tuple(flights), sorties=tuple(sorties))


def order(rng: Random, instance: Instance) -> Instance:
    """Optional flights that need others, of all sorts."""
    optional = [flight.id for flight in instance.schedule if flight.status == "optional"]
    every = [flight.id for flight in instance.schedule]
    rows = []
    for flight in rng.sample(optional, min(len(optional), rng.choice((1, 2, 3)))):
        needs = rng.choice(
            [code for code in rng.choice((every, optional, optional)) if code != flight] or every
        )
        if needs != flight:
            rows.append(Order(flight=flight, needs=needs))
    return replace(instance, order=(*instance.order, *rows))


def resources(rng: Random, instance: Instance) -> Instance:
    """Stands, escorts or teams: as many as scheduled flights hold, or one more."""
    instance = _with_types(rng, instance)
    row = Resource(id=f"held{len(instance.resources)}", count=0)
    uses = tuple(_use(rng, instance, row.id) for _ in range(rng.choice((1, 1, 2))))
    more = rng.choice((0, 0, 1, 1, 1))
    instance = replace(instance, uses=(*instance.uses, *uses))
    row = replace(row, count=_held(instance, row.id) + more)
    return replace(instance, resources=(*instance.resources, row))


def used_up(rng: Random, instance: Instance) -> Instance:
    """Fuel: as much as scheduled flights need, and a little more."""
    instance = _with_types(rng, instance)
    row = Resource(id=f"fuel{len(instance.resources)}", count=0, used_up=True)
    uses = tuple(
        replace(_use(rng, instance, row.id), anchor="", from_minutes=None, to_minutes=None)
        for _ in range(rng.choice((1, 1, 2)))
    )
    instance = replace(instance, uses=(*instance.uses, *uses))
    row = replace(row, count=sum(each for each, _, _ in _scheduled(instance, row.id)) + rng.randrange(5))
    return replace(instance, resources=(*instance.resources, row))


def _with_types(rng: Random, instance: Instance) -> Instance:
    flights = (replace(flight, aircraft=rng.choice(AIRCRAFT)) for flight in instance.flights)
    sorties = (replace(sortie, aircraft=rng.choice(AIRCRAFT)) for sortie in instance.sorties)
    return replace(instance, flights=tuple(flights), sorties=tuple(sorties))


def _use(rng: Random, instance: Instance, resource: str) -> Use:
    leg = rng.choice(instance.schedule)
    series = instance.series.get(leg.id, leg.id)
    whom: dict[str, str] = rng.choice(
        (
            {},
            {"origin": leg.origin},
            {"destination": leg.destination},
            {"destination": leg.destination},
            {"operator": leg.operator},
            {"aircraft": leg.aircraft},
            {"aircraft": leg.aircraft, "origin": leg.origin},
            {"flight": rng.choice((leg.id, series))},
        )
    )
    anchor: Anchor = rng.choice(("departs", "arrives"))
    first = rng.choice((-180, -90, -60, -1, 0, 0, 0, 1, 30))
    lasts = rng.choice((1, 60, 90, 181, 300, 500))
    times = {"anchor": anchor, "from_minutes": first, "to_minutes": first + lasts}
    return Use(resource=resource, amount=rng.choice((1, 1, 1, 2)), **whom, **times)  # type: ignore[arg-type]


def _scheduled(instance: Instance, resource: str) -> Iterator[tuple[int, int, int]]:
    """How much of it each scheduled flight holds, from and to."""
    for use in instance.uses:
        for leg in instance.flights:
            if use.resource == resource and leg.status == "scheduled" and _is_meant(use, leg):
                anchor = leg.arrives if use.anchor == "arrives" else leg.departs
                yield use.amount, anchor + (use.from_minutes or 0), anchor + (use.to_minutes or 0)


def _is_meant(use: Use, leg: Flight) -> bool:
    names = ("operator", "aircraft", "origin", "destination")
    return use.flight in ("", leg.id) and all(getattr(use, n) in ("", getattr(leg, n)) for n in names)


def _held(instance: Instance, resource: str) -> int:
    """The most that scheduled flights hold at once."""
    held = list(_scheduled(instance, resource))
    at_once = (sum(each for each, a, b in held if a <= minute < b) for _, minute, _ in held)
    return max(at_once, default=0)
