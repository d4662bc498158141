"""The best way out of each group at given prices of legs and places, leg by leg backwards in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import HOUR
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.instance import Instance
from evacopt.judge.kinds import Kinds
from evacopt.judge.legs import Legs
from evacopt.judge.rows import Sums, ints

_NEVER = {np.dtype(np.int64): -(2**60), np.dtype(object): -(2**2000)}


def never(values: Sums) -> int:
    """What a way is worth that there is not, among such values; half of it is far below any that there is."""
    return _NEVER[values.dtype]


AT_ONCE = 64
"""Profiles that are worked on at once."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Values of legs at some prices: `value[profile, flight]` of taking a flight and going on as well as can be.

    Values are int64, or Python integers where those could overflow; `never` and below where there is no way.
    """

    instance: Instance
    kinds: Kinds
    value: Sums

    @classmethod
    def of(
        cls, instance: Instance, kinds: Kinds, legs: Legs, price: Sums, places: Mapping[int, Sums]
    ) -> Ways:
        """Work backwards in time.

        Parameters
        ----------
        price : of each pair of `legs`, shape (pairs,)
        places : for each hub, the price of a person there at each minute of its `hub_rows`
        """
        value = _leg_values(kinds, legs, price)
        _go_on(instance, kinds, legs, places, value)
        return cls(instance, kinds, value)

    def best(self, hour: Sums) -> Sums:
        """The value of the best way of one party of each group at a price of `hour` for each hour it waits.

        `never` where a group has none; shape (groups,).
        """
        groups, schedule = self.instance.groups, self.instance.schedule
        best = np.full(len(groups), never(self.value), dtype=self.value.dtype)
        begins = self.instance.begins
        ready = np.where(groups.ready == BLANK, begins, groups.ready) - begins
        each = hour // self.kinds.times
        minute = np.where(each > 0, ready % HOUR, 0)
        for place in groups.origin.values:
            flights = ints(number for number, leg in enumerate(schedule) if leg.origin == place)
            mine = np.flatnonzero(groups.origin.ints(lambda code, here=place: code == here))  # type: ignore[misc]
            if len(flights) and len(mine):
                departs = ints(schedule[number].departs - begins for number in flights.tolist())
                order = np.argsort(departs, kind="stable")
                self._of_place(best, mine, flights[order], departs[order], ready, each, minute)
        return best

    def _of_place(
        self, best: Sums, mine: Ints, flights: Ints, departs: Ints, ready: Ints, each: Sums, minute: Ints
    ) -> None:
        """Fill in `best` for the groups `mine` of one origin, whose flights are in the order of departure."""
        keys = {
            key: number
            for number, key in enumerate(
                sorted(
                    set(
                        zip(
                            self.kinds.profile[mine].tolist(),
                            each[mine].tolist(),
                            minute[mine].tolist(),
                            strict=True,
                        )
                    )
                )
            )
        }
        columns = ints(
            keys[key]
            for key in zip(
                self.kinds.profile[mine].tolist(), each[mine].tolist(), minute[mine].tolist(), strict=True
            )
        )
        table = list(keys)
        for first in range(0, len(table), AT_ONCE):
            here = mine[(columns >= first) & (columns < first + AT_ONCE)]
            which = columns[(columns >= first) & (columns < first + AT_ONCE)] - first
            some = table[first : first + AT_ONCE]
            profile, cost, past = (list(part) for part in zip(*some, strict=True))
            hours = -((ints(past)[:, None] - departs) // HOUR)
            value = (
                self.value[np.ix_(ints(profile), flights)]
                - np.array(cost, dtype=self.value.dtype)[:, None] * hours
            )
            self._answer(best, here, which, value, departs, ready, each)

    def _answer(
        self, best: Sums, here: Ints, which: Ints, value: Sums, departs: Ints, ready: Ints, each: Sums
    ) -> None:
        """The largest value from when on each group can leave, and until when it may."""
        groups = self.instance.groups
        tail = np.maximum.accumulate(value[:, ::-1], axis=1)[:, ::-1]
        first = np.searchsorted(departs, ready[here] + self.instance.policy.check_in_minutes)
        stop = np.where(
            groups.leave_by[here] == BLANK,
            len(departs),
            np.searchsorted(departs, groups.leave_by[here] - self.instance.begins, side="right"),
        )
        found = np.full(len(here), never(value), dtype=value.dtype)
        whole = (stop == len(departs)) & (first < stop)
        found[whole] = tail[which[whole], first[whole]]
        for at in np.flatnonzero((stop < len(departs)) & (first < stop)).tolist():
            found[at] = value[which[at], first[at] : stop[at]].max()
        lost, times = found <= never(value) // 2, self.kinds.times[here]
        found = times * (np.where(lost, 0, found) + each[here] * (ready[here] // HOUR))
        best[here] = np.where(lost, never(value), found)


def _leg_values(kinds: Kinds, legs: Legs, price: Sums) -> Sums:
    """What each leg alone costs each profile, as a value below 0; `never` where it cannot board."""
    flights = len(kinds.units.schedule)
    dense = np.zeros((len(kinds.units.groups) + 1, flights), dtype=price.dtype)
    open_to = np.zeros(dense.shape, dtype=bool)
    dense[legs.pairs.group, legs.flight] = price
    open_to[legs.pairs.group, legs.flight] = True
    value = np.zeros((len(kinds.unit), flights), dtype=price.dtype)
    for feature in range(kinds.unit.shape[1]):
        value -= kinds.amount[:, feature, None] * dense[kinds.unit[:, feature]]
    value[~open_to[kinds.unit[:, 0]]] = never(value)
    return value


def _go_on(instance: Instance, kinds: Kinds, legs: Legs, places: Mapping[int, Sums], value: Sums) -> None:
    """Add to legs that land at hubs the best of going on from there; latest departures first."""
    number = {place.id: at for at, place in enumerate(instance.locations)}
    role, schedule = [place.role for place in instance.locations], instance.schedule
    people = (kinds.amount[:, 0] + kinds.amount[:, 1]) * (kinds.unit[:, 0] >= 0)
    leaving: dict[str, list[int]] = {}
    for flight, leg in sorted(enumerate(schedule), key=lambda one: one[1].departs):
        onward = role[number[leg.destination]] == "haven" or instance.policy.max_legs > 2
        if role[number[leg.origin]] == "hub" and onward:
            leaving.setdefault(leg.origin, []).append(flight)
    departs = {hub: ints(schedule[flight].departs for flight in flights) for hub, flights in leaving.items()}
    for flight in sorted(range(len(schedule)), key=lambda flight: -schedule[flight].departs):
        leg = schedule[flight]
        if role[number[leg.destination]] != "hub":
            continue
        hub = instance.locations[number[leg.destination]]
        minutes, running = _running(legs, places, number[hub.id])
        options = departs.get(hub.id, ints(()))
        first = int(np.searchsorted(options, leg.arrives + instance.policy.min_connection_minutes))
        last = (
            len(options)
            if hub.max_stay is None
            else int(np.searchsorted(options, leg.arrives + hub.max_stay, side="right"))
        )
        if first >= last or instance.policy.max_legs < 2:
            value[:, flight] = never(value)
            continue
        spent = (
            running[np.searchsorted(minutes, options[first:last])]
            - running[np.searchsorted(minutes, leg.arrives)]
        )
        onward_value = value[:, leaving[hub.id][first:last]] - people[:, None] * spent
        best = onward_value.max(axis=1)
        value[:, flight] = np.where(
            (best <= never(value) // 2) | (value[:, flight] <= never(value) // 2), never(value), value[:, flight] + best
        )


def _running(legs: Legs, places: Mapping[int, Sums], hub: int) -> tuple[Ints, Sums]:
    """The minutes of a hub, and the price of a person who is there through all before each."""
    if hub not in places:
        return ints(()), ints([0])
    return legs.hub_rows[hub][0], np.concatenate(
        (ints([0]).astype(places[hub].dtype), np.cumsum(places[hub]))
    )
