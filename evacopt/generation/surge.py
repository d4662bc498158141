"""Family `surge`: many people, direct flights, few seats.

People of forty nationalities wait at one place. States send flights straight home, more of them the more of
their people wait, each with its own rule about whom it takes: its own, its friends, or all. There are seats
for fewer than wait, and classes are strict.
"""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.generation.aircraft import DIRECT, drawn_aircraft
from evacopt.generation.legs import SEATS, accepting_of, drawn_legs, seats_wanted, straight
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.world import COMMON, World

PARAMETERS = (
    *COMMON,
    SEATS,
    Parameter("origins", 1, low=1, high=4).with_law("places where people wait, each as likely as the others"),
    Parameter("havens", 5, low=1, high=6).with_law("places where flights land, each as likely as the others"),
    Parameter("own", 40, high=100).with_law("of a hundred flights, those that take their own nationals only"),
    Parameter("friends", 35, high=100).with_law(
        "of a hundred flights, those that take their own and up to five other nationalities, the same "
        "for all such flights of a state; the rest, and the first flight, take all"
    ),
)
OPERATORS = 20
"""States that fly: the most frequent nationalities."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    places = {"origins": settings["origins"], "havens": settings["havens"]}
    world = World.of(("surge", people, seed), settings, operators=OPERATORS, **places)
    draws = world.draws("flights")
    aircraft = drawn_aircraft(draws, DIRECT, seats_wanted(people, settings["seats"]))
    flights = drawn_legs(draws, world, straight(world), aircraft, accepting_of(settings))
    return world.instance(drawn_groups(world, law_of(settings)), flights)
