"""Admissions of the family `mixed`, and promises and pins that can be kept together.

A promise and the pins speak of single travellers without a wish, each on a direct flight that takes
everybody to the haven without limits, with a seat outside every reserved pool. They are three people at
most on one flight, fewer than any place can process in the hours before it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import eq

import numpy as np

from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.share import Admission, Share
from evacopt.generation.world import World

LEAST_FREE_SEATS = 4


def admissions(world: World) -> tuple[Admission, ...]:
    """The second haven does not admit the rarest nationality, and its country few of the next."""
    place, nations = world.havens[1], world.nations
    closed = Admission(location=place.id, nationality=nations[-1], people=0)
    few = Admission(country=place.country, nationality=nations[-2:][0], people=max(7, world.people // 200))
    return closed, few


def promise(world: World, instance: Instance, reserves: Sequence[Share]) -> tuple[Share, ...]:
    """One person of some nationality on the last flight that can keep it, if others than the pinned can."""
    found = _keepers(world, instance, reserves)
    if not found:
        return ()
    flight, rows = found[-1]
    others = rows[(rows != found[0][1][0]) & (rows != len(instance.groups) - 1)]
    if not len(others):
        return ()
    nationality = instance.groups.nationality[int(others[0])]
    return (Share(id="MIN", kind="min", nationality=nationality, people=1, flight=flight.id),)


def pins(world: World, instance: Instance, reserves: Sequence[Share]) -> tuple[Pin, ...]:
    """One party is called forward for a flight; the last group is barred from it."""
    found = _keepers(world, instance, reserves)
    if not found:
        return ()
    groups = instance.groups
    flight, rows = found[0]
    called = groups.id[int(rows[0])]
    kept = Pin(group=called, kind="at_least", parties=1, itinerary=(flight.id,))
    barred = Pin(group=groups.id[-1], kind="at_most", parties=0, flight=flight.id)
    return (kept, barred) if called != groups.id[-1] else (kept,)


def _keepers(world: World, instance: Instance, reserves: Sequence[Share]) -> list[tuple[Flight, Ints]]:
    """Each flight that can keep a promise, with the rows of the groups that could be on it."""
    groups = instance.groups
    plain = (groups.people == 1) & (groups.able == 1) & (groups.leave_by == BLANK)
    plain &= groups.destinations.ints(len) + groups.operators.ints(len) + groups.members.ints(len) == 0
    found = []
    for flight in instance.flights:
        pool = sum(share.people for share in reserves if share.covers(flight))
        if _takes_anybody(world, flight) and flight.seats - pool >= LEAST_FREE_SEATS:
            early = groups.ready + instance.policy.check_in_minutes <= flight.departs
            here = groups.origin.ints(partial(eq, flight.origin)) > 0
            rows = np.flatnonzero(plain & early & here)
            if len(rows):
                found.append((flight, rows))
    return found


def _takes_anybody(world: World, flight: Flight) -> bool:
    return (
        flight.status == "scheduled"
        and flight.accepts == ("all",)
        and flight.destination == world.havens[0].id
        and flight.origin in {place.id for place in world.origins}
    )
