"""A plan in the terms of the model: parties of cohorts on itineraries, and sorties flown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.plan import Itinerary, Plan
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.itineraries import NO_LEG, Itineraries


@dataclass(frozen=True, eq=False)
class Trips:
    """Who travels, however the plan came about.

    Attributes
    ----------
    cohort, itinerary, parties : int64 arrays, shape (trips,), ordered by cohort, then itinerary, each once
    sorties : int64 array, shape (flights,); how often each flight is flown, where that is to be decided
    """

    cohort: Ints
    itinerary: Ints
    parties: Ints
    sorties: Ints

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
        return cls(key // width, key % width, parties, sorties)

    @classmethod
    def of_values(cls, formulation: Formulation, values: Ints) -> Trips:
        """The trips that the columns of a model stand for."""
        travel, column = formulation.travel, formulation.sortie_column
        used = np.flatnonzero(values[formulation.pair_column])
        sorties = np.zeros(len(column), dtype=np.int64)
        decided = np.flatnonzero(column != NO_COLUMN)
        sorties[decided] = values[column[decided]]
        return cls(
            travel.cohort[used], travel.itinerary[used], values[formulation.pair_column[used]], sorties
        )

    def values(self, formulation: Formulation) -> Ints:
        """The columns of a model that has every trip; those of crews and pools are at their least."""
        travel, column, model = formulation.travel, formulation.sortie_column, formulation.model
        width, decided = max(len(travel.itineraries), 1), np.flatnonzero(column != NO_COLUMN)
        pairs, trips = travel.cohort * width + travel.itinerary, self.cohort * width + self.itinerary
        values = model.lower.copy()
        values[formulation.pair_column[np.searchsorted(pairs, trips)]] = self.parties
        values[column[decided]] = self.sorties[decided]
        return formulation.completed(np.clip(values, model.lower, model.upper))


def _numbers(wanted: tuple[Itinerary, ...], itineraries: Itineraries) -> dict[Itinerary, int]:
    """The number of each of `wanted` among the itineraries."""
    schedule = itineraries.timetable.instance.schedule
    flight, width = {row.id: number for number, row in enumerate(schedule)}, itineraries.legs.shape[1]
    chains = {
        tuple([flight[code] for code in codes] + [NO_LEG] * (width - len(codes))): codes
        for codes in wanted
        if len(codes) <= width and all(code in flight for code in codes)
    }
    rows = enumerate(map(tuple, itineraries.legs.tolist()))
    return {chains[chain]: row for row, chain in rows if chain in chains}
