"""Dates that are a month or a year off the horizon: a slip that makes errors and warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evacopt.domain.checks.thresholds import LONGEST_HORIZON
from evacopt.domain.clock import DAY, minutes_of
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import time_text

SINCE_1904 = 1_462
"""Days between the first day of Excel's date system and that of the one of 1904."""


def meant_within(instance: Instance, minutes: int) -> str:
    """What is meant where the same day of another month or year lies within the horizon; else blank.

    Of a long horizon nothing is said: most dates would be within it by chance.
    """
    if instance.ends - instance.begins > LONGEST_HORIZON.value * DAY:
        return ""
    return meant_between(instance.begins, instance.ends, minutes)


def meant_between(begins: int, ends: int, minutes: int) -> str:
    """What is meant where `minutes` with another month or year, or day and month exchanged, lies between."""
    for how, near in _others(minutes):
        if near is not None and begins <= near <= ends:
            return phrase("is {near} meant, {how}?", near=time_text(near), how=how)
    return ""


def _others(minutes: int) -> Iterator[tuple[str, int | None]]:
    yield phrase("with day and month exchanged"), _exchanged(minutes)
    for how, months in (
        (phrase("a month earlier"), -1),
        (phrase("a month later"), 1),
        (phrase("a year earlier"), -12),
        (phrase("a year later"), 12),
    ):
        yield how, _months_on(minutes, months)
    yield (
        phrase("four years and a day later, as between the two date systems of Excel"),
        minutes + SINCE_1904 * DAY,
    )
    yield (
        phrase("four years and a day earlier, as between the two date systems of Excel"),
        minutes - SINCE_1904 * DAY,
    )


def _exchanged(minutes: int) -> int | None:
    """The same time on the day whose month is this one's day, None where there is no such day."""
    try:
        moment = datetime.fromisoformat(time_text(minutes))
        return minutes_of(moment.replace(month=moment.day, day=moment.month))
    except ValueError:
        return None


def _months_on(minutes: int, months: int) -> int | None:
    """The same day and time so many months later, None where there is no such day."""
    try:
        moment = datetime.fromisoformat(time_text(minutes))
        years, month = divmod(moment.month - 1 + months, 12)
        return minutes_of(moment.replace(year=moment.year + years, month=month + 1))
    except ValueError:
        return None
