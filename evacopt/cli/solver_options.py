"""How a solver is asked, the same for every command that solves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from evacopt.cli.arguments import seconds_of

R = TypeVar("R")

_NAMES = ("backend", "time_limit", "gap", "threads", "seed")
_OPTIONS = (
    click.option("--backend", default="auto", show_default=True, help="The solver to use; a,b compares two."),
    click.option(
        "--time-limit",
        callback=seconds_of,
        default="60s",
        show_default=True,
        help="Stop with the best plan so far after 90, 90s, 5m, 2h; none for no limit.",
    ),
    click.option(
        "--gap",
        type=click.FloatRange(min=0),
        default=0.0,
        show_default=True,
        help="Leave a goal once it is this close to the best possible, relatively.",
    ),
    click.option(
        "--threads", type=click.IntRange(min=1), help="Processor threads.  [default: the backend's]"
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0, max=2**31 - 1),
        default=0,
        show_default=True,
        help="Seed of the solver.",
    ),
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
