"""First legs: which flights each group can leave with, and how many hours it has waited by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.judge.rows import Sums, ints

AT_ONCE = 4_000_000
"""Values that are worked on at once."""


@dataclass(frozen=True, eq=False)
class Departures:
    """The flights from one place and the groups there; minutes are counted from the beginning.

    Attributes
    ----------
    flights, departs : int64 arrays, shape (flights,), in the order of departure
    groups, ready : int64 arrays, shape (groups,)
    first, stop : int64 arrays, shape (groups,); a group can leave with `flights[first:stop]`
    """

    flights: Ints
    departs: Ints
    groups: Ints
    ready: Ints
    first: Ints
    stop: Ints

    def best(self, rows: Ints, value: Sums, column: Ints, cost: Sums) -> Sums:
        """The largest value of leaving, less what the wait until then costs.

        Parameters
        ----------
        rows : which of `groups`, shape (rows,)
        value : of leaving with each flight of the instance, shape (flights, columns)
        column : of `value` that is right for each, shape (rows,)
        cost : of an hour that each waits, shape (rows,)
        """
        ready, past = self.ready[rows], np.unique(self.departs % HOUR)
        minute = np.where(cost > 0, np.searchsorted(past, ready % HOUR, side="right"), 0)
        costs, code = np.unique(cost, return_inverse=True)
        keys, key = np.unique((column * len(costs) + code) * (HOUR + 1) + minute, return_inverse=True)
        best, order = np.zeros(len(rows), dtype=value.dtype), np.argsort(key, kind="stable")
        step = max(1, AT_ONCE // len(self.flights))
        for low in range(0, len(keys), step):
            here = order[slice(*np.searchsorted(key[order], (low, low + step)))]
            kinds, minutes = np.divmod(keys[low : low + step], HOUR + 1)
            which, each = np.divmod(kinds, len(costs))
            left = value[self.flights[:, None], which] - costs[each] * self._hours(past, minutes)
            of = rows[here]
            best[here] = largest_within(left, key[here] - low, self.first[of], self.stop[of])
        return best + cost * (ready // HOUR)

    def _hours(self, past: Ints, minutes: Ints) -> Ints:
        """Begun hours until each departure from minute `past[n - 1]` of the first hour, for each n."""
        hour, minute = np.divmod(self.departs[:, None], HOUR)
        return hour + (minute > np.append(past, -1)[minutes - 1])


def largest_within(value: Sums, column: Ints, first: Ints, stop: Ints) -> Sums:
    """The largest of `value[first:stop, column]` of each triple."""
    last, found = len(value), np.zeros(len(column), dtype=value.dtype)
    tail, open_end = np.maximum.accumulate(value[::-1], axis=0)[::-1], stop == last
    found[open_end] = tail[first[open_end], column[open_end]]
    triples = np.stack((column, first, stop))[:, ~open_end]
    some, of = np.unique(triples, axis=1, return_inverse=True)
    each = [value[low:high, at].max() for at, low, high in some.T.tolist()]
    found[~open_end] = np.array(each, dtype=value.dtype)[of.reshape(-1)]
    return found


def departures(instance: Instance, flown: Ints) -> Iterator[Departures]:
    """For each place from which any of the flights `flown` leaves: the groups there that can take one."""
    groups, begins = instance.groups, instance.begins
    ready = np.where(groups.ready == BLANK, begins, groups.ready) - begins
    leave_by = np.where(groups.leave_by == BLANK, np.iinfo(np.int64).max, groups.leave_by - begins)
    places = {place.id: number for number, place in enumerate(instance.locations)}
    home = groups.origin.ints(places.__getitem__)
    start = ints(places[instance.schedule[flight].origin] for flight in flown.tolist())
    leaves = ints(instance.schedule[flight].departs for flight in flown.tolist()) - begins
    for place in np.unique(start).tolist():
        order = np.flatnonzero(start == place)
        order = order[np.argsort(leaves[order], kind="stable")]
        mine, departs = np.flatnonzero(home == place), leaves[order]
        first = np.searchsorted(departs, ready[mine] + instance.policy.check_in_minutes)
        stop = np.searchsorted(departs, leave_by[mine], side="right")
        some = first < stop
        if some.any():
            yield Departures(flown[order], departs, mine[some], ready[mine[some]], first[some], stop[some])
