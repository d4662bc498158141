"""A plan in a moment, for pages that only need one: each party takes the first seats that lead to a haven.

It looks at seats and times alone, so the judge would find fault with it; the pages count it all the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan


def filled(instance: Instance) -> Plan:
    """A plan of `instance` that fills flights in the order of departure, all optional ones flown once."""
    leaving: dict[str, list[Flight]] = defaultdict(list)
    for flight in sorted(instance.schedule, key=lambda flight: (flight.departs, flight.id)):
        if flight.status != "cancelled":
            leaving[flight.origin].append(flight)
    free = Counter({flight.id: flight.seats for flight in instance.schedule})
    rows = []
    for group, origin, size, count in _parties(instance):
        itinerary = _first(instance, leaving, free, origin, size)
        parties = min(count, *(free[leg] // size for leg in itinerary)) if itinerary else 0
        if parties:
            rows.append(Assignment(group, itinerary, parties))
            free.subtract(dict.fromkeys(itinerary, parties * size))
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments.of(rows),
        sorties=tuple((flight.id, 1) for flight in instance.schedule if flight.status == "optional"),
    )


def _parties(instance: Instance) -> list[tuple[str, str, int, int]]:
    groups = instance.groups
    columns = groups.id, groups.origin, groups.size.tolist(), groups.count.tolist()
    return list(zip(*columns, strict=True))


def _first(
    instance: Instance, leaving: dict[str, list[Flight]], free: Counter[str], place: str, size: int
) -> Itinerary:
    """The first way of at most two legs that has seats for one party."""
    for flight in leaving[place]:
        if free[flight.id] < size:
            continue
        if instance.location[flight.destination].role == "haven":
            return (flight.id,)
        for onward in leaving[flight.destination]:
            if onward.departs >= flight.arrives + 60 and free[onward.id] >= size:
                return (flight.id, onward.id)
    return ()
