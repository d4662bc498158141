"""How often each optional flight is flown: whole sorties near those of the flow, within every limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.large.fleet_rows import limits_of
from evacopt.model.aircraft import crew_pools

MOST_STEPS = 20_000
"""Steps for sharing out crews among scheduled flights, beside one for each."""
SURELY, PERHAPS = 0.999, 0.05
"""A sortie that the flow wants so much is flown first; one that it wants less than this is not."""


class Fleetboard:
    """What is left of aircraft, crews and movements while sorties are decided.

    Attributes
    ----------
    flown : how often each optional flight is flown, by its number
    crewed : crews by flight and pool, scheduled flights included
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.flown: dict[int, int] = {}
        self.crewed: dict[tuple[int, int], int] = {}
        self._left: list[int] = []
        self._rows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for key, most, counted in limits_of(instance):
            if key[0] != "crew":
                for flight, times in counted:
                    self._rows[flight].append((len(self._left), times))
                self._left.append(most)
        self._pools = crew_pools(instance)
        self._needs_crew = {fleet for crew in instance.crews for fleet in crew.fleets}
        self._moments = np.unique([leg.departs for leg in instance.schedule])
        self._crews = [np.full(len(self._moments), pool.count, dtype=np.int64) for pool in self._pools]
        self._man_scheduled()

    def _man_scheduled(self) -> None:
        """Those that fly for certain have crews first: in order, going back where one would have none."""
        schedule, needs = self.instance.schedule, self._needs_crew
        sure = [flight for flight, leg in enumerate(schedule) if leg.status == "scheduled"]
        for row, times in (entry for flight in sure for entry in self._rows[flight]):
            self._left[row] -= times
        sure = [flight for flight in sure if schedule[flight].fleet in needs]
        sure.sort(key=lambda flight: schedule[flight].departs)
        chosen, open_to, steps = list[int](), list[Iterator[int]](), 0
        while len(chosen) < len(sure) and steps < MOST_STEPS + len(sure):
            if len(open_to) == len(chosen):
                open_to.append(iter(self._able(sure[len(chosen)])))
            pool = next(open_to[-1], None)
            if pool is not None:
                self._send(sure[len(chosen)], pool, 1)
                chosen.append(pool)
            elif not chosen:
                return  # the judge will name the flight that nobody can fly
            else:
                open_to.pop()
                self._send(sure[len(chosen) - 1], chosen.pop(), -1)
            steps += 1

    def fly(self, flight: int) -> bool:
        """Fly one sortie of an optional flight more, if that is possible."""
        leg = self.instance.schedule[flight]
        if self.flown.get(flight, 0) >= leg.copies or any(
            self._left[row] < n for row, n in self._rows[flight]
        ):
            return False
        crews = self._able(flight)
        if leg.fleet in self._needs_crew:
            if not crews:
                return False
            self._send(flight, crews[0], 1)
        for row, times in self._rows[flight]:
            self._left[row] -= times
        self.flown[flight] = self.flown.get(flight, 0) + 1
        return True

    def ground(self, flight: int) -> None:
        """Fly one sortie less."""
        self.flown[flight] -= 1
        for row, times in self._rows[flight]:
            self._left[row] += times
        for pool in range(len(self._pools)):
            if self.crewed.get((flight, pool)):
                self._send(flight, pool, -1)
                break

    def _send(self, flight: int, pool: int, crews: int) -> None:
        """Send crews of a pool along, or take them off where `crews` is below 0."""
        self._away(flight, pool)[:] -= crews
        self.crewed[flight, pool] = self.crewed.get((flight, pool), 0) + crews

    def _able(self, flight: int) -> list[int]:
        """Pools with a crew to spare, those that can fly least else first."""
        leg = self.instance.schedule[flight]
        able = [
            pool
            for pool, crew in enumerate(self._pools)
            if crew.flies(leg.fleet) and (not crew.rest or self._away(flight, pool).min() > 0)
        ]
        return sorted(able, key=lambda pool: (len(self._pools[pool].crews[0].fleets), pool))

    def _away(self, flight: int, pool: int) -> Ints:
        """Crews left at each departure while one that flies this flight is away; a view."""
        departs = self.instance.schedule[flight].departs
        first, stop = np.searchsorted(self._moments, (departs, departs + max(self._pools[pool].rest, 1)))
        return self._crews[pool][first:stop]


def decided(
    instance: Instance,
    wanted: Mapping[int, float],
    promised: Mapping[int, int] | None = None,
    whole: Mapping[int, int] | None = None,
) -> Fleetboard:
    """Sorties near those that the flow wants: whole ones first, then parts, in the order of departures.

    Those that promises need are flown before all others, then those of `whole`, which is near what is wanted.
    """
    board, owed = Fleetboard(instance), defaultdict[tuple[object, ...], float](float)
    order = sorted(wanted, key=lambda flight: (instance.schedule[flight].departs, flight))
    for flight, times in sorted((promised or {}).items()):
        for _ in range(times):
            board.fly(flight)
    for flight, times in sorted((whole or {}).items()):
        for _ in range(times - board.flown.get(flight, 0)):
            board.fly(flight)
    for flight in order:
        for _ in range(int(wanted[flight] + 1 - SURELY) - board.flown.get(flight, 0)):
            board.fly(flight)
    for flight in order:
        series = _series(instance, flight)
        owed[series] += wanted[flight] - board.flown.get(flight, 0)
        while owed[series] > PERHAPS and wanted[flight] > PERHAPS and board.fly(flight):
            owed[series] -= 1
    for flight in () if instance.policy.full_loads else order:
        while board.flown.get(flight, 0) < wanted[flight] - PERHAPS and board.fly(flight):
            pass  # nothing that the flow wants a part of is left on the ground: what stays empty is not flown
    return board


def _series(instance: Instance, flight: int) -> tuple[object, ...]:
    leg = instance.schedule[flight]
    return leg.origin, leg.destination, leg.fleet, leg.operator, leg.seats


def all_of(instance: Instance) -> dict[int, int]:
    """Every optional flight as often as it may be flown at most."""
    return {at: leg.copies for at, leg in enumerate(instance.schedule) if leg.status == "optional"}


def at_will(instance: Instance) -> bool:
    """Whether nothing speaks against flying every sortie: no goal counts them, no rule limits them.

    Those that stay empty are grounded afterwards, so there is nothing to decide.
    """
    if instance.policy.full_loads or not {"cost", "flights"}.isdisjoint(instance.policy.objectives):
        return False
    legs = [leg for leg in instance.schedule if leg.status == "optional"]
    limited = {flight for _, _, counted in limits_of(instance) for flight, _ in counted}
    light = all(not leg.min_load for leg in legs)
    return light and limited.isdisjoint(all_of(instance))
