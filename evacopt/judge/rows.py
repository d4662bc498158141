"""Linear rules as rows over numbered columns, added up in exact integers.

An amount is a product of at most two cells, each at most `evacopt.domain.fields.LARGEST` (10^9), so it fits
int64. A sum is made in int64 only where entries x largest factors, worked out in Python integers, stays below
2^60; else it is made in Python integers. So nothing overflows, whatever a plan says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import prod
from operator import mul
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.violation import Violation

Sums: TypeAlias = npt.NDArray[Any]
"""int64, or Python integers where those could overflow."""
NO_LOW, NO_HIGH = BLANK, int(np.iinfo(np.int64).max)
"""Limits that nothing breaks."""
_SAFE, _SPAN = 2**60, 2**40

_UNITS = {
    "seats": "seats' worth of people",
    "stretchers": "people lying",
    "infants": "lap infants",
    "assistance": "assisted people without help",
    "movements_hour": "movements in that hour",
    "movements_day": "movements on that day",
    "fleet": "aircraft away",
    "crew": "crews away",
    "pin": "parties",
    "parties": "parties",
}
_SCALE = {"assistance": 1_000_000}
"""What the rows count, people if nothing else, and how many of a row's units make one."""


def ints(values: Iterable[int]) -> Ints:
    """An int64 array, also where `values` is empty."""
    return np.array(list(values), dtype=np.int64)


def tally(size: int, where: Ints, *factors: Sums) -> Sums:
    """Sums of the products of `factors` at the places `where`, shape (size,), exact."""
    largest = (max(int(factor.max(initial=0)), -int(factor.min(initial=0))) for factor in factors)
    kind = np.int64 if len(where) * prod(largest) < _SAFE else object
    sums = np.zeros(size, dtype=kind)
    np.add.at(sums, where, reduce(mul, (factor.astype(kind) for factor in factors)))
    return sums


def total(*factors: Sums) -> int:
    """The sum of the products of `factors`, exact."""
    return int(tally(1, np.zeros(len(factors[0]), dtype=np.int64), *factors)[0])


@dataclass(frozen=True, eq=False)
class Entries:
    """`amount x value[column]` is added to the rows `first` to `stop - 1`; four int64 arrays of one shape."""

    column: Ints
    first: Ints
    stop: Ints
    amount: Ints

    @classmethod
    def points(cls, column: Ints, row: Ints, amount: Ints) -> Entries:
        """Entries in one row each, those of amount 0 left out; the three are broadcast to one shape."""
        column, row, amount = (part.reshape(-1) for part in np.broadcast_arrays(column, row, amount))
        keep = amount != 0
        return cls(column[keep], row[keep], row[keep] + 1, amount[keep])

    @classmethod
    def joined(cls, *parts: Entries) -> Entries:
        """All entries of `parts`."""
        arrays = [np.stack((part.column, part.first, part.stop, part.amount)) for part in parts]
        return cls(*np.concatenate((np.zeros((4, 0), dtype=np.int64), *arrays), axis=1))

    def moved(self, rows: int) -> Entries:
        """The entries so many rows further down."""
        return Entries(self.column, self.first + rows, self.stop + rows, self.amount)

    def activity(self, rows: int, values: Sums) -> Sums:
        """What the entries add up to in each row, shape (rows,)."""
        chosen = values[self.column]
        steps = tally(rows + 1, self.first, self.amount, chosen)
        sums: Sums = np.cumsum(steps - tally(rows + 1, self.stop, self.amount, chosen))
        return sums[:-1]


@dataclass(frozen=True, eq=False)
class Family:
    """The rows of one rule: `low <= activity <= high` in each.

    Attributes
    ----------
    rule : name of a rule, or of what else the rows count
    subject : the name of row `r`
    low, high : int64 arrays, shape (rows,); `NO_LOW` and `NO_HIGH` where there is no such limit
    entries : what grows with the sorties flown, such as seats, has negative amounts
    """

    rule: str
    subject: Callable[[int], str]
    low: Ints
    high: Ints
    entries: Entries

    @classmethod
    def of(
        cls,
        rule: str,
        subject: Callable[[int], str],
        *entries: Entries,
        low: Ints | None = None,
        high: Ints | None = None,
    ) -> Family:
        """Rows that are at least `low` and at most `high`; one of the two may be left out."""
        rows = max(len(side) for side in (low, high) if side is not None)
        low = np.full(rows, NO_LOW) if low is None else low
        high = np.full(rows, NO_HIGH) if high is None else high
        return cls(rule, subject, low, high, Entries.joined(*entries))

    @cached_property
    def names(self) -> list[str]:
        """Rule and subject of each row; one that comes again gets the number of its row behind it."""
        said, known = [f"{self.rule} {self.subject(row)}" for row in range(len(self.high))], dict[str, int]()
        first = [known.setdefault(name, row) == row for row, name in enumerate(said)]
        return [
            name if new else f"{name} #{row}" for row, (name, new) in enumerate(zip(said, first, strict=True))
        ]

    def activity(self, values: Sums) -> Sums:
        """What each row adds up to, shape (rows,)."""
        return self.entries.activity(len(self.high), values)

    def violations(self, values: Sums, people: int) -> Iterator[Violation]:
        """One for each row that is out of its limits; columns from `people` on are no people but sorties."""
        load, flown = self.activity(values), values.copy()
        flown[:people] = 0
        room = np.maximum(-self.activity(flown), 0)
        for row in np.flatnonzero((load < self.low) | (load > self.high)).tolist():
            here, extra, low, high = (int(column[row]) for column in (load, room, self.low, self.high))
            limit, than = (high, "more than") if here > high else (low, "fewer than")
            figures = here + extra, abs(here - limit), limit + extra
            used, by, allowed = (-(-figure // _SCALE.get(self.rule, 1)) for figure in figures)
            text = f"counts {used} {_UNITS.get(self.rule, 'people')}, {by} {than} {allowed}"
            yield Violation(self.rule, self.subject(row), text)


def over_time(
    rule: str,
    uses: tuple[Ints, Ints, Ints, Ints, Ints],
    most: Ints,
    names: Sequence[str],
    since: Ints | None = None,
) -> Family:
    """At most `most[thing]` at once of what uses a thing in `[begin, end)`.

    The rows are the minutes at which something begins, as only then a sum can rise. An empty interval takes
    nothing. Times are minutes since 1970, below 2^40.

    Parameters
    ----------
    uses : int64 arrays thing, begin, end, column, amount, shape (uses,)
        Which column uses what, when, and how much of it. A use of thing -1, or of one with `most` below 0,
        is left out.
    most, names : shape (things,)
    since : int64 array, shape (things,)
        Where given, `most` is a rate: so many for each hour since that minute, rounded down.
    """
    some = (uses[2] > uses[1]) & (uses[0] >= 0) & (most[uses[0]] >= 0)
    thing, begin, end, column, amount = (part[some] for part in np.broadcast_arrays(*uses))
    key, until = thing * _SPAN + begin, thing * _SPAN + np.minimum(end, _SPAN - 1)
    keys = np.unique(key)
    things, minutes = np.divmod(keys, _SPAN)
    high = most[things]
    if since is not None:
        high = np.maximum(high * (minutes - since[things]) // HOUR, 0)
    made = Entries(column, np.searchsorted(keys, key), np.searchsorted(keys, until), amount)
    return Family.of(
        rule, lambda row: f"{names[things[row]]} at {format_time(minutes[row])}", made, high=high
    )
