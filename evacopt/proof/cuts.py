"""Inequalities over the seats of one flight, where parties that do not fit together leave seats empty.

The seats row is divided by each size and rounded down (Gomory, 1958; Chvatal, 1973), and parties of at least
each size are counted; what fits at most is worked out exactly, by the judge's own knapsack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from evacopt.domain.certificate import Cut
from evacopt.domain.columns import Ints
from evacopt.judge.certificate import fits
from evacopt.judge.limits import RefusedError
from evacopt.judge.rows import Relaxation

Floats = npt.NDArray[np.float64]

VIOLATED = 1e-4
"""By how much a point must break an inequality for it to be worth having."""


def cuts_at(
    relaxation: Relaxation, point: Floats, *, spent: Callable[[], bool] = lambda: False
) -> tuple[Cut, ...]:
    """True inequalities that `point`, shape (columns,), breaks; at most one a flight.

    Once `spent` is true, no further one is looked for.
    """
    key, parties = relaxation.blocks[0][0], len(relaxation.blocks[0][2])
    found = []
    for family in relaxation.families:
        for row in range(len(family.high)) if family.rule == "seats" else ():
            entries = family.entries
            here = np.flatnonzero((entries.first == row) & (entries.column < parties))
            columns, need, flight = entries.column[here], entries.amount[here], family.subject(row)[0]
            broken = _broken(relaxation, flight, columns, need, point, spent=spent)
            best = max(broken, key=lambda cut: cut[0], default=None)
            if best is not None:
                _, amounts, most = best
                some = np.flatnonzero(amounts)
                given = ((key(int(columns[at])), int(amounts[at])) for at in some.tolist())
                found.append(Cut(flight, tuple(given), most))
    return tuple(found)


def _broken(
    relaxation: Relaxation,
    flight: str,
    columns: Ints,
    need: Ints,
    point: Floats,
    *,
    spent: Callable[[], bool],
) -> Iterator[tuple[float, Ints, int]]:
    """How far `point` breaks an inequality, relatively; its amounts, shape (columns,), and its limit."""
    decided = np.abs(point[columns] - np.rint(point[columns])).max(initial=0.0) < 1e-6
    for amounts in () if decided else _amounts(need):
        some = np.flatnonzero(amounts)
        if spent():
            return
        try:
            most = fits(relaxation, flight, columns[some], amounts[some])
        except RefusedError:
            return
        load = float(amounts @ point[columns])
        if load > most + VIOLATED:
            yield (load - most) / (1 + most), amounts, most


def _amounts(need: Ints) -> Iterator[Ints]:
    """Seats taken; seats divided by each size, rounded down; parties of at least each size."""
    yield need
    for size in np.unique(need).tolist():
        yield need // size
        yield (need >= size).astype(np.int64)
