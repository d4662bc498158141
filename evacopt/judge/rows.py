"""Linear rules as rows over (group, itinerary) pairs and over flights, added up in exact integers.

An amount is a product of at most two cells, each at most `evacopt.domain.fields.LARGEST` (10^9), so it fits
int64. A sum is made in int64 only where entries x largest factors, worked out in Python integers, stays below
2^60; else it is made in Python integers. So nothing overflows, whatever a plan says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import mul
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.columns import BLANK, Ints
from evacopt.domain.rule import Rule
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
    """`amount x value[item]` is added to the rows `first` to `stop - 1`; four int64 arrays of one shape."""

    item: Ints
    first: Ints
    stop: Ints
    amount: Ints

    @classmethod
    def points(cls, item: Ints, row: Ints, amount: Ints) -> Entries:
        """Entries in one row each, those of amount 0 left out."""
        keep = amount != 0
        return cls(item[keep], row[keep], row[keep] + 1, amount[keep])

    def activity(self, rows: int, values: Ints) -> Sums:
        """What the entries add up to in each row, shape (rows,)."""
        chosen = values[self.item]
        steps = tally(rows + 1, self.first, self.amount, chosen)
        sums: Sums = np.cumsum(steps - tally(rows + 1, self.stop, self.amount, chosen))
        return sums[:-1]


NOTHING = Entries(*(ints(()),) * 4)


@dataclass(frozen=True, eq=False)
class Family:
    """The rows of one rule: `low <= activity <= high` in each.

    Attributes
    ----------
    subject : callable
        The name of row `r`.
    low, high : int64 arrays, shape (rows,)
        `NO_LOW` and `NO_HIGH` where there is no such limit.
    pairs, flights : Entries
        Items are pairs, and flights of the schedule. What grows with the sorties flown, such as seats, has
        negative amounts; all flights of a family have the same sign.
    """

    rule: Rule
    subject: Callable[[int], str]
    low: Ints
    high: Ints
    pairs: Entries = NOTHING
    flights: Entries = NOTHING

    def activity(self, pair_values: Ints, flight_values: Ints) -> Sums:
        """What each row adds up to, shape (rows,)."""
        rows = len(self.high)
        return self.pairs.activity(rows, pair_values) + self.flights.activity(rows, flight_values)

    def violations(self, pair_values: Ints, flight_values: Ints) -> Iterator[Violation]:
        """One for each row that is out of its limits."""
        load = self.activity(pair_values, flight_values)
        room = np.maximum(-self.flights.activity(len(load), flight_values), 0)
        for row in np.flatnonzero((load < self.low) | (load > self.high)).tolist():
            here, extra, low, high = (int(column[row]) for column in (load, room, self.low, self.high))
            limit, than = (high, "more than") if here > high else (low, "fewer than")
            figures = here + extra, abs(here - limit), limit + extra
            used, by, allowed = (-(-figure // _SCALE.get(self.rule, 1)) for figure in figures)
            text = f"counts {used} {_UNITS.get(self.rule, 'people')}, {by} {than} {allowed}"
            yield Violation(self.rule, self.subject(row), text)


def one_sided(rule: Rule, subject: Callable[[int], str], limit: Ints, **entries: Entries) -> Family:
    """Rows with one limit: what a rule asks at least, or at most."""
    if rule in ("min_load", "share_min"):
        return Family(rule, subject, limit, np.full(len(limit), NO_HIGH), **entries)
    return Family(rule, subject, np.full(len(limit), NO_LOW), limit, **entries)


def over_time(
    rule: Rule,
    uses: tuple[Ints, Ints, Ints],
    most: Ints,
    names: Sequence[str],
    since: Ints | None = None,
    **entries: tuple[Ints, Ints],
) -> Family:
    """At most `most[thing]` at once of what uses a thing in `[begin, end)`.

    The rows are the minutes at which something begins, as only then a sum can rise. An empty interval takes
    nothing. Times are minutes since 1970, below 2^40.

    Parameters
    ----------
    uses : int64 arrays thing, begin, end, shape (uses,)
        A use of thing -1, or of one with `most` below 0, is left out.
    most, names : shape (things,)
    since : int64 array, shape (things,)
        Where given, `most` is a rate: so many for each hour since that minute, rounded down.
    entries : int64 arrays item, amount, shape (uses,)
        The item of each use and how much of it, of `pairs` or of `flights`.
    """
    thing, begin, end = uses
    some = np.flatnonzero((end > begin) & (thing >= 0) & (most[thing] >= 0))
    key = thing[some] * _SPAN + begin[some]
    keys = np.unique(key)
    until = thing[some] * _SPAN + np.minimum(end[some], _SPAN - 1)
    first, stop = np.searchsorted(keys, key), np.searchsorted(keys, until)
    things, minutes = np.divmod(keys, _SPAN)
    high = most[things]
    if since is not None:
        high = np.maximum(high * (minutes - since[things]) // HOUR, 0)
    made = {name: Entries(item[some], first, stop, amount[some]) for name, (item, amount) in entries.items()}
    return one_sided(rule, lambda row: f"{names[things[row]]} at {format_time(minutes[row])}", high, **made)
