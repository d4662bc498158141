"""Family `mixed`: every rule of the data model at once.

Two origins, two hubs, three havens. Some flights are scheduled, direct or through a hub; shuttles to the
hubs are sorties that aircraft and crews limit. Places, stays, processing, movements, opening times, shares,
admissions and pins all bind somewhere. Promised seats and pins can always be kept.
"""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.generation.aircraft import (
    DIRECT,
    SHUTTLES,
    WIDE,
    Pool,
    Type,
    crews_for,
    drawn_aircraft,
    pools_for,
    sorties_of,
)
from evacopt.generation.legs import Accepting, Stage, drawn_legs, seats_wanted, straight
from evacopt.generation.mixed_rules import admissions, limited_locations, pins, promise, with_wishes
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.promises import capped_shares, reserved_shares
from evacopt.generation.world import COMMON, Family, World, blocs_among

PARAMETERS = (
    *COMMON,
    Parameter("stretchers", 2, high=200).with_law(
        "people who must lie in a thousand; one at most in a party, which is of class 1 then"
    ),
    Parameter("seats", 40, low=1, high=1000).with_law(
        "seats for so many of a hundred people on direct flights, half as many on shuttles and as many "
        "on onward flights"
    ),
    Parameter("places", 25, low=1, high=1000).with_law(
        "places of a hub beside those for the largest shuttle, in hundredths of what its part of the "
        "seats would fill if everybody stayed for 24 hours"
    ),
    Parameter("reserved", 20, high=50).with_law(
        "on each flight of a state, so many hundredths of the seats of its smallest flight are for a bloc"
    ),
    Parameter("caps", 25, high=100).with_law("of a hundred days of a state's flights, those with a cap"),
    Parameter("cap", 20, high=100).with_law(
        "a cap: at most so many hundredths of that day's seats for one other nationality"
    ),
    Parameter("wishes", 10, high=100).with_law(
        "of a hundred rows of parties, those that are of two nationalities (if of two people or more); "
        "as many that accept one haven only; half as many that have a latest departure; half as many that "
        "only some operators may carry; half as many that hold their place for one day"
    ),
)
OPERATORS = 8
EVERY_HOURS = 6
REST_HOURS = 20
CREWS_PERCENT = 80
POLICY = Policy(
    min_connection_minutes=90, check_in_minutes=120, fairness_levels=3, assistance_ratio=1_000_000
)
SHUTTLE_TYPES: tuple[Type, ...] = SHUTTLES[:2]


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    return every_rule(world_of(("mixed", people, seed), settings), settings)


def world_of(family: Family, settings: Settings) -> World:
    """Two origins, two hubs, three havens, and the states that fly."""
    return World.of(family, settings, operators=OPERATORS, origins=2, hubs=2, havens=3)


def every_rule(world: World, settings: Settings) -> Instance:
    """The instance in that world."""
    wanted = seats_wanted(world.people, settings["seats"])
    pools = shuttle_pools(world, wanted)
    blocs = blocs_among(world.nations)
    flights = _flights(world, wanted, tuple(bloc.bloc for bloc in blocs))
    locations = limited_locations(world, pools, flights, wanted, settings["places"])
    bare = replace(
        world.instance(drawn_groups(world, law_of(settings)), flights, locations, POLICY),
        blocs=blocs,
        fleets=tuple(pool.fleet() for pool in pools),
        crews=crews_for(pools, rest=REST_HOURS, percent=CREWS_PERCENT),
        sorties=sorties_of(world, pools, world.origins, world.hubs, EVERY_HOURS),
    )
    instance = with_wishes(world, bare, settings["wishes"])
    flown = [flight for flight in flights if flight.status == "scheduled"]
    draws = world.draws("shares")
    reserves = reserved_shares(draws, world, instance.schedule, blocs, settings["reserved"])
    caps = capped_shares(draws, world, flown, settings["caps"], settings["cap"])
    return replace(
        instance,
        shares=(*reserves, *caps, *promise(world, instance, reserves)),
        admissions=admissions(world),
        pins=pins(world, instance, reserves),
    )


def shuttle_pools(world: World, wanted: int) -> tuple[Pool, ...]:
    """The aircraft that fly to the hubs, with half of the seats `wanted`."""
    return pools_for(world, SHUTTLE_TYPES, world.hubs, max(1, wanted // 2))


def _flights(world: World, wanted: int, blocs: tuple[str, ...]) -> tuple[Flight, ...]:
    """Direct flights, of which the second, if there is one, is cancelled, and onward flights."""
    accepting = Accepting(own=10, friends=30, everybody=60, extra=blocs)
    onward = Stage(prefix="W", starts=world.hubs, stops=world.havens, first=14, last=world.hours)
    one, other = world.draws("direct"), world.draws("onward")
    direct = drawn_legs(one, world, straight(world), drawn_aircraft(one, DIRECT, wanted), accepting)
    return tuple(
        replace(
            flight,
            status="cancelled" if number == 1 else "scheduled",
            stretchers=2,
            seats_per_stretcher=3,
            infants=max(1, flight.seats // 10),
            cancel_probability=20_000,
        )
        for number, flight in enumerate(
            (*direct, *drawn_legs(other, world, onward, drawn_aircraft(other, WIDE, wanted), accepting))
        )
    )
