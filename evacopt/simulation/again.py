"""Who may still go where, solved again with what is known by now.

The model of a world is built once. What has flown, and where people stand by now, moves bounds and the sides
of rows alone, so that a part of it (`improve.part`) is left to decide. The same situation, in whatever
scenario, is solved once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.improve.part import Point
from evacopt.milp.linear import NO_LOWER, Goal, Label, LinearModel, Matrix
from evacopt.model.builder import NO_COLUMN
from evacopt.model.formulation import Formulation
from evacopt.routes.eligibility import Travel
from evacopt.routes.itineraries import NO_LEG
from evacopt.simulation.goals_in_order import Found, GoalsInOrder
from evacopt.simulation.tuning import TUNING, ReplanTuning

PROMISES = frozenset({"share_min", "pin", "min_load", "full_loads"})
"""Rules that failures may have made void; where nothing keeps them all, the rest is decided without them."""
_APART = ("goal", "parties")
"""Rules of rows that stand last, and of rows that stands are in the place of."""
LARGEST = 2**50
"""What a goal may come to at most that an engine is to count to the last unit."""


@dataclass(frozen=True, eq=False)
class Stands:
    """Where parties can be: of each cohort those at home, and those who have flown the same first flights.

    Attributes
    ----------
    of : int64 array, shape (pairs, legs): who has flown so many legs of the pair is at that stand
    count : how many there are; the first are the cohorts at home, by their number
    """

    of: Ints
    count: int

    @classmethod
    def of_travel(cls, travel: Travel) -> Stands:
        """The stands of everybody who may travel."""
        legs = travel.itineraries.legs[travel.itinerary]
        of, count = np.empty_like(legs), len(travel.cohorts)
        of[:, 0] = travel.cohort
        for flown in range(1, legs.shape[1]):
            keys = np.column_stack((travel.cohort, legs[:, :flown]))
            kinds, number = np.unique(keys, axis=0, return_inverse=True)
            of[:, flown] = count + number.reshape(-1)
            count += len(kinds)
        return cls(of, count)


@dataclass(frozen=True, eq=False, kw_only=True)
class Known:
    """What is known at a moment, in the terms of a model.

    Attributes
    ----------
    flown : int64 array, shape (pairs,): parties that have left on the last flight of the pair
    waiting : int64 array, shape (stands,): parties that stand there, as far as is known
    over : bool array, shape (flights,): those that nobody can board any more, gone or cancelled
    sorties : int64 array, shape (flights,): sorties flown of those that are over
    called : int64 array, shape (pairs,): of who waits, parties that the plan in force has on the pair
    """

    flown: Ints
    waiting: Ints
    over: Mask
    sorties: Ints
    called: Ints

    @property
    def key(self) -> tuple[bytes, ...]:
        """What tells situations apart."""
        return tuple(getattr(self, field.name).tobytes() for field in fields(self))


@dataclass(frozen=True, eq=False)
class Decided:
    """What is decided of the rest.

    Attributes
    ----------
    called : int64 array, shape (pairs,): of who waits, parties that are to take the pair
    sorties : int64 array, shape (flights,): of flights that are over as they were known
    complete : whether that was searched for to the end
    """

    called: Ints
    sorties: Ints
    complete: bool


class Again:
    """One world, solved again as often as something happens in it.

    Attributes
    ----------
    stands : where the parties of its cohorts can be
    """

    def __init__(self, formulation: Formulation, session: Session, tuning: ReplanTuning = TUNING) -> None:
        self.formulation, self._session, self._tuning = formulation, session, tuning
        self.stands = Stands.of_travel(formulation.travel)
        self._legs = formulation.travel.itineraries.legs[formulation.travel.itinerary]
        self._point = Point(formulation.model, formulation.model.lower)
        self._found: dict[tuple[bytes, ...], Decided | None] = {}

    def decided(self, known: Known) -> Decided | None:
        """What is best for the rest; `None` where nothing was found in time: the plan in force stays."""
        if known.key not in self._found:
            self._found[known.key] = self._decided(known)
        return self._found[known.key]

    def _decided(self, known: Known) -> Decided | None:
        formulation, columns = self.formulation, self.formulation.sortie_column
        stand, most = self._open(known)
        free = self._freed(known, most > 0)
        rest = self._rest(free, stand, most, known)
        found = self._best(rest, free)
        if found is None:
            return None
        everything = self._point.values.copy()
        everything[free] = found.values[: len(free)]
        called = np.where(most > 0, everything[formulation.pair_column], 0)
        open_ = (columns != NO_COLUMN) & ~known.over
        return Decided(called, np.where(open_, everything[columns], known.sorties), found.complete)

    def _open(self, known: Known) -> tuple[Ints, Ints]:
        """At which stand those are who may take a pair, and how many may at most; shape (pairs,)."""
        travel, pairs = self.formulation.travel, np.arange(len(self._legs))
        over = np.append(known.over, False)[self._legs]
        flown = np.cumprod(over, axis=1).sum(axis=1)
        going = (flown == over.sum(axis=1)) & (flown < (self._legs != NO_LEG).sum(axis=1))
        stand = self.stands.of[pairs, np.where(going, flown, 0)]
        return stand, np.where(going, np.minimum(travel.most, known.waiting[stand]), 0)

    def _freed(self, known: Known, open_: Mask) -> Ints:
        """The columns that are left to decide, all others being what they have come to."""
        formulation, values = self.formulation, self.formulation.model.lower.copy()
        values[formulation.pair_column] = known.flown
        over = known.over & (formulation.sortie_column != NO_COLUMN)
        values[formulation.sortie_column[over]] = known.sorties[over]
        self._point.move(values)
        free = formulation.helpers.copy()
        free[formulation.sortie_column[over]] = False
        free[formulation.pair_column[open_]] = True
        return np.flatnonzero(free)

    def _rest(self, free: Ints, stand: Ints, most: Ints, known: Known) -> LinearModel:
        """The model of the columns `free`, and behind them of such as count who stays where they are."""
        formulation, pairs = self.formulation, np.flatnonzero(most)
        rows = self._point.rows_of(free)
        part = self._point.part(free, rows)
        at, upper = np.searchsorted(free, formulation.pair_column[pairs]), part.upper.copy()
        upper[at] = most[pairs]
        labels = tuple(formulation.model.labels[row] for row in rows.tolist())
        part = _kept(replace(part, upper=upper, labels=labels))
        part = _standing_once(part, at, stand[pairs], known.waiting)
        people = formulation.travel.cohorts.parties.people[formulation.travel.cohort[pairs]]
        return _staying(part, at, known.called[pairs], people)

    def _best(self, rest: LinearModel, free: Ints) -> Found | None:
        """Its goals in order, its promises kept if they can be."""
        if not len(free):
            return Found(rest.lower, complete=True)
        formulation, point = self.formulation, self._point.values
        decisions = np.append(~formulation.helpers[free], np.zeros(len(rest.lower) - len(free), dtype=bool))

        def complete(values: Ints) -> Ints:
            everything = point.copy()
            everything[free] = values[: len(free)]
            return np.append(formulation.completed(everything)[free], values[len(free) :])

        found = GoalsInOrder(rest, decisions, complete).best(self._session, self._tuning)
        promised = np.array([label.rule in PROMISES for label in rest.labels], dtype=np.bool_)
        if found is not None or not promised.any():
            return found
        loose = _taken(rest, np.flatnonzero(~promised))
        return GoalsInOrder(loose, decisions, complete).best(self._session, self._tuning)


def _taken(model: LinearModel, rows: Ints) -> LinearModel:
    """The model with those rows alone, in that order."""
    return replace(
        model,
        matrix=model.matrix.take(rows),
        row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows],
        labels=tuple(model.labels[row] for row in rows.tolist()),
    )


def _kept(part: LinearModel) -> LinearModel:
    """Rows that may still be broken, those that count goals last.

    What has flown may have broken a row, for parties that did not come; no more is asked of the rest then
    than it can do.
    """
    least, most = part.matrix.activity_range(part.lower, part.upper)
    lower, upper = np.minimum(part.row_lower, most), np.maximum(part.row_upper, least)
    counts, here = (np.array([row.rule == rule for row in part.labels], dtype=bool) for rule in _APART)
    binds = ((least < lower) | (most > upper)) & ~here
    rows = np.append(np.flatnonzero(binds & ~counts), np.flatnonzero(binds & counts))
    return _taken(replace(part, row_lower=lower, row_upper=upper), rows)


def _standing_once(part: LinearModel, at: Ints, stand: Ints, waiting: Ints) -> LinearModel:
    """No more leave a stand, by the columns `at`, than stand there."""
    stands, row = np.unique(stand, return_inverse=True)
    forks = np.flatnonzero(np.bincount(row, minlength=len(stands)) > 1)
    entries = np.flatnonzero(np.isin(row, forks))
    ones = np.ones_like(entries)
    matrix = Matrix.of(len(forks), np.searchsorted(forks, row[entries]), at[entries], ones)
    return _with_limits(part, matrix, waiting[stands[forks]])


def _staying(part: LinearModel, at: Ints, called: Ints, people: Ints) -> LinearModel:
    """Of what is equally good, what leaves most of the people `called` on their columns `at`.

    That is part of the last goal, of which a unit outweighs everybody.
    """
    held = np.flatnonzero(called)
    spare = held[part.upper[at[held]] > called[held]]
    more, rows = len(part.lower) + np.arange(len(spare)), np.arange(len(spare))
    matrix = Matrix.of(
        len(spare), np.append(rows, rows), np.append(more, at[spare]), np.repeat([1, -1], len(spare))
    )
    wider = replace(
        part,
        lower=np.append(part.lower, np.zeros_like(spare)),
        upper=np.append(part.upper, called[spare]),
    )
    column = at.copy()
    column[spare] = more
    ties = Goal("staying", column[held], -people[held])
    return _with_limits(replace(wider, goals=_with_ties(wider, ties)), matrix, np.zeros_like(spare))


def _with_ties(model: LinearModel, ties: Goal) -> tuple[Goal, ...]:
    """The goals, the last one with `ties` among what is equally good; where that is too much, after it."""
    goals = [goal for goal in model.goals if len(goal.column)]
    if not goals:
        return (ties,)
    *before, last = goals
    weight = 1 - int((ties.coefficient * model.upper[ties.column]).sum())
    largest = int((np.abs(last.coefficient) * model.upper[last.column]).sum()) + abs(last.offset)
    if weight * largest > LARGEST:
        return (*goals, ties)
    column, place = np.unique(np.append(last.column, ties.column), return_inverse=True)
    coefficient = np.zeros_like(column)
    np.add.at(coefficient, place, np.append(weight * last.coefficient, ties.coefficient))
    return (*before, Goal(last.name, column, coefficient, weight * last.offset))


def _with_limits(model: LinearModel, matrix: Matrix, upper: Ints) -> LinearModel:
    """The model with the rows `matrix <= upper` before its own."""
    return replace(
        model,
        matrix=matrix.followed_by(model.matrix),
        row_lower=np.append(np.full(len(upper), NO_LOWER), model.row_lower),
        row_upper=np.append(upper, model.row_upper),
        labels=(*[Label("parties", "")] * len(upper), *model.labels),
    )
