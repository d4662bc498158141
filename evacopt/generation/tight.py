"""Family `tight`: parties large against flights.

Families of two to nine who do not part, and small aircraft with an odd number of seats: which parties fill
which flights is a packing question, and the rounded share of a linear relaxation says little.
"""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Coded, Ints
from evacopt.domain.instance import Instance
from evacopt.domain.policy import Policy
from evacopt.generation.draws import Draws
from evacopt.generation.legs import EVERYBODY, Stage, drawn_legs, seats_wanted
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
        name="least", default=9, low=1, high=999, law="seats of the smallest aircraft; made odd by adding 1"
    ),
    Parameter(
        name="most",
        default=31,
        low=1,
        high=999,
        law="seats of the largest aircraft, at least those of the smallest; each odd number between is as "
        "likely as the others",
    ),
)
SIZES = (0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
"""Parties of two to nine seats, each as likely as the others; the last may be smaller."""

NATIONS_THAT_FLY = 20


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    nations = nations_of("tight", seed, settings)
    world = World(
        family="tight",
        seed=seed,
        people=people,
        days=settings["days"] or usual_days(people, 1),
        nations=nations,
        operators=nations[:NATIONS_THAT_FLY],
        origins=ORIGINS[:1],
        havens=HAVENS[:1],
    )
    stage = Stage(prefix="F", starts=world.origins, stops=world.havens, first=6, last=world.hours)
    draws = world.draws("flights")
    wanted = seats_wanted(people, settings["seats"])
    aircraft = _odd_aircraft(draws, wanted, settings["least"], settings["most"])
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
        groups=drawn_groups(world, law_of(settings, sizes=SIZES)),
        flights=drawn_legs(draws, world, stage, aircraft, EVERYBODY),
    )


def _odd_aircraft(draws: Draws, wanted: int, least: int, most: int) -> tuple[Coded[str], Ints]:
    """Aircraft with odd seats until `wanted` of them are there."""
    low = least // 2
    high = max(low, (most - 1) // 2)
    number = wanted // (2 * low + 1) + 1
    seats = 2 * draws.between(low, high, number) + 1
    enough = int(np.searchsorted(np.cumsum(seats), wanted)) + 1
    return Coded.constant("small", enough), seats[:enough]
