"""Family `tight`: parties large against flights.

Families of two to nine who do not part, and small aircraft with an odd number of seats: which parties fill
which flights is a packing question, and the rounded share of a linear relaxation says little.
"""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.generation.legs import EVERYBODY, SEATS, drawn_legs, seats_wanted, straight
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.world import COMMON, World

PARAMETERS = (
    *COMMON,
    SEATS,
    Parameter("least", 9, low=1, high=999).with_law("seats of the smallest aircraft; made odd by adding 1"),
    Parameter("most", 31, low=1, high=999).with_law(
        "seats of the largest aircraft, at least those of the smallest; each odd number between is as "
        "likely as the others"
    ),
)
SIZES = (0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
"""Parties of two to nine seats, each as likely as the others; the last may be smaller."""

NATIONS_THAT_FLY = 20


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    world = World.of(("tight", people, seed), settings, operators=NATIONS_THAT_FLY, origins=1, havens=1)
    draws = world.draws("flights")
    wanted = seats_wanted(people, settings["seats"])
    low = settings["least"] // 2
    high = max(low, (settings["most"] - 1) // 2)
    seats = 2 * draws.between(low, high, wanted // (2 * low + 1) + 1) + 1  # odd
    enough = int(np.searchsorted(np.cumsum(seats), wanted)) + 1
    aircraft = Coded.constant("small", enough), seats[:enough]
    flights = drawn_legs(draws, world, straight(world), aircraft, EVERYBODY)
    return world.instance(drawn_groups(world, law_of(settings, sizes=SIZES)), flights)
