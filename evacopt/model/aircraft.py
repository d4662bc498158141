"""Movements, fleets and crews: what the sorties flown need (3.8, 3.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.clock import DAY, HOUR, format_time
from evacopt.domain.columns import Ints, spans
from evacopt.domain.fleet import Crew
from evacopt.domain.instance import Instance
from evacopt.domain.rule import Rule
from evacopt.model.draft import NO_COLUMN, Draft


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


def add_aircraft(draft: Draft) -> None:
    """State what airfields, fleets and crews allow."""
    for number, place in enumerate(draft.instance.locations):
        _limit_movements(draft, "movements_hour", number, HOUR, place.movements_per_hour)
        _limit_movements(draft, "movements_day", number, DAY, place.movements_per_day)
    for fleet in draft.instance.fleets:
        flights = _flights_of(draft, [fleet.id])
        sorties, flown = _sorties_and_flown(draft, flights)
        _limit_in_use(
            draft,
            "fleet",
            fleet.id,
            flights=flights,
            columns=sorties,
            flown=flown,
            gone=fleet.cycle,
            count=fleet.count,
        )
    _add_crews(draft)


def _limit_movements(draft: Draft, rule: Rule, number: int, period: int, limit: int | None) -> None:
    """Departures plus arrivals at a location in each period of UTC."""
    if limit is None:
        return
    table = draft.timetable
    leaving = np.flatnonzero(table.moves & (table.origin == number))
    coming = np.flatnonzero(table.moves & (table.destination == number))
    flights = np.append(leaving, coming)
    when = np.append(table.departs[leaving], table.arrives[coming]) // period
    periods, row = np.unique(when, return_inverse=True)
    sorties, flown = _sorties_and_flown(draft, flights)
    used = np.zeros(len(periods), dtype=np.int64)
    np.add.at(used, row, flown)
    optional = sorties != NO_COLUMN
    place = draft.instance.locations[number].id
    draft.rows(
        rule,
        [f"{place} at {format_time(start * period)}" for start in periods.tolist()],
        [(row[optional], sorties[optional], 1)],
        upper=limit - used,
    )


def _flights_of(draft: Draft, fleets: Sequence[str]) -> Ints:
    """Flights that move and name one of `fleets`."""
    named = np.array([flight.fleet in fleets for flight in draft.instance.schedule], dtype=np.bool_)
    return np.flatnonzero(named & draft.timetable.moves)


def _sorties_and_flown(draft: Draft, flights: Ints) -> tuple[Ints, Ints]:
    """For each of `flights` its sortie column, and the sorties flown in any case (1 if scheduled)."""
    sorties = draft.sortie_column[flights]
    return sorties, (sorties == NO_COLUMN).astype(np.int64)


def _limit_in_use(
    draft: Draft,
    rule: Rule,
    subject: str,
    *,
    flights: Ints,
    columns: Ints,
    flown: Ints,
    gone: int,
    count: int,
) -> None:
    """At every departure, at most `count` in use; each is gone for `gone` minutes from its own departure.

    `columns` counts the uses of each flight, `NO_COLUMN` where `flown` (a constant) does.
    """
    departs = draft.timetable.departs[flights]
    moments = np.unique(departs)
    first = np.searchsorted(moments, departs)
    stop = np.searchsorted(moments, departs + gone)
    entry, row = spans(first, stop)
    used = np.zeros(len(moments), dtype=np.int64)
    np.add.at(used, row, flown[entry])
    counted = columns[entry] != NO_COLUMN
    draft.rows(
        rule,
        [f"{subject} at {format_time(moment)}" for moment in moments.tolist()],
        [(row[counted], columns[entry[counted]], 1)],
        upper=count - used,
    )


def _add_crews(draft: Draft) -> None:
    """Each sortie of a fleet that any crew names takes one crew; a column counts them by pool of crews."""
    pools = crew_pools(draft.instance)
    needs = sorted({fleet for pool in pools for fleet in pool.crews[0].fleets})
    flights = _flights_of(draft, needs)
    sorties, flown = _sorties_and_flown(draft, flights)
    able = np.array(
        [
            [pool.flies(draft.instance.schedule[flight].fleet) for flight in flights.tolist()]
            for pool in pools
        ],
        dtype=np.bool_,
    ).reshape(len(pools), len(flights))
    single = able.sum(axis=0) == 1
    taken = np.full(able.shape, NO_COLUMN, dtype=np.int64)
    for pool, crew in enumerate(pools):
        own = np.flatnonzero(able[pool] & ~single)
        taken[pool, own] = draft.columns(0, draft.timetable.most[flights[own]])
        draft.crew_columns.extend(
            (int(flights[place]), pool, int(taken[pool, place])) for place in own.tolist()
        )
        alone = able[pool] & single
        column = np.where(alone, sorties, taken[pool])[able[pool]]
        constant = np.where(alone, flown, 0)[able[pool]]
        name = crew.crews[0].id
        _limit_in_use(
            draft,
            "crew",
            name,
            flights=flights[able[pool]],
            columns=column,
            flown=constant,
            gone=crew.rest,
            count=crew.count,
        )
    _match_crews_to_sorties(draft, flights, sorties, flown, taken)


def _match_crews_to_sorties(draft: Draft, flights: Ints, sorties: Ints, flown: Ints, taken: Ints) -> None:
    """Where several pools could fly it, their crews add up to the sorties flown."""
    shared = np.flatnonzero((taken != NO_COLUMN).any(axis=0))
    pool, place = np.nonzero(taken[:, shared] != NO_COLUMN)
    optional = np.flatnonzero(sorties[shared] != NO_COLUMN)
    draft.rows(
        "crew",
        [f"{draft.instance.schedule[flight].id} crewed" for flight in flights[shared].tolist()],
        [
            (place, taken[pool, shared[place]], 1),
            (optional, sorties[shared[optional]], -1),
        ],
        lower=flown[shared],
        upper=flown[shared],
    )
