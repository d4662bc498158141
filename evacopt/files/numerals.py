"""What a cell that is no number as we read them could mean: the remedy names every reading.

Spreadsheets write numbers by the custom of their country: `1,402` is 1402 in London and 1.402 in Berlin, and
`1.402` the other way round. Which one is meant only its writer knows, so neither is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from evacopt.domain.phrase import phrase

_LONGEST = 40
_GROUPED = re.compile(
    r"(?P<head>[+-]?[1-9]\d{0,2})(?P<tail>(?P<by>[,.'\u2019_ \u00a0\u2009\u202f])(?:\d{2,3}(?P=by))*\d{3})"
    r"(?:(?!(?P=by))[,.](?P<rest>\d+))?",
    re.ASCII,
)
"""Digits parted by threes, or by twos but for the last three (lakhs and crores), and decimals behind."""

_DECIMAL = re.compile(r"[+-]?\d*[,.]\d+", re.ASCII)
_ROUND = re.compile(r"[+-]?[1-9]\d{0,2}(\.000)+", re.ASCII)
_SHORTENED = re.compile(r"[1-9]\d{0,2}\.\d{1,2}", re.ASCII)
"""What a spreadsheet keeps of `1.200`, where a point parts decimals there and thousands in the hand."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_WITH_UNIT = re.compile(r"(?:[^\W\d_]+|[€$£¥])?\s*([+-]?\d+(?:\.\d+)?)\s*(?:[^\W\d_]+\.?|[%€$£¥])?")
_MONEY = re.compile(r"(?:[A-Z]{3}|[€$£¥])?\s*([\d.,'\u2019 ]*\d)\s*(?:[A-Z]{3}|[€$£¥])?")
_HEMISPHERE = re.compile("[NSEWOnsewo°º'\u2019\u2032\u2033\"]")
_WITH_HEMISPHERE = re.compile(r"([NSEWO])?\s*(\d+(?:[.,]\d+)?)\s*[°º]?\s*([NSEWO])?", re.ASCII)
_DIGITS = str.maketrans("OoIl|", "00111")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::00)?", re.ASCII)
_HOURS = "h|hrs?|hours?|std|stunden?|heures?|horas?"
_IN_HOURS = re.compile(rf"[+-]?(?P<hours>\d+(?:\.\d+)?)\s*(?:{_HOURS})\.?", re.ASCII | re.IGNORECASE)
_NEAR = Decimal("0.0001")
_ENTRIES = re.compile(r"\s*(?:[;+&\n]|(?<!\d),|,(?!\d))\s*")
_AMOUNT = re.compile(r"([^\W\d]\w*)\s*[:=]?\s*(\d+)\s*([^\W\d]\w*)?|(\d+)\s*[x:=]?\s*([^\W\d]\w*)")
_SIXTH = Decimal("0.000001")
_RANGE = re.compile(r"(\d+)\s*(?:-|\u2013|/|\.\.+|to|bis|à|a|or|ou|oder|o)\s*(\d+)", re.ASCII | re.IGNORECASE)
_SUM = re.compile(r"\d+(?:\s*\+\s*\d+)+", re.ASCII)
_ABOUT = re.compile(
    r"(?:[~≈±<>≤≥]|c\.|ca\.?|circa|about|approx\.?|env\.?|environ|etwa|rund|unos)?\s*(\d+)\s*[?+~±]?",
    re.IGNORECASE,
)
_NOTHING = phrase("leave the cell blank if nothing is meant")
_NOTHING_WORDS = ("-", "\u2013", "\u2014", "/", "n/a", "na", "none", "nil")
_UNKNOWN = phrase("write the number to plan with")
_UNKNOWN_WORDS = ("?", "??", "???", "tbc", "tba", "tbd", "unknown")
MINUSES = str.maketrans("\u2212\u2013\u2014\ufe63\uff0d", "-----")
"""Signs that stand for the minus of a keyboard where a number follows."""


def number_remedy(text: str, *, whole: bool) -> str:
    """What to write instead of `text`, which is no (`whole`) number; blank where nobody can tell."""
    if len(text) > _LONGEST:
        return ""
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    typed = "".join(digits).translate(MINUSES)
    if typed != text and _PLAIN.fullmatch(typed):
        return phrase("write it with the signs of a keyboard: {typed}", typed=typed)
    return (
        _mistyped(text) or _parted(text, whole) or _vague(text) or _with_unit(text, whole) or _no_digit(text)
    )


def clock_hours(text: str) -> str:
    """Decimal hours for `12:30` or `36:00:00`, blank where `text` is no such time."""
    match = _CLOCK.fullmatch(text)
    return f"{(int(match[1]) + Decimal(match[2]) / 60).quantize(_SIXTH).normalize():f}" if match else ""


