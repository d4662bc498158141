"""The time-space network: which flights follow one that lands at a hub, and with which a group leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.judge.pairs import ready_of
from evacopt.judge.rows import Sums, ints


@dataclass(frozen=True, eq=False)
class Connection:
    """A flight that lands at a hub.

    Attributes
    ----------
    flight, hub : its number, and that of the location
    onward : int64 array, shape (flights,); the flights that can follow, in the order of departure
    since : how many of the hub's minutes are before the landing
    until : int64 array, shape (flights,); how many are before each departure
    """

    flight: int
    hub: int
    onward: Ints
    since: int
    until: Ints


def connections(instance: Instance, flown: Ints, minutes: Mapping[int, Ints]) -> Iterator[Connection]:
    """A connection for each of the flights `flown` that lands at a hub, latest departures first.

    No flight arrives before it departs, so what can follow a flight comes before it.

    Parameters
    ----------
    minutes : for each hub with places, by number, the minutes at which these are counted, in order
    """
    schedule, least = instance.schedule, instance.policy.min_connection_minutes
    number, nothing = {place.id: at for at, place in enumerate(instance.locations)}, ints(())
    in_order = sorted(flown.tolist(), key=lambda flight: schedule[flight].departs)
    leaving: dict[str, list[int]] = {}
    for flight in in_order:
        legs = 2 if instance.location[schedule[flight].destination].is_end else 3
        if legs <= instance.policy.max_legs:
            leaving.setdefault(schedule[flight].origin, []).append(flight)
    onward = {place: ints(flights) for place, flights in leaving.items()}
    departs = {place: ints(schedule[at].departs for at in flights) for place, flights in leaving.items()}
    for flight in sorted(flown.tolist(), key=lambda flight: -schedule[flight].departs):
        arrives, hub = schedule[flight].arrives, instance.location[schedule[flight].destination]
        if hub.is_stop:
            follow, then = onward.get(hub.id, nothing), departs.get(hub.id, nothing)
            first = int(np.searchsorted(then, arrives + least))
            last = len(then)
            if hub.max_stay is not None:
                last = max(first, int(np.searchsorted(then, arrives + hub.max_stay, side="right")))
            counted = minutes.get(number[hub.id], nothing)
            since, until = int(np.searchsorted(counted, arrives)), np.searchsorted(counted, then[first:last])
            yield Connection(flight, number[hub.id], follow[first:last], since, until)


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

    def best(self, rows: Ints, value: Sums, column: Ints, cost: Sums, at_once: int) -> Sums:
        """The largest value of leaving, less what the wait until then costs.

        Parameters
        ----------
        rows : which of `groups`, shape (rows,)
        value : of leaving with each flight of the instance, shape (flights, columns)
        column : of `value` that is right for each, shape (rows,)
        cost : of an hour that each waits, shape (rows,)
        at_once : values that are worked on in one array
        """
        ready, past = self.ready[rows], np.unique(self.departs % HOUR)
        minute = np.where(cost > 0, np.searchsorted(past, ready % HOUR, side="right"), 0)
        costs, code = np.unique(cost, return_inverse=True)
        keys, key = np.unique((column * len(costs) + code) * (HOUR + 1) + minute, return_inverse=True)
        best, order = np.zeros(len(rows), dtype=value.dtype), np.argsort(key, kind="stable")
        hour, minute_of = np.divmod(self.departs[:, None], HOUR)
        step = max(1, at_once // len(self.flights))
        for low in range(0, len(keys), step):
            block = order[slice(*np.searchsorted(key[order], (low, low + step)))]
            pairs, minutes = np.divmod(keys[low : low + step], HOUR + 1)
            which, each = np.divmod(pairs, len(costs))
            hours = hour + (minute_of > np.append(past, -1)[minutes - 1])  # begun ones, until each departure
            left = value[self.flights[:, None], which] - costs[each] * hours
            row = rows[block]
            best[block] = largest_within(left, key[block] - low, self.first[row], self.stop[row])
        return best + cost * (ready // HOUR)


def largest_within(value: Sums, column: Ints, first: Ints, stop: Ints) -> Sums:
    """The largest of `value[first:stop, column]` of each triple."""
    last, best = len(value), np.zeros(len(column), dtype=value.dtype)
    tail, open_end = np.maximum.accumulate(value[::-1], axis=0)[::-1], stop == last
    best[open_end] = tail[first[open_end], column[open_end]]
    triples = np.stack((column, first, stop))[:, ~open_end]
    distinct, which = np.unique(triples, axis=1, return_inverse=True)
    each = [value[low:high, at].max() for at, low, high in distinct.T.tolist()]
    best[~open_end] = np.array(each, dtype=value.dtype)[which.reshape(-1)]
    return best


def departures(instance: Instance, flown: Ints) -> Iterator[Departures]:
    """For each place from which any of the flights `flown` leaves: the groups there that can take one."""
    groups, begins = instance.groups, instance.begins
    ready = ready_of(instance) - begins
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
        able = first < stop
        if able.any():
            yield Departures(flown[order], departs, mine[able], ready[mine[able]], first[able], stop[able])
