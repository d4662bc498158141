"""Lengths of time as people type them: `90`, `90s`, `5m`, `2h`, `none`."""

from __future__ import annotations

import re

import click

_GRAMMAR = re.compile(r"(\d+(?:\.\d+)?)([smh]?)")
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


def seconds_of(ctx: click.Context, param: click.Parameter, typed: str) -> float | None:
    """Seconds of what was typed as an option; `None` for `none`.

    Raises
    ------
    click.BadParameter
        If it is no length of time above 0.
    """
    if typed == "none":
        return None
    match = _GRAMMAR.fullmatch(typed)
    seconds = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if seconds <= 0:
        raise click.BadParameter(f"{typed!r} is no length of time; write 90, 90s, 5m, 2h or none", ctx, param)
    return seconds
