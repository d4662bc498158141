"""Family `shares`: blocs, reserved and capped seats, promised seats.

Direct flights as in `surge`, most of which take everybody; but each state reserves seats on every flight
for a bloc, caps other nationalities by the day, and has promised seats to its own people. No set of
promises that is drawn contradicts itself.
"""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.domain.share import Share
from evacopt.generation.aircraft import DIRECT, drawn_aircraft
from evacopt.generation.legs import Accepting, Stage, drawn_legs, seats_wanted
from evacopt.generation.nations import blocs_among
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.places import HAVENS, ORIGINS
from evacopt.generation.promises import capped_shares, promised_shares, reserved_shares
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
        name="reserved",
        default=30,
        high=100,
        law="on each flight of a state, so many hundredths of the seats of its smallest flight are for one "
        "bloc, each as likely as the others",
    ),
    Parameter(
        name="caps", default=50, high=100, law="of a hundred days of a state's flights, those with a cap"
    ),
    Parameter(
        name="cap",
        default=10,
        high=100,
        law="a cap: at most so many hundredths of that day's seats for one other nationality",
    ),
    Parameter(
        name="promised",
        default=50,
        high=100,
        law="a state's promise to its own people: so many hundredths of the single travellers who are sure "
        "to fit into its largest flight",
    ),
)
OPERATORS = 20
FRIENDS = 30
"""Of a hundred flights, those that take the operator's friends and the blocs; the others take all."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    nations = nations_of("shares", seed, settings)
    world = World(
        family="shares",
        seed=seed,
        people=people,
        days=settings["days"] or usual_days(people, 1),
        nations=nations,
        operators=nations[:OPERATORS],
        origins=ORIGINS[:1],
        havens=HAVENS[:5],
    )
    return _with_shares(world, _bare(world, settings), settings)


def _bare(world: World, settings: Settings) -> Instance:
    """The instance without shares."""
    blocs = blocs_among(world.nations)
    names = tuple(bloc.bloc for bloc in blocs)
    accepting = Accepting(own=0, friends=FRIENDS, everybody=100 - FRIENDS, extra=names)
    stage = Stage(prefix="F", starts=world.origins, stops=world.havens, first=6, last=world.hours)
    draws = world.draws("flights")
    aircraft = drawn_aircraft(draws, DIRECT, seats_wanted(world.people, settings["seats"]))
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
        blocs=blocs,
    )


def _with_shares(world: World, instance: Instance, settings: Settings) -> Instance:
    draws, flights = world.draws("shares"), instance.flights
    reserves = reserved_shares(draws, world, flights, instance.blocs, settings["reserved"])
    caps = capped_shares(draws, world, flights, settings["caps"], settings["cap"])
    promises = promised_shares(world, flights, reserves, instance.groups, settings["promised"])
    shares: tuple[Share, ...] = (*reserves, *caps, *promises)
    return replace(instance, shares=shares)
