"""A made-up day of an airline after a disruption: passengers who must get to where they have booked.

    python -m benchmarks.airline_day DIR --seed 5

The sizes are those of the first instance of the ROADEF 2009 challenge: 35 airports, one of them the base, 608
flights over two days, 1,943 bookings. A tenth of the flights is cancelled and a seventh late. Aircraft fly as
published; who goes on what is decided anew. An airport is where people set out, change and arrive: it is
origin and haven at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group, Groups
from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.policy import Policy
from evacopt.files import write_instance

BEGINS = 20_000 * DAY
AIRPORTS = tuple(f"P{number:02}" for number in range(35))
BASE = AIRPORTS[0]
FLIGHTS, BOOKINGS, MOST_TOGETHER = 608, 1_943, 39
CONNECTION, LONGEST_WAIT = 30, 4 * HOUR
NOBODY = "XXX"


def _published(draw: Random) -> list[Flight]:
    """Out and back between the base and another airport, a tenth of them from one of these to another."""
    legs = list[tuple[str, str, int, int]]()
    while len(legs) < FLIGHTS:
        departs = BEGINS + draw.randrange(5 * HOUR, 22 * HOUR, 5) + draw.choice((0, 0, DAY))
        block, (one, other) = draw.randrange(50, 150, 5), draw.sample(AIRPORTS[1:], 2)
        if draw.random() < 0.1:
            legs.append((one, other, departs, block))
        else:
            legs += [(one, BASE, departs, block), (BASE, one, departs + block + 45, block)]
    return [
        Flight(
            id=f"F{number}",
            operator="AIR",
            origin=origin,
            destination=destination,
            departs=departs,
            arrives=departs + block,
            seats=draw.choice((100, 150, 200)),
        )
        for number, (origin, destination, departs, block) in enumerate(legs[:FLIGHTS])
    ]


def _bookings(draw: Random, flights: list[Flight]) -> Iterator[Group]:
    """People with one flight or two, no more than there are seats."""
    left = {flight.id: flight.seats for flight in flights}
    made = 0
    while made < BOOKINGS:
        legs = [draw.choice(flights)]
        onward = [
            flight
            for flight in flights
            if flight.origin == legs[0].destination
            and flight.destination != legs[0].origin
            and legs[0].arrives + CONNECTION <= flight.departs <= legs[0].arrives + LONGEST_WAIT
        ]
        if onward and draw.random() < 0.35:
            legs.append(draw.choice(onward))
        people = min(draw.randint(1, MOST_TOGETHER), *(left[leg.id] for leg in legs))
        if people == 0:
            continue
        for leg in legs:
            left[leg.id] -= people
        made += 1
        yield Group(
            id=f"B{made}",
            nationality=NOBODY,
            origin=legs[0].origin,
            size=1,
            count=people,
            ready=legs[0].departs,
            destinations=(legs[-1].destination,),
        )


def _disrupted(draw: Random, flight: Flight) -> Flight:
    """Cancelled, late, or as published."""
    if draw.random() < 0.1:
        return replace(flight, status="cancelled")
    late = draw.randrange(15, 180) if draw.random() < 1 / 7 else 0
    return replace(flight, departs=flight.departs + late, arrives=flight.arrives + late)


def airline_day(seed: int) -> Instance:
    """The instance; the same seed gives the same one."""
    draw = Random(seed)
    published = _published(draw)
    groups = Groups.of(_bookings(draw, published))
    flights = [_disrupted(draw, flight) for flight in published]
    landed = max(flight.arrives for flight in flights)
    airports = (Location(id=port, role="both", country=NOBODY, max_stay=2 * DAY) for port in AIRPORTS)
    return Instance(
        name=f"airline-day-s{seed}",
        begins=BEGINS,
        ends=landed,
        policy=Policy(objectives=("unserved", "waiting"), max_legs=2, min_connection_minutes=CONNECTION),
        locations=tuple(airports),
        groups=groups,
        flights=tuple(flights),
    )


def main() -> None:
    """Write the instance."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    write_instance(airline_day(asked.seed), asked.folder)


if __name__ == "__main__":
    main()
