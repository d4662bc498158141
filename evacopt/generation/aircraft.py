"""Aircraft with the seats of real ones, smaller where few people wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Coded, Ints
from evacopt.domain.flight import Crew, Fleet, Sortie
from evacopt.generation.draws import Draws
from evacopt.generation.world import BEGINS, Place, World, at_hour

_WHOLE = 1_000


@dataclass(frozen=True, slots=True)
class Type:
    """A type of aircraft, its seats, and how often it is drawn."""

    name: str
    seats: int
    weight: int


DIRECT = (
    Type("C-130H", 92, 10),
    Type("A400M", 116, 15),
    Type("C-130J-30", 128, 15),
    Type("A320", 180, 20),
    Type("B737-800", 189, 15),
    Type("A310 MRTT", 214, 10),
    Type("A330-200", 272, 15),
)
"""What flies straight to a haven; 172 seats on average."""

SHUTTLES = (
    Type("A400M", 116, 20),
    Type("B737-800", 189, 25),
    Type("A330-200", 272, 25),
    Type("C-17", 336, 30),
)
"""What flies to a hub; 239 seats on average."""

WIDE = (
    Type("A330-200", 272, 30),
    Type("B767-300", 290, 20),
    Type("B777-300ER", 451, 35),
    Type("B747-400", 570, 15),
)
"""What flies on from a hub; 383 seats on average."""


def mean_seats(types: tuple[Type, ...]) -> int:
    """Seats of an aircraft drawn from `types` on average, rounded down, at least 1."""
    weight = sum(one.weight for one in types)
    return max(1, sum(one.weight * one.seats for one in types) // weight)


def shrinking(types: tuple[Type, ...], wanted: int, fewest: int) -> int:
    """Thousandths of its seats that each aircraft keeps, so that `wanted` seats take `fewest` of them."""
    return min(_WHOLE, max(1, wanted * _WHOLE // (fewest * mean_seats(types))))


def shrunk(seats: int, thousandths: int) -> int:
    """The seats that are left of `seats`, at least 1."""
    return max(1, seats * thousandths // _WHOLE)


def drawn_aircraft(
    draws: Draws, types: tuple[Type, ...], wanted: int, *, fewest: int = 6
) -> tuple[Coded[str], Ints]:
    """Aircraft, drawn one by one until they have `wanted` seats together.

    Returns
    -------
    Coded of str, int64 array, both of shape (aircraft,)
        Type and seats of each. Of few wanted seats each aircraft gets fewer, so that about `fewest` fly.
    """
    thousandths = shrinking(types, wanted, fewest)
    seats = np.array([shrunk(one.seats, thousandths) for one in types], dtype=np.int64)
    likely = wanted // max(1, mean_seats(types) * thousandths // _WHOLE) + 8
    drawn = np.zeros(0, dtype=np.int64)
    while int(seats[drawn].sum()) < wanted or not len(drawn):
        drawn = np.append(drawn, draws.pick([one.weight for one in types], likely))
    enough = int(np.searchsorted(np.cumsum(seats[drawn]), wanted)) + 1
    drawn = drawn[:enough]
    return Coded(drawn, tuple(one.name for one in types)), seats[drawn]


TURNAROUND_HOURS = 2
MONEY_A_SEAT_HOUR = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Aircraft of one type.

    Attributes
    ----------
    count : how many
    cycle : hours that one is gone for
    """

    id: str
    operator: str
    type: str
    seats: int
    count: int
    cycle: int

    def fleet(self) -> Fleet:
        """It as a row of the fleets."""
        return Fleet(id=self.id, count=self.count, cycle=self.cycle * HOUR)


def pools_for(
    world: World, types: tuple[Type, ...], stops: tuple[Place, ...], wanted: int
) -> tuple[Pool, ...]:
    """A pool of each type, the `k`-th of the `k`-th operator.

    Each has so many aircraft that, cycle after cycle through the horizon, it flies its part of `wanted`
    seats.
    """
    cycle = 2 * max(place.hours for place in stops) + TURNAROUND_HOURS
    flown = max(1, (world.hours - 6) // cycle)
    thousandths = shrinking(types, wanted, flown * len(types))
    pools = []
    for number, one in enumerate(types):
        seats = shrunk(one.seats, thousandths)
        count = -(-wanted // (len(types) * seats * flown))
        operator = world.operators[number % len(world.operators)]
        pools.append(
            Pool(
                id=f"P{number + 1}",
                operator=operator,
                type=one.name,
                seats=seats,
                count=max(1, count),
                cycle=cycle,
            )
        )
    return tuple(pools)


def crews_for(pools: tuple[Pool, ...], *, rest: int, percent: int) -> tuple[Crew, ...]:
    """Crews that rest: those of each pool can fly the next one too.

    There are `percent` of those who would keep every aircraft flying, at least one a pool.
    """
    crews = []
    for number, pool in enumerate(pools):
        other = pools[(number + 1) % len(pools)].id
        needed = pool.count * rest * percent // (pool.cycle * 100)
        fleets = tuple(dict.fromkeys((pool.id, other)))
        crews.append(Crew(id=f"C{number + 1}", count=max(1, needed), fleets=fleets, rest=rest * HOUR))
    return tuple(crews)


def sorties_of(
    world: World, pools: tuple[Pool, ...], starts: tuple[Place, ...], stops: tuple[Place, ...], every: int
) -> tuple[Sortie, ...]:
    """A series of sorties of each pool on each leg, one every `every` hours from the sixth on."""
    legs = [(start, stop) for start in starts for stop in stops]
    return tuple(
        Sortie(
            id=f"{pool.id}-{start.id}-{stop.id}",
            operator=pool.operator,
            origin=start.id,
            destination=stop.id,
            first_departure=at_hour(6),
            every=every * HOUR,
            until=max(at_hour(6), BEGINS + world.hours * HOUR),
            block_minutes=stop.hours * HOUR,
            seats=pool.seats,
            fleet=pool.id,
            copies=pool.count,
            aircraft=pool.type,
            cost=pool.seats * stop.hours * MONEY_A_SEAT_HOUR,
            min_load=pool.seats // 5,
        )
        for pool in pools
        for start, stop in legs
    )
