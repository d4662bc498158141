"""A model in the making: columns and rows are added rule by rule, then put together once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.milp.linear import NO_LOWER, NO_UPPER, Goal, Label, LinearModel, Matrix, RowKind
from evacopt.model.useful import useful_sorties
from evacopt.routes.eligibility import Travel

NO_COLUMN = -1


def as_ints(values: npt.ArrayLike, length: int) -> Ints:
    """`values` as int64, a single number repeated `length` times."""
    return np.broadcast_to(np.asarray(values, dtype=np.int64), (length,)).copy()


class Draft:
    """Columns and rows so far.

    Attributes
    ----------
    travel : Travel
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
        self._lower: list[Ints] = []
        self._upper: list[Ints] = []
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._coefficient: list[Ints] = []
        self._row_lower: list[Ints] = []
        self._row_upper: list[Ints] = []
        self._labels: list[Label] = []
        self._columns = 0
        self.crew_columns: list[tuple[int, int, int]] = []
        self.completions: list[Callable[[Ints], None]] = []
        self.pair_column = self.columns(0, travel.most)
        self.most_sorties = useful_sorties(travel)
        self.sortie_column = self._add_sorties()

    def _add_sorties(self) -> Ints:
        flights = self.instance.schedule
        optional = np.array([flight.status == "optional" for flight in flights], dtype=np.bool_)
        flown = np.flatnonzero(optional & self.timetable.usable)
        column = np.full(len(flights), NO_COLUMN, dtype=np.int64)
        column[flown] = self.columns(0, self.most_sorties[flown])
        return column

    def columns(self, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Ints:
        """Add columns with these bounds, both included; gives their numbers."""
        length = max(np.size(lower), np.size(upper)) if np.ndim(lower) or np.ndim(upper) else 1
        length = np.size(upper) if np.ndim(upper) else length
        self._lower.append(as_ints(lower, length))
        self._upper.append(as_ints(upper, length))
        self._columns += length
        return np.arange(self._columns - length, self._columns)

    def rows(
        self,
        rule: RowKind,
        subjects: Sequence[str],
        entries: Sequence[tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]],
        *,
        lower: npt.ArrayLike = NO_LOWER,
        upper: npt.ArrayLike = NO_UPPER,
        number: int = -1,
    ) -> None:
        """Add a row for each of `subjects`; `entries` are (row from 0, column, coefficient) arrays.

        `number` is the row of the table that they state, where it has no code.
        """
        before = len(self._labels)
        for row, column, coefficient in entries:
            length = np.broadcast(np.atleast_1d(row), np.atleast_1d(column), np.atleast_1d(coefficient)).size
            self._row.append(as_ints(row, length) + before)
            self._column.append(as_ints(column, length))
            self._coefficient.append(as_ints(coefficient, length))
        self._row_lower.append(as_ints(lower, len(subjects)))
        self._row_upper.append(as_ints(upper, len(subjects)))
        self._labels.extend(Label(rule, subject, number) for subject in subjects)

    def of_pairs(self, column: Ints) -> Ints:
        """A column of the cohorts as one number for each pair; shape (pairs,)."""
        return column[self.travel.cohort]

    def finish(self, goals: Sequence[Goal]) -> LinearModel:
        """The model: rows divided by their common factor, those that can never be broken left out."""
        lower, upper = joined(self._lower), joined(self._upper)
        matrix = Matrix.of(
            len(self._labels), joined(self._row), joined(self._column), joined(self._coefficient)
        )
        row_lower, row_upper = joined(self._row_lower), joined(self._row_upper)
        matrix, row_lower, row_upper = matrix.without_common_factor(row_lower, row_upper)
        least, most = matrix.activity_range(lower, upper)
        kept = np.flatnonzero((least < row_lower) | (most > row_upper))
        labels = tuple(self._labels[row] for row in kept.tolist())
        return LinearModel(
            lower, upper, matrix.take(kept), row_lower[kept], row_upper[kept], labels, tuple(goals)
        )


def joined(parts: Sequence[Ints]) -> Ints:
    """`parts` end to end."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
