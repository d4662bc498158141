"""Linear programs in exact integers: rows of rules over numbered columns, goals, and a builder of both.

An amount is a product of at most two cells, each at most `evacopt.domain.fields.LARGEST` (10^9), so it fits
int64. A sum is made in int64 only where its entries x largest factors, worked out in Python integers, stays
below 2^60; else it is made in Python integers. So nothing overflows, whatever a plan says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from math import prod
from operator import mul
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from evacopt.domain.certificate import Key
from evacopt.domain.columns import Ints
from evacopt.domain.phrase import phrase, phrase_about
from evacopt.domain.violation import Violation
from evacopt.judge.keys import Keys, about
from evacopt.judge.limits import SAFE

Sums: TypeAlias = npt.NDArray[Any]
"""int64, or Python integers where those could overflow."""

_MOVEMENTS, _PARTIES, _SORTIES = phrase("movements"), phrase("parties"), phrase("sorties")
_UNITS = {
    "fleet": phrase_about("counted", "aircraft"),
    "crew": phrase("crews"),
    "resource": phrase_about("counted", "in use"),
    "rule": phrase_about("counted", "in all"),
    **dict.fromkeys(("pin", "parties", "link"), _PARTIES),
    **dict.fromkeys(("itinerary", "window", "alternative", "order"), _SORTIES),
    **dict.fromkeys(("movements_hour", "movements_day", "slot"), _MOVEMENTS),
}
"""What the rows count: people if nothing else."""
_MORE = phrase("counts {used} {unit}, {by} more than {allowed}")
_FEWER = phrase("counts {used} {unit}, {by} fewer than {allowed}")


def ints(values: Iterable[int]) -> Ints:
    """An int64 array, also where `values` is empty."""
    return np.array(list(values), dtype=np.int64)


def largest(values: Sums) -> int:
    """The largest of `values`, signs aside; 0 where there are none."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def tally(size: int, where: Ints, *factors: Sums) -> Sums:
    """Sums of the products of `factors` at the places `where`, shape (size,), exact."""
    most = prod(map(largest, factors))
    plain = any(factor.dtype == object for factor in factors) or most >= SAFE
    if not plain and len(where) * most >= SAFE:
        plain = largest(np.bincount(where)) * most >= SAFE
    dtype = object if plain else np.int64
    sums = np.zeros(size, dtype=dtype)
    np.add.at(sums, where, reduce(mul, (factor.astype(dtype) for factor in factors)))
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

    def times(self, sign: int) -> Entries:
        """The entries with other amounts."""
        return Entries(self.column, self.first, self.stop, sign * self.amount)

    def activity(self, rows: int, values: Sums) -> Sums:
        """What the entries add up to in each row, shape (rows,)."""
        chosen = values[self.column]
        steps = tally(rows + 1, self.first, self.amount, chosen)
        sums: Sums = np.cumsum(steps - tally(rows + 1, self.stop, self.amount, chosen))
        return sums[:-1]

    def priced(self, columns: int, p: Sums) -> Sums:
        """What each column costs at a price of `p` for each row, shape (columns,)."""
        running = np.concatenate((np.zeros(1, dtype=p.dtype), np.cumsum(p)))
        return tally(columns, self.column, self.amount, running[self.stop] - running[self.first])


