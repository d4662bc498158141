"""Times as whole UTC minutes since 1970-01-01T00:00Z, and their ISO 8601 text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from evacopt.domain.clock_words import moment_of_group, time_remedy

HOUR = 60
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minutes_of(moment: datetime) -> int:
    """Whole UTC minutes of an aware `moment`.

    Raises
    ------
    ValueError
        If `moment` has no offset, or is not on a whole minute.
    """
    if moment.tzinfo is None:
        raise ValueError("has no offset; write it with Z or an offset such as +02:00")
    passed = moment - _EPOCH
    minutes, seconds = divmod(passed.seconds, 60)
    if seconds or passed.microseconds:
        raise ValueError("must be on a whole minute")
    return passed.days * DAY + minutes


def parse_time(text: str) -> int:
    """Minutes of `text`: ISO 8601 with offset or Z, or a date-time group such as `011820ZAUG23`.

    Raises
    ------
    ValueError
        If it is no such time; the message is fit for a planner and names what it could mean.
    """
    try:
        moment: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        moment = moment_of_group(text)
    if moment is None:
        raise ValueError(f"is no ISO 8601 time; {time_remedy(text)}")
    if _is_a_day(text):
        raise ValueError(f"has no time of day; if midnight UTC is meant, write {moment:%Y-%m-%d}T00:00Z")
    return minutes_of(moment)


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def format_time(minutes: int) -> str:
    """`minutes` as `2023-08-01T06:00Z`."""
    moment = _EPOCH + timedelta(minutes=int(minutes))
    return f"{moment:%Y-%m-%dT%H:%M}Z"
