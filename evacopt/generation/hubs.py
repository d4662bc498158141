"""Family `hubs`: shuttles to near hubs, wide-body flights on from there, hubs with places and stays.

Nobody flies home directly. Hubs hold few people and nobody for long, so that a shuttle seat is worth
something only with an onward seat in time.
"""

from __future__ import annotations

from evacopt.domain.clock import HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.generation.aircraft import SHUTTLES, WIDE, drawn_aircraft
from evacopt.generation.legs import Accepting, Stage, drawn_legs, seats_wanted
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import FAMILIES_AND_SINGLES, drawn_groups, law_of
from evacopt.generation.places import HAVENS, HUBS, ORIGINS
from evacopt.generation.world import BEGINS, COMMON, LICENSE, World, nations_of, usual_days

PARAMETERS = (
    *COMMON,
    Parameter(
        name="seats",
        default=45,
        low=1,
        high=1000,
        law="seats for so many of a hundred people on shuttles, and as many on onward flights",
    ),
    Parameter(
        name="hubs",
        default=6,
        low=1,
        high=8,
        law="hubs; each leg to or from one goes to any with equal chance",
    ),
    Parameter(
        name="havens", default=5, low=1, high=6, law="places where onward flights land, each equally likely"
    ),
    Parameter(
        name="places",
        default=25,
        low=1,
        high=1000,
        law="places of a hub, in a hundredth of what the seats of its share of the shuttles would fill "
        "if everybody stayed for max_stay; never fewer than the largest party has people",
    ),
    Parameter(
        name="max_stay", default=24, low=1, high=240, law="hours that a person may wait at a hub at most"
    ),
    Parameter(
        name="own", default=10, high=100, law="of a hundred flights, those that take their own nationals only"
    ),
    Parameter(
        name="friends",
        default=30,
        high=100,
        law="of a hundred flights, those that take their own and up to five other nationalities",
    ),
)
OPERATORS = 20
FEWEST = 3
"""Shuttles of a hub, and flights on from it, that there are at least on average where seats allow."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    nations = nations_of("hubs", seed, settings)
    world = World(
        family="hubs",
        seed=seed,
        people=people,
        days=max(2, settings["days"] or usual_days(people, 2)),
        nations=nations,
        operators=nations[:OPERATORS],
        origins=ORIGINS[:1],
        havens=HAVENS[: settings["havens"]],
        hubs=HUBS[: settings["hubs"]],
    )
    wanted = seats_wanted(people, settings["seats"])
    return Instance(
        name=world.name,
        title=world.title,
        license=LICENSE,
        begins=BEGINS,
        ends=world.ends,
        policy=Policy(max_legs=2),
        locations=_locations(world, settings, wanted),
        groups=drawn_groups(world, law_of(settings)),
        flights=_flights(world, settings, wanted),
    )


def _locations(world: World, settings: Settings, wanted: int) -> tuple[Location, ...]:
    per_hub_and_hour = len(world.hubs) * world.hours
    places = wanted * settings["max_stay"] * settings["places"] // (100 * per_hub_and_hour)
    limits = {
        "capacity": max(len(FAMILIES_AND_SINGLES), places),
        "max_stay": settings["max_stay"] * HOUR,
    }
    return (
        *(place.location("origin") for place in world.origins),
        *(place.location("hub", **limits) for place in world.hubs),
        *(place.location("haven") for place in world.havens),
    )


def _flights(world: World, settings: Settings, wanted: int) -> tuple[Flight, ...]:
    own = settings["own"]
    friends = min(settings["friends"], 100 - own)
    accepting = Accepting(own=own, friends=friends, everybody=100 - own - friends)
    shuttles = Stage(prefix="S", starts=world.origins, stops=world.hubs, first=6, last=world.hours - 12)
    onward = Stage(prefix="W", starts=world.hubs, stops=world.havens, first=12, last=world.hours)
    out, on = world.draws("shuttles"), world.draws("onward")
    fewest = FEWEST * len(world.hubs)
    return (
        *drawn_legs(out, world, shuttles, drawn_aircraft(out, SHUTTLES, wanted, fewest=fewest), accepting),
        *drawn_legs(on, world, onward, drawn_aircraft(on, WIDE, wanted, fewest=fewest), accepting),
    )
