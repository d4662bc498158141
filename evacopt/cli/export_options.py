"""The options of `evacopt export` that say how lists and accounts are drawn up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evacopt.cli.arguments import EXISTING
from evacopt.cli.minutes import minutes_of

if TYPE_CHECKING:
    from evacopt.output.export.options import ExportOptions, Form


def _pairs(ctx: click.Context, param: click.Parameter, typed: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`ID=TEXT` as pairs, each id once."""
    pairs: dict[str, str] = {}
    for text in typed:
        name, sign, value = text.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise click.BadParameter(f"{text!r} must be written as ID=VALUE", ctx, param)
        if name.strip() in pairs:
            raise click.BadParameter(f"{name.strip()!r} is there twice", ctx, param)
        pairs[name.strip()] = value.strip()
    return tuple(pairs.items())


_OPTIONS = (
    click.option(
        "--format",
        "forms",
        type=click.Choice(("csv", "xlsx", "pdf")),
        multiple=True,
        help="Kind of file; may be given several times.  [default: csv and xlsx]",
    ),
    click.option(
        "--report-before",
        default="3h",
        show_default=True,
        callback=minutes_of,
        metavar="TIME",
        help="People report that long before check-in.",
    ),
    click.option(
        "--offer-before",
        default="6h",
        show_default=True,
        callback=minutes_of,
        metavar="TIME",
        help="Offers of seats end that long before departure.",
    ),
    click.option(
        "--baggage",
        default="1 small bag",
        show_default=True,
        metavar="TEXT",
        help="The bag limit.",
    ),
    click.option(
        "--meeting-point",
        "meeting_points",
        multiple=True,
        callback=_pairs,
        metavar="ID=TEXT",
        help="Where people of that location report; default: its name.",
    ),
    click.option("--letters", is_flag=True, help="A text of its own for every party that is called."),
    click.option(
        "--standby",
        type=click.IntRange(0, 100),
        metavar="PERCENT",
        help="People on standby, of those called.  [default: as many as are expected not to show up]",
    ),
    click.option(
        "--costs",
        type=EXISTING,
        metavar="FILE",
        help="CSV, Parquet or .xlsx of flight and cost: what flights cost.",
    ),
    click.option(
        "--union-contribution",
        "contributions",
        multiple=True,
        callback=_pairs,
        metavar="OPERATOR=AMOUNT",
        help="What the Union pays of the costs of that operator.",
    ),
)


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give `command` these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What these options say, as it was typed."""

    report_before: int
    offer_before: int
    baggage: str
    meeting_points: tuple[tuple[str, str], ...]
    standby: int | None
    costs: Path | None
    contributions: tuple[tuple[str, str], ...]
    letters: bool
    forms: tuple[Form, ...]


def taken_options(typed: Typed) -> ExportOptions:
    """What was typed, as the library takes it.

    Raises
    ------
    UsageError
        If an amount is none.
    InstanceError
        With every wrong cell of the file of costs.
    """
    from evacopt.output.export.costs import cents_of
    from evacopt.output.export.options import ExportOptions

    return ExportOptions(
        report_before=typed.report_before,
        offer_before=typed.offer_before,
        baggage=typed.baggage,
        meeting_points=typed.meeting_points,
        standby=typed.standby,
        costs=_costs(typed.costs) if typed.costs else (),
        contributions=tuple((who, _amount(who, text, cents_of)) for who, text in typed.contributions),
        letters=typed.letters,
        forms=tuple(dict.fromkeys(typed.forms)) or ("csv", "xlsx"),
    )


def _amount(operator: str, text: str, cents_of: Callable[[str], int]) -> int:
    from evacopt.errors import UsageError

    try:
        return cents_of(text)
    except ValueError as error:
        raise UsageError(f"--union-contribution {operator}: {error}") from None


def _costs(path: Path) -> tuple[tuple[str, int], ...]:
    from evacopt.output.export.costs import read_costs

    return read_costs(path)
