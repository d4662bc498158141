"""Shares that states agree on: reserved seats, caps by day, and seats promised to their own people.

The promised seats can always be kept: they ask for single travellers who are ready in time, on one flight of
their own state, and a cap never speaks of the people of the state that flies.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import eq

import numpy as np

from evacopt.domain.clock import DAY
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups
from evacopt.domain.share import Bloc, Share
from evacopt.generation.draws import Draws
from evacopt.generation.world import BEGINS, World

LOWEST_CAP = 2


def by_operator(world: World, flights: Sequence[Flight]) -> dict[str, list[Flight]]:
    """The flights of each operator that has any, in the order of the operators."""
    listed = {state: [flight for flight in flights if flight.operator == state] for state in world.operators}
    return {state: own for state, own in listed.items() if own}


def reserved_shares(
    draws: Draws, world: World, flights: Sequence[Flight], blocs: Sequence[Bloc], percent: int
) -> tuple[Share, ...]:
    """On each flight of every operator, `percent` of the seats of its smallest flight, for one bloc."""
    shares = []
    for state, own in by_operator(world, flights).items():
        people = min(flight.seats for flight in own) * percent // 100
        if blocs and people:
            bloc = blocs[draws.one(len(blocs))].bloc
            share = Share(
                id=f"RESERVE-{state}", kind="reserve", nationality=bloc, people=people, operator=state
            )
            shares.append(share)
    return tuple(shares)


def capped_shares(
    draws: Draws, world: World, flights: Sequence[Flight], caps: int, percent: int
) -> tuple[Share, ...]:
    """On `caps` of a hundred days of an operator, another nationality has `percent` of the seats at most."""
    shares = []
    for state, own in by_operator(world, flights).items():
        others = [nation for nation in world.nations if nation != state]
        for day in sorted({(flight.departs - BEGINS) // DAY for flight in own}):
            drawn, other = draws.one(100), draws.one(max(1, len(others)))
            begins = BEGINS + day * DAY
            seats = sum(flight.seats for flight in own if begins <= flight.departs < begins + DAY)
            if drawn < caps and others:
                cap = Share(
                    id=f"MAX-{state}-{day}",
                    kind="max",
                    nationality=others[other],
                    people=max(LOWEST_CAP, seats * percent // 100),
                    operator=state,
                    departs_from=begins,
                    departs_before=begins + DAY,
                )
                shares.append(cap)
    return tuple(shares)


def promised_shares(
    world: World, flights: Sequence[Flight], reserves: Sequence[Share], groups: Groups, percent: int
) -> tuple[Share, ...]:
    """For each operator a number of its own people on its flights.

    It is `percent` of what surely can be kept: single travellers on its largest flight outside the reserved
    seats.
    """
    pools = {share.operator: share.people for share in reserves}
    alone = (groups.people == 1) & (groups.able == 1)
    shares = []
    for state, own in by_operator(world, flights).items():
        largest = max(own, key=lambda flight: (flight.seats, flight.departs))
        mine = groups.nationality.ints(partial(eq, state)) > 0
        ready = (groups.origin.ints(partial(eq, largest.origin)) > 0) & (groups.ready <= largest.departs)
        singles = int(np.sum(groups.count[alone & mine & ready]))
        people = min(largest.seats - pools.get(state, 0), singles) * percent // 100
        if people:
            share = Share(id=f"MIN-{state}", kind="min", nationality=state, people=people, operator=state)
            shares.append(share)
    return tuple(shares)
