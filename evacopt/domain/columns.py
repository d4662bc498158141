"""Columns of a table: dictionary-coded values and integers that may be blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt

from evacopt.errors import UsageError

T = TypeVar("T")
U = TypeVar("U")

Ints: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

BLANK = int(np.iinfo(np.int64).min)
"""What an integer column holds where the cell was blank."""


@dataclass(frozen=True, eq=False, repr=False)
class Coded(Sequence[T], Generic[T]):
    """A column of few distinct values: row `i` holds `values[codes[i]]`.

    Attributes
    ----------
    codes : int64 array, shape (rows,)
    values : tuple
        The distinct values. Two columns are equal when their rows are, whatever the order of `values`.
    """

    codes: Ints
    values: tuple[T, ...]

    @classmethod
    def of(cls, rows: Iterable[T]) -> Coded[T]:
        """Code `rows`; values are numbered in the order of their first appearance."""
        numbers: dict[T, int] = {}
        try:
            codes = np.array([numbers.setdefault(row, len(numbers)) for row in rows], dtype=np.int64)
        except TypeError as error:
            raise UsageError(f"a cell is text, a number or a tuple of them: {error}") from None
        return cls(codes, tuple(numbers))

    @classmethod
    def constant(cls, value: T, rows: int) -> Coded[T]:
        """`rows` times the same `value`."""
        return cls(np.zeros(rows, dtype=np.int64), (value,) if rows else ())

    def map(self, function: Callable[[T], U]) -> Coded[U]:
        """Apply `function` to each distinct value."""
        return Coded(self.codes, tuple(function(value) for value in self.values))

    def ints(self, function: Callable[[T], int]) -> Ints:
        """An integer for each row: `function` of its value, called once a distinct value."""
        table = np.array([function(value) for value in self.values], dtype=np.int64)
        return table[self.codes] if len(self.values) else np.zeros(len(self.codes), dtype=np.int64)

    def normal(self) -> Coded[T]:
        """The same rows with each value once, numbered by first appearance, and none unused."""
        used, first, inverse = np.unique(self.codes, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        numbers: dict[T, int] = {}
        renumber = np.empty(len(used), dtype=np.int64)
        for place in order:
            value = self.values[used[place]]
            renumber[place] = numbers.setdefault(value, len(numbers))
        codes = renumber[inverse] if len(used) else np.zeros(0, dtype=np.int64)
        return Coded(codes, tuple(numbers))

    def take(self, rows: Ints) -> Coded[T]:
        """The column at `rows` only."""
        return Coded(self.codes[rows], self.values)

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Coded[T]: ...
    def __getitem__(self, index: int | slice) -> T | Coded[T]:
        if isinstance(index, slice):
            return Coded(self.codes[index], self.values)
        return self.values[int(self.codes[index])]

    def __iter__(self) -> Iterator[T]:
        values = self.values
        return (values[code] for code in self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Coded):
            return NotImplemented
        mine, theirs = self.normal(), other.normal()
        return mine.values == theirs.values and bool(np.array_equal(mine.codes, theirs.codes))

    def __hash__(self) -> int:
        return hash((len(self), self.normal().values))

    def __repr__(self) -> str:
        return f"<Coded: {len(self):,} rows, {len(self.values):,} values>"


def int_column(rows: Iterable[int | None]) -> Ints:
    """An int64 column; `None` becomes `BLANK`."""
    return np.array([BLANK if row is None else row for row in rows], dtype=np.int64)


def cell(column: Ints, row: int) -> int | None:
    """One integer of a column, `None` where it is blank."""
    value = int(column[row])
    return None if value == BLANK else value


def same(one: Any, other: Any) -> bool:
    """Whether two columns (or any two values) are equal."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return bool(np.array_equal(one, other))
    return bool(one == other)


def spans(first: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Every integer of each range `first[i] <= n < stop[i]`, end to end.

    Returns
    -------
    owner, number : int64 arrays
        Which range, and the integer; empty ranges give nothing.
    """
    length = np.maximum(stop - first, 0)
    owner = np.repeat(np.arange(len(length)), length)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length) + first[owner]
