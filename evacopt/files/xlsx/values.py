"""What a cell holds, from its type, its format and its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TypeAlias

from evacopt.files.raw import Spoilt
from evacopt.files.xlsx.styles import Shown
from evacopt.files.xlsx.texts import plain

Value: TypeAlias = str | datetime | Spoilt
"""A text (numbers as CSV would hold them, blank as `""`), a moment without offset, or what cannot be read."""

PUT_VALUE = "put the value itself there"
UNCALCULATED = "holds a formula without a calculated value"

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_AS_TEXT = "format the cell as text and write it again"
_MOST_DIGITS = 1e15
"""From here on not every whole number is one of Excel's 15 digits."""

_LAST_DAY = 2_958_466
_LEAP_DAY = 60
"""29 February 1900, which Excel counts and which never was."""


def value_of(kind: str, text: str | None, shown: Shown | None, *, formula: bool, since_1904: bool) -> Value:
    """The value of a cell other than one of shared or inline text.

    Parameters
    ----------
    kind : the cell's type, such as `n` or `str`
    text : what its element for the value holds, None where there is none
    shown : how its format shows numbers, None if the format is not in the workbook
    formula : whether it holds one
    """
    empty = text is None or (kind != "str" and not text.strip())
    if kind == "e":
        return Spoilt("holds an error of Excel", remedy=PUT_VALUE)
    if text is None or empty:
        return Spoilt(UNCALCULATED, remedy=PUT_VALUE) if formula else ""
    if kind == "n" and _NUMBER.fullmatch(text.strip()):
        return _number(float(text), shown, since_1904=since_1904)
    readers: dict[str, Callable[[str], Value]] = {"str": plain, "b": _yesno, "d": _written_date}
    return readers[kind](text) if kind in readers else _strange(kind)


def number_text(number: float) -> str:
    """A number as CSV would hold it: whole ones without a point."""
    return str(int(number)) if number.is_integer() and abs(number) < _MOST_DIGITS else repr(number)


def _yesno(text: str) -> Value:
    said = {"0": "false", "1": "true", "false": "false", "true": "true"}.get(text.strip())
    return _strange("b") if said is None else said


def _strange(kind: str) -> Spoilt:
    return Spoilt(f"holds a value that cannot be read (of type {kind[:20]})", remedy=PUT_VALUE)


def _number(number: float, shown: Shown | None, *, since_1904: bool) -> Value:
    if abs(number) >= _MOST_DIGITS:
        return Spoilt("holds a number of more digits than a spreadsheet keeps", remedy=_AS_TEXT)
    if shown == "number":
        return number_text(number)
    if shown is None:
        return Spoilt("has a format that is not in the workbook: a number or a date?", remedy=PUT_VALUE)
    return _span(number) if shown == "span" or 0 <= number < 1 else _moment(number, since_1904=since_1904)


def _moment(number: float, *, since_1904: bool) -> Value:
    if not 0 <= number < _LAST_DAY or (int(number) == _LEAP_DAY and not since_1904):
        return Spoilt("holds a day that is none", value=number_text(number), remedy=PUT_VALUE)
    begin = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if number < _LEAP_DAY else 30)
    try:
        return begin + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return Spoilt("holds a day that is none", value=number_text(number), remedy=PUT_VALUE)


def _span(days: float) -> Value:
    """Hours that have passed, or a time of day, `36:00:00`: no column holds such, and findings show it."""
    if abs(days) > _LAST_DAY:
        return _strange("n")
    minutes, seconds = divmod(round(abs(days) * 86_400), 60)
    return f"{'-' if days < 0 else ''}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _written_date(text: str) -> Value:
    """A date as Strict workbooks write it."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            return time.fromisoformat(text).isoformat()
        except ValueError:
            return Spoilt("holds a day that is none", value=text[:40], remedy=PUT_VALUE)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
