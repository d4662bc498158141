"""Separation of roundings: rows of the simplex tableau at a point that is not whole (Gomory, 1960).

The multipliers are those of an engine in floats, as parts over a whole denominator; the judge's arithmetic
says what row they give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from evacopt.domain.certificate import Rounding
from evacopt.domain.columns import Floats, Ints
from evacopt.judge.limits import RefusedError
from evacopt.judge.rounding import rounded
from evacopt.judge.rows import Relaxation
from evacopt.proof.tuning import TUNING, ProofTuning


def roundings_at(
    relaxation: Relaxation,
    tableau: Floats,
    primal: Floats,
    known: Collection[Rounding] = (),
    tuning: ProofTuning = TUNING,
) -> tuple[Rounding, ...]:
    """Rounded sums of the rows of `relaxation` that `primal` breaks, those first that it breaks most.

    Parameters
    ----------
    tableau : multipliers of its rows and of further ones, shape (sums, rows); sums with further ones are
        left out
    known : those that need not be found again
    """
    rows, scale = len(relaxation.high), tuning.rounding_scale
    upper, found = relaxation.upper, list[tuple[float, Rounding]]()
    above = (primal > upper - tuning.violated) & (upper > relaxation.lower)
    names = tuple(relaxation.column.key(column) for column in np.flatnonzero(above).tolist())
    for p in _parts(tableau, rows, scale):
        try:
            row = rounded(relaxation, scale, p, above)
        except RefusedError:
            continue
        length = np.sqrt((row.amounts.astype(np.float64) ** 2).sum())
        broken = (float(row.amounts @ primal) - row.high) / max(length, 1.0)
        if broken > tuning.violated:
            used = np.flatnonzero(p).tolist()
            given = tuple((relaxation.row.key(at), int(p[at])) for at in used)
            found.append((broken, Rounding(scale, given, names)))
    found.sort(key=lambda one: -one[0])
    return tuple(one for _, one in found if one not in known)[: tuning.roundings]


def _parts(tableau: Floats, rows: int, scale: int) -> Iterator[Ints]:
    """Each sum and its negative as parts over `scale`: whole multiples of a row change nothing."""
    for multipliers in tableau:
        if not np.abs(multipliers[rows:]).max(initial=0.0) > 1e-9:
            for sign in (1, -1):
                yield np.rint(sign * multipliers[:rows] * scale).astype(np.int64) % scale
