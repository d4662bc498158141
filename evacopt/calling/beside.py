"""What limits people beside their places aboard: shares, admissions, gates, hubs, needs, links, pins.

These are to hold even if everybody who is called comes, so that they refuse nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.judge.linear import linear_rules
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family

ABOARD = frozenset({"seats", "stretchers", "infants", "parties"})
"""Rules that are looked at otherwise."""


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of a rule that could be broken: entries by column, what each is at most and what is left of it."""

    rule: str
    entries: Entries
    high: Ints
    left: Ints

    def added(self, pair: int) -> Ints:
        """What one more party of that pair adds to each row; what it takes off counts of links alone."""
        first, stop = np.searchsorted(self.entries.column, (pair, pair + 1)).tolist()
        here = slice(first, stop)
        steps = np.zeros(len(self.left) + 1, dtype=np.int64)
        np.add.at(steps, self.entries.first[here], self.entries.amount[here])
        np.subtract.at(steps, self.entries.stop[here], self.entries.amount[here])
        amount = np.cumsum(steps)[:-1]
        return amount if self.rule == "link" else np.maximum(amount, 0)


class Beside:
    """What is left of these limits while more parties are called.

    Parameters
    ----------
    values : parties of each pair that are called, then sorties; shape (columns,)
    most : parties of each pair that could be called at most, shape (pairs,)
    """

    def __init__(self, pairs: Pairs, values: Ints, most: Ints) -> None:
        people = len(pairs.group)
        self._rows = [
            rows
            for family in linear_rules(pairs)
            if family.rule not in ABOARD and (rows := _binding(family, values, most, people))
        ]

    def most(self, pair: int, parties: int) -> int:
        """How many parties of a pair, of so many, can be called."""
        for rows in self._rows:
            added = rows.added(pair)
            here = added > 0
            if here.any():
                parties = min(parties, int((rows.left[here] // added[here]).min()))
        return max(parties, 0)

    def barred(self, pair: int) -> bool:
        """Whether no further party of the pair may travel so whoever stays away.

        Pins forbid it, a place admits nobody, or there is none whom it could go by.
        """
        for rows in self._rows:
            if rows.rule in ("pin", "link", "admission"):
                room = rows.high if rows.rule == "admission" else rows.left
                if (rows.added(pair) > room).any():
                    return True
        return False

    def call(self, pair: int, parties: int) -> None:
        """Parties of a pair are called."""
        for rows in self._rows:
            rows.left[:] -= parties * rows.added(pair)


def _binding(family: Family, values: Ints, most: Ints, people: int) -> _Rows | None:
    """The rows of a rule if any of them could be broken by all who may be called."""
    entries, rows = family.entries, len(family.high)
    more = replace(entries, amount=np.maximum(entries.amount, 0))
    possible = np.concatenate((most, np.zeros(len(values) - people, dtype=np.int64)))
    used = family.activity(values)
    if not rows or (used + more.activity(rows, possible) <= family.high).all():
        return None
    mine = np.flatnonzero(entries.column < people)
    mine = mine[np.argsort(entries.column[mine], kind="stable")]
    own = Entries(*(column[mine] for column in (entries.column, entries.first, entries.stop, entries.amount)))
    return _Rows(family.rule, own, family.high, (family.high - used).astype(np.int64))
