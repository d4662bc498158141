"""Family `shares`: blocs, reserved and capped seats, promised seats.

Direct flights as in `surge`, most of which take everybody; but each state reserves seats on every flight
for a bloc, caps other nationalities by the day, and has promised seats to its own people. No set of
promises that is drawn contradicts itself.
"""

from __future__ import annotations

from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.generation.aircraft import DIRECT, drawn_aircraft
from evacopt.generation.legs import SEATS, Accepting, drawn_legs, seats_wanted, straight
from evacopt.generation.parameter import Parameter, Settings
from evacopt.generation.people import drawn_groups, law_of
from evacopt.generation.promises import capped_shares, promised_shares, reserved_shares
from evacopt.generation.world import COMMON, World, blocs_among

PARAMETERS = (
    *COMMON,
    SEATS,
    Parameter("reserved", 30, high=100).with_law(
        "on each flight of a state, so many hundredths of the seats of its smallest flight are for one "
        "bloc, each as likely as the others"
    ),
    Parameter("caps", 50, high=100).with_law("of a hundred days of a state's flights, those with a cap"),
    Parameter("cap", 10, high=100).with_law(
        "a cap: at most so many hundredths of that day's seats for one other nationality"
    ),
    Parameter("promised", 50, high=100).with_law(
        "a state's promise to its own people: so many hundredths of the single travellers who are sure "
        "to fit into its largest flight"
    ),
)
OPERATORS = 20
FRIENDS = 30
"""Of a hundred flights, those that take the operator's friends and the blocs; the others take all."""


def build(people: int, seed: int, settings: Settings) -> Instance:
    """The instance that the settings say."""
    world = World.of(("shares", people, seed), settings, operators=OPERATORS, origins=1, havens=5)
    blocs = blocs_among(world.nations)
    names = tuple(bloc.bloc for bloc in blocs)
    accepting = Accepting(own=0, friends=FRIENDS, everybody=100 - FRIENDS, extra=names)
    draws = world.draws("flights")
    aircraft = drawn_aircraft(draws, DIRECT, seats_wanted(people, settings["seats"]))
    flights = drawn_legs(draws, world, straight(world), aircraft, accepting)
    groups, draws = drawn_groups(world, law_of(settings)), world.draws("shares")
    reserves = reserved_shares(draws, world, flights, blocs, settings["reserved"])
    caps = capped_shares(draws, world, flights, settings["caps"], settings["cap"])
    promises = promised_shares(world, flights, reserves, groups, settings["promised"])
    return replace(world.instance(groups, flights), blocs=blocs, shares=(*reserves, *caps, *promises))
