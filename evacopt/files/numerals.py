"""What a cell that is no number as we read them could mean: the remedy names every reading.

Spreadsheets write numbers by the custom of their country: `1,402` is 1402 in London and 1.402 in Berlin, and
`1.402` the other way round. Which one is meant only its writer knows, so neither is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_LONGEST = 40
_GROUPED = re.compile(
    r"(?P<head>[+-]?[1-9]\d{0,2})(?P<tail>(?P<by>[,.'\u2019_ \u00a0\u2009\u202f])(?:\d{2,3}(?P=by))*\d{3})"
    r"(?:(?!(?P=by))[,.](?P<rest>\d+))?",
    re.ASCII,
)
"""Digits parted by threes, or by twos but for the last three (lakhs and crores), and decimals behind."""

_DECIMAL = re.compile(r"[+-]?\d*[,.]\d+", re.ASCII)
_ROUND = re.compile(r"[+-]?[1-9]\d{0,2}(\.000)+", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_WITH_UNIT = re.compile(r"(?:[^\W\d_]+|[€$£¥])?\s*([+-]?\d+(?:\.\d+)?)\s*(?:[^\W\d_]+\.?|[%€$£¥])?")
_HEMISPHERE = re.compile("[NSEWOnsewo°º'\u2019\u2032\u2033\"]")
_WITH_HEMISPHERE = re.compile(r"([NSEWO])?\s*(\d+(?:[.,]\d+)?)\s*[°º]?\s*([NSEWO])?", re.ASCII)
_MINUSES = str.maketrans("\u2212\u2013\u2014\ufe63\uff0d", "-----")


def number_remedy(text: str, *, whole: bool) -> str:
    """What to write instead of `text`, which is no (`whole`) number; blank where nobody can tell."""
    if len(text) > _LONGEST:
        return ""
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    typed = "".join(digits).translate(_MINUSES)
    if typed != text and _PLAIN.fullmatch(typed):
        return f"write it with the signs of a keyboard: {typed}"
    return _parted(text, whole) or _with_unit(text, whole)


def degrees_remedy(text: str) -> str:
    """What to write instead of `text`, a coordinate with a hemisphere or minutes; blank where it is neither.

    The letter is the sign: who leaves it out puts a place into the other half of the world. `O` is east in
    German and west in French.
    """
    if len(text) > _LONGEST or not _HEMISPHERE.search(text):
        return ""
    match = _WITH_HEMISPHERE.fullmatch(text.upper())
    letter = (match[1] or match[3] or "") if match else ""
    if match is None or (match[1] and match[3]) or letter in ("", "O"):
        return "write decimal degrees alone, with a minus for south and west"
    return f"write it with its sign: {'-' if letter in 'SW' else ''}{match[2].replace(',', '.')}"


def is_two_numbers(text: str) -> bool:
    """Whether `text`, such as `1.000`, is one whole number here and another where points part thousands."""
    return _ROUND.fullmatch(text) is not None


def _parted(text: str, whole: bool) -> str:
    """The readings of a number with points, commas or blanks between its digits."""
    grouped, decimal = _GROUPED.fullmatch(text), _DECIMAL.fullmatch(text)
    joined = grouped["head"] + grouped["tail"].replace(grouped["by"], "") if grouped else ""
    joined += f".{grouped['rest']}" if grouped and grouped["rest"] else ""
    point = f"{Decimal(text.replace(',', '.')):f}" if decimal else ""
    of_both = bool(joined and point)
    if of_both and (not whole or _is_whole(point)):
        short = str(int(Decimal(point))) if _is_whole(point) else point
        return f"it could be {joined} or {short}: write the one meant, without a separator of thousands"
    if joined and not (whole and grouped and grouped["rest"]):
        return f"write it without a separator of thousands: {joined}"
    if joined or (point and whole and not _is_whole(point)):
        return "" if point == text else f"it reads as {joined or point}, which is no whole number"
    return f"write it with a decimal point: {point}" if point else ""


def _is_whole(number: str) -> bool:
    return Decimal(number) == int(Decimal(number))


def _with_unit(text: str, whole: bool) -> str:
    """A number beside its unit: `3 h`, `EUR 1250`, `96%`."""
    match = _WITH_UNIT.fullmatch(text)
    if not match or match[1] == text:
        return ""
    if text.endswith("%") and not whole:
        return f"write it as a part of 1: {(Decimal(match[1]) / 100).normalize():f}"
    return f"write the number alone: {match[1]}"
