"""Values to begin with where loads must be full: everybody needs a seat and flies directly.

Then any number of seats out of an origin is allowed: either those worth most fill them, or everybody is
aboard. So sorties are all there is to decide. Nothing is assumed: values that break a row are not given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.exact.fleet_exchange import Exchange, Supply
from evacopt.milp.linear import NO_UPPER
from evacopt.model.draft import NO_COLUMN
from evacopt.model.formulation import Formulation

MOST_VALUES = 20_000_000
"""Origins x people for which values of seats are tabled."""


@dataclass(frozen=True, eq=False)
class _Flights:
    """Columns by origin.

    Attributes
    ----------
    column : int64 array, shape (origins, types): of sorties; `NO_COLUMN` where there are none
    origin : int64 array, shape (pairs,), numbered from 0
    flight : int64 array, shape (pairs,): the sorties' column
    worth : int64 array, shape (cohorts,): what the first goal gains from each who flies
    order : int64 array, shape (cohorts with pairs,): by origin, then those worth most
    cohort_origin : int64 array, shape (cohorts,), -1 for those without pairs
    """

    column: Ints
    origin: Ints
    flight: Ints
    worth: Ints
    order: Ints
    cohort_origin: Ints


def full_flights(formulation: Formulation, ends: float) -> Ints | None:
    """Values that keep every row, the better the later `ends` is; `None` where it is not that simple."""
    found = _structure(formulation)
    if found is None:
        return None
    flights, supply = found
    exchange = Exchange(supply)
    exchange.improve(ends)
    values = formulation.completed(_values(formulation, flights, supply, exchange.flown))
    return values if formulation.model.holds(values) else None


def _structure(formulation: Formulation) -> tuple[_Flights, Supply] | None:
    """The columns by origin and what there is to fly, if it is that simple."""
    travel, model = formulation.travel, formulation.model
    pair, leg, _ = travel.legs
    direct = np.array_equal(np.sort(pair), np.arange(len(travel.cohort)))
    if not formulation.instance.policy.full_loads or not model.goals or not len(pair) or not direct:
        return None
    flight = np.empty(len(pair), dtype=np.int64)
    flight[pair] = leg
    sorties = formulation.sortie_column[flight]
    one_seat = (travel.cohorts.parties.size[travel.cohort] == 1).all()
    if not one_seat or (sorties == NO_COLUMN).any():
        return None
    origin = np.unique(travel.itineraries.timetable.origin[flight], return_inverse=True)[1]
    gains = np.zeros(len(model.lower), dtype=np.int64)
    np.subtract.at(gains, model.goals[0].column, model.goals[0].coefficient)
    worth = np.zeros(len(travel.cohorts), dtype=np.int64)
    worth[travel.cohort] = gains[formulation.pair_column]
    where = np.full(len(travel.cohorts), -1)
    where[travel.cohort] = origin
    if (worth[travel.cohort] != gains[formulation.pair_column]).any() or (worth < 0).any():
        return None
    order = np.lexsort((-worth, where))
    order = order[where[order] >= 0]
    flights = _Flights(np.zeros((0, 0), dtype=np.int64), origin, sorties, worth, order, where)
    return _with_types(formulation, flights, travel.itineraries.timetable.seats[flight])


def _with_types(
    formulation: Formulation, flights: _Flights, pair_seats: Ints
) -> tuple[_Flights, Supply] | None:
    """Flights by type: as many seats, and the same rows limit them."""
    model, columns = formulation.model, len(formulation.model.lower)
    sorties, first = np.unique(flights.flight, return_index=True)
    origin, seats = flights.origin[first], pair_seats[first]
    limits = _limits(formulation)
    names = [(int(seat), *limits.get(col, (-1,))) for col, seat in zip(sorties.tolist(), seats, strict=True)]
    kinds = {name: number for number, name in enumerate(sorted(set(names)))}
    kind = np.array([kinds[name] for name in names], dtype=np.int64)
    column = np.full((int(origin.max()) + 1, len(kinds)), NO_COLUMN)
    column[origin, kind] = sorties
    if (column != NO_COLUMN).sum() != len(sorties):
        return None
    upper = np.append(model.upper, 0)
    most = upper[np.where(column == NO_COLUMN, columns, column)]
    count = most.sum(axis=0)
    for name, number in kinds.items():
        for row in name[1:]:
            count[number] = min(count[number], model.row_upper[row] if row >= 0 else NO_UPPER)
    typed = replace(flights, column=column)
    supply = _supply(formulation, typed, np.array([name[0] for name in kinds]), count, most)
    return None if supply is None else (typed, supply)


def _limits(formulation: Formulation) -> dict[int, tuple[int, ...]]:
    """The rows over nothing but sorties, by the columns of the sorties."""
    matrix, found = formulation.model.matrix, dict[int, tuple[int, ...]]()
    flown = np.zeros(len(formulation.model.lower), dtype=np.int64)
    flown[formulation.sortie_column[formulation.sortie_column != NO_COLUMN]] = 1
    only = matrix.sum_by_row(1 - flown[matrix.column]) == 0
    for row in np.flatnonzero(only).tolist():
        for column in matrix.row(row)[0].tolist():
            found[column] = (*found.get(column, ()), row)
    return found


def _supply(
    formulation: Formulation, flights: _Flights, seats: Ints, count: Ints, most: Ints
) -> Supply | None:
    """What people are worth by origin, the best first, and the places for all of them."""
    model, parties = formulation.model, formulation.travel.cohorts.parties
    people = np.zeros(len(most), dtype=np.int64)
    np.add.at(people, flights.cohort_origin[flights.order], parties.count[flights.order])
    if len(most) * (int(people.max()) + 1) > MOST_VALUES:
        return None
    value = np.zeros((len(most), int(people.max()) + 1), dtype=np.int64)
    each = np.repeat(flights.worth[flights.order], parties.count[flights.order])
    for origin, mine in enumerate(np.split(each, np.cumsum(people)[:-1])):
        value[origin, 1 : len(mine) + 1] = np.cumsum(mine)
    pairs = np.zeros(len(model.lower), dtype=np.int64)
    pairs[formulation.pair_column] = 1
    matrix = model.matrix
    inside = matrix.sum_by_row(pairs[matrix.column]) == len(formulation.pair_column)
    whole = inside & (matrix.sum_by_row(np.abs(matrix.coefficient)) == len(formulation.pair_column))
    places = int(model.row_upper[whole].min(initial=int(people.sum())))
    return Supply(seats, count, most, people, value, places)


def _values(formulation: Formulation, flights: _Flights, supply: Supply, flown: Ints) -> Ints:
    """Seats given to those worth most, and the columns that say where nobody is left behind."""
    values = formulation.model.lower.copy()
    there = flights.column != NO_COLUMN
    values[flights.column[there]] = flown[there]
    _seat(formulation, flights, supply, flown, values)
    full = flown @ supply.seats >= supply.people
    pair_origin = np.full(len(values), -1)
    pair_origin[formulation.pair_column] = flights.origin
    taken = pair_origin >= 0
    taken[flights.column[there]] = True
    for row, label in enumerate(formulation.model.labels):
        if label.rule == "full_loads":
            columns, _ = formulation.model.matrix.row(row)
            origins = pair_origin[columns]
            if origins.max() >= 0:
                values[columns[~taken[columns]]] = full[origins.max()]
    return values


def _seat(formulation: Formulation, flights: _Flights, supply: Supply, flown: Ints, values: Ints) -> None:
    """Fill one flight after the other."""
    left = {
        int(column): int(sorties) * int(supply.seats[kind])
        for columns, row in zip(flights.column, flown, strict=True)
        for kind, (column, sorties) in enumerate(zip(columns, row, strict=True))
    }
    travel = formulation.travel
    rank = np.empty(len(travel.cohorts), dtype=np.int64)
    rank[flights.order] = np.arange(len(flights.order))
    waiting = travel.cohorts.parties.count.tolist()
    for pair in np.argsort(rank[travel.cohort], kind="stable").tolist():
        cohort, column = int(travel.cohort[pair]), int(flights.flight[pair])
        parties = min(waiting[cohort], left[column], int(travel.most[pair]))
        values[formulation.pair_column[pair]] = parties
        waiting[cohort] -= parties
        left[column] -= parties
