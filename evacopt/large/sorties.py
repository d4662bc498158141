"""How often each optional flight is flown: whole sorties near those of the flow, within every limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.large.builder import THOUSAND, Builder, goal_over
from evacopt.large.sortie_limits import add_aircraft, limits_of, order_of
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import Options
from evacopt.model.aircraft import crew_pools
from evacopt.routes.itineraries import Timetable

Crewed = Mapping[tuple[int, int], int]
"""Crews by flight and pool."""


class Sorties:
    """What is left of aircraft, crews and movements while sorties are decided.

    Attributes
    ----------
    flown : how often each optional flight is flown, by its number
    crewed : crews by flight and pool, scheduled flights included
    needs_crew : fleets that do not fly without

    Parameters
    ----------
    planned : crews that come before others
    """

    def __init__(
        self, instance: Instance, tuning: LargeTuning = TUNING, planned: Crewed | None = None
    ) -> None:
        self.instance, self._planned = instance, planned or {}
        self.flown: dict[int, int] = {}
        self.crewed: dict[tuple[int, int], int] = {}
        self._left: list[int] = []
        self._rows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for key, most, counted in limits_of(instance):
            if key[0] != "crew":
                for flight, times in counted:
                    self._rows[flight].append((len(self._left), times))
                self._left.append(most)
        self._needs = defaultdict[int, list[int]](list)
        for _, flight, needs in order_of(instance):
            self._needs[flight].append(needs)
        self._barred = _barred(instance)
        self._pools = crew_pools(instance)
        self.needs_crew = {fleet for crew in instance.crews for fleet in crew.fleets}
        self._moments = np.unique([leg.departs for leg in instance.schedule])
        self._crews = [np.full(len(self._moments), pool.count, dtype=np.int64) for pool in self._pools]
        self._man_scheduled(tuning.crew_steps)

    def _man_scheduled(self, most: int) -> None:
        """Those that fly for certain have crews first: in order, going back where one would have none."""
        schedule, needs = self.instance.schedule, self.needs_crew
        sure = [flight for flight, leg in enumerate(schedule) if leg.status == "scheduled"]
        for row, times in (entry for flight in sure for entry in self._rows[flight]):
            self._left[row] -= times
        sure = [flight for flight in sure if schedule[flight].fleet in needs]
        sure.sort(key=lambda flight: schedule[flight].departs)
        chosen, open_to, steps = list[int](), list[Iterator[int]](), 0
        while len(chosen) < len(sure) and steps < most + len(sure):
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
        """Fly one sortie of an optional flight more, and those that it needs, if that is possible."""
        if flight not in self._needs:
            return self._fly(flight)
        flown, wanted = list[int](), [flight]
        for one in wanted:
            wanted += [at for at in self._needs.get(one, ()) if not self.flown.get(at) and at not in wanted]
        for one in reversed(wanted):
            if not self._fly(one):
                for other in reversed(flown):
                    self.ground(other)
                return False
            flown.append(one)
        return True

    def needing(self, flight: int) -> list[int]:
        """The flights flown that could not be if a flight were not, one by the other."""
        found = [flight]
        for one in found:
            found += [
                at
                for at, needs in self._needs.items()
                if one in needs and self.flown.get(at) and at not in found
            ]
        return found[1:]

    def _fly(self, flight: int) -> bool:
        leg = self.instance.schedule[flight]
        if flight in self._barred or self.flown.get(flight, 0) >= leg.copies:
            return False
        if any(self._left[row] < n for row, n in self._rows[flight]):
            return False
        crews = self._able(flight)
        if leg.fleet in self.needs_crew:
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
        """Pools with a crew to spare: planned ones first, then those that can fly least else."""
        able = [
            pool
            for pool in self.pools_of(flight)
            if not self._pools[pool].rest or self._away(flight, pool).min() > 0
        ]
        return sorted(
            able,
            key=lambda pool: (
                self.crewed.get((flight, pool), 0) >= self._planned.get((flight, pool), 0),
                len(self._pools[pool].crews[0].fleets),
                pool,
            ),
        )

    def pools_of(self, flight: int) -> list[int]:
        """Pools of crews that can fly a flight."""
        fleet = self.instance.schedule[flight].fleet
        return [pool for pool, crew in enumerate(self._pools) if crew.flies(fleet)]

    def crews_left(self, flight: int, pool: int) -> list[tuple[int, int]]:
        """(minute, crews) of a pool at each departure while one that flies this flight is away."""
        left = self._away(flight, pool) if self._pools[pool].rest else self._crews[pool][:0]
        first = int(np.searchsorted(self._moments, self.instance.schedule[flight].departs))
        return list(zip(self._moments[first : first + len(left)].tolist(), left.tolist(), strict=True))

    def _away(self, flight: int, pool: int) -> Ints:
        """Crews left at each departure while one that flies this flight is away; a view."""
        departs = self.instance.schedule[flight].departs
        first, stop = np.searchsorted(self._moments, (departs, departs + max(self._pools[pool].rest, 1)))
        return self._crews[pool][first:stop]


def _barred(instance: Instance) -> set[int]:
    """Flights that cannot even be flown empty: shut out by windows, or needed but of no use to anybody."""
    if not instance.windows and not instance.order:
        return set()
    named = {needs for _, _, needs in order_of(instance)}
    unusable = np.flatnonzero(~Timetable.of(instance).usable).tolist()
    return {flight for flight in unusable if instance.windows or flight in named}


def decide_sorties(
    instance: Instance,
    wanted: Mapping[int, float],
    promised: Mapping[int, int] | None = None,
    whole: Mapping[int, int] | None = None,
    *,
    planned: Crewed | None = None,
    tuning: LargeTuning = TUNING,
) -> Sorties:
    """Sorties near those that the flow wants: whole ones first, then parts, in the order of departures.

    Those that promises need are flown before all others, then those of `whole`, which is near what is wanted;
    by `planned` crews as far as these go.
    """
    sorties, owed = Sorties(instance, tuning, planned), defaultdict[tuple[object, ...], float](float)
    surely, perhaps = tuning.surely, tuning.perhaps
    order = sorted(wanted, key=lambda flight: (instance.schedule[flight].departs, flight))
    sure = ((flight, int(wanted[flight] + 1 - surely)) for flight in order)
    for flight, times in (*sorted((promised or {}).items()), *sorted((whole or {}).items()), *sure):
        for _ in range(times - sorties.flown.get(flight, 0)):
            sorties.fly(flight)
    for flight in order:
        leg = instance.schedule[flight]
        series = leg.origin, leg.destination, leg.fleet, leg.operator, leg.seats
        owed[series] += wanted[flight] - sorties.flown.get(flight, 0)
        while owed[series] > perhaps and wanted[flight] > perhaps and sorties.fly(flight):
            owed[series] -= 1
    for flight in () if instance.policy.full_loads else order:
        while sorties.flown.get(flight, 0) < wanted[flight] - perhaps and sorties.fly(flight):
            pass  # nothing that the flow wants a part of is left on the ground: what stays empty is not flown
    return sorties


def most_sorties(instance: Instance) -> dict[int, int]:
    """Every optional flight as often as it may be flown at most."""
    return {at: leg.copies for at, leg in enumerate(instance.schedule) if leg.status == "optional"}


def at_will(instance: Instance) -> bool:
    """Whether nothing speaks against flying every sortie: no goal counts them, no rule limits them.

    Those that stay empty are grounded afterwards, so there is nothing to decide.
    """
    if instance.policy.full_loads or not {"cost", "flights"}.isdisjoint(instance.policy.objectives):
        return False
    if instance.order:
        return False
    legs = [leg for leg in instance.schedule if leg.status == "optional"]
    limited = {flight for _, _, counted in limits_of(instance) for flight, _ in counted}
    light = all(not leg.min_load for leg in legs)
    return light and limited.isdisjoint(most_sorties(instance))


def whole_sorties(
    instance: Instance,
    wanted: Mapping[int, float],
    session: Session,
    options: Options,
    tuning: LargeTuning = TUNING,
) -> dict[int, int]:
    """How often each optional flight is flown, about as `wanted`, by a small integer program.

    It keeps as many of the seats of a flow's sorties as aircraft, crews and movements allow. A sortie that
    the flow wants whole counts its seats; one that it wants a part of, half of them and that part of the
    other half. Nothing if that is not known in time.

    Raises
    ------
    KeyboardInterrupt
        If that is how the engine was ended.
    """
    builder, sure, last, worth = Builder(), dict[int, int](), dict[int, int](), list[int]()
    for flight, times in sorted(wanted.items()):
        seats, base = instance.schedule[flight].seats, int(times + tuning.nearly_sortie)
        part = times - base
        if base:
            sure[flight] = builder.column(base)
            worth.append(-THOUSAND * seats)
        if part > tuning.nearly_sortie:
            last[flight] = builder.column(1)
            worth.append(-int(THOUSAND * seats * (1 + part) / 2))
    if not worth:
        return {}
    for columns in (sure, last):
        add_aircraft(builder, instance, columns)
    goal = goal_over("sorties", [(np.arange(len(worth)), np.array(worth))])
    program = replace(builder.program(), goal=goal, relaxed=False)
    limit = None if options.time_limit is None else min(tuning.sorties_seconds, options.time_limit)
    answer = session.solve(program, replace(options, time_limit=limit)).unless_interrupted()
    if answer.values is None:
        return {}
    flown = dict.fromkeys(sorted({*sure, *last}), 0)
    for columns in (sure, last):
        for flight, at in columns.items():
            flown[flight] += int(answer.values[at])
    return flown
