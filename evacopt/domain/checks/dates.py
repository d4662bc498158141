"""Dates that are a month or a year off the horizon: a slip that makes errors and warnings."""

from __future__ import annotations

from datetime import datetime

from evacopt.domain.checks.thresholds import LONGEST_HORIZON
from evacopt.domain.clock import DAY, minutes_of
from evacopt.domain.instance import Instance
from evacopt.domain.stored import time_text


def meant_within(instance: Instance, minutes: int) -> str:
    """What is meant where the same day of another month or year lies within the horizon; else blank.

    Of a long horizon nothing is said: most dates would be within it by chance.
    """
    if instance.ends - instance.begins > LONGEST_HORIZON.value * DAY:
        return ""
    for months, span in ((-1, "month"), (1, "month"), (-12, "year"), (12, "year")):
        near = _months_on(minutes, months)
        if near is not None and instance.begins <= near <= instance.ends:
            return f"is {time_text(near)} meant, a {span} {'earlier' if months < 0 else 'later'}?"
    return ""


def _months_on(minutes: int, months: int) -> int | None:
    """The same day and time so many months later, None where there is no such day."""
    try:
        moment = datetime.fromisoformat(time_text(minutes))
        years, month = divmod(moment.month - 1 + months, 12)
        return minutes_of(moment.replace(year=moment.year + years, month=month + 1))
    except ValueError:
        return None
