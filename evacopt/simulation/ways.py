"""Who may travel how when things go wrong: whole ways to a haven, and how far others get on the way there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Coded, Ints, Mask
from evacopt.domain.plan import Itinerary
from evacopt.model.formulation import rows_named
from evacopt.routes.cohorts import Cohorts, merge_groups
from evacopt.routes.eligibility import Travel, travel_of
from evacopt.routes.itineraries import NO_LEG, Itineraries, Timetable, enumerate_itineraries

HOME = -1
"""Where a party is that has flown nothing yet; who has is at the pair of what he has flown."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Pairs of a cohort and a chain of flights.

    Attributes
    ----------
    travel : the pairs
    whole : bool, shape (pairs,): whether the chain ends at a haven that the cohort accepts
    before : int64, shape (pairs, most legs): the pair that has flown so many legs less than `legs` of the
        chain: column `j` is that of the first `j` legs, `HOME` for none, and where the chain is shorter
    """

    travel: Travel
    whole: Mask
    before: Ints

    @cached_property
    def legs(self) -> Ints:
        """Flight numbers of each pair, `NO_LEG` behind the last; shape (pairs, most legs)."""
        return self.travel.itineraries.legs[self.travel.itinerary]

    @cached_property
    def length(self) -> Ints:
        """Flights of each pair, shape (pairs,)."""
        lengths: Ints = (self.legs != NO_LEG).sum(axis=1)
        return lengths

    def flights(self, pair: int) -> list[int]:
        """The flights of a pair by their numbers."""
        flights: list[int] = self.legs[pair, : self.length[pair]].tolist()
        return flights

    def furthest(self, cohort: int, itinerary: Itinerary) -> int:
        """The pair of the longest part of an itinerary that a cohort can fly, `HOME` if it is none."""
        number = self.travel.itineraries.timetable.instance.number
        legs = [number.get(code, NO_LEG) for code in itinerary][: self.legs.shape[1]]
        for length in range(len(legs), 0, -1):
            chain = self._chain.get((*legs[:length], *[NO_LEG] * (self.legs.shape[1] - length)), NO_LEG)
            place = int(np.searchsorted(self._key, cohort * self._width + chain))
            if (
                chain != NO_LEG
                and place < len(self._key)
                and self._key[place] == cohort * self._width + chain
            ):
                return place
        return HOME

    @cached_property
    def _chain(self) -> dict[tuple[int, ...], int]:
        return _numbers(self.travel.itineraries)

    @cached_property
    def _key(self) -> Ints:
        return self.travel.cohort * self._width + self.travel.itinerary

    @property
    def _width(self) -> int:
        return max(len(self.travel.itineraries), 1)


def _numbers(itineraries: Itineraries) -> dict[tuple[int, ...], int]:
    return {tuple(legs): row for row, legs in enumerate(itineraries.legs.tolist())}


def ways_of(timetable: Timetable, planned: Collection[Itinerary], *, others: bool) -> Ways:
    """The ways of a plan's itineraries, as far as they can still be flown, and if wanted all `others`."""
    number, width = timetable.instance.number, timetable.instance.policy.max_legs
    flown = [[number[leg] for leg in legs[: _possible(timetable, legs)]] for legs in sorted(planned)]
    chains = np.array(
        [legs + [NO_LEG] * (width - len(legs)) for legs in flown if legs], dtype=np.int64
    ).reshape(-1, width)
    ends = timetable.places(lambda place: place.is_end)
    last = chains[np.arange(len(chains)), (chains != NO_LEG).sum(axis=1) - 1]
    whole = enumerate_itineraries(timetable).legs if others else chains[ends[timetable.destination[last]]]
    begun = np.unique(_beginnings(np.concatenate((whole, chains)), chains), axis=0)
    all_chains = Itineraries.of(timetable, np.unique(np.concatenate((whole, begun)), axis=0))
    cohorts = merge_groups(timetable, unmerged=rows_named(timetable.instance))
    anywhere = replace(cohorts.parties, destinations=Coded.constant((), len(cohorts)))
    to_haven = travel_of(cohorts, Itineraries.of(timetable, np.unique(whole, axis=0)))
    on_the_way = travel_of(replace(cohorts, parties=anywhere), Itineraries.of(timetable, begun))
    return _joined(cohorts, all_chains, to_haven, on_the_way)


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


def _beginnings(chains: Ints, more: Ints) -> Ints:
    """The first legs of each chain, one, two and so on, short of all; and `more`."""
    parts = [more]
    for legs in range(1, chains.shape[1]):
        part = chains[chains[:, legs] != NO_LEG].copy()
        part[:, legs:] = NO_LEG
        parts.append(part)
    return np.concatenate(parts)


def _joined(cohorts: Cohorts, chains: Itineraries, to_haven: Travel, on_the_way: Travel) -> Ways:
    """Both kinds of pairs over the same chains; whoever is at a haven that he accepts has arrived."""
    number = _numbers(chains)
    width = max(len(chains), 1)
    keys, most = [], []
    for travel in (to_haven, on_the_way):
        of_chain = np.array(
            [number[tuple(legs)] for legs in travel.itineraries.legs.tolist()], dtype=np.int64
        )
        keys.append(travel.cohort * width + of_chain[travel.itinerary])
        most.append(travel.most)
    key, first = np.unique(np.concatenate(keys), return_index=True)
    travel = Travel(cohorts, chains, key // width, key % width, np.concatenate(most)[first])
    before = np.full((len(key), chains.legs.shape[1]), HOME, dtype=np.int64)
    for legs in range(1, chains.legs.shape[1]):
        shorter = chains.legs.copy()
        shorter[:, legs:] = NO_LEG
        longer = chains.legs[:, legs] != NO_LEG
        of_chain = np.array(
            [
                number[tuple(row)] if more else HOME
                for row, more in zip(shorter.tolist(), longer, strict=True)
            ],
            dtype=np.int64,
        )
        here = np.flatnonzero(longer[travel.itinerary])
        before[here, legs] = np.searchsorted(
            key, travel.cohort[here] * width + of_chain[travel.itinerary[here]]
        )
    return Ways(travel, np.isin(key, keys[0]), before)
