"""What places and cabins have room for, when and for whom, both ways, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from evacopt.domain.clock import HOUR
from evacopt.domain.dimension import Dimension
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.reception import Capacity
from evacopt.domain.share import Admission
from tests.tiny.movements import moves, near

_SIZES = {"kg": (10, 20, 20, 35), "pet": (0, 0, 1, 1, 2), "icu": (0, 0, 1)}


def _reached(instance: Instance) -> list[str]:
    """Where flights land that is no origin, more often where more of them do."""
    ends = {place.id for place in instance.locations if place.role != "origin"}
    return [leg.destination for leg in instance.schedule if leg.destination in ends] or sorted(ends)


def _changed(instance: Instance, code: str, **values: object) -> Instance:
    places = (replace(p, **values) if p.id == code else p for p in instance.locations)  # type: ignore[arg-type]
    return replace(instance, locations=tuple(places))


def _landings(instance: Instance, place: str) -> list[int]:
    found = [move.minute for move in moves(instance) if move.place == place and move.direction == "in"]
    return found or [instance.begins]


def capacities(rng: Random, instance: Instance) -> Instance:
    """Room that grows, shrinks or ends at a landing or a little later; who is there must still fit."""
    place = rng.choice(_reached(instance))
    minutes = {
        near(rng, rng.choice(_landings(instance, place)) + rng.choice((-60, 0, 0, 30, 120)))
        for _ in range(rng.choice((1, 2, 2, 3)))
    }
    taken = {row.since for row in instance.capacities if row.location == place}
    rows = (
        Capacity(location=place, since=minute, people=rng.choice((0, 1, 2, 2, 3, 4, 5, None)))
        for minute in sorted(minutes - taken)
    )
    return replace(instance, capacities=(*instance.capacities, *rows))


def arrivals(rng: Random, instance: Instance) -> Instance:
    """Few people an hour, or a day, at one place or two."""
    for place in {rng.choice(_reached(instance)): 0 for _ in range(2)}:
        column = rng.choice(("arrivals_per_hour", "arrivals_per_day"))
        instance = _changed(instance, place, **{column: rng.choice((0, 1, 2, 2, 3, 3, 4, 5))})
    return instance


def admissions_with_times(rng: Random, instance: Instance) -> Instance:
    """Few of a nationality, or none, in a time that begins or ends at a landing."""
    present = sorted({own for row in instance.groups for own, _ in row.own_nationalities})
    rows = []
    for _ in range(rng.choice((1, 2, 2))):
        place = rng.choice(_reached(instance))
        minute = rng.choice(_landings(instance, place))
        since, until = (
            near(rng, minute - rng.choice((0, 0, 90))),
            near(rng, minute + rng.choice((1, 60, 300))),
        )
        times = rng.choice(((since, max(until, since + 1)), (since, None), (None, until)))
        at = {"location": place} if rng.randrange(2) else {"country": instance.location[place].country}
        rows.append(
            Admission(
                nationality=rng.choice((*present, *present, "EU", "PAIR")),
                people=rng.choice((0, 0, 1, 2, 3)),
                since=times[0],
                until=times[1],
                **at,
            )
        )
    return replace(instance, admissions=(*instance.admissions, *rows))


def room_of_flights(rng: Random, instance: Instance) -> Instance:
    """Kilograms and pets against the room of some flights."""
    instance = _with_needs(rng, instance, ("kg", "pet"))
    room = {"kg": (20, 40, 60, 90), "pet": (0, 1, 2)}

    def some() -> tuple[tuple[str, int], ...]:
        codes = rng.choice(((), ("kg",), ("pet",), ("kg", "pet")))
        return tuple((code, rng.choice(room[code])) for code in codes)

    return replace(
        instance,
        flights=tuple(replace(flight, room=some()) for flight in instance.flights),
        sorties=tuple(replace(sortie, room=some()) for sortie in instance.sorties),
    )


def room_of_places(rng: Random, instance: Instance) -> Instance:
    """Beds of a ward, kilograms in a store."""
    instance = _with_needs(rng, instance, ("icu", "kg"))
    room = {"icu": (0, 1, 2), "kg": (20, 40, 60)}
    for place in {rng.choice(_reached(instance)): 0 for _ in range(2)}:
        codes = rng.choice((("icu",), ("kg",), ("icu", "kg")))
        amounts = tuple(sorted((code, rng.choice(room[code])) for code in codes))
        instance = _changed(instance, place, room=amounts)
    return instance


def _with_needs(rng: Random, instance: Instance, codes: tuple[str, ...]) -> Instance:
    def needs(group: Group) -> Group:
        own = {code: rng.choice(_SIZES[code]) for code in codes if rng.randrange(4)}
        return replace(group, needs=tuple(sorted((dict(group.needs) | own).items())))

    known = {row.id for row in instance.dimensions}
    new = tuple(Dimension(id=code) for code in codes if code not in known)
    groups = Groups.of(needs(group) for group in instance.groups)
    return replace(instance, groups=groups, dimensions=(*instance.dimensions, *new))


def both_ways(rng: Random, instance: Instance) -> Instance:
    """A place that is origin and haven: flights to it and from it, somebody who waits there, perhaps."""
    waiting = {group.origin for group in instance.groups}
    able = [p for p in instance.locations if p.role != "origin" or len(waiting) > 1]
    able += 2 * [p for p in able if p.role == "hub"]
    chosen = rng.choice(able)
    longest = rng.choice((None, 4 * HOUR, 24 * HOUR, 24 * HOUR))
    instance = _changed(instance, chosen.id, role="both", max_stay=longest)
    if chosen.role != "origin" and rng.randrange(3):
        groups = list(instance.groups)
        row = rng.randrange(len(groups))
        if len(groups) > 1:
            groups[row] = replace(groups[row], origin=chosen.id, destinations=())
        instance = replace(instance, groups=Groups.of(groups))
    there = _flight_there(rng, instance, chosen)
    away = _flights_away(rng, instance, chosen, there.arrives)
    if away and rng.randrange(4):
        only = {group.id: (away[0].destination,) for group in instance.groups if rng.randrange(2)}
        onward = (
            replace(g, destinations=only.get(g.id, g.destinations)) if g.origin == there.origin else g
            for g in instance.groups
        )
        instance = replace(instance, groups=Groups.of(onward))
    return replace(instance, flights=(*instance.flights, there, *away))


def _flight_there(rng: Random, instance: Instance, chosen: Location) -> Flight:
    """A flight to the place like one that is there, from where it leaves or from another end."""
    model = rng.choice(instance.flights)
    starts = [place.id for place in instance.locations if place.id != chosen.id]
    start = model.origin if model.origin != chosen.id else rng.choice(starts)
    return _like(rng, model, f"THERE{len(instance.flights)}", start, chosen.id)


def _flights_away(rng: Random, instance: Instance, chosen: Location, landed: int) -> list[Flight]:
    """One or two flights to another end, often after somebody has landed."""
    ends = [p.id for p in instance.locations if p.role in ("haven", "both") and p.id != chosen.id]
    flights = []
    for number, model in enumerate(rng.choices(instance.flights, k=rng.choice((1, 2))) if ends else ()):
        flight = _like(rng, model, f"AWAY{len(instance.flights)}-{number}", chosen.id, rng.choice(ends))
        later = min(near(rng, landed + rng.choice((0, 60, 90, 240))), instance.ends)
        by = later - flight.departs if rng.randrange(3) else 0
        flights.append(replace(flight, departs=flight.departs + by, arrives=flight.arrives + by))
    return flights


def _like(rng: Random, model: Flight, code: str, origin: str, destination: str) -> Flight:
    return replace(
        model,
        id=code,
        origin=origin,
        destination=destination,
        status=rng.choice(("optional", "scheduled")) if model.status == "cancelled" else model.status,
        accepts=("all",),
    )


def prices(rng: Random, instance: Instance) -> Instance:
    """A price a head, of scheduled flights too, and cost among the goals."""
    flights = (replace(f, cost_per_person=rng.choice((0, 1, 2, 5))) for f in instance.flights)
    sorties = (replace(s, cost_per_person=rng.choice((0, 3))) for s in instance.sorties)
    instance = replace(instance, flights=tuple(flights), sorties=tuple(sorties))
    return _with_goal(rng, instance, "cost")


def risks(rng: Random, instance: Instance) -> Instance:
    """Risk of flights and of waiting, and risk among the goals."""
    flights = (replace(f, risk_ppm=rng.choice((0, 5, 20, 60))) for f in instance.flights)
    sorties = (replace(s, risk_ppm=rng.choice((0, 9))) for s in instance.sorties)
    instance = replace(instance, flights=tuple(flights), sorties=tuple(sorties))
    for place in instance.locations:
        if place.role in ("origin", "both"):
            instance = _changed(instance, place.id, risk_ppm_per_hour=rng.choice((0, 1, 2, 7)))
    return _with_goal(rng, instance, "risk")


def _with_goal(rng: Random, instance: Instance, goal: str) -> Instance:
    objectives = [other for other in instance.policy.objectives if other != goal]
    objectives.insert(rng.randrange(len(objectives) + 1), goal)
    return replace(instance, policy=replace(instance.policy, objectives=tuple(objectives)))
