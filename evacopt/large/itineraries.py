"""The network in whole itineraries, for merged commodities that no limit tells apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.large.commodities import counted_by
from evacopt.large.network import Bundle, Network, Path
from evacopt.large.residuals import Residuals

Members = tuple[int, ...]
"""Commodities of the whole network, by number."""

MANY = 20_000
"""Arcs, commodities x flights, up to which a relaxation has columns for those."""
MOST = 150_000
"""Itineraries x merged commodities at most: else people go on with the next few flights from a hub."""
FEWER = (None, 32, 16, 8, 4, 2)
"""How many flights on they may choose from: all, or so few."""


@dataclass(frozen=True, eq=False)
class Itineraries:
    """What those put together may fly, from an origin to a haven.

    They are told apart by their origin, infants and the limits that count them, not by what they may fly:
    each itinerary knows who may.

    Attributes
    ----------
    whole : the network of all commodities
    network : that of the merged commodities, with the same bundles
    commodity : int64 array, shape (commodities of the whole network,); which of those each is
    able : by merged commodity and path, the commodities of the whole network that may fly it
    """

    whole: Network
    network: Network
    merged: Ints
    able: Mapping[tuple[int, Path], Members]

    @classmethod
    def of(cls, whole: Network) -> Itineraries | None:
        """Those of a network; `None` where arcs are few, nobody changes, or they are too many still."""
        if not many_arcs(whole) or not any(bundle.to_hub for bundle in whole.bundles):
            return None
        commodity = _together(whole)
        for choice in FEWER:
            able = dict(islice(_able(whole, commodity, choice), MOST + 1))
            if len(able) <= MOST:
                return cls(whole, _merged(whole, commodity), commodity, able)
        return None

    def open_to(self, commodities: Set[int]) -> list[tuple[int, Path]]:
        """The itineraries that some of these commodities may fly."""
        return [arc for arc, members in self.able.items() if not commodities.isdisjoint(members)]


def many_arcs(network: Network, residuals: Residuals | None = None) -> bool:
    """Whether arcs, commodities x bundles, are too many to be columns.

    Left out are those that land where there is no flight on in time, and with a `room` flights without seats.
    """
    arcs = sum(
        not bundle.to_hub or network.landing(commodity, bundle) is not None
        for bundle in network.bundles
        if residuals is None or bundle.optional or residuals.seats_left(bundle.flights)
        for commodity in bundle.commodities
    )
    return arcs > MANY


def _together(whole: Network) -> Ints:
    """Numbers for commodities that are told apart, at origins and then at hubs."""
    counted = counted_by(whole.instance)
    number: dict[object, int] = {}
    told = ((commodity.origin, commodity.infants, counted(commodity)) for commodity in whole.commodities)
    return np.array([number.setdefault(what, len(number)) for what in told], dtype=np.int64)


def _merged(whole: Network, commodity: Ints) -> Network:
    """The network of the merged commodities, the first of each standing for all."""
    first = np.unique(commodity, return_index=True)[1].tolist()
    commodities = tuple(whole.commodities[at] for at in first)
    base = replace(
        whole.base,
        distinct=tuple(
            named for named, at in zip(commodities, first, strict=True) if at < len(whole.base.distinct)
        ),
        of_group=commodity[whole.base.of_group],
    )
    onward = tuple(int(commodity[whole.onward[at]]) for at in first)
    return Network(base, commodities, onward, tuple(_of_fewer(bundle, commodity) for bundle in whole.bundles))


def _of_fewer(bundle: Bundle, commodity: Ints) -> Bundle:
    return bundle._replace(commodities=tuple(np.unique(commodity[list(bundle.commodities)]).tolist()))


def _able(whole: Network, commodity: Ints, choice: int | None) -> Iterator[tuple[tuple[int, Path], Members]]:
    """Each itinerary of each merged commodity, with those who may fly it, by departure."""
    finder = _Finder(whole, choice)
    for number, bundle in enumerate(whole.bundles):
        if whole.instance.location[bundle.leg.origin].role != "origin":
            continue
        for path, members in finder.continued((number,), bundle.commodities, {bundle.leg.origin}):
            together = defaultdict[int, list[int]](list)
            for member in members:
                together[int(commodity[member])].append(member)
            for one, some in sorted(together.items()):
                yield (one, path), tuple(some)


class _Finder:
    """Follows flights from hub to hub as long as somebody may go on within the stay.

    From each landing there are `choice` flights on at most, the next that take anybody of those who land.
    """

    def __init__(self, whole: Network, choice: int | None) -> None:
        self.whole = whole
        self.choice = choice
        self.onward: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for number, bundle in enumerate(whole.bundles):
            minutes, numbers = self.onward[bundle.leg.origin]
            minutes.append(bundle.leg.departs)
            numbers.append(number)
        self._memory: dict[tuple[Members, Members], Members] = {}

    def continued(self, path: Path, members: Members, seen: set[str]) -> Iterator[tuple[Path, Members]]:
        """Every way on to a haven, with the members who may take it."""
        instance, last = self.whole.instance, self.whole.bundles[path[-1]]
        if not last.to_hub:
            yield path, members
            return
        if len(path) == instance.policy.max_legs or last.to_hub in seen:
            return
        minutes, numbers = self.onward[last.to_hub]
        stay = instance.location[last.to_hub].max_stay
        begin = bisect_left(minutes, last.leg.arrives + instance.policy.min_connection_minutes)
        end = len(minutes) if stay is None else bisect_right(minutes, last.leg.arrives + stay)
        ways = (
            (number, self._who(members, self.whole.bundles[number].commodities))
            for number in numbers[begin:end]
        )
        for number, some in islice(((number, some) for number, some in ways if some), self.choice):
            yield from self.continued((*path, number), some, {*seen, last.to_hub})

    def _who(self, members: Members, there: Members) -> Members:
        """Those of `members` who are of the commodities `there` at a hub."""
        key = (members, there)
        if key not in self._memory:
            open_to = set(there)
            self._memory[key] = tuple(one for one in members if self.whole.onward[one] in open_to)
        return self._memory[key]
