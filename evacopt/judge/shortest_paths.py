"""Shortest paths: the cheapest way out of each group at given prices of legs and places.

Labels are set backwards in time, leg by leg, over the acyclic network of flights and connections (Bellman,
1958), for many commodities at once. A path is any chain of flights that a group may board, in time: it may
have more legs than are allowed, if that is more than two, and come to a place twice. Every itinerary is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.judge.commodities import Commodities, Legs
from evacopt.judge.limits import LIMITS, Limits
from evacopt.judge.rows import Sums, largest
from evacopt.judge.time_network import Connection, Departures, connections, departures


@dataclass(frozen=True, eq=False)
class Prices:
    """What a path costs; places are never below 0.

    Attributes
    ----------
    legs : of each pair of `Legs`, shape (pairs,)
    places : for each hub with places, of a person who is there at each minute of its `hub_rows`
    hour : of each begun hour that one party of each group waits, shape (groups,)
    """

    legs: Sums
    places: Mapping[int, Sums]
    hour: Sums


@dataclass(frozen=True, eq=False)
class ShortestPaths:
    """All paths out of an instance, ready for any prices."""

    instance: Instance
    commodities: Commodities
    legs: Legs
    limits: Limits = LIMITS

    @cached_property
    def _flown(self) -> Ints:
        """The flights that any unit may board."""
        return np.unique(self.legs.flight)

    @cached_property
    def _connections(self) -> list[Connection]:
        minutes = {hub: counted for hub, (counted, _) in self.legs.hub_rows.items()}
        return list(connections(self.instance, self._flown, minutes))

    @cached_property
    def _departures(self) -> list[Departures]:
        return list(departures(self.instance, self._flown))

    def best(self, prices: Prices) -> tuple[Sums, Mask]:
        """What the best path of one party of each group is worth, and whether it has one at all.

        Returns
        -------
        value : int64 array, or Python integers where those could overflow, shape (groups,)
            What all that it is charged comes to, negated; 0 where there is no path.
        reached : bool array, shape (groups,)
        """
        reach, times = self._reach(prices), self.commodities.times
        never, dtype = -4 * reach, np.int64 if reach < self.limits.safe else object
        price, hour = prices.legs.astype(dtype), prices.hour.astype(dtype) // times
        best, profile = np.full(len(times), never, dtype=dtype), self.commodities.profile
        step = max(1, self.limits.paths_at_once // max(1, len(self.instance.schedule)))
        for low in range(0, len(self.commodities.unit), step):
            profiles = slice(low, low + step)
            value = self._alone(price, profiles, ~self.legs.twice, never)
            ends = self._alone(price, profiles, self.legs.twice, never) if self.legs.twice.any() else None
            self._go_on(value, ends, prices, self.commodities.people[profiles], never)
            for leaving in self._departures:
                column = profile[leaving.groups] - low
                rows = np.flatnonzero((column >= 0) & (column < step))
                mine = leaving.groups[rows]
                best[mine] = leaving.best(
                    rows, value, column[rows], hour[mine], self.limits.departures_at_once
                )
        reached = best > never // 2
        return np.where(reached, best, 0) * times, reached

    def _alone(self, price: Sums, profiles: slice, pairs: Mask, never: int) -> Sums:
        """What each leg of `pairs` alone costs some profiles, below 0; `never` where it is not open."""
        unit, amount = self.commodities.unit[profiles], self.commodities.amount[profiles]
        shape = len(self.instance.schedule), len(self.commodities.units.groups) + 1
        dense, is_open = np.zeros(shape, dtype=price.dtype), np.zeros(shape, dtype=bool)
        at = self.legs.flight[pairs], self.legs.pairs.group[pairs]
        dense[at], is_open[at] = price[pairs], True
        value = np.zeros((shape[0], len(unit)), dtype=price.dtype)
        for feature in np.flatnonzero(amount.any(axis=0)).tolist():
            value -= amount[:, feature] * dense[:, unit[:, feature]]
        value[~is_open[:, unit[:, 0]]] = never
        return value

    def _go_on(self, value: Sums, ends: Sums | None, prices: Prices, people: Ints, never: int) -> None:
        """Add to each leg that lands at a hub the best of going on from there, in place.

        Where one may end as well that is as good as `ends` of the leg, shape as `value`.
        """
        start, lost = np.zeros(1, dtype=value.dtype), never // 2
        spent = {
            hub: np.append(start, np.cumsum(price.astype(value.dtype)))
            for hub, price in prices.places.items()
        }
        for landing in self._connections:
            leg, best = value[landing.flight], never
            if len(landing.onward):
                paid = spent.get(landing.hub, start)
                waits = (paid[landing.until] - paid[landing.since])[:, None] * people
                best = (value[landing.onward] - waits).max(axis=0)
            leg[:] = np.where((best <= lost) | (leg <= lost), never, leg + best)
            if ends is not None:
                np.maximum(leg, ends[landing.flight], out=leg)

    def _reach(self, prices: Prices) -> int:
        """More than any value of any path can be, and any part of it, worked out in Python integers.

        A path has at most one leg from where it starts, one to a haven, and each between two hubs once.
        """
        place, schedule = self.instance.location, self.instance.schedule
        between = sum(place[schedule[at.flight].origin].is_stop for at in self._connections)
        asked = largest(
            self.commodities.amount.sum(axis=1)[self.commodities.profile] * self.commodities.times
        )
        at_hub = max((int(price.sum()) for price in prices.places.values()), default=0)
        each = asked * largest(prices.legs) + largest(self.instance.groups.people) * at_hub
        starts = (largest(leaving.ready) + largest(leaving.departs) for leaving in self._departures)
        return 1 + (2 + between) * each + largest(prices.hour) * (max(starts, default=0) // HOUR + 2)
