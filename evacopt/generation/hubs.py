"""Family `hubs`: shuttles to near hubs, wide-body flights on from there, hubs with places and stays.

Nobody flies home directly. Hubs hold few people and nobody for long, so that a shuttle seat is worth
something only with an onward seat in time.
"""

from __future__ import annotations

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Coded
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.generation.aircraft import SHUTTLES, WIDE, drawn_aircraft
from evacopt.generation.legs import Legs, Stage, accepting_of, drawn_legs, flights_at, seats_wanted
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.world import BEGINS, COMMON, World

PARAMETERS = (
    *COMMON,
    Parameter("seats", 45, low=1, high=1000).with_law(
        "seats for so many of a hundred people on shuttles, and as many on onward flights"
    ),
    Parameter("hubs", 6, low=1, high=8).with_law(
        "hubs; each leg to or from one goes to any with equal chance"
    ),
    Parameter("havens", 5, low=1, high=6).with_law("places where onward flights land, each equally likely"),
    Parameter("places", 25, low=1, high=1000).with_law(
        "places of a hub beside those for the largest shuttle, in hundredths of what its part of the "
        "seats would fill if everybody stayed for max_stay"
    ),
    Parameter("max_stay", 24, low=1, high=240).with_law("hours that a person may wait at a hub at most"),
    Parameter("connect", 12, low=1, high=240).with_law(
        "an onward flight meets a shuttle: it leaves the same hub 1 to so many hours after it landed, "
        "but not after the end"
    ),
    Parameter("own", 10, high=100).with_law("of a hundred flights, those that take their own nationals only"),
    Parameter("friends", 30, high=100).with_law(
        "of a hundred flights, those that take their own and up to five other nationalities"
    ),
)
OPERATORS = 20
FEWEST = 3
"""Shuttles of a hub, and flights on from it, that there are at least on average where seats allow."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    places = {"hubs": settings["hubs"], "havens": settings["havens"]}
    world = World.of(("hubs", people, seed), settings, operators=OPERATORS, origins=1, **places)
    wanted = seats_wanted(people, settings["seats"])
    stage = Stage(prefix="S", starts=world.origins, stops=world.hubs, first=6, last=world.hours - 12)
    draws = world.draws("shuttles")
    aircraft = drawn_aircraft(draws, SHUTTLES, wanted, fewest=FEWEST * len(world.hubs))
    shuttles = drawn_legs(draws, world, stage, aircraft, accepting_of(settings))
    flow = sum(flight.seats for flight in shuttles) * settings["max_stay"] * settings["places"]
    capacity = max(flight.seats for flight in shuttles) + flow // (100 * len(world.hubs) * world.hours)
    longest = settings["max_stay"] * HOUR
    locations = (
        *(place.location("origin") for place in world.origins),
        *(place.location("hub", capacity=capacity, max_stay=longest) for place in world.hubs),
        *(place.location("haven") for place in world.havens),
    )
    flights = (*shuttles, *_onward(world, shuttles, settings, wanted))
    return world.instance(drawn_groups(world, law_of(settings)), flights, locations, Policy(max_legs=2))


def _onward(
    world: World, shuttles: tuple[Flight, ...], settings: Settings, wanted: int
) -> tuple[Flight, ...]:
    """Flights on from the hubs, each some hours after a shuttle; each shuttle has as many, or one more."""
    draws = world.draws("onward")
    aircraft = drawn_aircraft(draws, WIDE, wanted, fewest=FEWEST * len(world.hubs))
    number = len(aircraft[1])
    met = np.resize(draws.order(len(shuttles)), number)
    arrivals = np.array([(flight.arrives - BEGINS) // HOUR for flight in shuttles], dtype=np.int64)
    hours = np.minimum(arrivals[met] + draws.between(1, settings["connect"], number), world.hours)
    in_order = np.argsort(hours, kind="stable")
    places = {place.id: place for place in world.hubs}
    starts = Coded(met[in_order], tuple(places[flight.destination] for flight in shuttles))
    stops = Coded(draws.below(len(world.havens), number), world.havens)
    legs = Legs("W", hours[in_order], starts, stops)
    return flights_at(draws, world, legs, aircraft, accepting_of(settings))
