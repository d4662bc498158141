"""The best way out of each group at given prices of legs and places, leg by leg backwards in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.instance import Instance
from evacopt.judge.changes import Change, changes
from evacopt.judge.departures import AT_ONCE, Departures, departures
from evacopt.judge.kinds import Kinds
from evacopt.judge.legs import Legs
from evacopt.judge.rows import Sums, largest

SAFE = 2**60
"""Values stay below this in int64; beyond it they are Python integers."""


@dataclass(frozen=True, eq=False)
class Prices:
    """What a way costs; places are never below 0.

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
class Ways:
    """All ways out of an instance: a way is any chain of flights that its groups may board, in time.

    Ways may have more legs than are allowed, if that is more than two, and come to a place twice.
    """

    instance: Instance
    kinds: Kinds
    legs: Legs

    @cached_property
    def _flown(self) -> Ints:
        """The flights that any unit may board."""
        return np.unique(self.legs.flight)

    @cached_property
    def _changes(self) -> list[Change]:
        minutes = {hub: counted for hub, (counted, _) in self.legs.hub_rows.items()}
        return list(changes(self.instance, self._flown, minutes))

    @cached_property
    def _departures(self) -> list[Departures]:
        return list(departures(self.instance, self._flown))

    def best(self, prices: Prices) -> tuple[Sums, Mask]:
        """What the best way of one party of each group is worth, and whether it has one at all.

        Returns
        -------
        value : int64 array, or Python integers where those could overflow, shape (groups,)
            What all that it is charged comes to, negated; 0 where there is no way.
        some : bool array, shape (groups,)
        """
        reach, times = self._reach(prices), self.kinds.times
        never, kind = -4 * reach, np.int64 if reach < SAFE else object
        price, hour = prices.legs.astype(kind), prices.hour.astype(kind) // times
        best, profile = np.full(len(times), never, dtype=kind), self.kinds.profile
        step = max(1, AT_ONCE // max(1, len(self.instance.schedule)))
        for low in range(0, len(self.kinds.unit), step):
            some = slice(low, low + step)
            value = self._alone(price, some, never)
            self._go_on(value, prices, self.kinds.people[some], never)
            for leaving in self._departures:
                column = profile[leaving.groups] - low
                rows = np.flatnonzero((column >= 0) & (column < step))
                mine = leaving.groups[rows]
                best[mine] = leaving.best(rows, value, column[rows], hour[mine])
        found = best > never // 2
        return np.where(found, best, 0) * times, found

    def _alone(self, price: Sums, some: slice, never: int) -> Sums:
        """What each leg alone costs some profiles, as a value below 0; `never` where it is not open."""
        unit, amount = self.kinds.unit[some], self.kinds.amount[some]
        shape = len(self.instance.schedule), len(self.kinds.units.groups) + 1
        dense, is_open = np.zeros(shape, dtype=price.dtype), np.zeros(shape, dtype=bool)
        dense[self.legs.flight, self.legs.pairs.group] = price
        is_open[self.legs.flight, self.legs.pairs.group] = True
        value = np.zeros((shape[0], len(unit)), dtype=price.dtype)
        for feature in np.flatnonzero(amount.any(axis=0)).tolist():
            value -= amount[:, feature] * dense[:, unit[:, feature]]
        value[~is_open[:, unit[:, 0]]] = never
        return value

    def _go_on(self, value: Sums, prices: Prices, people: Ints, never: int) -> None:
        """Add to each leg that lands at a hub the best of going on from there, in place."""
        start, lost = np.zeros(1, dtype=value.dtype), never // 2
        spent = {
            hub: np.append(start, np.cumsum(price.astype(value.dtype)))
            for hub, price in prices.places.items()
        }
        for change in self._changes:
            here = value[change.flight]
            if not len(change.onward):
                here[:] = never
                continue
            paid = spent.get(change.hub, start)
            onward = value[change.onward] - (paid[change.until] - paid[change.since])[:, None] * people
            best = onward.max(axis=0)
            here[:] = np.where((best <= lost) | (here <= lost), never, here + best)

    def _reach(self, prices: Prices) -> int:
        """More than any value of any way can be, and any part of it, worked out in Python integers.

        A way has at most one leg from where it starts, one to a haven, and each between two hubs once.
        """
        place, schedule = self.instance.location, self.instance.schedule
        between = sum(place[schedule[change.flight].origin].role == "hub" for change in self._changes)
        asked = largest(self.kinds.amount.sum(axis=1)[self.kinds.profile] * self.kinds.times)
        at_hub = max((int(price.sum()) for price in prices.places.values()), default=0)
        each = asked * largest(prices.legs) + largest(self.instance.groups.people) * at_hub
        starts = (largest(leaving.ready) + largest(leaving.departs) for leaving in self._departures)
        return 1 + (2 + between) * each + largest(prices.hour) * (max(starts, default=0) // HOUR + 2)
