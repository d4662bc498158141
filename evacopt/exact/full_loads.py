"""A first plan where loads must be full: sorties by a greedy heuristic, then by exchanges of aircraft.

Where everybody needs one seat and flies directly, any number of seats out of an origin is allowed: either
those worth most fill them, or everybody is aboard. So sorties are all there is to decide. Nothing is assumed:
values that break a row are not given.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.linear import NO_UPPER
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation

NEVER = -(2**62)
"""The gain of what cannot be done."""


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Who could fly: pairs of a cohort and a flight, and what the first goal gains from each who flies.

    Attributes
    ----------
    origin : int64 array, shape (pairs,), numbered from 0
    sorties : int64 array, shape (pairs,): the column of the flight's sorties
    seats : int64 array, shape (pairs,): of the flight
    worth : int64 array, shape (cohorts,)
    order : int64 array, shape (cohorts with pairs,): by origin, then those worth most
    cohort_origin : int64 array, shape (cohorts,), -1 for those without pairs
    """

    origin: Ints
    sorties: Ints
    seats: Ints
    worth: Ints
    order: Ints
    cohort_origin: Ints


@dataclass(frozen=True, eq=False)
class _Supply:
    """What there is to fly, and what seats are worth.

    Attributes
    ----------
    column : int64 array, shape (origins, types): of sorties; `NO_COLUMN` where there are none
    seats, count : int64 arrays, shape (types,): seats of an aircraft, sorties of all origins together
    most : int64 array, shape (origins, types): sorties at most
    people : int64 array, shape (origins,)
    value : int64 array, shape (origins, largest number of people + 1): of the best that many people
    places : people that can be taken in
    """

    column: Ints
    seats: Ints
    count: Ints
    most: Ints
    people: Ints
    value: Ints
    places: int


def full_flights(formulation: Formulation, ends: float, tuning: ExactTuning = TUNING) -> Ints | None:
    """Values that keep every row, the better the later `ends` is; `None` where it is not that simple."""
    pairs = _pairs(formulation)
    supply = None if pairs is None else _supply(formulation, pairs, tuning)
    if pairs is None or supply is None:
        return None
    exchange = _Exchange(supply, tuning)
    exchange.improve(ends)
    values = formulation.completed(_values(formulation, pairs, supply, exchange.flown))
    return values if formulation.model.holds(values) else None


def _pairs(formulation: Formulation) -> _Pairs | None:
    """The pairs, if every one is a direct flight of one seat with optional sorties."""
    travel, model = formulation.travel, formulation.model
    pair, leg, _ = travel.legs
    direct = np.array_equal(np.sort(pair), np.arange(len(travel.cohort)))
    if not formulation.instance.policy.full_loads or not model.goals or not len(pair) or not direct:
        return None
    flight = np.empty(len(pair), dtype=np.int64)
    flight[pair] = leg
    sorties, table = formulation.sortie_column[flight], travel.itineraries.timetable
    one_seat = (travel.cohorts.parties.size[travel.cohort] == 1).all()
    if not one_seat or (sorties == NO_COLUMN).any():
        return None
    origin = np.unique(table.origin[flight], return_inverse=True)[1]
    gains = np.zeros(len(model.lower), dtype=np.int64)
    np.subtract.at(gains, model.goals[0].column, model.goals[0].coefficient)
    worth, cohort_origin = np.zeros(len(travel.cohorts), dtype=np.int64), np.full(len(travel.cohorts), -1)
    worth[travel.cohort], cohort_origin[travel.cohort] = gains[formulation.pair_column], origin
    if (worth[travel.cohort] != gains[formulation.pair_column]).any() or (worth < 0).any():
        return None
    order = np.lexsort((-worth, cohort_origin))
    order = order[cohort_origin[order] >= 0]
    return _Pairs(origin, sorties, table.seats[flight], worth, order, cohort_origin)


