"""The parts of the method on one instance, and the plan of what has boarded so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from random import Random

import numpy as np

from evacopt.domain.columns import Coded
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignments, Plan
from evacopt.domain.violation import Violation
from evacopt.judge.verify import verify
from evacopt.large.boarding import Boarding
from evacopt.large.commodities import Commodities, Party, Trip, parties_of
from evacopt.large.network import Network
from evacopt.large.relaxation import Arc
from evacopt.large.residuals import Residuals
from evacopt.large.sorties import most_sorties

SINGLE = {
    "itinerary",
    "acceptance",
    "seats",
    "reserve",
    "stretchers",
    "infants",
    "assistance",
    "share_max",
    "admission",
    "arrivals_hour",
    "arrivals_day",
    "capacity",
    "dimension",
    "link",
    "throughput",
    "pin",
    "parties",
}
"""Rules that one booking more can break, and that no booking less can: of pins, those that say at most."""
Booking = tuple[int, Trip]


def boarding_of(instance: Instance, flown: Mapping[int, int] | None = None) -> Boarding:
    """Nobody aboard; every optional flight is flown as often as it may be where nothing else is said."""
    commodities = Commodities.of(instance)
    parties = parties_of(commodities)
    residuals = Residuals(instance, most_sorties(instance) if flown is None else flown)
    return Boarding(Network.of(commodities), residuals, parties)


def plan_of(boarding: Boarding, flown: Mapping[int, int] | None = None) -> Plan:
    """The plan of who is aboard."""
    instance = boarding.network.instance
    schedule, rows = instance.schedule, sorted(boarding.booked.items())
    times = most_sorties(instance) if flown is None else flown
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments(
            Coded.of(instance.groups.id[row] for (row, _), _ in rows),
            Coded.of(tuple(schedule[flight].id for flight in trip) for (_, trip), _ in rows),
            np.array([aboard for _, aboard in rows], dtype=np.int64),
        ),
        sorties=tuple((schedule[flight].id, aboard) for flight, aboard in sorted(times.items()) if aboard),
    )


def broken(boarding: Boarding) -> list[Violation]:
    """What the judge says against those who are aboard, rules of whole sorties and promises aside."""
    known = boarding.network.instance
    violations = verify(known, plan_of(boarding))
    flown = verify(known, plan_of(boarding_of(known))) if known.order else []
    return [
        one for one in violations if one.rule in SINGLE and "fewer than" not in one.text and one not in flown
    ]


def openings(boarding: Boarding) -> list[tuple[Party, Trip]]:
    """Every party with every trip that it could take."""
    return [(party, trip) for party in boarding.parties for trip in boarding.every_trip(party)]


def left_of(residuals: Residuals) -> Iterator[object]:
    """All that a room says of what is left."""
    places = [place.id for place in residuals.instance.locations]
    yield list(residuals.seats)
    yield residuals.caps_left()
    yield residuals.admitted_left()
    yield [(residuals.gone_left(place), residuals.present_left(place)) for place in places]
    for leg in residuals.schedule:
        yield list(residuals.landings_left(residuals.instance.location[leg.destination], leg.arrives))
    yield [
        residuals.room_left((at,), name) for at, leg in enumerate(residuals.schedule) for name, _ in leg.room
    ]
    yield [list(residuals.pools_left((flight,))) for flight in range(len(residuals.schedule))]


def some_flow(network: Network, rng: Random) -> dict[Arc, float]:
    """People sent along trips that they may take, as a flow over commodities and flight arcs."""
    boarding, flow = boarding_of(network.instance), defaultdict[Arc, float](float)
    number = {at: place for place, flight_arc in enumerate(network.flight_arcs) for at in flight_arc.flights}
    for party in boarding.parties:
        for trip in boarding.every_trip(party):
            commodity, seats = party.commodity, rng.randrange(4) / 2
            for leg in trip if seats else ():
                flow[commodity, (number[leg],)] += seats
                commodity = network.onward[commodity]
    return flow
