"""Times as whole UTC minutes since 1970-01-01T00:00Z, and their text: ISO 8601, and what people write.

A date-time group (ACP 121) such as `011820ZAUG23` says day, time, zone, month and year, and can be read in
one way only. `02/08/2023 14:00` cannot, and says no zone either: every reading of it is named.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from evacopt.domain.misread import MisreadError
from evacopt.domain.phrase import either, phrase
from evacopt.domain.zones import on_the_clock
from evacopt.errors import UsageError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {letter: hours for hours, letter in enumerate("ABCDEFGHIKLM", start=1)}
_ZONES |= {letter: -hours for hours, letter in enumerate("NOPQRSTUVWXY", start=1)} | {"Z": 0}
"""Hours east of Greenwich by the letter of the zone; J is wherever its writer was."""

_GROUP = re.compile(r"(\d{2})\s?(\d{2})(\d{2})\s?([A-Za-z])\s?([A-Za-z]{3})\s?(\d{2}|\d{4})", re.ASCII)
_CLOCK = r"(?:[\sT,]+(\d{1,2})[:.hH]?(\d{2})(?::00)?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|z|UTC|GMT|utc|gmt)?)?"
_NUMBERED = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})" + _CLOCK, re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[\s.-]*([A-Za-z]{3})[a-z]*[\s.,-]*(\d{4})" + _CLOCK, re.ASCII)
_ALONE = re.compile(r"(\d{1,2})[:hH](\d{2})(?::\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT)?", re.ASCII)
_NO_YEAR = re.compile(
    r"\d{1,2}[/.-]\d{1,2}\.?" + _CLOCK + r"|\d{2}\s?\d{4}\s?[A-Za-z]\s?[A-Za-z]{3}", re.ASCII
)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]24:00(?::00)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_SERIAL = re.compile(r"[2-6]\d{4}(\.\d+)?", re.ASCII)
_SECONDS = re.compile(r"1\d{9}(\d{3})?", re.ASCII)
_FIRST_DAY_OF_SHEETS = datetime(1899, 12, 30, tzinfo=UTC)
NO_OFFSET = phrase("has no offset")
_USUAL = phrase("write it like 2023-08-01T06:00Z")


def moment_of_group(text: str) -> datetime | None:
    """The moment of a date-time group, `None` where `text` is none.

    Small letters and blanks between its parts are allowed; a year of two digits is one of this century.

    Raises
    ------
    ValueError
        If it is one of local time or of no day there is; the message is fit for a planner.
    """
    match = _GROUP.fullmatch(text)
    if match is None:
        return None
    day, hour, minute, letter, month, year = match.groups()
    hours = _ZONES.get(letter.upper())
    if hours is None:
        raise MisreadError(
            phrase("is in local time, zone J"), phrase("write the letter of the zone, Z for UTC")
        )
    if month.lower() not in _MONTHS:
        raise MisreadError(
            phrase("names no month"), phrase("write JAN, FEB, MAR and so on, as in 011820ZAUG23")
        )
    zone = timezone(timedelta(hours=hours))
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    number = _MONTHS.index(month.lower()) + 1
    try:
        return datetime(full_year, number, int(day), int(hour), int(minute), tzinfo=zone)
    except ValueError:
        raise MisreadError(
            phrase("is a date-time group of no day or time there is"), phrase("write it as 011820ZAUG23")
        ) from None


def time_remedy(text: str) -> str:
    """What to write instead of `text`, which is no ISO 8601 time: every reading that it has."""
    readings = _of_days(text) or _of_numbers(text)
    if not readings:
        return _incomplete(text) or _USUAL
    if len(readings) == 1:
        if text.rstrip().upper().endswith(("Z", "UTC", "GMT")):
            return phrase("write it as {reading}", reading=readings[0])
        return phrase("if that is UTC, write it as {reading}", reading=readings[0])
    return phrase("it could be {readings}: write the one that is meant", readings=either(readings))


def certain_time(text: str) -> str:
    """The one time that `text` can mean, which says that it is UTC but not as ISO 8601 does; else blank."""
    with suppress(ValueError):
        datetime.fromisoformat(text)
        return ""
    readings = _of_days(text) if text.upper().endswith(("Z", "UTC", "GMT")) else []
    return _midnight(text) or (readings[0] if len(readings) == 1 else "")


def _midnight(text: str) -> str:
    """The end of a day, 24:00, which ISO 8601 knows, as the beginning of the next one."""
    match = _MIDNIGHT.fullmatch(text)
    if match is None:
        return ""
    try:
        return f"{datetime.fromisoformat(match[1]) + timedelta(days=1):%Y-%m-%d}T00:00{match[2]}"
    except (ValueError, OverflowError):
        return ""


def _incomplete(text: str) -> str:
    """What to add to a time of day without a day, or a day without a year."""
    if midnight := _midnight(text):
        return phrase("write it as {reading}", reading=midnight)
    if time := _ALONE.fullmatch(text):
        moment = f"2023-08-01T{int(time[1]):02}:{time[2]}Z"
        return phrase("write the day too, as in {moment}", moment=_midnight(moment) or moment)
    return phrase("write the year too, as in 2023-08-01T06:00Z") if _NO_YEAR.fullmatch(text) else ""


def _of_days(text: str) -> list[str]:
    """Readings of day, month and year, in any order that makes a day."""
    named, numbered = _NAMED.fullmatch(text), _NUMBERED.fullmatch(text)
    if named and named[2].lower() in _MONTHS:
        orders = [(named[3], str(_MONTHS.index(named[2].lower()) + 1), named[1])]
        return _texts(orders, named.groups()[3:])
    if numbered is None:
        return []
    first, sign, middle, last = numbered.groups()[:4]
    if len(first) == 4:
        orders = [(first, middle, last)]
    else:
        orders = [(last, middle, first)] + ([(last, first, middle)] if sign != "." else [])
        orders += [(first, middle, last)] if len(first) == len(last) == 2 else []
    return _texts(orders, numbered.groups()[4:])


def _texts(orders: list[tuple[str, str, str]], clock: tuple[str | None, ...]) -> list[str]:
    """Each of `orders` (year, month, day) that is a day, with the time, as ISO 8601."""
    readings = []
    hour, minute = int(clock[0] or 0), int(clock[1] or 0)
    if clock[2]:
        hour = hour % 12 + (12 if clock[2] in "Pp" else 0)
    for year, month, day in orders:
        full_year = int(year) + (2000 if len(year) <= 2 else 0)
        try:
            readings.append(_text(datetime(full_year, int(month), int(day), hour, minute)))
        except ValueError:
            continue
    return list(dict.fromkeys(readings))


def _of_numbers(text: str) -> list[str]:
    """A time that a program wrote as a number: days of a spreadsheet, or (milli)seconds since 1970."""
    seconds = _SECONDS.fullmatch(text)
    if seconds:
        return [_text(datetime.fromtimestamp(int(text) // (1000 if seconds[1] else 1), tz=UTC))]
    if not _SERIAL.fullmatch(text):
        return []
    return [_text(_FIRST_DAY_OF_SHEETS + timedelta(minutes=round(float(text) * 1440)))]


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}Z"


HOUR = 60
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minutes_of(when: datetime) -> int:
    """Whole UTC minutes of an aware time.

    Raises
    ------
    ValueError
        If it has no offset, or is not on a whole minute.
    """
    if when.tzinfo is None:
        raise MisreadError(NO_OFFSET, phrase("write it with Z or an offset such as +02:00"))
    passed = when - _EPOCH
    minutes, seconds = divmod(passed.seconds, 60)
    if seconds or passed.microseconds:
        raise MisreadError(phrase("must be on a whole minute"))
    return passed.days * DAY + minutes


def parse_time(text: str, zone: ZoneInfo | None = None) -> int:
    """Minutes of `text`: ISO 8601 with offset or Z, or a date-time group such as `011820ZAUG23`.

    What says no offset is read on the clocks of `zone`, where there is one.

    Raises
    ------
    ValueError
        If it is no such time; the message is fit for a planner and names what it could mean.
    """
    try:
        when: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        when = moment_of_group(text)
    if when is None:
        raise MisreadError(phrase("is no ISO 8601 time"), time_remedy(text))
    if _is_a_day(text):
        midnight = f"{when:%Y-%m-%d}T00:00Z"
        remedy = phrase("if midnight UTC is meant, write {midnight}", midnight=midnight)
        raise MisreadError(phrase("has no time of day"), remedy)
    if zone is not None and when.tzinfo is None:
        when = on_the_clock(when, zone)
    return minutes_of(when)


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def moment(minutes: int) -> datetime:
    """The time of UTC `minutes` since 1970, aware."""
    return _EPOCH + timedelta(minutes=int(minutes))


def format_time(minutes: int) -> str:
    """`minutes` as `2023-08-01T06:00Z`."""
    return f"{moment(minutes):%Y-%m-%dT%H:%M}Z"


_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)([mhd])")
_UNITS = {"m": 1, "h": 60, "d": 1440}


def minutes_of_text(typed: str) -> int:
    """Whole minutes of `typed`.

    Raises
    ------
    UsageError
        If it is no length of time, or makes no whole minutes.
    """
    match = _LENGTH.fullmatch(typed.strip())
    minutes = Decimal(match[1]) * _UNITS[match[2]] if match else None
    if minutes is None or minutes != int(minutes):
        raise UsageError(f"{typed!r} is no length of time in whole minutes; write 2h, 90m, 1.5h or 1d")
    return int(minutes)
