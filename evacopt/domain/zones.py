"""Time zones by their name in the IANA database: from clocks on walls to UTC and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from evacopt.domain.misread import MisreadError
from evacopt.domain.nearest import did_you_mean, nearest, suggested
from evacopt.domain.phrase import either, phrase

EXAMPLE = "Africa/Niamey"
_SHORT = re.compile(r"[A-Za-z]{1,5}|(UTC|GMT|utc|gmt)?\s*[+-]?[\d:.]+")
"""Abbreviations, which several zones share, and offsets, which hold for half of the year."""


def zone_called(name: str) -> ZoneInfo | None:
    """The zone called `name`, None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_remedy(name: str) -> str:
    """What a name that is no zone may mean."""
    by_place = phrase("write it by a place of the zone, like {example}", example=EXAMPLE)
    if _SHORT.fullmatch(name):
        return by_place  # the nearest other abbreviation would be another time
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(available_timezones()) if "/" in zone}
    near = nearest(name.strip().replace(" ", "_"), cities)
    return did_you_mean(name, available_timezones()) or suggested(cities.get(near, "")) or by_place


def on_the_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment`, which says no offset, as the one moment that the clocks of `zone` showed it.

    Raises
    ------
    ValueError
        If a change of clocks skips it or brings it twice; the message is fit for a planner.
    """
    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment:
        moments = (_with_offset(early), _with_offset(late))
        rule = phrase("is there twice in {zone}, where clocks go back", zone=zone.key)
        raise MisreadError(rule, phrase("write {word}", word=either(moments)))
    after = early.astimezone(UTC).astimezone(zone)
    rule = phrase("does not exist in {zone}, where clocks go forward", zone=zone.key)
    raise MisreadError(rule, phrase("perhaps {after}", after=_with_offset(after)))


def offset_text(moment: datetime) -> str:
    """The offset of an aware `moment`, `+01:00`."""
    offset = moment.utcoffset() or timedelta()
    sign, gap = ("-", -offset) if offset < timedelta() else ("+", offset)
    hours, rest = divmod(int(gap.total_seconds()) // 60, 60)
    return f"{sign}{hours:02}:{rest:02}"


def _with_offset(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}{offset_text(moment)}"