def amounts_meant(text: str) -> str:
    """`kg:350;pet:1` for `350 kg, 1 pet` or `kg=350`; blank where any amount is not certain."""
    parts = [part for part in _ENTRIES.split(text.strip()) if part]
    found = [_AMOUNT.fullmatch(part) for part in parts]
    pairs = [(match[1] or match[5], match[2] or match[4]) for match in found if match]
    whole = parts and all(found) and all(match[3] in (None, match[1]) for match in found if match)
    return ";".join(f"{name}:{number}" for name, number in pairs) if whole else ""


def minutes_meant(text: str) -> str:
    """Minutes for `-3 h`, `1.5 hours` or `2:30`, of which an hour is told for certain; else blank."""
    match = _IN_HOURS.fullmatch(text)
    hours = match["hours"] if match else clock_hours(text.lstrip("+-"))
    minutes = Decimal(hours) * 60 if hours else None
    if minutes is None or abs(minutes - round(minutes)) > _NEAR:
        return ""
    return f"{'-' if text.startswith('-') else ''}{round(minutes)}"


def _mistyped(text: str) -> str:
    """A number with an apostrophe before it, or with letters that look like digits."""
    if text.startswith("'") and _PLAIN.fullmatch(text[1:]):
        return phrase("write it without the apostrophe: {text}", text=text[1:])
    digits = text.translate(_DIGITS)
    if digits != text and _PLAIN.fullmatch(digits):
        return phrase("is {digits} meant, with digits for letters?", digits=digits)
    return ""


def _vague(text: str) -> str:
    """About so many, from so many to so many, so many and so many: a plan needs one number."""
    if match := _RANGE.fullmatch(text):
        return phrase("write the one number to plan with, {low} or {high}", low=match[1], high=match[2])
    if _SUM.fullmatch(text):
        total = sum(int(part) for part in text.split("+"))
        return phrase("write the one number to plan with: {total}, if all of them count here", total=total)
    about = _ABOUT.fullmatch(text)
    return phrase("write the one number to plan with, such as {number}", number=about[1]) if about else ""


def _no_digit(text: str) -> str:
    """Words for nothing, or for a number that nobody knows yet."""
    word = text.casefold()
    return _NOTHING if word in _NOTHING_WORDS else _UNKNOWN if word in _UNKNOWN_WORDS else ""


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
        return phrase("write decimal degrees alone, with a minus for south and west")
    return phrase(
        "write it with its sign: {number}",
        number=("-" if letter in "SW" else "") + match[2].replace(",", "."),
    )


def is_two_numbers(text: str) -> bool:
    """Whether `text`, such as `1.000`, is one whole number here and another where points part thousands."""
    return _ROUND.fullmatch(text) is not None


def _parted(text: str, whole: bool) -> str:
    """The readings of a number with points, commas or blanks between its digits."""
    grouped, decimal = _GROUPED.fullmatch(text), _DECIMAL.fullmatch(text)
    joined = grouped["head"] + grouped["tail"].replace(grouped["by"], "") if grouped else ""
    rest = grouped["rest"] if grouped and grouped["rest"] else ""
    rest = "" if whole and not rest.strip("0") else rest
    joined += f".{rest}" if rest else ""
    point = f"{Decimal(text.replace(',', '.')):f}" if decimal else ""
    of_both = bool(joined and point)
    if of_both and (not whole or _is_whole(point)):
        short = str(int(Decimal(point))) if _is_whole(point) else point
        return phrase(
            "it could be {joined} or {short}: write the one meant, without a separator of thousands",
            joined=joined,
            short=short,
        )
    if joined and not (whole and rest):
        return phrase("write it without a separator of thousands: {joined}", joined=joined)
    if joined or (point and whole and not _is_whole(point)):
        thousands = f"{Decimal(point) * 1000:.0f}" if _SHORTENED.fullmatch(text) else ""
        if point == text:
            return (
                phrase("if the point parts thousands, write {thousands}", thousands=thousands)
                if thousands
                else ""
            )
        return phrase("it reads as {number}, which is no whole number", number=joined or point)
    return phrase("write it with a decimal point: {point}", point=point) if point else ""


def _is_whole(number: str) -> bool:
    return Decimal(number) == int(Decimal(number))


def _with_unit(text: str, whole: bool) -> str:
    """A number beside its unit: `3 h`, `EUR 1250`, `96%`."""
    match = _WITH_UNIT.fullmatch(text)
    if match is None:  # `€1,250.00`
        inside = _MONEY.fullmatch(text)
        return _parted(inside[1], whole) if inside else ""
    if match[1] == text:
        return ""
    if text.endswith("%"):
        part = f"{(Decimal(match[1]) / 100).normalize():f}"
        return (
            phrase("write how many, not how many of a hundred")
            if whole
            else phrase("write it as a part of 1: {part}", part=part)
        )
    return phrase("write the number alone: {number}", number=match[1])
