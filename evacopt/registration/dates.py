"""Days as people write them: in which order, for a whole column, and the day of a cell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

Order = Literal["", "dmy", "mdy", "ymd"]

_FORMATS: dict[Order, tuple[str, ...]] = {
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    "dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y"),
}

_SIGN = 2
"""Where a format has the sign that parts its numbers."""


@lru_cache(maxsize=100_000)
def readings(text: str) -> dict[Order, date]:
    """The day of `text` in each order in which it is one."""
    found: dict[Order, date] = {}
    for order, formats in _FORMATS.items():
        fitting = (one for one in formats if one[_SIGN] in text)
        day = next(filter(None, (_parsed(text, one) for one in fitting)), None)
        if day is not None:
            found[order] = day
    if not found:
        try:
            found["ymd"] = datetime.fromisoformat(text).date()
        except ValueError:
            return {}
    return found


def order_of(texts: Iterable[str]) -> Order:
    """The order that a column proves: some of its days are days in one order alone. Blank where none does."""
    proven = {next(iter(found)) for text in texts if len(found := readings(text)) == 1} - {"ymd"}
    return proven.pop() if len(proven) == 1 else ""


def day_of(text: str, order: Order) -> date | None:
    """The one day that `text` is in `order`; None where it is none, or two and nobody knows which."""
    found = readings(text)
    days = set(found.values())
    return found.get(order) or (days.pop() if len(days) == 1 else None)


def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None
