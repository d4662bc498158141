"""Times of the day as people write them: `10 pm`, `22h`, `2200Z`, and parts of a day as sheets keep them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.misread import MisreadError
from evacopt.domain.phrase import phrase
from evacopt.domain.stored import clock_text
from evacopt.files.other_words import word_meant

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?", re.ASCII)
"""What is read: hours and minutes in UTC, the seconds of a spreadsheet behind."""

_UTC = r"\s*(?:z|utc|gmt)?"
_SAID = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:\s*[:h]\s*(?P<minute>[0-5]\d)|[.](?P<none>00))(?::00(?:\.0+)?)?)?"
    r"\s*(?P<unit>h|hrs?|hours?|uhr|heures?|horas?)?\s*(?:(?P<half>[ap])\.?\s*m\.?)?" + _UTC,
    re.ASCII | re.IGNORECASE,
)
_FOUR = re.compile(r"(\d\d)([0-5]\d)\s*(?:h|hrs?|hours?)?" + _UTC, re.ASCII | re.IGNORECASE)
_PART = re.compile(r"0?\.\d{2,17}", re.ASCII)


def read_clock(cell: object) -> int:
    """Minutes after midnight of `22:00`; MisreadError where it is no time of the day."""
    text = cell.strip() if isinstance(cell, str) else ""
    match = CLOCK.fullmatch(text)
    if match is None:
        raise MisreadError(phrase("must be a time of the day in UTC"), clock_remedy(text))
    return int(match[1]) * HOUR + int(match[2])


def time_of_day(text: str) -> str:
    """The time of the day that `text` says for certain, as `22:00`; blank where it says none or two.

    The end of a day, 24:00, is the beginning of the next: `00:00`. What names no zone is in UTC, as all such
    columns are; another offset is counted off.
    """
    if match := _SAID.fullmatch(text):
        minute, hour = match["minute"] or match["none"], int(match["hour"])
        if not (minute or match["unit"] or match["half"]):
            return ""  # an hour, or a number of them?
        if match["half"]:
            hour = hour % 12 + (12 if match["half"] in "pP" else 0) if 1 <= hour <= 12 else 99
        return _shown(hour, int(minute or 0))
    if match := _FOUR.fullmatch(text):
        return _shown(int(match[1]), int(match[2]))
    with suppress(ValueError):
        moment = datetime.fromisoformat(f"2000-01-02T{text}")
        if moment.tzinfo is not None and not moment.second and not moment.microsecond:
            return f"{moment.astimezone(UTC):%H:%M}"
    return word_meant("certain", text, ("00:00", "12:00"))


def clock_remedy(text: str) -> str:
    """What to write instead of `text`, which is no time of the day as we read them."""
    if certain := time_of_day(text):
        return phrase("write it as {reading}", reading=certain)
    if _PART.fullmatch(text):
        time = clock_text(round(Decimal(text) * DAY) % DAY)
        return phrase("if it is the part of a day that a spreadsheet keeps, write {time}", time=time)
    return phrase("write it like 22:00")


def _shown(hour: int, minute: int) -> str:
    return clock_text((hour * 60 + minute) % DAY) if hour * 60 + minute <= DAY else ""