def _supply(formulation: Formulation, pairs: _Pairs, tuning: ExactTuning) -> _Supply | None:
    """Flights by type (as many seats, limited by the same rows), if each origin has one column of a type."""
    model, columns = formulation.model, len(formulation.model.lower)
    sorties, first = np.unique(pairs.sorties, return_index=True)
    origin, limits = pairs.origin[first], _rows_of_sorties(formulation)
    names = [
        (seats, *limits.get(column, (-1,)))
        for column, seats in zip(sorties.tolist(), pairs.seats[first].tolist(), strict=True)
    ]
    types = {name: number for number, name in enumerate(sorted(set(names)))}
    column = np.full((int(origin.max()) + 1, len(types)), NO_COLUMN)
    column[origin, [types[name] for name in names]] = sorties
    if (column != NO_COLUMN).sum() != len(sorties):
        return None
    most = np.append(model.upper, 0)[np.where(column == NO_COLUMN, columns, column)]
    count = most.sum(axis=0)
    for name, number in types.items():
        for row in name[1:]:
            count[number] = min(count[number], model.row_upper[row] if row >= 0 else NO_UPPER)
    people = np.zeros(len(most), dtype=np.int64)
    parties = formulation.travel.cohorts.parties.count[pairs.order]
    np.add.at(people, pairs.cohort_origin[pairs.order], parties)
    if len(most) * (int(people.max()) + 1) > tuning.most_values:
        return None
    value = np.zeros((len(most), int(people.max()) + 1), dtype=np.int64)
    each = np.repeat(pairs.worth[pairs.order], parties)
    for number, mine in enumerate(np.split(each, np.cumsum(people)[:-1])):
        value[number, 1 : len(mine) + 1] = np.cumsum(mine)
    seats = np.array([name[0] for name in types])
    return _Supply(column, seats, count, most, people, value, _places(formulation, int(people.sum())))


def _rows_of_sorties(formulation: Formulation) -> dict[int, tuple[int, ...]]:
    """The rows over nothing but sorties, by the columns of the sorties."""
    matrix, rows = formulation.model.matrix, dict[int, tuple[int, ...]]()
    others = np.ones(len(formulation.model.lower), dtype=np.int64)
    others[formulation.sortie_column[formulation.sortie_column != NO_COLUMN]] = 0
    for row in np.flatnonzero(matrix.sum_by_row(others[matrix.column]) == 0).tolist():
        for column in matrix.row(row)[0].tolist():
            rows[column] = (*rows.get(column, ()), row)
    return rows


def _places(formulation: Formulation, people: int) -> int:
    """How many can be taken in: the least side of a row that counts every pair once and nothing else."""
    model, matrix, pairs = formulation.model, formulation.model.matrix, len(formulation.pair_column)
    counted = np.zeros(len(model.lower), dtype=np.int64)
    counted[formulation.pair_column] = 1
    whole = matrix.sum_by_row(counted[matrix.column]) == pairs
    whole &= matrix.sum_by_row(np.abs(matrix.coefficient)) == pairs
    return int(model.row_upper[whole].min(initial=people))


def _values(formulation: Formulation, pairs: _Pairs, supply: _Supply, flown: Ints) -> Ints:
    """Seats given to those worth most, and the columns that say where nobody is left behind."""
    model, values = formulation.model, formulation.model.lower.copy()
    there = supply.column != NO_COLUMN
    values[supply.column[there]] = flown[there]
    _board(formulation, pairs, supply, flown, values)
    full = flown @ supply.seats >= supply.people
    pair_origin = np.full(len(values), -1)
    pair_origin[formulation.pair_column] = pairs.origin
    taken = pair_origin >= 0
    taken[supply.column[there]] = True
    for row in np.flatnonzero([label.rule == "full_loads" for label in model.labels]).tolist():
        columns, _ = model.matrix.row(row)
        origin = pair_origin[columns].max()
        if origin >= 0:
            values[columns[~taken[columns]]] = full[origin]
    return values


def _board(formulation: Formulation, pairs: _Pairs, supply: _Supply, flown: Ints, values: Ints) -> None:
    """Fill one flight after the other, those worth most first."""
    travel, left = formulation.travel, np.zeros(len(values), dtype=np.int64)
    there = supply.column != NO_COLUMN
    left[supply.column[there]] = (flown * supply.seats)[there]
    rank = np.empty(len(travel.cohorts), dtype=np.int64)
    rank[pairs.order] = np.arange(len(pairs.order))
    waiting = travel.cohorts.parties.count.copy()
    for pair in np.argsort(rank[travel.cohort], kind="stable").tolist():
        cohort, column = travel.cohort[pair], pairs.sorties[pair]
        parties = min(waiting[cohort], left[column], travel.most[pair])
        values[formulation.pair_column[pair]] = parties
        waiting[cohort] -= parties
        left[column] -= parties