@dataclass(frozen=True, eq=False)
class Family:
    """The rows of one rule: `activity <= high` in each.

    Attributes
    ----------
    rule : name of a rule, or of what else the rows count
    subject : what row `r` is about: its key without the rule
    high : int64 array, shape (rows,)
    entries : what grows with the sorties flown, such as seats, has negative amounts
    sign : -1 where the rows say *at least*, with all amounts and limits negated
    moments : of rows over time the number of the thing and the minute, two arrays of shape (rows,)
    unit : what the rows count, blank for what the rule counts
    """

    rule: str
    subject: Callable[[int], Key]
    high: Ints
    entries: Entries
    sign: int = 1
    moments: tuple[Ints, Ints] | None = None
    unit: str = ""

    def key(self, row: int) -> Key:
        """What the row is known by."""
        return self.rule + " at least" * (self.sign < 0), *self.subject(row)

    def activity(self, values: Sums) -> Sums:
        """What each row adds up to, shape (rows,)."""
        return self.entries.activity(len(self.high), values)

    def violations(self, values: Sums, people: int) -> Iterator[Violation]:
        """One for each row above its limit; columns from `people` on are no people but sorties."""
        load, text, entries = self.activity(values), _MORE if self.sign > 0 else _FEWER, self.entries
        of_people = self.rule != "rule" and bool((entries.column < people).any())
        offers = (entries.amount < 0 if self.rule == "link" else entries.column >= people) & of_people
        offered = replace(entries, amount=entries.amount * offers).activity(len(load), values)
        for row in np.flatnonzero(load > self.high).tolist():
            amount, limit, offer = (int(side[row]) for side in (load, self.high, offered))
            figures = self.sign * (amount - offer), amount - limit, self.sign * (limit - offer)
            scale = 1_000_000 if self.rule == "assistance" else 1  # its rows count in parts per million
            used, by, allowed = (-(-figure // scale) for figure in figures)
            unit = self.unit or _UNITS.get(self.rule, phrase("people"))
            figured = phrase(text, used=used, unit=unit, by=by, allowed=allowed)
            yield Violation(self.rule, about(self.key(row)), figured)


Block = tuple[Callable[[int], Key], Ints, Ints]
"""Columns of one kind: the key of the n-th, what they are at least and at most."""


@dataclass(frozen=True, eq=False)
class LinearGoal:
    """A linear goal to minimise: offset + amount x value over columns, each column once.

    Attributes
    ----------
    implied : where given, rows over whole numbers that hold wherever the goal is no more than a value
    """

    name: str
    column: Ints
    amount: Ints
    offset: int = 0
    implied: Callable[[int], Family] | None = None

    def of(self, values: Sums) -> int:
        """Its value."""
        return self.offset + total(self.amount, values[self.column])


@dataclass(frozen=True, eq=False)
class Relaxation:
    """What every plan keeps: lower <= v <= upper and A v <= high; and the goals over v, in order."""

    blocks: tuple[Block, ...]
    families: tuple[Family, ...]
    goals: tuple[LinearGoal, ...]

    @cached_property
    def lower(self) -> Ints:
        """What the columns are at least."""
        return np.concatenate([ints(()), *(lower for _, lower, _ in self.blocks)])

    @cached_property
    def upper(self) -> Ints:
        """What the columns are at most."""
        return np.concatenate([ints(()), *(upper for *_, upper in self.blocks)])

    @cached_property
    def high(self) -> Ints:
        """What the rows are at most."""
        return np.concatenate([ints(()), *(family.high for family in self.families)])

    @cached_property
    def entries(self) -> Entries:
        """The entries of all rows."""
        first = np.cumsum([0, *(len(family.high) for family in self.families)]).tolist()
        return Entries.joined(
            *(family.entries.moved(by) for family, by in zip(self.families, first, strict=False))
        )

    @cached_property
    def column(self) -> Keys:
        """The number of each column by its key."""
        return Keys((len(upper), key) for key, _, upper in self.blocks)

    @cached_property
    def row(self) -> Keys:
        """The number of each row by its key."""
        return Keys((len(family.high), family.key) for family in self.families)

    def under(self, *families: Family) -> Relaxation:
        """With further rows, behind the others."""
        return replace(self, families=(*self.families, *families))

    def holding(self, form: LinearGoal, value: int) -> Relaxation:
        """With a row `held NAME` that keeps a goal at `value` at most."""
        entries = Entries.points(form.column, ints([0]), form.amount)
        return self.under(Family("held", lambda _: (form.name,), ints([value - form.offset]), entries))

    def supposing(self, form: LinearGoal, value: int) -> Relaxation:
        """With the rows that hold wherever a goal is `value` at most."""
        return self if form.implied is None else self.under(form.implied(value))


class RelaxationBuilder:
    """A relaxation in the making."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.families: list[Family] = []
        self.goals: list[LinearGoal] = []

    def columns(self, key: Callable[[int], Key], upper: Ints, lower: Ints | None = None) -> Ints:
        """Add a column for each of `upper`; gives their numbers."""
        first = sum(len(upper) for *_, upper in self.blocks)
        self.blocks.append((key, np.zeros_like(upper) if lower is None else lower, upper))
        return first + np.arange(len(upper))

    def rows(self, rule: str, subject: Callable[[int], Key], high: Ints, *entries: Entries) -> None:
        """Add rows that are at most `high`."""
        self.families.append(Family(rule, subject, high, Entries.joined(*entries)))

    def finish(self) -> Relaxation:
        """The relaxation of all that was added."""
        return Relaxation(tuple(self.blocks), tuple(self.families), tuple(self.goals))
