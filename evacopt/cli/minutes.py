"""Lengths of time that make whole minutes, as people type them: `2h`, `90m`, `1.5h`, `1d`."""

from __future__ import annotations

import re
from decimal import Decimal

import click

from evacopt.errors import UsageError

_GRAMMAR = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)([mhd])")
_MINUTES = {"m": 1, "h": 60, "d": 1440}


def minutes_of_text(typed: str) -> int:
    """Whole minutes of `typed`.

    Raises
    ------
    UsageError
        If it is no length of time, or makes no whole minutes.
    """
    match = _GRAMMAR.fullmatch(typed.strip())
    minutes = Decimal(match[1]) * _MINUTES[match[2]] if match else None
    if minutes is None or minutes != int(minutes):
        raise UsageError(f"{typed!r} is no length of time in whole minutes; write 2h, 90m, 1.5h or 1d")
    return int(minutes)


def minutes_of(ctx: click.Context, param: click.Parameter, typed: str) -> int:
    """Whole minutes of what was typed as an option.

    Raises
    ------
    click.BadParameter
        If it is no such length of time.
    """
    try:
        return minutes_of_text(typed)
    except UsageError as error:
        raise click.BadParameter(str(error), ctx, param) from None
