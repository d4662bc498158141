"""Family `surge`: many people, direct flights, few seats.

People of forty nationalities wait at one place. States send flights straight home, more of them the more of
their people wait, each with its own rule about whom it takes: its own, its friends, or all. There are seats
for fewer than wait, and classes are strict.
"""

from __future__ import annotations

from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.generation.aircraft import DIRECT, drawn_aircraft
from evacopt.generation.legs import Accepting, Stage, drawn_legs, seats_wanted
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.places import HAVENS, ORIGINS
from evacopt.generation.world import BEGINS, COMMON, LICENSE, World, nations_of, usual_days

PARAMETERS = (
    *COMMON,
    Parameter(
        name="seats",
        default=70,
        low=1,
        high=1000,
        law="seats for so many of a hundred people; aircraft are drawn until they have them",
    ),
    Parameter(
        name="origins", default=1, low=1, high=4, law="places where people wait, each as likely as the others"
    ),
    Parameter(
        name="havens", default=5, low=1, high=6, law="places where flights land, each as likely as the others"
    ),
    Parameter(
        name="own", default=40, high=100, law="of a hundred flights, those that take their own nationals only"
    ),
    Parameter(
        name="friends",
        default=35,
        high=100,
        law="of a hundred flights, those that take their own and up to five other nationalities, the same "
        "for all such flights of a state; the rest, and the first flight, take all",
    ),
)
OPERATORS = 20
"""States that fly: the most frequent nationalities."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    nations = nations_of("surge", seed, settings)
    world = World(
        family="surge",
        seed=seed,
        people=people,
        days=settings["days"] or usual_days(people, 1),
        nations=nations,
        operators=nations[:OPERATORS],
        origins=ORIGINS[: settings["origins"]],
        havens=HAVENS[: settings["havens"]],
    )
    stage = Stage(prefix="F", starts=world.origins, stops=world.havens, first=6, last=world.hours)
    draws = world.draws("flights")
    aircraft = drawn_aircraft(draws, DIRECT, seats_wanted(people, settings["seats"]))
    own = settings["own"]
    friends = min(settings["friends"], 100 - own)
    accepting = Accepting(own=own, friends=friends, everybody=100 - own - friends)
    return Instance(
        name=world.name,
        title=world.title,
        license=LICENSE,
        begins=BEGINS,
        ends=world.ends,
        policy=Policy(max_legs=1),
        locations=(
            *(place.location("origin") for place in world.origins),
            *(place.location("haven") for place in world.havens),
        ),
        groups=drawn_groups(world, law_of(settings)),
        flights=drawn_legs(draws, world, stage, aircraft, accepting),
    )
