"""Series: sorties that nothing but their hour tells apart, and how many of one are flown in all.

Parts of a sortie can move to another hour, so deciding one sortie shows little. How many of a series are
flown is a whole number in every plan: a certificate may branch on that.
"""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.judge.pairs import Pairs
from evacopt.judge.rows import Entries, Family, RelaxationBuilder, ints


def add_series(table: RelaxationBuilder, pairs: Pairs) -> None:
    """Add a column `series` for each, and rows that make it the sum of its sorties."""
    schedule, most = pairs.instance.schedule, pairs.flights("most_sorties")
    series = series_of(pairs.instance)
    sums = table.columns(
        lambda number: ("series", schedule[series[number][0]].id), ints(most[own].sum() for own in series)
    )
    of = np.repeat(np.arange(len(series)), [len(own) for own in series])
    flown = pairs.sorties[np.concatenate([ints(()), *series])]
    entries = Entries.joined(
        Entries.points(flown, of, ints([1])), Entries.points(sums, np.arange(len(series)), ints([-1]))
    )
    for sign in (1, -1):
        table.families.append(
            Family(
                "series",
                lambda number: (schedule[series[number][0]].id,),
                np.zeros(len(series), dtype=np.int64),
                entries.times(sign),
                sign,
            )
        )


def series_of(instance: Instance) -> list[Ints]:
    """The flights of each series of two or more, each known by its first."""
    alike = dict[tuple[object, ...], list[int]]()
    for number, leg in enumerate(instance.schedule):
        if leg.status == "optional":
            kind = leg.origin, leg.destination, leg.operator, leg.fleet, leg.seats, leg.cost
            alike.setdefault(kind, []).append(number)
    return [ints(own) for own in alike.values() if len(own) > 1]
