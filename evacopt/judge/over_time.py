"""Rows over time: at most so much at once of what is used from a minute to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evacopt.domain.certificate import Key
from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.columns import Ints
from evacopt.judge.rows import Entries, Family

ALWAYS = 2**62
"""A minute that never comes."""
_SPAN, _HALF = 2**40, 2**39
"""Minutes that there are, and those before 1970."""


def over_time(
    rule: str,
    uses: tuple[Ints, Ints, Ints, Ints, Ints],
    most: Ints,
    things: Sequence[Key],
    *,
    since: Ints | None = None,
    steps: Ints | None = None,
) -> Family:
    """At most `most[thing]` at once of what uses a thing in `[begin, end)`.

    The rows are the minutes at which something begins, as only then a sum can rise, and those of `steps`. An
    empty interval takes nothing. Times are minutes since 1970, below 0 before.

    Parameters
    ----------
    uses : int64 arrays thing, begin, end, column, amount, shape (uses,)
        Which column uses what, when, and how much of it. A use of thing -1, or of one that never has a
        limit, is left out.
    most, things : shape (things,); below 0 is no limit; what each is known by
    since : int64 array, shape (things,)
        Where given, `most` is a rate: so many for each hour since that minute, rounded down.
    steps : int64 array, shape (3, steps)
        Where given, thing, minute and limit, in order: from that minute on the limit in place of `most`.
    """
    of, then, limit = np.zeros((3, 0), dtype=np.int64) if steps is None else steps
    limited = most >= 0
    limited[of[limit >= 0]] = True
    counted = (uses[2] > uses[1]) & (uses[0] >= 0) & limited[uses[0]]
    thing, begin, end, column, amount = (part[counted] for part in np.broadcast_arrays(*uses))
    key, until = (_key(thing, minute) for minute in (begin, end))
    keys = np.unique(np.append(key, _key(of, then)))
    at, minutes = keys // _SPAN, keys % _SPAN - _HALF
    high = most[at]
    if len(of):
        step = np.searchsorted(_key(of, then), keys, side="right") - 1
        high = np.where((step >= 0) & (of[step] == at), limit[step], high)
        keys, at, minutes, high = (part[high >= 0] for part in (keys, at, minutes, high))
    if since is not None:
        high = np.maximum(high * (minutes - since[at]) // HOUR, 0)
    made = Entries(column, np.searchsorted(keys, key), np.searchsorted(keys, until), amount)
    return Family(
        rule,
        lambda row: (*things[at[row]], format_time(minutes[row])),
        high,
        made,
        moments=(at, minutes),
    )


def _key(thing: Ints, minute: Ints) -> Ints:
    """Things and minutes in order, as one number each."""
    return thing * _SPAN + np.minimum(minute, _HALF - 1) + _HALF
