"""A surrogate knapsack: all who leave take no more seats than some flights have together.

The sum of rows of seats as one knapsack over the parties that leave, whatever they travel on (Glover,
Operations Research 13 (1965) 879-919; of knapsacks side by side: Martello and Toth, Discrete Applied
Mathematics 3 (1981) 275-288). What a party is worth is divided between it, by the multiplier of the row
`parties`, and the pools of single flights (Guignard and Kim, Mathematical Programming 39 (1987) 215-228).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.phrase import phrase
from evacopt.judge.box import Box
from evacopt.judge.knapsack import Numbers, Segment, exactly
from evacopt.judge.limits import LIMITS, Limits, RefusedError
from evacopt.judge.rows import Relaxation, Sums, tally


@dataclass(frozen=True, eq=False)
class Surrogate:
    """The rows `parties` as things of one knapsack.

    Attributes
    ----------
    rows, high : int64 arrays, shape (groups,): numbers of the rows, and parties that there are
    need : int64 array, shape (groups,): seats of the knapsack's flights that a party takes at least
    column, group : int64 arrays, shape (parties' columns,): columns, and which of the groups they carry
    given : columns of sorties with the seats of one, and seats that are there whatever is flown
    """

    rows: Ints
    high: Ints
    need: Ints
    column: Ints
    group: Ints
    given: tuple[Ints, Ints, int]

    @classmethod
    def of(cls, relaxation: Relaxation, flights: Sequence[str]) -> Surrogate:
        """The knapsack over the seats of `flights`.

        Raises
        ------
        RefusedError
            If there is no such flight, or it is named twice.
        """
        if len({*flights}) < len(flights):
            raise RefusedError(phrase("a flight twice in a surrogate knapsack"))
        seats = np.zeros(len(relaxation.high), dtype=np.int64)
        seats[[relaxation.row.number(("seats", flight)) for flight in flights]] = 1
        taken = relaxation.entries.priced(len(relaxation.upper), seats)
        first = 0
        for family in relaxation.families:
            if family.rule == "parties":
                break
            first += len(family.high)
        column, group = family.entries.column, family.entries.first
        need = np.full(len(family.high), np.iinfo(np.int64).max)
        np.minimum.at(need, group, taken[column])
        flown = np.flatnonzero(taken < 0)
        free = int(relaxation.high[seats > 0].sum())
        return cls(
            first + np.arange(len(family.high)),
            family.high,
            need,
            column,
            group,
            (flown, -taken[flown], free),
        )

    def most(self, price: Sums, box: Box, limits: Limits = LIMITS) -> int | None:
        """The most of `price` x parties that leave, in whole numbers; `None` where none keep its rules.

        Parameters
        ----------
        price : shape (groups,)

        Raises
        ------
        RefusedError
            If it is too large to be worked out.
        """
        sides = (tally(len(self.rows), self.group, side[self.column]) for side in (box.lower, box.upper))
        low, high = (side.tolist() for side in sides)
        flown, each, free = self.given
        left, base, things = free + int(tally(1, np.zeros_like(flown), each, box.upper[flown])[0]), 0, []
        groups = zip(self.rows.tolist(), self.high.tolist(), self.need.tolist(), price.tolist(), strict=True)
        for group, (row, there, need, worth) in enumerate(groups):
            least = max(low[group], box.least.get(row, 0))
            most = min(high[group], there, box.most.get(row, there))
            if least > most:
                return None
            left, base = left - need * least, base + worth * least
            if worth > 0 and most > least:
                things.append(Segment(need, worth, most - least))
        if left < 0:
            return None
        seats = min(left, sum(thing.size * thing.most for thing in things))
        numbers = Numbers.that_hold(things, seats + 1, limits)
        return base + int(exactly(things, seats, numbers).max())
