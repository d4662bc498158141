"""Arguments and options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from evacopt.cli.completion import backends
from evacopt.cli.streams import speak
from evacopt.errors import UsageError
from evacopt.output.language import language_called, languages

R = TypeVar("R")

EXISTING = click.Path(exists=True, path_type=Path)
NEW = click.Path(path_type=Path)

instance_argument = click.argument("instance", type=EXISTING)
plan_argument = click.argument("plan", type=EXISTING)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
force_option = click.option("--force", is_flag=True, help="Replace files that exist.")
log_option = click.option(
    "--log", type=NEW, metavar="FILE", help="Write progress to this file, one JSON object a line."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr but errors.")
timezone_option = click.option(
    "--timezone",
    default="",
    metavar="ZONE",
    help="Tell local times of this zone, as Africa/Niamey, instead of those that the instance says.",
)
threads_option = click.option(
    "--threads", type=click.IntRange(min=1), help="Processor threads.  [default: the backend's]"
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**31 - 1),
    default=0,
    show_default=True,
    help="Seed of the solver.",
)
language_option = click.Option(
    ["--language"],
    type=click.Choice(languages()),
    default="en",
    envvar="EVACOPT_LANGUAGE",
    callback=lambda ctx, param, code: speak(language_called(code)),
    is_eager=True,
    expose_value=False,
    help="Say everything in this language; default: EVACOPT_LANGUAGE, or English. JSON stays English.",
)
"""Every command has it (`LazyGroup`); nothing below this package knows of it."""

all_option = click.option("--all", "everything", is_flag=True, help="Show every row of long tables.")


def gathered(record: type[Any], name: str = "wish") -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Hand the options named like the fields of `record`, a dataclass, to a command as one argument."""

    def decorated(command: Callable[..., R]) -> Callable[..., R]:
        @wraps(command)
        def called(*given: Any, **named: Any) -> R:
            named[name] = record(**{field.name: named.pop(field.name) for field in fields(record)})
            return command(*given, **named)

        return called

    return decorated


_SECONDS_GRAMMAR = re.compile(r"(\d+(?:\.\d+)?)([smh]?)")
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


def seconds_of(ctx: click.Context, param: click.Parameter, typed: str) -> float | None:
    """Seconds of what was typed as an option; `None` for `none`.

    Raises
    ------
    click.BadParameter
        If it is no length of time above 0.
    """
    seconds = None if typed == "none" else _seconds_of_text(typed)
    if typed != "none" and not seconds:
        raise click.BadParameter(f"{typed!r} is no length of time; write 90, 90s, 5m, 2h or none", ctx, param)
    return seconds


def proving_of(ctx: click.Context, param: click.Parameter, typed: str | None) -> float | None:
    """Seconds for proving of what was typed, which may be 0; `None` where nothing was.

    Raises
    ------
    click.BadParameter
        If it is no length of time.
    """
    seconds = None if typed is None else _seconds_of_text(typed)
    if typed is not None and seconds is None:
        raise click.BadParameter(f"{typed!r} is no length of time; write 0, 5, 5s or 2m", ctx, param)
    return seconds


def _seconds_of_text(typed: str) -> float | None:
    """Seconds of 90, 90s, 5m or 2h; `None` of anything else."""
    match = _SECONDS_GRAMMAR.fullmatch(typed)
    return float(match[1]) * _SECONDS[match[2]] if match else None


def minutes_of(ctx: click.Context, param: click.Parameter, typed: str | None) -> int | None:
    """Whole minutes of what was typed as an option; `None` where nothing was.

    Raises
    ------
    click.BadParameter
        If it is no such length of time.
    """
    from evacopt.domain.clock import minutes_of_text

    try:
        return None if typed is None else minutes_of_text(typed)
    except UsageError as error:
        raise click.BadParameter(str(error), ctx, param) from None


_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")


def share_of(ctx: click.Context, param: click.Parameter, typed: str | None) -> float | None:
    """The share that was typed, `0.5%` or `0.005`; `None` where nothing was.

    Raises
    ------
    click.BadParameter
        If it is no share.
    """
    if typed is None:
        return None
    match = _SHARE.fullmatch(typed)
    if match is None:
        raise click.BadParameter(f"{typed!r} is no share; write 0.5% or 0.005", ctx, param)
    if not match[2] and float(match[1]) >= 1:  # who means a per cent must not get all
        raise click.BadParameter(f"{typed!r} may be {typed}% or all; write {typed}% or 100%", ctx, param)
    return float(match[1]) / (100 if match[2] else 1)


freeze_option = click.option(
    "--freeze",
    callback=minutes_of,
    default="6h",
    show_default=True,
    help="Who departs sooner than this has been called forward, and stays on that flight.",
)


_NAMES = ("backend", "time_limit", "proving", "gap", "threads", "seed")
_OPTIONS = (
    click.option(
        "--backend",
        default="auto",
        show_default=True,
        shell_complete=backends,
        help="The solver to use; a,b compares two.",
    ),
    click.option(
        "--time-limit",
        callback=seconds_of,
        default="60s",
        show_default=True,
        help="Stop with the best plan so far after 90, 90s, 5m, 2h; none for no limit.",
    ),
    click.option(
        "--proving",
        callback=proving_of,
        metavar="TIME",
        help="Prove for no longer than this, within the limit; 0 for hardly at all.",
    ),
    click.option(
        "--gap",
        type=click.FloatRange(min=0),
        default=0.0,
        show_default=True,
        help="Leave a goal once it is this close to the best possible, relatively.",
    ),
    threads_option,
    seed_option,
)


def solver_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options to `command`, which gets them as one argument `options`, a `SolveOptions`."""

    @wraps(command)
    def asked(*given: Any, **named: Any) -> R:
        from evacopt.planning.options import SolveOptions

        options = SolveOptions(**{name: named.pop(name) for name in _NAMES})
        return command(*given, options=options, **named)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked
