"""The network in whole itineraries, for merged commodities that no limit tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import compress, islice

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.large.commodities import counted_by
from evacopt.large.network import Network, Path
from evacopt.large.residuals import Residuals
from evacopt.large.tuning import TUNING, LargeTuning

Members = tuple[int, ...]
"""Commodities of the whole network, by number."""


@dataclass(frozen=True, eq=False)
class Itineraries:
    """What merged commodities may fly, from an origin to a haven.

    They differ by their origin, infants and the limits that count them, not by what they may fly:
    each itinerary knows who may.

    Attributes
    ----------
    whole : the network of all commodities
    network : that of the merged commodities, with the same flight arcs
    merged : int64 array, shape (commodities of the whole network,); which of those each is
    able : by merged commodity and path, the commodities of the whole network that may fly it
    """

    whole: Network
    network: Network
    merged: Ints
    able: Mapping[tuple[int, Path], Members]

    @classmethod
    def of(cls, whole: Network, tuning: LargeTuning = TUNING) -> Itineraries | None:
        """Those of a network; `None` where arcs are few, nobody changes, or they are too many still."""
        if not many_arcs(whole, tuning.most_arcs) or not any(
            flight_arc.to_hub for flight_arc in whole.flight_arcs
        ):
            return None
        counted, number = counted_by(whole.instance), dict[object, int]()
        keys = ((one.origin, one.infants, counted(one)) for one in whole.commodities)
        merged = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)
        for choice in tuning.onward_choices:
            able = dict(islice(_able(whole, merged, choice), tuning.most_itineraries + 1))
            if len(able) <= tuning.most_itineraries:
                return cls(whole, _merged(whole, merged), merged, able)
        return None

    def open_to(self, commodities: Set[int]) -> list[tuple[int, Path]]:
        """The itineraries that some of these commodities may fly."""
        return [arc for arc, members in self.able.items() if not commodities.isdisjoint(members)]


def many_arcs(network: Network, most: int, residuals: Residuals | None = None) -> bool:
    """Whether arcs, commodities x flight arcs, are more than `most`: too many to be columns.

    Left out are those that land where there is no flight on in time, and with `residuals` flights without
    seats.
    """
    arcs = sum(
        not flight_arc.to_hub or network.landing(commodity, flight_arc) is not None
        for flight_arc in network.flight_arcs
        if residuals is None or flight_arc.optional or residuals.seats_left(flight_arc.flights)
        for commodity in flight_arc.commodities
    )
    return arcs > most


def _merged(whole: Network, merged: Ints) -> Network:
    """The network of the merged commodities, the first of each standing for all."""
    first = np.unique(merged, return_index=True)[1].tolist()
    commodities = tuple(whole.commodities[at] for at in first)
    at_origins = [at < len(whole.base.distinct) for at in first]
    base = replace(
        whole.base, distinct=tuple(compress(commodities, at_origins)), of_group=merged[whole.base.of_group]
    )
    onward = tuple(int(merged[whole.onward[at]]) for at in first)
    flight_arcs = tuple(
        flight_arc._replace(commodities=tuple(np.unique(merged[list(flight_arc.commodities)]).tolist()))
        for flight_arc in whole.flight_arcs
    )
    return Network(base, commodities, onward, flight_arcs)


def _able(whole: Network, merged: Ints, choice: int | None) -> Iterator[tuple[tuple[int, Path], Members]]:
    """Each itinerary of each merged commodity, with those who may fly it, by departure."""
    finder, of = _Finder(whole, choice), merged.tolist()
    for number, flight_arc in enumerate(whole.flight_arcs):
        starting = tuple(one for one in flight_arc.commodities if one < len(whole.base.distinct))
        if not starting:
            continue
        for path, members in finder.continued((number,), starting, {flight_arc.leg.origin}):
            together = defaultdict[int, list[int]](list)
            for member in members:
                together[of[member]].append(member)
            for one, able in sorted(together.items()):
                yield (one, path), tuple(able)


class _Finder:
    """Follows flights from hub to hub as long as somebody may go on within the stay.

    From each landing there are `choice` flights on at most, the next that take anybody of those who land.
    `Boarding.trips` walks the same network for one party and by single flights with seats left.
    """

    def __init__(self, whole: Network, choice: int | None) -> None:
        self.whole, self.choice = whole, choice
        self.onward: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for number, flight_arc in enumerate(whole.flight_arcs):
            minutes, numbers = self.onward[flight_arc.leg.origin]
            minutes.append(flight_arc.leg.departs)
            numbers.append(number)
        self._memory: dict[tuple[Members, Members], Members] = {}

    def continued(self, path: Path, members: Members, seen: set[str]) -> Iterator[tuple[Path, Members]]:
        """Every way on to a haven, with the members who may take it."""
        last = self.whole.flight_arcs[path[-1]]
        if last.leg.destination in seen:
            return
        if not last.to_hub:
            yield path, members
            return
        if len(path) == self.whole.instance.policy.max_legs:
            return
        minutes, numbers = self.onward[last.to_hub]
        ways = (
            (number, self._who(members, self.whole.flight_arcs[number].commodities))
            for number in numbers[self.whole.connecting(last.leg, minutes)]
        )
        for number, able in islice(((number, able) for number, able in ways if able), self.choice):
            yield from self.continued((*path, number), able, {*seen, last.to_hub})

    def _who(self, members: Members, there: Members) -> Members:
        """Those of `members` who are of the commodities `there` at a hub."""
        key = (members, there)
        if key not in self._memory:
            open_to = set(there)
            self._memory[key] = tuple(one for one in members if self.whole.onward[one] in open_to)
        return self._memory[key]
