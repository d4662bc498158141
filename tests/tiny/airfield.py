"""Tiny random instances over the airfield itself (6): each new rule alone, and several together.

Every third seed has one kind of rule, the others several. Times fall on those of movements or a minute beside
them; limits lie near what the flights offer. What the scheduled flights alone need is always granted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from evacopt.domain.checks import errors_of
from evacopt.domain.flight import Flight, Status
from evacopt.domain.group import Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from tests.tiny.instances import tiny_instance
from tests.tiny.movements import (
    alternatives,
    closed_windows,
    daily_windows,
    open_windows,
    order,
    resources,
    slots,
    used_up,
)
from tests.tiny.reception import (
    admissions_with_times,
    arrivals,
    both_ways,
    capacities,
    prices,
    risks,
    room_of_flights,
    room_of_places,
)
from tests.tiny.together import (
    links_of_havens,
    links_of_itineraries,
    links_of_minutes,
    tagged_reserves,
    tagged_shares,
)

Kind = Callable[[Random, Instance], Instance]

KINDS: dict[str, Kind] = {
    "open windows": open_windows,
    "closed windows": closed_windows,
    "daily windows": daily_windows,
    "capacities": capacities,
    "arrivals": arrivals,
    "admissions with times": admissions_with_times,
    "slots": slots,
    "alternatives": alternatives,
    "order": order,
    "resources": resources,
    "used up": used_up,
    "room of flights": room_of_flights,
    "room of places": room_of_places,
    "links of itineraries": links_of_itineraries,
    "links of havens": links_of_havens,
    "links of minutes": links_of_minutes,
    "tagged shares": tagged_shares,
    "tagged reserves": tagged_reserves,
    "both ways": both_ways,
    "prices": prices,
    "risks": risks,
}


def airfield_instance(seed: int, *, people: int = 14) -> Instance:
    """A valid tiny instance with one kind of rule (every third, by turns) or several."""
    for turn in range(50):
        rng = Random(f"airfield {seed} {turn}")
        instance = with_airfield(rng, _plain(rng, tiny_instance(rng.randrange(10**9), people=people)), seed)
        if not errors_of(instance):
            return replace(instance, name=f"airfield-{seed}")
    raise AssertionError(f"no valid instance from seed {seed}")


def with_airfield(rng: Random, instance: Instance, seed: int) -> Instance:
    """`instance` with the kinds of rules of `seed`."""
    names = list(KINDS)
    chosen = [names[seed // 3 % len(names)]] if seed % 3 == 0 else rng.sample(names, rng.choice((4, 6, 8)))
    for name in sorted(chosen, key=names.index):
        instance = KINDS[name](rng, instance)
    return instance if rng.randrange(3) else _with_twin(rng, instance)


def _with_twin(rng: Random, instance: Instance) -> Instance:
    """One group again, of which links do not speak; the same in all, or in all but needs or tags."""
    groups = list(instance.groups)
    group, other = rng.choice(groups), rng.choice(groups)
    twin = replace(group, id="TWIN", count=rng.choice((1, 2)))
    twin = rng.choice((twin, replace(twin, needs=other.needs), replace(twin, tags=other.tags)))
    groups.insert(rng.choice((0, len(groups))), twin)
    return replace(instance, groups=Groups.of(groups))


def _plain(rng: Random, instance: Instance) -> Instance:
    """Three of four without promises and without most of what would decide before a new rule does."""
    if rng.randrange(4) == 0:
        return instance
    policy = instance.policy
    if policy.objectives[0] == "flights":  # nothing optional would fly
        policy = replace(policy, objectives=(*policy.objectives[1:], "flights"))
    places = tuple(
        Location(id=p.id, role=p.role, country=p.country, capacity=p.capacity if rng.randrange(2) else None)
        for p in instance.locations
    )
    flights = tuple(
        replace(leg, accepts=("all",), min_load=0, stretchers=2, status=_status(rng, leg))
        for leg in instance.flights
    )
    return replace(
        instance,
        policy=replace(policy, full_loads=False, assistance_ratio=None, min_connection_minutes=0),
        locations=places,
        flights=flights,
        shares=tuple(share for share in instance.shares if share.kind == "reserve"),
        pins=(),
        admissions=(),
        crews=(),
    )


def _status(rng: Random, leg: Flight) -> Status:
    return (
        rng.choice(("optional", leg.status)) if leg.copies == 1 and leg.status != "cancelled" else leg.status
    )
