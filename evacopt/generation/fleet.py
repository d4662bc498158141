"""Family `fleet`: optional sorties, crews that rest, limited movements.

Almost nothing is scheduled: the planner decides which aircraft fly where and when. Aircraft come back, crews
rest, the origin handles few movements an hour, and flying costs money.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from evacopt.domain.clock import HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.generation.aircraft import Pool, Type, crews_for, drawn_aircraft, pools_for, sorties_of
from evacopt.generation.legs import EVERYBODY, drawn_legs, seats_wanted, straight
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.world import COMMON, World

PARAMETERS = (
    *COMMON,
    Parameter("seats", 80, low=1, high=1000).with_law(
        "the aircraft, flying without a pause, have seats for so many of a hundred people"
    ),
    Parameter("scheduled", 5, high=100).with_law(
        "scheduled flights besides, with seats for so many of a hundred people"
    ),
    Parameter("havens", 3, low=1, high=6).with_law(
        "places where flights land; each aircraft pool has sorties to each"
    ),
    Parameter("every", 4, low=1, high=24).with_law("hours from one sortie of a series to the next"),
    Parameter("rest", 24, low=1, high=240).with_law("hours that a crew is gone for"),
    Parameter("crews", 80, low=1, high=1000).with_law(
        "hundredths of the crews that would keep every aircraft flying, at least one a pool; the crews "
        "of a pool can fly the next pool too"
    ),
    Parameter("movements", 150, low=1, high=10_000).with_law(
        "movements that the origin handles in an hour, in hundredths of what flying every aircraft "
        "without a pause would take on average; never fewer than one more than is scheduled"
    ),
)
TYPES = (
    Type("A400M", 116, 1),
    Type("A320", 180, 1),
    Type("A330-200", 272, 1),
    Type("B777-300ER", 451, 1),
)
"""A pool of each."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    havens = settings["havens"]
    world = World.of(("fleet", people, seed), settings, operators=len(TYPES), origins=1, havens=havens)
    pools = pools_for(world, TYPES, world.havens, seats_wanted(people, settings["seats"]))
    flights: tuple[Flight, ...] = ()
    if wanted := people * settings["scheduled"] // 100:  # a few that fly whatever is decided
        draws = world.draws("flights")
        aircraft = drawn_aircraft(draws, TYPES, wanted, fewest=2)
        flights = drawn_legs(draws, world, straight(world), aircraft, EVERYBODY)
    most = movements_an_hour(world, pools, flights, settings["movements"])
    locations = (
        *(place.location("origin", movements_per_hour=most) for place in world.origins),
        *(place.location("haven") for place in world.havens),
    )
    return replace(
        world.instance(drawn_groups(world, law_of(settings)), flights, locations),
        fleets=tuple(pool.fleet() for pool in pools),
        crews=crews_for(pools, rest=settings["rest"], percent=settings["crews"]),
        sorties=sorties_of(world, pools, world.origins, world.havens, settings["every"]),
    )


def movements_an_hour(
    world: World, pools: tuple[Pool, ...], flights: tuple[Flight, ...], percent: int
) -> int:
    """The limit of an origin: `percent` of the steady flow of sorties, and room beside what is scheduled."""
    flow = sum(pool.count * max(1, (world.hours - 6) // pool.cycle) for pool in pools)
    scheduled = Counter(flight.departs // HOUR for flight in flights)
    return max(-(-flow * percent // (100 * world.hours)), max(scheduled.values(), default=0) + 1)
