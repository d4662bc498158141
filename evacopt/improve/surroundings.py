"""What a model and a plan in it say about flights: who could take them, what is empty, who stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.improve.regions import Region
from evacopt.model.builder import NO_COLUMN
from evacopt.routes.itineraries import NO_LEG, Timetable


class Surroundings:
    """The columns of a model by flight.

    Attributes
    ----------
    flights : int64 array; those that somebody could take, by number; others aside, as in all that follows
    pairs_on : int64 array, shape (flights of the instance,); pairs of a cohort and an itinerary on each
    always : int64 array; columns that are free in every neighbourhood: they count goals or seats in pools, or
        are of flights that nobody could take
    """

    def __init__(self, region: Region) -> None:
        self.formulation = formulation = region.formulation
        self.travel, self._cohorts = formulation.travel, len(region.who)
        self.timetable: Timetable = self.travel.itineraries.timetable
        pair, flight, _ = self.travel.legs
        self._pair, self._flight = pair, flight
        self.moves = region.moves
        mine = np.flatnonzero(region.moves[pair])
        order = mine[np.argsort(flight[mine], kind="stable")]
        self._by_flight = pair[order]
        self._start = np.searchsorted(flight[order], np.arange(len(formulation.sortie_column) + 1))
        self.pairs_on: Ints = np.diff(self._start)
        self.flights = np.flatnonzero(self.pairs_on)
        parties = self.travel.cohorts.parties
        people = (parties.size * parties.count)[self.travel.cohort]
        self._could = np.zeros(len(self.pairs_on), dtype=np.int64)
        """People who could take each flight (of several itineraries counted for each)."""
        np.add.at(self._could, flight, people[pair])
        self._legs_of = np.bincount(pair, minlength=len(self.travel))
        self._crews: dict[int, list[int]] = {}
        for number, _, column in formulation.crew_columns:
            self._crews.setdefault(number, []).append(column)
        self._needed: dict[int, list[int]] = {}
        place = formulation.instance.number
        for row in formulation.instance.order:
            self._needed.setdefault(place[row.flight], []).append(place[row.needs])
        always = formulation.helpers.copy()
        always[self.columns_of(np.unique(flight))] = False
        self.always = np.flatnonzero(always)

    def pairs_of(self, flights: Ints) -> tuple[Ints, Ints]:
        """Pairs that use any of `flights`, and those among them that use no other."""
        numbers = flights.tolist()
        entries = [self._by_flight[self._start[number] : self._start[number + 1]] for number in numbers]
        pairs, legs = np.unique(np.concatenate(entries), return_counts=True)
        return pairs, pairs[legs == self._legs_of[pairs]]

    def columns_of(self, flights: Ints) -> Ints:
        """Columns that decide how often `flights` and those that they need are flown, and by whom."""
        needed = [other for number in flights.tolist() for other in self._needed.get(number, ())]
        flights = np.append(flights, np.array(needed, dtype=np.int64))
        sorties = self.formulation.sortie_column[flights]
        crews = [column for number in flights.tolist() for column in self._crews.get(number, ())]
        return np.append(sorties[sorties != NO_COLUMN], np.array(crews, dtype=np.int64))

    def flights_for(self, cohorts: Ints) -> Ints:
        """The flights that any of `cohorts` could take."""
        legs = self.travel.itineraries.legs[self.travel.itinerary[np.isin(self.travel.cohort, cohorts)]]
        return np.unique(legs[legs != NO_LEG])

    def cohorts_for(self, flight: int) -> Ints:
        """The cohorts that could take a flight."""
        return np.unique(self.travel.cohort[self._by_flight[self._start[flight] : self._start[flight + 1]]])

    def aboard(self, now: Now, cohorts: Ints) -> Ints:
        """People of `cohorts` on each flight; shape (flights of the instance,)."""
        size = self.travel.cohorts.parties.size
        people = now.travelling * np.where(np.isin(self.travel.cohort, cohorts), size[self.travel.cohort], 0)
        aboard = np.zeros(len(self._start) - 1, dtype=np.int64)
        np.add.at(aboard, self._flight, people[self._pair])
        return aboard

    def fillable(self, now: Now) -> Ints:
        """Empty seats of each flight for which there is somebody who is not on it; shape as before."""
        fillable: Ints = np.minimum(now.empty, np.maximum(self._could - now.taken, 0))
        return fillable

    def now(self, values: Ints) -> Now:
        """How things stand at `values`."""
        column, travel = self.formulation.sortie_column, self.travel
        parties, travelling = travel.cohorts.parties, values[self.formulation.pair_column]
        sorties = np.where(column == NO_COLUMN, 1, values[np.maximum(column, 0)])
        taken = np.zeros(len(column), dtype=np.int64)
        np.add.at(taken, self._flight, (travelling * parties.size[travel.cohort])[self._pair])
        left = parties.count.copy()
        np.subtract.at(left, travel.cohort, travelling)
        left[self._cohorts :] = 0
        empty = np.maximum(self.timetable.seats * sorties - taken, 0)
        return Now(travelling=travelling, taken=taken, empty=empty, left=left)


@dataclass(frozen=True, eq=False, kw_only=True)
class Now:
    """How things stand.

    Attributes
    ----------
    travelling : int64 array, shape (pairs,); parties
    taken, empty : int64 arrays, shape (flights of the instance,); seats, of those that are flown
    left : int64 array, shape (cohorts,); parties that stay, 0 of others
    """

    travelling: Ints
    taken: Ints
    empty: Ints
    left: Ints
