"""Plans where loads must be full: sorties are decided, and seats follow.

Where everybody needs one seat and flies directly, any number of seats out of an origin is allowed: either
those worth most fill them, or everybody is aboard. So sorties are all there is to decide. Nothing is assumed:
values that break a row are not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.exact.rens import relaxes
from evacopt.exact.sortie_exchange import Exchange
from evacopt.exact.sortie_patterns import best_sorties
from evacopt.exact.sortie_supply import Supply
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.contract import Options
from evacopt.milp.linear import NO_UPPER
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation


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
class FullLoads:
    """A formulation in which the sorties are all there is to decide, as far as the first goal goes."""

    formulation: Formulation
    supply: Supply
    _pairs: _Pairs

    @classmethod
    def of(cls, formulation: Formulation, tuning: ExactTuning = TUNING) -> FullLoads | None:
        """`None` where it is not that simple, as where a linear rule ties sorties or people together."""
        pairs = None if formulation.instance.terms else _pairs(formulation)
        supply = None if pairs is None else _supply(formulation, pairs, tuning)
        return None if pairs is None or supply is None else cls(formulation, supply, pairs)

    def values(self, flown: Ints) -> Ints | None:
        """Values with the sorties `flown`, shape (origins, types); `None` where they break a row."""
        values = self.formulation.completed(_values(self.formulation, self._pairs, self.supply, flown))
        return values if self.formulation.model.holds(values) else None

    def sorties(self, values: Ints) -> Ints:
        """The sorties flown by `values`; shape (origins, types)."""
        column = self.supply.column
        flown: Ints = np.where(column == NO_COLUMN, 0, values[column])
        return flown


def full_flights(formulation: Formulation, ends: float, tuning: ExactTuning = TUNING) -> Ints | None:
    """A first plan, the better the later `ends` is; `None` where it is not that simple."""
    loads = FullLoads.of(formulation, tuning)
    if loads is None:
        return None
    exchange = Exchange(loads.supply, tuning)
    exchange.improve(ends)
    return loads.values(exchange.flown)


def better_full_loads(
    formulation: Formulation, values: Ints, session: Session, options: Options, tuning: ExactTuning = TUNING
) -> Iterator[tuple[Ints, int]]:
    """Values no worse than `values`, and what the first goal cannot go below; none where it is not so simple.

    Raises
    ------
    KeyboardInterrupt
        If the session is interrupted.
    """
    loads = FullLoads.of(formulation, tuning)
    if loads is None or not relaxes(session, options):
        return
    if options.time_limit is not None:
        options = replace(options, time_limit=options.time_limit * tuning.pattern_share)
    goal = formulation.model.goals[0]
    for flown, most in best_sorties(loads.supply, loads.sorties(values), session, options, tuning):
        found = loads.values(flown)
        if found is not None and goal.of(found) < goal.of(values):
            values = found
        yield values, goal.offset - most


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
    if not np.isin(model.goals[0].column, formulation.pair_column).all():
        return None
    gains = np.zeros(len(model.lower), dtype=np.int64)
    np.subtract.at(gains, model.goals[0].column, model.goals[0].coefficient)
    worth, cohort_origin = np.zeros(len(travel.cohorts), dtype=np.int64), np.full(len(travel.cohorts), -1)
    worth[travel.cohort], cohort_origin[travel.cohort] = gains[formulation.pair_column], origin
    if (worth[travel.cohort] != gains[formulation.pair_column]).any() or (worth < 0).any():
        return None
    order = np.lexsort((-worth, cohort_origin))
    order = order[cohort_origin[order] >= 0]
    return _Pairs(origin, sorties, table.seats[flight], worth, order, cohort_origin)


def _supply(formulation: Formulation, pairs: _Pairs, tuning: ExactTuning) -> Supply | None:
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
    return Supply(column, seats, count, most, people, value, _places(formulation, int(people.sum())))


def _rows_of_sorties(formulation: Formulation) -> dict[int, tuple[int, ...]]:
    """The rows that limit nothing but sorties, by the columns of the sorties."""
    matrix, rows = formulation.model.matrix, dict[int, tuple[int, ...]]()
    others = np.ones(len(formulation.model.lower), dtype=np.int64)
    others[formulation.sortie_column[formulation.sortie_column != NO_COLUMN]] = 0
    unlike = others[matrix.column] + (matrix.coefficient < 0)  # one sortie may also need another
    for row in np.flatnonzero(matrix.sum_by_row(unlike) == 0).tolist():
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


def _values(formulation: Formulation, pairs: _Pairs, supply: Supply, flown: Ints) -> Ints:
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


def _board(formulation: Formulation, pairs: _Pairs, supply: Supply, flown: Ints, values: Ints) -> None:
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
