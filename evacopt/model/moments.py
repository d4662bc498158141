"""Minutes at which a row is needed, and what rows about a minute are called."""

from __future__ import annotations

import numpy as np

from evacopt.domain.clock import format_time
from evacopt.domain.columns import Ints, int_column
from evacopt.domain.reception import ALWAYS, Steps
from evacopt.milp.linear import NO_UPPER


def at_each(subject: str, moments: Ints) -> list[str]:
    """What rows about `subject` at each of `moments` (UTC minutes) are called."""
    return [f"{subject} at {format_time(moment)}" for moment in moments.tolist()]


def limit_at(steps: Steps, moments: Ints) -> Ints:
    """How much is allowed at each of `moments`."""
    since = int_column(minute for minute, _ in steps)
    limits = int_column(NO_UPPER if limit is None else limit for _, limit in steps)
    allowed: Ints = limits[np.searchsorted(since, moments, side="right") - 1]
    return allowed


def fullest_moments(comes: Ints, goes: Ints, steps: Steps = ((ALWAYS, 0),)) -> Ints:
    """Moments at which somebody comes or less is allowed, without those that the next one says all of.

    That is so where nobody goes in between and no more is allowed there: as many are present at least.
    """
    moments = np.unique(np.append(comes, int_column(minute for minute, _ in steps[1:])))
    gone, limit = np.searchsorted(np.unique(goes), moments, side="right"), limit_at(steps, moments)
    said = (gone[1:] == gone[:-1]) & (limit[1:] <= limit[:-1])
    fullest: Ints = moments[np.append(~said, np.ones(min(len(moments), 1), dtype=np.bool_))]
    return fullest
