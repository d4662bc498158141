"""Chains of flights and their beginnings: what has been flown on the way to a haven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.plan import Itinerary
from evacopt.routes.eligibility import Travel
from evacopt.routes.itineraries import NO_LEG, Itineraries, Timetable

HOME = -1
"""What has been flown by who has flown nothing yet."""


@dataclass(frozen=True, eq=False)
class Chains:
    """Chains with all that they begin with.

    Attributes
    ----------
    number : the chain of these flight numbers
    shorter : int64, shape (chains, most legs): the chain of the first `j` legs in column `j`, `HOME` for none
        and where the chain is no longer than that
    """

    itineraries: Itineraries
    number: dict[tuple[int, ...], int]
    shorter: Ints

    @classmethod
    def of(cls, timetable: Timetable, chains: Ints) -> Chains:
        """These and their beginnings."""
        itineraries = Itineraries.of(timetable, beginnings(chains))
        legs = itineraries.legs.tolist()
        number = {_flown(row): place for place, row in enumerate(legs)}
        shorter = [
            [number[row[:flown]] if 0 < flown < len(row) else HOME for flown in range(len(padded))]
            for padded, row in ((padded, _flown(padded)) for padded in legs)
        ]
        return cls(itineraries, number, np.array(shorter, dtype=np.int64).reshape(itineraries.legs.shape))

    def keys(self, travel: Travel) -> Ints:
        """A number for each pair of `travel`: its cohort, times how many chains there are, and its chain."""
        legs = travel.itineraries.legs.tolist()
        chain = np.array([self.number[_flown(row)] for row in legs], dtype=np.int64)
        return travel.cohort * len(self) + chain[travel.itinerary]

    def begun(self, itinerary: Itinerary) -> list[int]:
        """The chains of its first flight, of its first two, and so on, as far as there are any."""
        numbers = self.itineraries.timetable.instance.number
        flights = tuple(numbers.get(code, NO_LEG) for code in itinerary)
        chains = (self.number.get(flights[:flown], HOME) for flown in range(1, len(flights) + 1))
        return [chain for chain in chains if chain != HOME]

    def __len__(self) -> int:
        return max(len(self.itineraries), 1)


def _flown(legs: list[int]) -> tuple[int, ...]:
    return tuple(leg for leg in legs if leg != NO_LEG)


def beginnings(chains: Ints) -> Ints:
    """Each chain and what it begins with, once: its first leg, the first two, and so on."""
    parts = [chains]
    for legs in range(1, chains.shape[1]):
        part = chains[chains[:, legs] != NO_LEG].copy()
        part[:, legs:] = NO_LEG
        parts.append(part)
    return np.unique(np.concatenate(parts), axis=0)


def flyable(timetable: Timetable, itineraries: Iterable[Itinerary]) -> Ints:
    """Of each itinerary as much as anybody could fly, where that is anything; shape (chains, most legs)."""
    number, width = timetable.instance.number, timetable.instance.policy.max_legs
    flown = [[number[code] for code in legs[: _possible(timetable, legs)]] for legs in sorted(itineraries)]
    chains = [legs + [NO_LEG] * (width - len(legs)) for legs in flown if legs]
    return np.array(chains, dtype=np.int64).reshape(-1, width)


def _possible(timetable: Timetable, itinerary: Itinerary) -> int:
    """How many of these flights can be flown one after the other (3.1), whoever flies."""
    instance, been = timetable.instance, set[str]()
    policy, before = instance.policy, None
    for count, code in enumerate(itinerary[: policy.max_legs]):
        leg = instance.flight.get(code)
        if (
            leg is None
            or not timetable.usable[instance.number[code]]
            or leg.destination in {*been, leg.origin}
        ):
            return count
        if before is not None:
            hub, waits = instance.location[leg.origin], leg.departs - before.arrives
            longest = waits if hub.max_stay is None else hub.max_stay
            connects = leg.origin == before.destination and hub.is_stop
            if not connects or not policy.min_connection_minutes <= waits <= longest:
                return count
        been.add(leg.origin)
        before = leg
    return min(len(itinerary), policy.max_legs)
