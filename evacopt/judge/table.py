"""A relaxation: columns, rows and goals in integers, by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.columns import Ints
from evacopt.judge.keys import Keys
from evacopt.judge.rows import Entries, Family, Sums, ints, total

Block = tuple[Callable[[int], Key], Ints, Ints]
"""Columns of one kind: the key of the n-th, what they are at least and at most."""


@dataclass(frozen=True, eq=False)
class Form:
    """A linear goal to minimise: offset + amount x value over columns, each column once."""

    name: str
    column: Ints
    amount: Ints
    offset: int = 0

    def of(self, values: Sums) -> int:
        """Its value."""
        return self.offset + total(self.amount, values[self.column])


@dataclass(frozen=True, eq=False)
class Relaxation:
    """What every plan keeps: lower <= v <= upper and A v <= high; and the goals over v, in order."""

    blocks: tuple[Block, ...]
    families: tuple[Family, ...]
    goals: tuple[Form, ...]

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

    def holding(self, form: Form, value: int) -> Relaxation:
        """With a row `held NAME` that keeps a goal at `value` at most."""
        entries = Entries.points(form.column, ints([0]), form.amount)
        return self.under(Family("held", lambda _: (form.name,), ints([value - form.offset]), entries))


class Table:
    """A relaxation in the making."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.families: list[Family] = []
        self.goals: list[Form] = []

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
