"""Aircraft pools, their crews, and the sorties that they may fly."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.domain.clock import HOUR
from evacopt.domain.fleet import Crew, Fleet
from evacopt.domain.flight import Sortie
from evacopt.generation.aircraft import Type, shrinking, shrunk
from evacopt.generation.places import Place
from evacopt.generation.world import BEGINS, World, at_hour

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
