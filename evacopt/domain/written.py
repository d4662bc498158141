"""Stored values as the text of a cell: what files hold and what findings quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from evacopt.domain.clock import HOUR, format_time
from evacopt.domain.fields import Field, Kind

MILLION = 1_000_000
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
    "degrees": _millionths,
    "probability": _millionths,
    "ratio": _millionths,
    "yesno": lambda value: "true" if value else "false",
    "members": _pairs,
    "weights": _pairs,
    "codes": ";".join,
    "choices": ";".join,
    "itinerary": ">".join,
}
