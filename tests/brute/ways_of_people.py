"""Rules of people drawn around who travels in a plan, up to a limit that is still open: see `breaking`."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from evacopt.domain.dimension import Dimension
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.reception import Capacity
from evacopt.domain.share import Admission, Share
from tests.brute.kept import MOST, Kept, Limited, Way


def _landing(rng: Random, known: Kept) -> Flight | None:
    legs = [leg for ride in known.rides for leg in ride.legs]
    return rng.choice(legs) if legs else None


def capacity(rng: Random, known: Kept) -> Limited | None:
    leg = _landing(rng, known)
    if leg is None:
        return None
    since = leg.arrives + rng.choice((-60, -1, 0, 1, 30, 120))
    rows = tuple(r for r in known.instance.capacities if (r.location, r.since) != (leg.destination, since))
    kept = Kept(replace(known.instance, capacities=rows), known.plan)
    return lambda most: kept.added("capacities", Capacity(location=leg.destination, since=since, people=most))


def arrivals_hour(rng: Random, known: Kept) -> Limited | None:
    leg = _landing(rng, known)
    return (
        None
        if leg is None
        else (lambda most: known.added("pins", **known.place(leg.destination, arrivals_per_hour=most)))
    )


def arrivals_day(rng: Random, known: Kept) -> Limited | None:
    leg = _landing(rng, known)
    return (
        None
        if leg is None
        else (lambda most: known.added("pins", **known.place(leg.destination, arrivals_per_day=most)))
    )


def admission(rng: Random, known: Kept) -> Limited | None:
    if not known.rides:
        return None
    ride = rng.choice(known.rides)
    leg = rng.choice(ride.legs)
    whom = rng.choice(ride.group.own_nationalities)[0]
    times: dict[str, int] = rng.choice(
        (
            {"since": leg.arrives},
            {"until": leg.arrives + 1},
            {"since": leg.arrives - rng.choice((0, 90)), "until": leg.arrives + rng.choice((1, 90))},
        )
    )
    place = known.instance.location[leg.destination]
    at: dict[str, Any] = rng.choice(({"location": place.id}, {"country": place.country}))
    return lambda most: known.added("admissions", _admitting(whom, most, at | times))


def _admitting(whom: str, people: int, fields: dict[str, Any]) -> Admission:
    return Admission(nationality=whom, people=people, **fields)


def _with_needs(rng: Random, known: Kept) -> Kept:
    groups = Groups.of(
        replace(g, needs=tuple(sorted((*g.needs, ("new", rng.choice((0, 1, 1, 3)))))))
        for g in known.instance.groups
    )
    return Kept(known.added("dimensions", Dimension(id="new"), groups=groups), known.plan)


def room_of_flights(rng: Random, known: Kept) -> Limited | None:
    leg, known = _landing(rng, known), _with_needs(rng, known)
    if leg is None:
        return None

    def limited(most: int) -> Instance:
        room = tuple(sorted((*leg.room, ("new", most))))
        return known.added("pins", **known.flights(leg.id, room=room))

    return limited


def room_of_places(rng: Random, known: Kept) -> Limited | None:
    leg, known = _landing(rng, known), _with_needs(rng, known)
    if leg is None:
        return None
    place = known.instance.location[leg.destination]

    def limited(most: int) -> Instance:
        return known.added("pins", **known.place(place.id, room=tuple(sorted((*place.room, ("new", most))))))

    return limited


def linked(kind: LinkKind) -> Way:
    def way(rng: Random, known: Kept) -> Limited | None:
        """A ratio, down to 1."""
        if not known.rides or len(known.instance.groups) < 2:
            return None
        group = rng.choice(known.rides).group.id
        partner = rng.choice([code for code in known.instance.groups.id if code != group])
        row = Link(group=group, partner=partner, kind=kind)
        return lambda most: known.added("links", *([replace(row, ratio=most + 1)] if most < MOST else []))

    return way


def _tagged(rng: Random, known: Kept) -> Kept:
    groups = Groups.of(
        replace(g, tags=tuple(sorted((*g.tags, "new")))) if rng.randrange(2) else g
        for g in known.instance.groups
    )
    return Kept(replace(known.instance, groups=groups), known.plan)


def _share(rng: Random, known: Kept, **fields: Any) -> Share:
    leg = rng.choice(known.instance.schedule)
    nations = sorted({own for row in known.instance.groups for own, _ in row.own_nationalities})
    scope: dict[str, Any] = rng.choice(({}, {"flight": leg.id}, {"operator": leg.operator}))
    return Share(id="new", tag="new", nationality=rng.choice(("", rng.choice(nations))), **scope, **fields)


def share_max(rng: Random, known: Kept) -> Limited | None:
    known = _tagged(rng, known)
    row = _share(rng, known, kind="max", people=0)
    return lambda most: known.added("shares", replace(row, people=most))


def share_min(rng: Random, known: Kept) -> Limited | None:
    """As many more are promised as the limit lacks."""
    known = _tagged(rng, known)
    row = _share(rng, known, kind="min", people=0)
    return lambda most: known.added("shares", replace(row, people=MOST - most))


def reserve(rng: Random, known: Kept) -> Limited | None:
    """As many seats are kept as the limit lacks of the largest cabin."""
    known = _tagged(rng, known)
    leg = _landing(rng, known)
    if leg is None:
        return None
    row = replace(_share(rng, known, kind="reserve", people=0), flight=leg.id, operator="")
    return lambda most: known.added("shares", replace(row, people=max(leg.seats - most, 0)))
