"""Rules of sorties drawn around what a plan flies, up to a limit that is still open: see `breaking`."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.resource import Resource, Use
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Window
from tests.brute.kept import Kept, Limited


def _shut(known: Kept, leg: Flight, rng: Random) -> Limited:
    """Closed to a movement of the flight, for one limit below 1; else up to that minute."""
    place, way, minute = rng.choice(((leg.origin, "out", leg.departs), (leg.destination, "in", leg.arrives)))
    rows: dict[str, Any] = {
        "location": place,
        "direction": rng.choice(("", way)),
        "operators": rng.choice(((), (leg.operator,))),
    }
    if rng.randrange(2):
        return lambda most: known.added(
            "windows", Window(kind="closed", since=minute - 30, until=minute + (most < 1), **rows)
        )
    return lambda most: known.added("windows", Window(kind="open", since=minute + (most < 1), **rows))


def window(rng: Random, known: Kept) -> Limited | None:
    return _shut(known, rng.choice(known.flown), rng) if known.flown else None


def window_of_travellers(rng: Random, known: Kept) -> Limited | None:
    legs = [leg for ride in known.rides for leg in ride.legs if leg.status == "scheduled"]
    return _shut(known, rng.choice(legs), rng) if legs else None


def slot(rng: Random, known: Kept) -> Limited | None:
    flown = known.flown
    if not flown:
        return None
    leg = rng.choice(flown)
    place, way, minute = rng.choice(((leg.origin, "out", leg.departs), (leg.destination, "in", leg.arrives)))
    fields = {"direction": rng.choice(("", way)), "operator": rng.choice(("", leg.operator))}
    since, until = minute - rng.choice((0, 60, 300)), minute + rng.choice((1, 60, 300))
    row = Slot(id="new", location=place, since=since, until=until, movements=0, **fields)
    return lambda most: known.added("slots", replace(row, movements=most))


def alternative(rng: Random, known: Kept) -> Limited | None:
    """Of two codes where the limit is above 0, of one else."""
    single = [leg for leg in known.flown if leg.id not in known.instance.series]
    if len(single) < 2:
        return None
    one, other = rng.sample(single, 2)
    codes = {one.id: "new", other.id: "new"}

    def limited(most: int) -> Instance:
        flights = (
            replace(f, alternative=codes[f.id] + (f.id if most > 0 else "")) if f.id in codes else f
            for f in known.instance.flights
        )
        return replace(known.instance, flights=tuple(flights))

    return limited


def order(rng: Random, known: Kept) -> Limited | None:
    """Needs a flight that is not flown where the limit is below 1."""
    flown = {leg.id for leg in known.flown}
    idle = [leg for leg in known.instance.schedule if leg.status != "scheduled" and leg.id not in flown]
    if not flown or not idle:
        return None
    row = Order(flight=rng.choice(sorted(flown)), needs=rng.choice(idle).id)
    return lambda most: known.added("order", *([row] if most < 1 else []))


def resource(rng: Random, known: Kept) -> Limited | None:
    if not known.flown:
        return None
    uses = [_use(rng, known, rng.choice(known.flown)) for _ in range(rng.choice((1, 2)))]
    used_up = rng.randrange(3) == 0
    if used_up:
        uses = [replace(use, anchor="", from_minutes=None, to_minutes=None) for use in uses]
    tables = {"uses": (*known.instance.uses, *uses)}
    return lambda most: known.added("resources", Resource(id="new", count=most, used_up=used_up), **tables)


def _use(rng: Random, known: Kept, leg: Flight) -> Use:
    whom: dict[str, Any] = rng.choice(
        (
            {},
            {"origin": leg.origin},
            {"destination": leg.destination},
            {"operator": leg.operator, "origin": leg.origin},
            {"aircraft": leg.aircraft},
            {"flight": leg.id},
            {"flight": known.instance.series.get(leg.id, leg.id)},
        )
    )
    first = rng.choice((-180, -60, -1, 0, 0, 15))
    times: dict[str, Any] = {"anchor": rng.choice(("departs", "arrives")), "from_minutes": first}
    return Use(
        resource="new",
        amount=rng.choice((1, 1, 2)),
        to_minutes=first + rng.choice((1, 60, 240)),
        **whom,
        **times,
    )
