"""Admissions of the family `mixed`, and promises and pins that can be kept together.

A promise and the pins speak of single travellers without a wish, each on a direct flight that takes
everybody to the haven without limits, with a seat outside every reserved pool. They are three people at
most on one flight, fewer than any place can process in the hours before it leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from operator import eq

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import BLANK, Coded, Ints
from evacopt.domain.flight import Flight
from evacopt.domain.group import Groups, Members
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.pin import Pin
from evacopt.domain.share import Admission, Share
from evacopt.generation.aircraft import Pool
from evacopt.generation.draws import Draws
from evacopt.generation.people import FAMILIES_AND_SINGLES
from evacopt.generation.world import World, at_hour

LEAST_FREE_SEATS = 4


def admissions(world: World) -> tuple[Admission, ...]:
    """The second haven does not admit the rarest nationality, and its country few of the next."""
    place, nations = world.havens[1], world.nations
    closed = Admission(location=place.id, nationality=nations[-1], people=0)
    few = Admission(country=place.country, nationality=nations[-2:][0], people=max(7, world.people // 200))
    return closed, few


def promise(world: World, instance: Instance, reserves: Sequence[Share]) -> tuple[Share, ...]:
    """One person of some nationality on the last flight that can keep it, if others than the pinned can."""
    keepers = _keepers(world, instance, reserves)
    if not keepers:
        return ()
    flight, rows = keepers[-1]
    others = rows[(rows != keepers[0][1][0]) & (rows != len(instance.groups) - 1)]
    if not len(others):
        return ()
    nationality = instance.groups.nationality[int(others[0])]
    return (Share(id="MIN", kind="min", nationality=nationality, people=1, flight=flight.id),)


def pins(world: World, instance: Instance, reserves: Sequence[Share]) -> tuple[Pin, ...]:
    """One party is called forward for a flight; the last group is barred from it."""
    keepers = _keepers(world, instance, reserves)
    if not keepers:
        return ()
    groups = instance.groups
    flight, rows = keepers[0]
    called = groups.id[int(rows[0])]
    kept = Pin(group=called, kind="at_least", parties=1, itinerary=(flight.id,))
    barred = Pin(group=groups.id[-1], kind="at_most", parties=0, flight=flight.id)
    return (kept, barred) if called != groups.id[-1] else (kept,)


def _keepers(world: World, instance: Instance, reserves: Sequence[Share]) -> list[tuple[Flight, Ints]]:
    """Each flight that can keep a promise, with the rows of the groups that could be on it."""
    groups = instance.groups
    plain = (groups.people == 1) & (groups.able == 1) & (groups.leave_by == BLANK)
    plain &= groups.destinations.ints(len) + groups.operators.ints(len) + groups.members.ints(len) == 0
    legs = {(place.id, world.havens[0].id) for place in world.origins}
    keepers = []
    for flight in instance.flights:
        if flight.status != "scheduled" or flight.accepts != ("all",):
            continue
        pool = sum(share.people for share in reserves if share.covers(flight))
        if (flight.origin, flight.destination) in legs and flight.seats - pool >= LEAST_FREE_SEATS:
            early = groups.ready + instance.policy.check_in_minutes <= flight.departs
            there = groups.origin.ints(partial(eq, flight.origin)) > 0
            rows = np.flatnonzero(plain & early & there)
            if len(rows):
                keepers.append((flight, rows))
    return keepers


HUB_STAY_HOURS = 24
HAVEN_STAY_HOURS = 72
SLOWEST_HOURLY = 4
"""People an hour that any place can process, so that parties of every size can leave by the sixth hour."""


def limited_locations(
    world: World, pools: Sequence[Pool], flights: Sequence[Flight], wanted: int, percent: int
) -> tuple[Location, ...]:
    """The places with their limits.

    Origins process as many people an hour as would leave evenly over three quarters of the horizon, and
    handle one movement an hour more than is scheduled, with half the sorties that the aircraft could fly.
    The first haven has no limit; the second has places for a third of the seats, for three days; the third
    opens late.
    """
    hourly = max(SLOWEST_HOURLY, wanted * 3 * 4 // (2 * 3 * world.hours * len(world.origins)))
    flow = wanted * HUB_STAY_HOURS * percent // (2 * 100 * len(world.hubs) * world.hours)
    places = max(pool.seats for pool in pools) + flow
    return (
        *(
            place.location(
                "origin",
                throughput_per_hour=hourly,
                movements_per_hour=_movements(place.id, pools, flights, HOUR, world.hours),
                movements_per_day=_movements(place.id, pools, flights, DAY, world.days),
            )
            for place in world.origins
        ),
        *(
            place.location("hub", capacity=places, max_stay=HUB_STAY_HOURS * HOUR, throughput_per_hour=hourly)
            for place in world.hubs
        ),
        world.havens[0].location("haven"),
        world.havens[1].location(
            "haven", capacity=max(len(FAMILIES_AND_SINGLES), wanted // 3), stay=HAVEN_STAY_HOURS * HOUR
        ),
        world.havens[2].location("haven", opens=at_hour(world.hours // 4), closes=at_hour(world.hours + 24)),
    )


def _movements(place: str, pools: Sequence[Pool], flights: Sequence[Flight], span: int, spans: int) -> int:
    """One more than the scheduled movements of the busiest span, and half of the possible sorties."""
    scheduled = Counter(flight.departs // span for flight in flights if flight.origin == place)
    sorties = sum(pool.count * max(1, spans * span // (pool.cycle * HOUR)) for pool in pools)
    return max(scheduled.values(), default=0) + 1 + sorties // (2 * spans)


LEAVE_WITHIN_HOURS = 36


def with_wishes(world: World, instance: Instance, percent: int) -> Instance:
    """The instance in which some rows of parties are of two nationalities, or want something."""
    draws, groups = world.draws("wishes"), instance.groups
    rows = len(groups)
    havens = draws.below(len(world.havens), rows)
    later = np.maximum(groups.ready, instance.begins) + LEAVE_WITHIN_HOURS * HOUR
    groups = replace(
        groups,
        members=_members(draws, world, groups, _chosen(draws, percent, rows)),
        destinations=Coded(
            np.where(_chosen(draws, percent, rows), havens + 1, 0),
            ((), *((place.id,) for place in world.havens)),
        ),
        leave_by=np.where(_chosen(draws, percent // 2, rows), later, BLANK),
        operators=_operators(draws, instance, _chosen(draws, percent // 2, rows)),
        stay=np.where(_chosen(draws, percent // 2, rows), DAY, BLANK),
    )
    return replace(instance, groups=groups)


def _chosen(draws: Draws, percent: int, rows: int) -> Ints:
    return draws.chance(10_000 * percent, rows)


def _members(draws: Draws, world: World, groups: Groups, chosen: Ints) -> Coded[Members]:
    """In the chosen rows of two people or more, one person of the party is of another nationality."""
    number = len(world.nations)
    other = draws.below(number, len(groups))
    mine = groups.nationality.ints({nation: at for at, nation in enumerate(world.nations)}.__getitem__)
    mixed = (chosen > 0) & (groups.people > 1) & (other != mine)
    listed: list[Members] = [()] * len(groups)
    for row in np.flatnonzero(mixed).tolist():
        own, foreign = world.nations[int(mine[row])], world.nations[int(other[row])]
        listed[row] = tuple(sorted(((own, int(groups.people[row]) - 1), (foreign, 1))))
    return Coded.of(listed)


def _operators(draws: Draws, instance: Instance, chosen: Ints) -> Coded[tuple[str, ...]]:
    """In the chosen rows, two of four operators that fly."""
    first = tuple(sorted({flight.operator for flight in instance.schedule}))[:4]
    pairs: list[tuple[str, ...]] = [(one, other) for one in first for other in first if one < other]
    pairs = pairs or [first]
    drawn = draws.below(len(pairs), len(chosen))
    return Coded(np.where(chosen > 0, drawn + 1, 0), ((), *pairs))