class _Exchange:
    """Sorties `flown` of each origin and type, shape (origins, types), that keep within the supply.

    What an origin gains from its next seats never rises, as those who are worth most fly first.
    """

    def __init__(self, supply: _Supply, tuning: ExactTuning) -> None:
        self._supply, self._most_origins = supply, tuning.most_origins
        self._origins = np.arange(len(supply.people))
        self.flown: Ints = np.zeros_like(supply.most)

    def improve(self, ends: float) -> None:
        """Add and exchange aircraft until nothing gains or it is `ends` by the clock."""
        self._add_all(ends)
        types = [*range(len(self._supply.seats)), -1]
        gained = True
        while gained and time.monotonic() < ends:
            gained = False
            for one, other in combinations(types, 2):
                gained = self._swap(one, other) or gained
                gained = self._replace(one, other) or self._replace(other, one) or gained

    def _add_all(self, ends: float) -> None:
        """One aircraft after the other, where each of its seats gains most."""
        while time.monotonic() < ends:
            best: tuple[float, int, int] = (0.0, -1, -1)
            for aircraft, seats in enumerate(self._supply.seats.tolist()):
                if seats and self._spare(aircraft):
                    gain, places = self._change(-1, aircraft)
                    gain = np.where(places <= self._places_left(), gain, NEVER)
                    origin = int(gain.argmax())
                    best = max(best, (int(gain[origin]) / seats, origin, aircraft))
            if best[1] < 0:
                return
            self.flown[best[1], best[2]] += 1

    def _swap(self, one: int, other: int) -> bool:
        """An origin gives `one` to another origin for `other`, the best two of all; -1 is no aircraft."""
        gain, places = self._change(one, other)
        back, back_places = self._change(other, one)
        rows, columns = (np.argsort(-each, kind="stable")[: self._most_origins] for each in (gain, back))
        total = gain[rows][:, None] + back[columns]
        total[places[rows][:, None] + back_places[columns] > self._places_left()] = NEVER
        total[rows[:, None] == columns] = NEVER
        row, column = divmod(int(total.argmax()), len(columns))
        if total[row, column] <= 0:
            return False
        self._take(int(rows[row]), one, other)
        self._take(int(columns[column]), other, one)
        return True

    def _replace(self, one: int, other: int) -> bool:
        """An origin gives `one` up for an `other` that nobody has."""
        if not self._spare(other):
            return False
        gain, places = self._change(one, other)
        gain = np.where(places <= self._places_left(), gain, NEVER)
        origin = int(gain.argmax())
        if gain[origin] <= 0:
            return False
        self._take(origin, one, other)
        return True

    def _take(self, origin: int, less: int, more: int) -> None:
        for aircraft, change in ((less, -1), (more, 1)):
            if aircraft >= 0:
                self.flown[origin, aircraft] += change

    def _spare(self, aircraft: int) -> bool:
        return aircraft < 0 or bool(self.flown[:, aircraft].sum() < self._supply.count[aircraft])

    def _places_left(self) -> int:
        """Places that are left."""
        aboard = np.minimum(self.flown @ self._supply.seats, self._supply.people)
        return self._supply.places - int(aboard.sum())

    def _change(self, less: int, more: int) -> tuple[Ints, Ints]:
        """For each origin the gain of one aircraft `less` and one `more`, and the places that it takes."""
        supply, now = self._supply, self.flown @ self._supply.seats
        can: Mask = np.ones(len(now), dtype=np.bool_)
        then = now
        if less >= 0:
            can, then = can & (self.flown[:, less] > 0), then - supply.seats[less]
        if more >= 0:
            can, then = can & (self.flown[:, more] < supply.most[:, more]), then + supply.seats[more]
        before, after = (np.clip(seats, 0, supply.people) for seats in (now, then))
        gain = supply.value[self._origins, after] - supply.value[self._origins, before]
        # a quarter: the sum of two that cannot be done must not wrap around
        return np.where(can, gain, NEVER // 4), after - before
