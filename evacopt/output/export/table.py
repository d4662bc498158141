"""A table on its way to a file: what every list, slice and account of an export is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | Decimal | None
"""Text, a whole number, money with two decimals, or a blank."""

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under named columns.

    Attributes
    ----------
    name : str
        What the sheet is called, and the file after it.
    title : str
        One line for people.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def money(cents: int) -> Decimal:
    """`cents` as an amount with two decimals, exactly."""
    return Decimal(cents).scaleb(-2).quantize(CENT)


def cents_of(text: str) -> int:
    """The cents of an amount such as `1234.5`.

    Raises
    ------
    ValueError
        If it is no amount of at least 0 with at most two decimals; the message is fit for a planner.
    """
    whole, point, decimals = text.strip().partition(".")
    digits = whole + decimals
    if not (digits.isascii() and digits.isdigit() and whole and len(decimals) <= 2 and len(whole) <= 13):
        raise ValueError("must be an amount such as 1234 or 1234.50")
    if point and not decimals:
        raise ValueError("must be an amount such as 1234 or 1234.50")
    return int(whole) * 100 + int((decimals + "00")[:2])
