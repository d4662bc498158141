"""Rows rounded as whole numbers allow: mixed-integer rounding of a sum of rows.

Gomory, 1960 (An algorithm for the mixed integer problem); Nemhauser and Wolsey, Mathematical Programming 46
(1990) 379-390. Rows A v <= h with whole slacks s, at multipliers p over D, add up to a v + p s = b. Of
columns and slacks that are whole and not below 0, for any a and b, with f = b mod D,

    F(a) v + F(p) s <= F(b),    F(d) = (D - f) floor(d / D) + max(0, d mod D - f)

Nothing is assumed of p: wrong multipliers give a weak row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evacopt.domain.certificate import Rounding
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.phrase import phrase
from evacopt.judge.limits import LIMITS, SAFE, Limits, RefusedError
from evacopt.judge.rows import Entries, Family, Relaxation, Sums, ints, largest, total


@dataclass(frozen=True, eq=False)
class RoundedRow:
    """What a sum of rows comes to: amounts x columns are at most `high`; amounts of shape (columns,)."""

    amounts: Ints
    high: int


def rounded(relaxation: Relaxation, scale: int, p: Sums, above: Mask) -> RoundedRow:
    """The rows of `relaxation` at multipliers `p` over `scale`, rounded.

    Parameters
    ----------
    p : from 0 to scale - 1, shape (rows,)
    above : columns that count from their most downwards, shape (columns,)

    Raises
    ------
    RefusedError
        If it counts beyond what 64 bits hold.
    """
    entries, (lower, upper) = relaxation.entries, (relaxation.lower, relaxation.upper)
    a, side = entries.priced(len(lower), p), np.where(above, upper, lower)
    b = total(p, relaxation.high) - total(a, side)
    sign = np.where(above, -1, 1)
    part = b % scale
    of_columns, of_slacks = (_rounded(each, scale, part) for each in (sign * a, p))
    amounts = sign * of_columns - entries.priced(len(lower), of_slacks)
    high = b // scale * (scale - part) + total(sign * of_columns, side) - total(of_slacks, relaxation.high)
    divisor = max(int(np.gcd.reduce(np.abs(amounts), initial=0)), 1)
    if max(largest(amounts), abs(high)) // divisor >= SAFE:
        raise RefusedError(phrase("a rounding that counts beyond any number of seats"))
    return RoundedRow((amounts // divisor).astype(np.int64), high // divisor)


def _rounded(amounts: Sums, scale: int, part: int) -> Sums:
    """F of each amount."""
    sums: Sums = amounts // scale * (scale - part) + np.maximum(amounts % scale - part, 0)
    return sums


def rounding_rows(relaxation: Relaxation, claimed: Sequence[Rounding], limits: Limits = LIMITS) -> Family:
    """A row `rounding n` for each of `claimed`.

    Raises
    ------
    RefusedError
        If one names what is not there, or there is too much to add up.
    """
    if len(claimed) * len(relaxation.entries.column) > limits.rounded:
        raise RefusedError(phrase("too many roundings"))
    parts, high = [], list[int]()
    for number, rounding in enumerate(claimed):
        given = relaxation.row.given(rounding.multipliers)
        if not 1 < rounding.scale < limits.rounding_scale or not all(
            0 <= each < rounding.scale for each in given.values()
        ):
            raise RefusedError(phrase("rounding {number} is of multipliers that are no parts", number=number))
        p, above = (
            np.zeros(len(relaxation.high), dtype=np.int64),
            np.zeros(len(relaxation.lower), dtype=np.bool_),
        )
        p[list(given)] = list(given.values())
        above[[relaxation.column.number(name) for name in rounding.above]] = True
        row = rounded(relaxation, rounding.scale, p, above)
        used = np.flatnonzero(row.amounts)
        parts.append(Entries.points(used, ints([number]), row.amounts[used]))
        high.append(row.high)
    return Family("rounding", lambda number: (str(number),), ints(high), Entries.joined(*parts))
