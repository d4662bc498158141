"""Every chain of flights that leads from an origin to a haven in time, whoever may take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints, spans
from evacopt.domain.plan import Itinerary
from evacopt.errors import UsageError
from evacopt.routes.timetable import Timetable

MOST = 5_000_000
"""More chains than this are refused: a model over them would not fit a machine."""

NO_LEG = -1


@dataclass(frozen=True, eq=False)
class Itineraries:
    """Chains of flights, ordered by origin, first departure, then flights.

    Attributes
    ----------
    legs : int64 array, shape (itineraries, max_legs)
        Flight numbers in the timetable, `NO_LEG` where there is no further leg.
    """

    timetable: Timetable
    legs: Ints

    @cached_property
    def origin(self) -> Ints:
        """Location number where each begins; shape (itineraries,)."""
        return self.timetable.origin[self.legs[:, 0]]

    @cached_property
    def first_departure(self) -> Ints:
        """UTC minute of the first departure; shape (itineraries,)."""
        return self.timetable.departs[self.legs[:, 0]]

    @cached_property
    def last_leg(self) -> Ints:
        """Flight number of the last leg; shape (itineraries,)."""
        rows = np.arange(len(self.legs))
        last: Ints = self.legs[rows, (self.legs != NO_LEG).sum(axis=1) - 1]
        return last

    @cached_property
    def haven(self) -> Ints:
        """Location number where each ends; shape (itineraries,)."""
        return self.timetable.destination[self.last_leg]

    def flights(self, itinerary: int) -> Itinerary:
        """The flight ids of one itinerary."""
        schedule = self.timetable.instance.schedule
        return tuple(schedule[leg].id for leg in self.legs[itinerary].tolist() if leg != NO_LEG)

    def __len__(self) -> int:
        return len(self.legs)


def enumerate_itineraries(timetable: Timetable) -> Itineraries:
    """All itineraries of `timetable` under the policy's connection rules.

    Raises
    ------
    UsageError
        If there are more than `MOST`; the message says which policy keys narrow them.
    """
    policy = timetable.instance.policy
    havens = timetable.role_mask("haven")
    hubs = timetable.role_mask("hub")
    starts = np.isin(timetable.origin, timetable.group_origins) & ~havens[timetable.origin]
    chains: Ints = np.flatnonzero(timetable.usable & starts)[:, None].astype(np.int64)
    complete: list[Ints] = []
    for leg in range(policy.max_legs):
        ends_at = timetable.destination[chains[:, -1]]
        blank = np.full((len(chains), policy.max_legs - leg - 1), NO_LEG, dtype=np.int64)
        complete.append(np.hstack([chains, blank])[havens[ends_at]])
        if leg + 1 < policy.max_legs:
            chains = _extend(timetable, chains[hubs[ends_at]])
        _refuse_too_many(sum(map(len, complete)) + len(chains))
    legs = np.concatenate(complete)
    keys = tuple(legs[:, leg] for leg in reversed(range(legs.shape[1])))
    order = np.lexsort((*keys, timetable.departs[legs[:, 0]], timetable.origin[legs[:, 0]]))
    return Itineraries(timetable, legs[order])


def _extend(timetable: Timetable, chains: Ints) -> Ints:
    """Each chain followed by each flight that it can connect to."""
    if not len(chains):
        return np.zeros((0, chains.shape[1] + 1), dtype=np.int64)
    parts = [
        part for place in range(len(timetable.from_location)) for part in _onward(timetable, chains, place)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, chains.shape[1] + 1), dtype=np.int64)


def _onward(timetable: Timetable, chains: Ints, place: int) -> Iterator[Ints]:
    """The extensions of the chains that have come to hub number `place`."""
    onward = timetable.from_location[place]
    chains = chains[timetable.destination[chains[:, -1]] == place]
    if not len(chains) or not len(onward):
        return
    instance = timetable.instance
    arrives = timetable.arrives[chains[:, -1]]
    departs = timetable.departs[onward]
    longest = instance.locations[place].max_stay
    first = np.searchsorted(departs, arrives + instance.policy.min_connection_minutes)
    stop = (
        np.full(len(chains), len(onward))
        if longest is None
        else np.searchsorted(departs, arrives + longest, side="right")
    )
    _refuse_too_many(int(np.maximum(stop - first, 0).sum()))
    chain, place_in_list = spans(first, stop)
    extended = np.hstack([chains[chain], onward[place_in_list][:, None]])
    goes_to = timetable.destination[extended[:, -1]]
    been = timetable.origin[extended]
    yield extended[(been != goes_to[:, None]).all(axis=1)]


def _refuse_too_many(chains: int) -> None:
    if chains > MOST:
        raise UsageError(
            f"more than {MOST} itineraries: lower policy.max_legs, set max_stay_hours at hubs "
            "or raise policy.min_connection_minutes"
        )
