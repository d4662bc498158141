"""Limits of the places of the family `mixed`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.location import Location
from evacopt.generation.people import FAMILIES_AND_SINGLES
from evacopt.generation.pools import Pool
from evacopt.generation.world import World, at_hour

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
