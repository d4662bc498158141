"""Columns, rows and goals of a relaxation in the making, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evacopt.domain.columns import Ints
from evacopt.judge.rows import Entries, ints

Names = Callable[[int], str]


@dataclass(frozen=True, eq=False)
class Form:
    """A linear goal to minimise: offset + amount x value over columns."""

    name: str
    column: Ints
    amount: Ints
    offset: int


@dataclass(frozen=True, eq=False)
class Relaxation:
    """What every plan keeps: lower <= v <= upper, low <= A v <= high, and the goals over v.

    Attributes
    ----------
    lower, upper, low, high : int64 arrays, shape (columns,) and (rows,)
    entries : items are columns; an entry stands in the rows `first` to `stop - 1`
    column_names, row_names : (first number, how many, name of the n-th), in order
    goals : most important first
    """

    lower: Ints
    upper: Ints
    low: Ints
    high: Ints
    entries: Entries
    column_names: tuple[tuple[int, int, Names], ...]
    row_names: tuple[tuple[int, int, Names], ...]
    goals: tuple[Form, ...]

    @cached_property
    def row(self) -> dict[str, int]:
        """The number of each row by its name."""
        return _numbered(self.row_names)

    @cached_property
    def column(self) -> dict[str, int]:
        """The number of each column by its name."""
        return _numbered(self.column_names)


def _numbered(names: Sequence[tuple[int, int, Names]]) -> dict[str, int]:
    """Numbers by name, in order; a name that comes again gets its number behind it."""
    numbers: dict[str, int] = {}
    for first, many, name in names:
        for number in range(many):
            said = name(number)
            numbers[f"{said} #{first + number}" if said in numbers else said] = first + number
    return numbers


class Table:
    """Adds columns and rows one kind at a time."""

    def __init__(self) -> None:
        self._bounds: list[Ints] = []
        self._limits: list[Ints] = []
        self._entries: list[Ints] = []
        self._columns: list[tuple[int, int, Names]] = []
        self._rows: list[tuple[int, int, Names]] = []
        self.goals: list[Form] = []

    def columns(self, names: Names, lower: npt.ArrayLike, upper: Ints) -> Ints:
        """Add a column for each of `upper`; gives their numbers."""
        first = sum(many for _, many, _ in self._columns)
        self._columns.append((first, len(upper), names))
        self._bounds.append(np.stack((np.broadcast_to(lower, len(upper)), upper)))
        return np.arange(first, first + len(upper))

    def rows(self, names: Names, low: Ints, high: Ints, *entries: Entries) -> None:
        """Add a row for each of `high`; rows of `entries` count from the first of them, items are columns."""
        first = sum(many for _, many, _ in self._rows)
        self._rows.append((first, len(high), names))
        self._limits.append(np.stack((low, high)))
        for part in entries:
            self._entries.append(np.stack((part.item, part.first + first, part.stop + first, part.amount)))

    def one_row(self, name: str, low: int, high: int, *parts: tuple[Ints, Ints]) -> None:
        """Add one row; each part is columns and their amounts."""
        column, amount = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        self.rows(
            lambda _: name, ints([low]), ints([high]), Entries.points(column, np.zeros_like(column), amount)
        )

    def goal(self, name: str, column: Ints, amount: Ints, offset: int = 0) -> None:
        """Add a goal."""
        self.goals.append(Form(name, column, amount, offset))

    def finish(self) -> Relaxation:
        """The relaxation of all that was added."""
        empty = np.zeros((2, 0), dtype=np.int64)
        lower, upper = np.concatenate((empty, *self._bounds), axis=1)
        low, high = np.concatenate((empty, *self._limits), axis=1)
        entries = np.concatenate((np.zeros((4, 0), dtype=np.int64), *self._entries), axis=1)
        names = tuple(self._columns), tuple(self._rows)
        return Relaxation(lower, upper, low, high, Entries(*entries), *names, tuple(self.goals))
