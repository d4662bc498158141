"""Builds a linear model: columns and rows are added rule by rule, then put together once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix, RowKind
from evacopt.routes.eligibility import Travel

NO_COLUMN = -1

Entries: TypeAlias = Sequence[tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]]
"""Rows from 0, columns and coefficients, each an array or one number for all."""


class ModelBuilder:
    """Columns and rows so far.

    Attributes
    ----------
    travel : Travel
    seats : int64 array, shape (incidences of `travel.legs`,)
        Seats that one party of the pair takes on the flight: who lies takes `seats_per_stretcher`.
    pair_column : int64 array, shape (pairs,)
        The column that counts the parties of each (cohort, itinerary) pair.
    sortie_column : int64 array, shape (flights,)
        The column that counts the sorties of an optional flight, `NO_COLUMN` for any other.
    most_sorties : int64 array, shape (flights,)
        How many sorties of each flight can be of use.
    crew_columns : list of (flight, pool of crews, column)
        Columns that count crews, where more than one pool could fly a flight.
    completions : list of functions of the values
        Each sets the columns that only count a goal to what the other columns make of them.
    """

    def __init__(self, travel: Travel) -> None:
        self.travel = travel
        self.timetable = travel.itineraries.timetable
        self.instance: Instance = self.timetable.instance
        self._bounds: tuple[list[Ints], list[Ints]] = [], []
        self._entries: tuple[list[Ints], list[Ints], list[Ints]] = [], [], []
        self._sides: tuple[list[Ints], list[Ints]] = [], []
        self._labels: list[Label] = []
        self._columns = 0
        self.crew_columns: list[tuple[int, int, int]] = []
        self.completions: list[Callable[[Ints], None]] = []
        self.pair_column = self.columns(0, travel.most)
        pair, flight, _ = travel.legs
        each = np.array([leg.seats_per_stretcher for leg in self.instance.schedule], dtype=np.int64)
        lying = self.of_pairs(travel.cohorts.parties.stretchers)[pair]
        self.seats: Ints = self.of_pairs(travel.cohorts.parties.size)[pair] - lying + lying * each[flight]
        self.most_sorties = self._useful_sorties()
        optional = np.array([leg.status == "optional" for leg in self.instance.schedule], dtype=np.bool_)
        decided = np.flatnonzero(optional & self.timetable.usable)
        self.sortie_column = np.full(len(optional), NO_COLUMN, dtype=np.int64)
        self.sortie_column[decided] = self.columns(0, self.most_sorties[decided])

    def _useful_sorties(self) -> Ints:
        """As many sorties of each flight as all who could board fill: one more would carry nobody.

        All there are may be of use where seats are reserved, for then the seats alone do not say how many are
        needed, and where a linear rule counts sorties or another flight needs one (6.3).
        """
        flights, most, parties = self.instance.schedule, self.timetable.most, self.travel.cohorts.parties
        pair, flight, _ = self.travel.legs
        dimensions = sorted({code for leg in flights for code, _ in leg.room})
        needs = (
            (np.maximum(self.of_pairs(parties.size)[pair], self.seats), [leg.seats for leg in flights]),
            (self.of_pairs(parties.stretchers)[pair], [leg.stretchers for leg in flights]),
            (self.of_pairs(parties.infants)[pair], [leg.infant_limit for leg in flights]),
            *(
                (
                    self.of_pairs(parties.needs_of(code))[pair],
                    [dict(leg.room).get(code, NO_UPPER) for leg in flights],
                )
                for code in dimensions
            ),
        )
        useful = np.zeros(len(flights), dtype=np.int64)
        for need, limit in needs:
            wanted = np.zeros(len(flights), dtype=np.int64)
            np.add.at(wanted, flight, need * self.travel.most[pair])
            useful = np.maximum(useful, -(-wanted // np.maximum(np.array(limit, dtype=np.int64), 1)))
        reserves = [share for share in self.instance.shares if share.kind == "reserve"]
        counted = {term.flight for term in self.instance.terms if not term.group}
        counted.update(row.needs for row in self.instance.order)
        all_of_use = [leg.id in counted or any(share.covers(leg) for share in reserves) for leg in flights]
        return np.where(all_of_use, most, np.minimum(useful, most))

    def of_pairs(self, column: Ints) -> Ints:
        """A column of the cohorts as one number for each pair; shape (pairs,)."""
        return column[self.travel.cohort]

    def columns(self, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Ints:
        """Add columns with these bounds, both included; gives their numbers."""
        length = np.size(upper) if np.ndim(upper) else np.size(lower)
        for bounds, side in zip(self._bounds, (lower, upper), strict=True):
            bounds.append(_as_ints(side, length))
        self._columns += length
        return np.arange(self._columns - length, self._columns)

    def rows(
        self,
        rule: RowKind,
        subjects: Sequence[str],
        entries: Entries,
        *,
        lower: npt.ArrayLike = NO_LOWER,
        upper: npt.ArrayLike = NO_UPPER,
        number: int = -1,
    ) -> None:
        """Add a row for each of `subjects`; `number` is the row of a table that they state."""
        before = len(self._labels)
        for row, column, coefficient in entries:
            length = np.broadcast(np.atleast_1d(row), np.atleast_1d(column), np.atleast_1d(coefficient)).size
            parts = _as_ints(row, length) + before, _as_ints(column, length), _as_ints(coefficient, length)
            for entry, part in zip(self._entries, parts, strict=True):
                entry.append(part)
        for sides, side in zip(self._sides, (lower, upper), strict=True):
            sides.append(_as_ints(side, len(subjects)))
        self._labels.extend(Label(rule, subject, number) for subject in subjects)

    def finish(self, goals: Sequence[Goal]) -> LinearModel:
        """The model: rows divided by their common factor, those that can never be broken left out."""
        lower, upper = map(_joined, self._bounds)
        matrix = Matrix.of(len(self._labels), *map(_joined, self._entries))
        matrix, row_lower, row_upper = matrix.without_common_factor(*map(_joined, self._sides))
        least, most = matrix.activity_range(lower, upper)
        kept = np.flatnonzero((least < row_lower) | (most > row_upper))
        labels = tuple(self._labels[row] for row in kept.tolist())
        return LinearModel(
            lower, upper, matrix.take(kept), row_lower[kept], row_upper[kept], labels, tuple(goals)
        )


def _as_ints(values: npt.ArrayLike, length: int) -> Ints:
    """`values` as int64, a single number repeated `length` times."""
    return np.broadcast_to(np.asarray(values, dtype=np.int64), (length,)).copy()


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
