"""Times as whole UTC minutes since 1970-01-01T00:00Z, and their ISO 8601 text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    """Minutes of an ISO 8601 `text` with offset or Z.

    Raises
    ------
    ValueError
        If it is no such time; the message is fit for a planner.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is no ISO 8601 time; write it as 2023-08-01T06:00Z") from None
    return minutes_of(moment)


def format_time(minutes: int) -> str:
    """`minutes` as `2023-08-01T06:00Z`."""
    moment = _EPOCH + timedelta(minutes=int(minutes))
    return f"{moment:%Y-%m-%dT%H:%M}Z"
