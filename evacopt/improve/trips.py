"""A plan in the terms of the model: parties of cohorts on itineraries, and sorties flown and crewed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.plan import Itinerary, Plan
from evacopt.model.aircraft import crew_pools
from evacopt.model.builder import NO_COLUMN
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.eligibility import Travel
from evacopt.routes.itineraries import NO_LEG, Itineraries


@dataclass(frozen=True, eq=False)
class Trips:
    """Who travels, however the plan came about.

    Attributes
    ----------
    cohort, itinerary, parties : int64 arrays, shape (trips,), ordered by cohort, then itinerary, each once
    sorties : int64 array, shape (flights,); how often each flight is flown, where that is to be decided
    crews : crews by flight and pool
    """

    cohort: Ints
    itinerary: Ints
    parties: Ints
    sorties: Ints
    crews: dict[tuple[int, int], int]

    @classmethod
    def of_plan(cls, plan: Plan, cohorts: Cohorts, itineraries: Itineraries) -> Trips | None:
        """The trips of `plan`; `None` where it has one that no model knows."""
        instance, table = itineraries.timetable.instance, plan.assignments
        number = _numbers(table.itinerary.values, itineraries)
        itinerary = table.itinerary.ints(lambda flights: number.get(flights, -1))
        group = table.group.ints(lambda code: instance.groups.row.get(code, -1))
        if (itinerary < 0).any() or (group < 0).any():
            return None
        width = max(len(itineraries), 1)
        key, place = np.unique(cohorts.of[group] * width + itinerary, return_inverse=True)
        parties = np.zeros(len(key), dtype=np.int64)
        np.add.at(parties, place, table.parties)
        sorties = np.array([plan.flown.get(flight.id, 0) for flight in instance.schedule], dtype=np.int64)
        return cls(key // width, key % width, parties, sorties, _crews(plan, itineraries))

    def plan(self, formulation: Formulation, cohorts: Cohorts, itineraries: Itineraries) -> Plan:
        """The plan of everybody, in the words of the instance of any model."""
        trips, decided = len(self.cohort), np.flatnonzero(formulation.sortie_column != NO_COLUMN)
        sortie_column = np.full(len(formulation.sortie_column), NO_COLUMN, dtype=np.int64)
        sortie_column[decided] = trips + np.arange(len(decided))
        first = trips + len(decided)
        crews = [(flight, pool) for flight, pool, _ in formulation.crew_columns]
        everybody = replace(
            formulation,
            travel=Travel(cohorts, itineraries, self.cohort, self.itinerary, self.parties),
            pair_column=np.arange(trips),
            sortie_column=sortie_column,
            crew_columns=tuple((*crew, first + number) for number, crew in enumerate(crews)),
        )
        flown = np.array([self.crews.get(crew, 0) for crew in crews], dtype=np.int64)
        return decode(everybody, np.concatenate([self.parties, self.sorties[decided], flown]))


def _crews(plan: Plan, itineraries: Itineraries) -> dict[tuple[int, int], int]:
    """The crews of a plan by flight and pool."""
    instance, crews = itineraries.timetable.instance, Counter[tuple[int, int]]()
    flight = instance.number
    pool_of = {crew.id: pool for pool, alike in enumerate(crew_pools(instance)) for crew in alike.crews}
    for leg, crew, times in plan.crews:
        if leg in flight and crew in pool_of:
            crews[flight[leg], pool_of[crew]] += times
    return dict(crews)


def _numbers(wanted: tuple[Itinerary, ...], itineraries: Itineraries) -> dict[Itinerary, int]:
    """The number of each of `wanted` among the itineraries."""
    flight, width = itineraries.timetable.instance.number, itineraries.legs.shape[1]
    chains = {
        tuple([flight[code] for code in codes] + [NO_LEG] * (width - len(codes))): codes
        for codes in wanted
        if len(codes) <= width and all(code in flight for code in codes)
    }
    rows = enumerate(map(tuple, itineraries.legs.tolist()))
    return {chains[chain]: row for row, chain in rows if chain in chains}
