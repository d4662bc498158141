"""Who may travel how when things go wrong: whole ways to a haven, and how far others get on the way there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Coded, Ints, Mask
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Itinerary
from evacopt.errors import UsageError
from evacopt.model.formulation import rows_named
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.eligibility import Travel, travel_of
from evacopt.routes.itineraries import NO_LEG, Itineraries, Timetable, enumerate_itineraries
from evacopt.simulation.chains import HOME, Chains, beginnings, flyable

MOST = 100_000
"""Ways of cohorts to havens that are told apart; where there are more, only the first ones are."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Pairs of a cohort and a chain of flights.

    Attributes
    ----------
    travel : the pairs
    chains : their chains
    whole : bool, shape (pairs,): whether the chain ends at a haven that the cohort accepts
    """

    travel: Travel
    chains: Chains
    whole: Mask

    @cached_property
    def legs(self) -> Ints:
        """Flight numbers of each pair, `NO_LEG` behind the last; shape (pairs, most legs)."""
        return self.travel.itineraries.legs[self.travel.itinerary]

    @cached_property
    def length(self) -> Ints:
        """Flights of each pair, shape (pairs,)."""
        lengths: Ints = (self.legs != NO_LEG).sum(axis=1)
        return lengths

    @cached_property
    def before(self) -> Ints:
        """The pair of the first `j` legs in column `j`, `HOME` for none; shape (pairs, most legs)."""
        chain = self.chains.shorter[self.travel.itinerary]
        key = self.travel.cohort[:, None] * len(self.chains) + chain
        return np.where(chain == HOME, HOME, np.searchsorted(self._key, key))

    def flights(self, pair: int) -> list[int]:
        """The flights of a pair by their numbers."""
        flights: list[int] = self.legs[pair, : self.length[pair]].tolist()
        return flights

    def furthest(self, cohort: int, itinerary: Itinerary) -> int:
        """The pair of the longest part of an itinerary that a cohort can fly, `HOME` if it is none."""
        for chain in reversed(self.chains.begun(itinerary)):
            key = cohort * len(self.chains) + chain
            place = int(np.searchsorted(self._key, key))
            if place < len(self._key) and self._key[place] == key:
                return place
        return HOME

    @cached_property
    def _key(self) -> Ints:
        return self.travel.cohort * len(self.chains) + self.travel.itinerary


def ways_of(timetable: Timetable, calls: Collection[tuple[int, Itinerary]], *, others: bool) -> Ways:
    """The ways to which groups are called, as far as they can still be flown, and if wanted all `others`.

    Where there are more than `MOST` others, of those by which a flight is boarded only the one that is first
    at a haven: for who is at home, or has flown a part of a way to which he is called.

    Raises
    ------
    UsageError
        If these are more than `MOST` too.
    """
    cohorts = merge_groups(timetable, unmerged=rows_named(timetable.instance))
    planned = beginnings(flyable(timetable, {itinerary for _, itinerary in calls}))
    ends = timetable.places(lambda place: place.is_end)
    to_end = ends[
        timetable.destination[planned[np.arange(len(planned)), (planned != NO_LEG).sum(axis=1) - 1]]
    ]
    whole = enumerate_itineraries(timetable) if others else Itineraries.of(timetable, planned[to_end])
    chains = Chains.of(timetable, np.concatenate((whole.legs, planned)))
    called = np.array(
        [
            int(cohorts.of[group]) * len(chains) + chain
            for group, legs in calls
            for chain in chains.begun(legs)
        ],
        dtype=np.int64,
    )
    to_haven = chains.keys(travel_of(cohorts, whole))
    if not others:
        to_haven = to_haven[np.isin(to_haven, called)]
    elif len(to_haven) > MOST:
        to_haven = to_haven[_first_ways(chains, to_haven, called)]
        _refuse_too_many(len(to_haven))
    anywhere = replace(cohorts.parties, destinations=Coded.constant((), len(cohorts)))
    begun = chains.keys(travel_of(replace(cohorts, parties=anywhere), Itineraries.of(timetable, planned)))
    keys = [to_haven, begun[np.isin(begun, called)]]
    for shorter in chains.shorter.T:
        chain = shorter[to_haven % len(chains)]
        keys.append((to_haven // len(chains) * len(chains) + chain)[chain != HOME])
    key = np.unique(np.concatenate(keys))
    cohort = key // len(chains)
    most = cohorts.parties.count[cohort]  # what fits is said by rows, which a tighter bound would leave out
    return Ways(
        Travel(cohorts, chains.itineraries, cohort, key % len(chains), most), chains, np.isin(key, to_haven)
    )


def _refuse_too_many(ways: int) -> None:
    if ways > MOST:
        text = phrase(
            "more than {most} ways for people who stand by: simulate with the recourse none", most=MOST
        )
        raise UsageError(text)


def _first_ways(chains: Chains, keys: Ints, called: Ints) -> Mask:
    """Of all `keys` that board a flight, at home or after a part of a way called to, the first at a haven."""
    itineraries, cohort, chain = chains.itineraries, keys // len(chains), keys % len(chains)
    arrives = itineraries.timetable.arrives[itineraries.last_leg[chain]]
    order = np.lexsort((chain, (itineraries.legs[chain] != NO_LEG).sum(axis=1), arrives))
    first: Mask = np.zeros(len(keys), dtype=np.bool_)
    for flown in range(itineraries.legs.shape[1]):
        flight, begun = itineraries.legs[chain, flown], chains.shorter[chain, flown]
        stands = cohort * (len(chains) + 1) + begun + 1
        boards = flight != NO_LEG
        if flown:
            boards &= np.isin(cohort * len(chains) + begun, called)
        here = order[boards[order]]
        _, place = np.unique(
            stands[here] * len(itineraries.timetable.departs) + flight[here], return_index=True
        )
        first[here[place]] = True
    return first
