"""Stored values: the shape and range that `evacopt.domain.fields` gives them, and their text in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.field import LARGEST, Field, Kind
from evacopt.domain.phrase import phrase

NATIONALITY = re.compile(r"[A-Z]{3}")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, and what no file can hold or no eye can see."""

NUMBERS: frozenset[Kind] = frozenset(
    {"integer", "time", "hours", "minutes", "clock", "degrees", "probability", "ratio"}
)
"""Kinds stored as one integer."""

HIGHEST_CLASS = 1_000
_TEXTS: frozenset[Kind] = frozenset({"text", "code", "nationality", "choice"})


def is_blank(value: object) -> bool:
    """Whether it is `None`, an empty text or an empty tuple; anything may be asked, arrays too."""
    return value is None or (isinstance(value, str | tuple) and not value)


def fault(field: Field, value: Any) -> str:
    """The rule of `field` that the stored `value` breaks, as a phrase; blank where it breaks none.

    `None`, an empty text and an empty tuple are blanks: whether a cell may be blank is not asked here.
    """
    if is_blank(value):
        return ""
    return mistyped(field, value) or _out_of_range(field, value)


def mistyped(field: Field, value: Any) -> str:
    """Why `value` cannot be a stored value of `field` at all, blank where it can."""
    if field.kind in NUMBERS:
        return "" if type(value) is int else phrase("must be an integer")
    if field.kind in _TEXTS:
        return "" if type(value) is str else phrase("must be text")
    if field.kind == "yesno":
        return "" if type(value) is bool else phrase("must be true or false")
    if type(value) is not tuple:
        return phrase("must be a tuple")
    item = _is_pair if field.kind in ("members", "weights", "amounts") else _is_text
    return (
        ""
        if all(map(item, value))
        else phrase("must hold pairs")
        if item is _is_pair
        else phrase("must hold text")
    )


def code_fault(code: str) -> str:
    """The rule of codes that `code` breaks, blank where it breaks none."""
    if not code:
        return phrase("must not be blank")
    if code != code.strip():
        return phrase("must not begin or end with a blank")
    if ";" in code or ">" in code:
        return phrase("must not contain ; or >")
    return phrase("must not contain control characters") if UNPRINTABLE.search(code) else ""


def plain_codes(codes: Collection[str]) -> bool:
    """Whether all of `codes` are so plain that none breaks a rule; told of a million at once."""
    text = "".join(codes)
    return all(codes) and text.isprintable() and not any(sign in text for sign in " ;>")


def _out_of_range(field: Field, value: Any) -> str:
    if field.kind in NUMBERS:
        if value < field.low:
            return phrase("must be at least {limit}", limit=written(field, field.low))
        return (
            phrase("must be at most {limit}", limit=written(field, field.high)) if value > field.high else ""
        )
    if field.kind in ("choice", "choices"):
        chosen = (value,) if field.kind == "choice" else value
        if field.others:
            return next(filter(None, map(code_fault, chosen)), "")
        wrong = any(one not in field.choices for one in chosen)
        return phrase("must be one of {choices}", choices=", ".join(field.choices)) if wrong else ""
    if field.kind in ("codes", "itinerary"):
        return next(filter(None, map(code_fault, value)), "")
    return _SHAPES[field.kind](value) if field.kind in _SHAPES else ""


def _text_fault(text: str) -> str:
    if text != text.strip():
        return phrase("must not begin or end with a blank")
    return phrase("must not contain control characters") if UNPRINTABLE.search(text) else ""


def _nationality_fault(code: str) -> str:
    return "" if NATIONALITY.fullmatch(code) else phrase("must be three capital letters")


def _members_fault(members: tuple[tuple[str, int], ...]) -> str:
    names = [nationality for nationality, _ in members]
    if not all(map(NATIONALITY.fullmatch, names)):
        return phrase("must name nationalities by three capital letters")
    if names != sorted(set(names)):
        return phrase("must name each nationality once, in alphabetical order")
    people = [number for _, number in members]
    return (
        ""
        if all(1 <= number <= LARGEST for number in people)
        else phrase("must count from 1 to {largest} people of each nationality", largest=LARGEST)
    )


def _weights_fault(weights: tuple[tuple[int, int], ...]) -> str:
    classes = [priority for priority, _ in weights]
    if len(set(classes)) < len(classes):
        return phrase("must name each class once")
    if not all(1 <= priority <= HIGHEST_CLASS for priority in classes):
        return phrase("must name classes from 1 to {highest_class}", highest_class=HIGHEST_CLASS)
    fine = all(0 <= weight <= LARGEST for _, weight in weights)
    return "" if fine else phrase("must hold weights from 0 to {largest}", largest=LARGEST)


def _amounts_fault(amounts: tuple[tuple[str, int], ...]) -> str:
    codes = [code for code, _ in amounts]
    if fault := next(filter(None, map(code_fault, codes)), ""):
        return fault
    if codes != sorted(set(codes)):
        return phrase("must name each dimension once, in alphabetical order")
    fine = all(0 <= amount <= LARGEST for _, amount in amounts)
    return "" if fine else phrase("must hold amounts from 0 to {largest}", largest=LARGEST)


def _is_text(item: Any) -> bool:
    return type(item) is str


def _is_pair(item: Any) -> bool:
    return type(item) is tuple and len(item) == 2 and type(item[1]) is int


_SHAPES: dict[Kind, Callable[[Any], str]] = {
    "text": _text_fault,
    "code": code_fault,
    "nationality": _nationality_fault,
    "members": _members_fault,
    "weights": _weights_fault,
    "amounts": _amounts_fault,
}

MILLION = 1_000_000
"""Chances, shares and ratios are stored as parts per million."""
_SIXTH_DECIMAL = Decimal("0.000001")


def written(field: Field, value: Any) -> str:
    """The cell that says `value`, a stored value of `field`; blank for `None`.

    Hours that no decimal can say exactly get six decimals, near enough for the reader to find the minute.
    """
    return "" if value is None else _WRITERS.get(field.kind, str)(value)


def time_text(minutes: int) -> str:
    """`minutes` as `2023-08-01T06:00Z`, or as the number where no calendar goes that far."""
    try:
        return format_time(minutes)
    except OverflowError:  # a finding still has to quote it
        return str(minutes)


def hours_text(minutes: int) -> str:
    """`minutes` in decimal hours."""
    return _plain((Decimal(minutes) / HOUR).quantize(_SIXTH_DECIMAL))


def clock_text(minutes: int) -> str:
    """`minutes` after midnight as `22:00`."""
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _millionths(value: int) -> str:
    return _plain(Decimal(value) / MILLION)


def _pairs(value: Iterable[tuple[Any, int]]) -> str:
    return ";".join(f"{key}:{number}" for key, number in value)


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    "time": time_text,
    "hours": hours_text,
    "clock": clock_text,
    "degrees": _millionths,
    "probability": _millionths,
    "ratio": _millionths,
    "yesno": lambda value: "true" if value else "false",
    "members": _pairs,
    "weights": _pairs,
    "amounts": _pairs,
    "codes": ";".join,
    "choices": ";".join,
    "itinerary": ">".join,
}
