"""Movements, fleets and crews: what the sorties flown need (3.8, 3.9), and which crew flies what."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.columns import Ints, spans
from evacopt.domain.flight import Crew
from evacopt.domain.instance import Instance
from evacopt.domain.violation import Rule
from evacopt.model.builder import NO_COLUMN, ModelBuilder
from evacopt.model.moments import at_each
from evacopt.model.sorties import Sorties, limit_sorties


@dataclass(frozen=True, slots=True)
class CrewPool:
    """Crews that differ in nothing but their id: the rows of the instance, and how many they are."""

    crews: tuple[Crew, ...]

    @property
    def count(self) -> int:
        """How many crews."""
        return sum(crew.count for crew in self.crews)

    @property
    def rest(self) -> int:
        """Minutes that a crew is gone from a departure."""
        return self.crews[0].rest

    def flies(self, fleet: str) -> bool:
        """Whether they can fly `fleet`."""
        return fleet in self.crews[0].fleets


def crew_pools(instance: Instance) -> tuple[CrewPool, ...]:
    """The crews of `instance`, identical ones together, in order of their first row."""
    alike: dict[tuple[frozenset[str], int], list[Crew]] = {}
    for crew in instance.crews:
        alike.setdefault((frozenset(crew.fleets), crew.rest), []).append(crew)
    return tuple(CrewPool(tuple(crews)) for crews in alike.values())


def add_aircraft(builder: ModelBuilder) -> None:
    """State what airfields, fleets and crews allow."""
    for number, place in enumerate(builder.instance.locations):
        if place.movements_per_hour is not None:
            _limit_movements(builder, "movements_hour", number, HOUR, place.movements_per_hour)
        if place.movements_per_day is not None:
            _limit_movements(builder, "movements_day", number, DAY, place.movements_per_day)
    for fleet in builder.instance.fleets:
        uses = Sorties.of(builder, _flights_of(builder, [fleet.id]))
        _limit_in_use(builder, "fleet", fleet.id, uses, gone=fleet.cycle, count=fleet.count)
    _add_crews(builder)


def _limit_movements(builder: ModelBuilder, rule: Rule, number: int, period: int, limit: int) -> None:
    """Departures plus arrivals at a location in each period of UTC."""
    table = builder.timetable
    leaving = np.flatnonzero(table.moves & (table.origin == number))
    coming = np.flatnonzero(table.moves & (table.destination == number))
    when = np.append(table.departs[leaving], table.arrives[coming]) // period
    periods, row = np.unique(when, return_inverse=True)
    uses, place = Sorties.of(builder, np.append(leaving, coming)), builder.instance.locations[number].id
    subjects = at_each(place, periods * period)
    limit_sorties(builder, rule, subjects, uses, entries=(np.arange(len(row)), row), limit=limit)


def _limit_in_use(
    builder: ModelBuilder, rule: Rule, subject: str, uses: Sorties, *, gone: int, count: int
) -> None:
    """At every departure, at most `count` in use; each is gone for `gone` minutes from its own departure."""
    departs = builder.timetable.departs[uses.flights]
    moments = np.unique(departs)
    entries = spans(np.searchsorted(moments, departs), np.searchsorted(moments, departs + gone))
    limit_sorties(builder, rule, at_each(subject, moments), uses, entries=entries, limit=count)


def _flights_of(builder: ModelBuilder, fleets: Collection[str]) -> Ints:
    """Flights that move and name one of `fleets`."""
    named = np.array([flight.fleet in fleets for flight in builder.instance.schedule], dtype=np.bool_)
    return np.flatnonzero(named & builder.timetable.moves)


def _add_crews(builder: ModelBuilder) -> None:
    """Each sortie of a fleet that any crew names takes one crew; a column counts them by pool of crews."""
    pools, schedule = crew_pools(builder.instance), builder.instance.schedule
    flights = _flights_of(builder, {fleet for pool in pools for fleet in pool.crews[0].fleets})
    sorties = Sorties.of(builder, flights)
    able = np.array(
        [[pool.flies(schedule[flight].fleet) for flight in flights.tolist()] for pool in pools],
        dtype=np.bool_,
    ).reshape(len(pools), len(flights))
    single = able.sum(axis=0) == 1
    taken = np.full(able.shape, NO_COLUMN, dtype=np.int64)
    for number, pool in enumerate(pools):
        own = np.flatnonzero(able[number] & ~single)
        taken[number, own] = builder.columns(0, builder.timetable.most[flights[own]])
        builder.crew_columns.extend(
            (int(flights[place]), number, int(taken[number, place])) for place in own.tolist()
        )
        alone, mine = able[number] & single, able[number]
        column, constant = (
            np.where(alone, sorties.column, taken[number]),
            np.where(alone, sorties.constant, 0),
        )
        uses = Sorties(flights[mine], column[mine], constant[mine])
        _limit_in_use(builder, "crew", pool.crews[0].id, uses, gone=pool.rest, count=pool.count)
    _match_crews_to_sorties(builder, sorties, taken)


def _match_crews_to_sorties(builder: ModelBuilder, sorties: Sorties, taken: Ints) -> None:
    """Where several pools could fly it, their crews add up to the sorties flown."""
    shared = np.flatnonzero((taken != NO_COLUMN).any(axis=0))
    pool, place = np.nonzero(taken[:, shared] != NO_COLUMN)
    optional = np.flatnonzero(sorties.column[shared] != NO_COLUMN)
    flights = [builder.instance.schedule[flight].id for flight in sorties.flights[shared].tolist()]
    builder.rows(
        "crew",
        [f"{flight} crewed" for flight in flights],
        [(place, taken[pool, shared[place]], 1), (optional, sorties.column[shared[optional]], -1)],
        lower=sorties.constant[shared],
        upper=sorties.constant[shared],
    )


def crew_units(
    instance: Instance, pool_sorties: Mapping[tuple[int, int], int]
) -> tuple[tuple[str, str, int], ...]:
    """Hand the sorties of each pool to its crews in order of departure.

    Any crew that is back will do: at most `count` are gone at once, so one always is (interval graphs are
    perfect).

    Parameters
    ----------
    pool_sorties : (flight number, pool) -> sorties that crews of that pool fly

    Returns
    -------
    (flight id, crew id, sorties), sorted.
    """
    pools, schedule = crew_pools(instance), instance.schedule
    needed = sum(pool_sorties.values())
    back = [_units(pool, needed, instance.begins) for pool in pools]
    flown: dict[tuple[str, str], int] = {}
    for flight, pool in sorted(pool_sorties, key=lambda place: (schedule[place[0]].departs, place)):
        for _ in range(pool_sorties[flight, pool]):
            _, unit = heapq.heappop(back[pool])
            heapq.heappush(back[pool], (schedule[flight].departs + pools[pool].rest, unit))
            place = schedule[flight].id, unit
            flown[place] = flown.get(place, 0) + 1
    return tuple(sorted((flight, crew, sorties) for (flight, crew), sorties in flown.items()))


def _units(pool: CrewPool, needed: int, begins: int) -> list[tuple[int, str]]:
    """When each crew is back, and its id: at first all are there, and no more are told apart than fly.

    Who rests for no time at all is never gone, so that even a pool of no crews can fly: its first one does.
    """
    units = [(begins, crew.id) for crew in pool.crews for _ in range(min(crew.count, needed))]
    return units or [(begins, pool.crews[0].id)]
