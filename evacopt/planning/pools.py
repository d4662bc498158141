"""Whether one more party finds seats on a flight where some are reserved, however those aboard are seated."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.share import Share
from evacopt.judge.seating import seated
from evacopt.model.draft import NO_COLUMN
from evacopt.model.formulation import Formulation
from evacopt.routes.eligibility import seat_use
from evacopt.routes.itineraries import NO_LEG


@dataclass(frozen=True, eq=False)
class Pools:
    """The flights of a plan with the pools of their seats, and the seats that those aboard need.

    Attributes
    ----------
    values : int64 array, shape (columns,)
    """

    formulation: Formulation
    values: Ints
    _known: dict[tuple[int, int, int], bool] = field(default_factory=dict)

    def keep_out(self, pair: int) -> list[str]:
        """Flights of `pair` with seats for one more of its parties, but only in pools closed to it."""
        if not self._any_reserved:
            return []
        travel = self.formulation.travel
        cohort, schedule = int(travel.cohort[pair]), self.formulation.instance.schedule
        party, nation = travel.cohorts.parties[cohort], int(travel.cohorts.parties.nationality.codes[cohort])
        legs = travel.itineraries.legs[travel.itinerary[pair]]
        return [
            schedule[leg].id
            for leg in legs[legs != NO_LEG].tolist()
            if self._pools[leg] and self._is_kept_out(leg, nation, seat_use(party, schedule[leg]))
        ]

    @cached_property
    def _any_reserved(self) -> bool:
        return any(self._pools)

    @cached_property
    def _pools(self) -> list[list[Share]]:
        """The reserves of each flight."""
        instance = self.formulation.instance
        reserves = [share for share in instance.shares if share.kind == "reserve" and share.people]
        return [[share for share in reserves if share.covers(flight)] for flight in instance.schedule]

    @cached_property
    def _need(self) -> Ints:
        """Seats that those aboard need; shape (flights, nationalities)."""
        travel, flights = self.formulation.travel, self.formulation.instance.schedule
        pair, flight, _ = travel.legs
        parties, cohort = travel.cohorts.parties, travel.cohort[pair]
        each = np.array([leg.seats_per_stretcher for leg in flights], dtype=np.int64)
        seats = parties.size[cohort] + parties.stretchers[cohort] * (each[flight] - 1)
        need = np.zeros((len(flights), len(parties.nationality.values)), dtype=np.int64)
        aboard = self.values[self.formulation.pair_column[pair]]
        np.add.at(need, (flight, parties.nationality.codes[cohort]), seats * aboard)
        return need

    def _is_kept_out(self, flight: int, nation: int, need: int) -> bool:
        place = flight, nation, need
        if place not in self._known:
            self._known[place] = self._stands(*place)
        return self._known[place]

    def _stands(self, flight: int, nation: int, need: int) -> bool:
        """Whether somebody stands, although there are seats, when people of `nation` need `need` more."""
        instance, column = self.formulation.instance, int(self.formulation.sortie_column[flight])
        flown = 1 if column == NO_COLUMN else int(self.values[column])
        people: list[int] = self._need[flight].tolist()
        people[nation] += need
        seats = instance.schedule[flight].seats * flown
        rooms = [pool.people * flown for pool in self._pools[flight]]
        nationals = [instance.nationals(pool.nationality) for pool in self._pools[flight]]
        codes = self.formulation.travel.cohorts.parties.nationality.values
        doors = [[code in some for some in nationals] for code in codes]
        outside = sum(people) - seated(people, rooms, doors)
        return sum(people) <= seats and outside > seats - sum(rooms)
