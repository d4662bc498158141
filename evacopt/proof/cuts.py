"""Separation of cuts over the knapsack of one flight's seats, where parties leave some of them empty.

The row of seats is divided by each size and rounded down (Gomory, 1958; Chvatal, 1973), and parties of at
least each size are counted (extended covers: Balas, 1975). What fits at most is worked out exactly, by the
judge's own knapsack, so no right side could be smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np

from evacopt.domain.certificate import Cut
from evacopt.domain.columns import Floats, Ints
from evacopt.judge.certificate import fits
from evacopt.judge.limits import RefusedError
from evacopt.judge.rows import Relaxation


def separated(
    relaxation: Relaxation, primal: Floats, *, violated: float, spent: Callable[[], bool]
) -> Iterator[Cut]:
    """True inequalities that `primal`, shape (columns,), breaks; at most one a flight.

    Parameters
    ----------
    violated : by how much one must be broken
    spent : once it is true, no further one is looked for
    """
    key, parties = relaxation.blocks[0][0], len(relaxation.blocks[0][2])
    for family in relaxation.families:
        for row in range(len(family.high)) if family.rule == "seats" else ():
            entries = family.entries
            taken = np.flatnonzero((entries.first == row) & (entries.column < parties))
            columns, need, flight = entries.column[taken], entries.amount[taken], family.subject(row)[0]
            tried = _inequalities(relaxation, flight, columns, need, primal, spent=spent)
            broken = [cut for cut in tried if cut[0] > cut[2] + violated]
            if broken:
                _, amounts, most = max(broken, key=lambda cut: (cut[0] - cut[2]) / (1 + cut[2]))
                used = np.flatnonzero(amounts).tolist()
                yield Cut(flight, tuple((key(int(columns[at])), int(amounts[at])) for at in used), most)


def _inequalities(
    relaxation: Relaxation,
    flight: str,
    columns: Ints,
    need: Ints,
    primal: Floats,
    *,
    spent: Callable[[], bool],
) -> Iterator[tuple[float, Ints, int]]:
    """What `primal` comes to in an inequality, its amounts, shape (columns,), and its limit."""
    decided = np.abs(primal[columns] - np.rint(primal[columns])).max(initial=0.0) < 1e-6
    sizes = () if decided else np.unique(need).tolist()
    rounded = (part for size in sizes for part in (need // size, (need >= size).astype(np.int64)))
    for amounts in chain(() if decided else (need,), rounded):
        used = np.flatnonzero(amounts)
        if spent():
            return
        try:
            most = fits(relaxation, flight, columns[used], amounts[used])
        except RefusedError:
            return
        yield float(amounts @ primal[columns]), amounts, most
