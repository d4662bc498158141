"""Who of those who stay could take which flight by the rules of travel, in the standby order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Coded, Ints, Mask
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Plan
from evacopt.judge.pairs import Pairs, read
from evacopt.judge.travel import flaws, mismatches
from evacopt.view.standby import standby_order
from evacopt.view.view import View

_AT_ONCE = 1_000_000
"""Pairs of a group and a journey that are tried in one array."""


@dataclass(frozen=True, eq=False)
class Willing:
    """Those who travel and those who could.

    Attributes
    ----------
    pairs : who takes what by the plan, or could
    parties : int64, shape (pairs,): parties of the plan
    of_flight : pairs of those who could begin with a flight out of where they wait, first to be called first;
        of one group journeys with fewer legs first
    """

    pairs: Pairs
    parties: Ints
    of_flight: dict[str, list[int]]

    @classmethod
    def of(cls, view: View, plan: Plan, flown: Sequence[Flight]) -> Willing:
        """Sort out who could begin with any of `flown`: with it alone, or on a journey that the plan has."""
        instance, reading = view.instance, read(view.instance, plan)
        journeys = _journeys(instance, reading.pairs.itineraries, flown)
        known = dict.fromkeys((*reading.pairs.itineraries, *journeys))
        number = {legs: code for code, legs in enumerate(known)}
        own = np.array([number[legs] for legs in reading.pairs.itineraries], dtype=np.int64)
        planned = reading.pairs.group * len(known) + (own[reading.pairs.code] if len(own) else own)
        order = standby_order(view)
        fit = np.concatenate(
            [planned[:0], *_fit(instance, tuple(known), order, [number[way] for way in journeys])]
        )
        keys = np.unique(np.concatenate((planned, fit)))
        pairs = Pairs(instance, *np.divmod(keys, max(len(known), 1)), tuple(known))
        parties = np.zeros(len(keys), dtype=np.int64)
        parties[np.searchsorted(keys, planned)] = reading.parties
        return cls(pairs, parties, _by_flight(pairs, np.searchsorted(keys, fit), order))


def _journeys(instance: Instance, used: Sequence[Itinerary], flown: Sequence[Flight]) -> list[Itinerary]:
    """The journeys on which anybody could set out."""
    begin = {flight.id for flight in flown if instance.location[flight.origin].is_start}
    ways = {*((flight,) for flight in begin), *(legs for legs in used if legs[0] in begin)}
    return [legs for legs in sorted(ways) if not flaws(instance, legs)]


def _fit(
    instance: Instance, ways: tuple[Itinerary, ...], waiting: Ints, codes: Sequence[int]
) -> Iterator[Ints]:
    """Group x ways + way of those who could travel so, as many at once as memory bears."""
    rows, origin = np.sort(waiting), instance.groups.origin
    from_place = defaultdict[str, list[int]](list)
    for code in codes:
        from_place[instance.flight[ways[code][0]].origin].append(code)
    for place, there in from_place.items():
        here = rows[origin.take(rows).ints(lambda name, place=place: name == place) > 0]  # type: ignore[misc]
        step = max(_AT_ONCE // len(there), 1)
        for first in range(0, len(here), step):
            chunk = here[first : first + step]
            group = np.repeat(chunk, len(there))
            pairs = Pairs(instance, group, np.tile(np.array(there, dtype=np.int64), len(chunk)), ways)
            wrong: Mask = np.zeros(len(group), dtype=np.bool_)
            for _, mask, _ in mismatches(pairs):
                wrong |= mask
            yield (group * len(ways) + pairs.code)[~wrong]


def _by_flight(pairs: Pairs, fit: Ints, order: Ints) -> dict[str, list[int]]:
    rank = np.zeros(len(pairs.instance.groups), dtype=np.int64)
    rank[order] = np.arange(len(order))
    legs = np.array([len(way) for way in pairs.itineraries], dtype=np.int64)
    code = pairs.code[fit]
    sorted_fit = fit[np.lexsort((code, legs[code] if len(fit) else code, rank[pairs.group[fit]]))]
    lists = defaultdict[str, list[int]](list)
    first = Coded(pairs.code, pairs.itineraries)
    for pair in sorted_fit.tolist():
        lists[first[pair][0]].append(pair)
    return lists
