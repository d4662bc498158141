"""A small world made by hand, a good plan for it, and ways to change either."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.plan import Itinerary, Plan
from evacopt.domain.share import Bloc
from tests.build import at, plan
from tests.build import flight as leg

VIA_HUB, DIRECT = ("IN", "OUT"), ("DIRECT",)
FAMILY = Group(id="FAMILY", nationality="FRA", origin="O1", size=2, infants=1, count=3)
LYING = Group(id="LYING", nationality="DEU", origin="O1", size=1, stretchers=1, count=2, priority=2)
COUPLE = Group(id="COUPLE", nationality="NER", origin="O1", size=2, assisted=1, count=4, priority=2)

WORLD = Instance(
    name="world",
    begins=at("06:00"),
    ends=at("20:00"),
    locations=(
        Location(id="O1", role="origin", country="NER"),
        Location(id="H1", role="hub", country="DJI"),
        Location(id="V1", role="haven", country="FRA"),
        Location(id="V2", role="haven", country="DEU"),
    ),
    groups=Groups.of((FAMILY, LYING, COUPLE)),
    flights=(
        leg("IN", "O1 08:00", "H1 10:00", operator="FRA", seats=10),
        leg("OUT", "H1 12:00", "V1 16:00", operator="ACME", seats=10),
        leg(
            "DIRECT",
            "O1 09:00",
            "V1 14:00",
            operator="DEU",
            seats=6,
            stretchers=2,
            status="optional",
            copies=2,
            cost=100,
        ),
        leg("GONE", "O1 09:00", "V2 13:00", operator="FRA", seats=9, status="cancelled"),
        leg("BACK", "H1 11:00", "O1 13:00", operator="FRA", seats=9),
        leg("LATE", "O1 18:00", "V2 23:00", operator="FRA", seats=9),
    ),
    blocs=(Bloc(bloc="EU", members=("DEU", "FRA")),),
)
"""One origin, one hub, two havens; flights that go by the hub, directly, back, late, or not at all."""


def plan_of(
    instance: Instance, rows: dict[tuple[str, Itinerary], int], *, direct: int = 1, **more: Any
) -> Plan:
    """A plan of so many parties by group and itinerary, with `direct` sorties of DIRECT."""
    given = [(group, ">".join(legs), parties) for (group, legs), parties in rows.items()]
    return plan(instance, *given, sorties={"DIRECT": direct} if direct else None, **more)


GOOD = {("FAMILY", VIA_HUB): 3, ("LYING", DIRECT): 1, ("COUPLE", DIRECT): 2}
"""Nine people (six seats) by the hub, five people (five seats, one lying) directly."""


def flight(code: str, instance: Instance = WORLD, **fields: Any) -> Instance:
    """The world with other fields of one flight."""
    changed = tuple(replace(row, **fields) if row.id == code else row for row in instance.flights)
    return replace(instance, flights=changed)


def location(code: str, instance: Instance = WORLD, **fields: Any) -> Instance:
    """The world with other fields of one location."""
    changed = tuple(replace(row, **fields) if row.id == code else row for row in instance.locations)
    return replace(instance, locations=changed)


def group(code: str, instance: Instance = WORLD, **fields: Any) -> Instance:
    """The world with other fields of one group."""
    changed = [replace(row, **fields) if row.id == code else row for row in instance.groups]
    return replace(instance, groups=Groups.of(changed))


def policy(instance: Instance = WORLD, **fields: Any) -> Instance:
    """The world with other rules of travel or goals."""
    return replace(instance, policy=replace(instance.policy, **fields))


def world(**fields: Any) -> Instance:
    """The world with other tables or limits of the whole."""
    return replace(WORLD, **fields)


def in_a_row(hubs: int) -> Instance:
    """A couple that is ready at 06:00 and leaves at 08:00 over hubs H1, H2, ... half an hour in each."""
    first, last, hub = WORLD.flight["IN"], WORLD.flight["OUT"], replace(WORLD.location["H1"], capacity=9)
    places = [
        WORLD.location["O1"],
        *(replace(hub, id=f"H{n}") for n in range(1, hubs + 1)),
        WORLD.location["V1"],
    ]
    legs = [
        replace(
            first if number == 0 else last,
            id=f"L{number}",
            origin=start.id,
            destination=stop.id,
            departs=at("08:00") + 60 * number,
            arrives=at("08:30") + 60 * number,
        )
        for number, (start, stop) in enumerate(pairwise(places))
    ]
    return replace(
        WORLD,
        locations=tuple(places),
        flights=tuple(legs),
        groups=Groups.of([COUPLE]),
        policy=replace(WORLD.policy, max_legs=hubs + 1, min_connection_minutes=30),
    )
