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
from evacopt.large.commodities import Crowd
from evacopt.large.network import Network
from evacopt.large.relaxation import Arc
from evacopt.large.residuals import Party, Room, Trip, parties_of
from evacopt.large.sorties import all_of

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
    "capacity",
    "throughput",
    "pin",
    "parties",
}
"""Rules that one booking more can break, and that no booking less can: of pins, those that say at most."""
Booking = tuple[int, Trip]


def boarding_of(instance: Instance, flown: Mapping[int, int] | None = None) -> Boarding:
    """Nobody aboard; every optional flight is flown as often as it may be where nothing else is said."""
    crowd = Crowd.of(instance)
    parties = parties_of(instance, crowd.kind, crowd.ready, crowd.leave_by)
    room = Room(instance, all_of(instance) if flown is None else flown)
    return Boarding(Network.of(crowd), room, parties)


def plan_of(boarding: Boarding, flown: Mapping[int, int] | None = None) -> Plan:
    """The plan of who is aboard."""
    instance = boarding.network.instance
    schedule, rows = instance.schedule, sorted(boarding.booked.items())
    times = all_of(instance) if flown is None else flown
    return Plan(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        assignments=Assignments(
            Coded.of(instance.groups.id[row] for (row, _), _ in rows),
            Coded.of(tuple(schedule[flight].id for flight in trip) for (_, trip), _ in rows),
            np.array([many for _, many in rows], dtype=np.int64),
        ),
        sorties=tuple((schedule[flight].id, many) for flight, many in sorted(times.items()) if many),
    )


def broken(boarding: Boarding) -> list[Violation]:
    """What the judge says against those who are aboard, rules of whole sorties and promises aside."""
    found = verify(boarding.network.instance, plan_of(boarding))
    return [one for one in found if one.rule in SINGLE and "fewer than" not in one.text]


def openings(boarding: Boarding) -> list[tuple[Party, Trip]]:
    """Every party with every trip that it could take."""
    return [(party, trip) for party in boarding.parties for trip in boarding.every_trip(party)]


def left_of(room: Room) -> Iterator[object]:
    """All that a room says of what is left."""
    places = [place.id for place in room.instance.locations]
    yield list(room.seats)
    yield room.caps_left()
    yield room.admitted_left()
    yield [(room.gone_left(place), room.present_left(place)) for place in places]
    yield [list(room.pools_left((flight,))) for flight in range(len(room.schedule))]


def some_flow(network: Network, rng: Random) -> dict[Arc, float]:
    """People sent along trips that they may take, as a flow over kinds and bundles."""
    boarding, flow = boarding_of(network.instance), defaultdict[Arc, float](float)
    number = {at: place for place, bundle in enumerate(network.bundles) for at in bundle.flights}
    for party in boarding.parties:
        for trip in boarding.every_trip(party):
            kind, seats = party.kind, rng.randrange(4) / 2
            for leg in trip if seats else ():
                flow[kind, (number[leg],)] += seats
                kind = network.onward[kind]
    return flow
