"""`evacopt export`."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import (
    EXISTING,
    NEW,
    force_option,
    gathered,
    instance_argument,
    json_option,
    minutes_of,
    plan_argument,
    share_of,
    timezone_option,
)
from evacopt.cli.calls import calls_of
from evacopt.cli.exits import Exit, say_broken
from evacopt.cli.inputs import read_plan_of
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere, say, spoken
from evacopt.domain.phrase import headed, phrase, plural
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.output.export.dossier import Paper
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What the lists say, as it was typed."""

    report_before: int
    offer_before: int
    baggage: str
    meeting_points: tuple[tuple[str, str], ...]
    standby: int | None
    release_before: int | None
    costs: Path | None
    contributions: tuple[tuple[str, str], ...]
    letters: bool
    forms: tuple[Form, ...]
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Where the lists go, what they are joined with, and whether it is asked."""

    output: Path
    names: Path | None
    yes: bool
    previous: tuple[Path, ...]
    alpha: float | None
    stories: Path | None
    force: bool
    as_json: bool


@click.command()
@instance_argument
@plan_argument
@click.option("-o", "--output", type=NEW, required=True, metavar="DIR", help="Folder to write into.")
@click.option("--names", type=EXISTING, metavar="FILE", help="CSV or .xlsx of names, joined by person code.")
@click.option("--yes", is_flag=True, help="Write without asking, for scripts.")
@click.option(
    "--previous",
    type=EXISTING,
    multiple=True,
    metavar="PLAN",
    help="A plan that was handed out before, oldest first: parties keep their flights where they can.",
)
@click.option(
    "--format",
    "forms",
    type=click.Choice(("csv", "xlsx", "pdf")),
    multiple=True,
    help="Kind of file; may be given several times.  [default: csv and xlsx]",
)
@click.option(
    "--report-before",
    default="3h",
    show_default=True,
    callback=minutes_of,
    metavar="TIME",
    help="People report that long before check-in.",
)
@click.option(
    "--offer-before",
    default="6h",
    show_default=True,
    callback=minutes_of,
    metavar="TIME",
    help="Offers of seats end that long before departure.",
)
@click.option(
    "--baggage",
    metavar="TEXT",
    help="The bag limit.  [default: 1 small bag]",
)
@click.option(
    "--meeting-point",
    "meeting_points",
    multiple=True,
    callback=_pairs,
    metavar="ID=TEXT",
    help="Where people of that location report; default: its name.",
)
@click.option("--letters", is_flag=True, help="A text of its own for every party that is called.")
@click.option(
    "--standby",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="People on standby, of those called.  [default: as many as are expected not to show up]",
)
@click.option(
    "--alpha",
    callback=share_of,
    metavar="SHARE",
    help="Call as many as come with so small a chance that anybody is refused on a flight: 1%.",
)
@click.option(
    "--stories", type=EXISTING, metavar="FILE", help="With --alpha: what may happen to all who are called."
)
@click.option(
    "--release-before",
    callback=minutes_of,
    metavar="TIME",
    help="With --alpha: seats not claimed then go to standby.  [default: end of check-in]",
)
@click.option(
    "--costs",
    type=EXISTING,
    metavar="FILE",
    help="CSV, Parquet or .xlsx of flight and cost: what flights cost.",
)
@click.option(
    "--union-contribution",
    "contributions",
    multiple=True,
    callback=_pairs,
    metavar="OPERATOR=AMOUNT",
    help="What the Union pays of the costs of that operator.",
)
@timezone_option
@force_option
@json_option
@gathered(_Typed, "typed")
@gathered(_Wish)
@click.pass_context
def command(ctx: click.Context, /, instance: Path, plan: Path, wish: _Wish, typed: _Typed) -> None:
    """Write what follows from PLAN into the folder DIR, for those who carry it out.

    Per flight a manifest and a call-forward list, per state its own people and the seats that others have for
    it, per operator the seats that it offers, hubs by the hour, and the settlement of costs. Names are joined
    from a file of their own and stand in the manifests alone. Every file is for its owner only.
    """
    from evacopt.files import read_instance
    from evacopt.judge.verify import verify
    from evacopt.output.export.write import refuse_target

    _fitting(wish, typed)
    refuse_target(wish.output, force=wish.force)
    read = read_instance(instance)
    its_plan = read_plan_of(read, plan)
    if violations := verify(read, its_plan):
        ctx.exit(say_broken(violations, phrase("nothing was written")))
    ctx.exit(_run(read, its_plan, wish, typed))


def _run(instance: Instance, plan: Plan, wish: _Wish, typed: _Typed) -> int:
    from rich.console import Group

    from evacopt.files import read_plan
    from evacopt.output.export.export import prepared, written
    from evacopt.output.export.settlement_tables import settlement_shown
    from evacopt.output.terminal import tabled

    previous = [read_plan(path) for path in wish.previous]
    if plan.replanned and (not previous or previous[-1].sha256 != plan.replanned.before):
        say(
            phrase(
                "warning: this plan follows another; name that with --previous, or parties may change flights"
            )
        )
    options = _options(typed)
    if wish.alpha is not None:
        options = replace(options, calls=calls_of(instance, plan, wish.alpha, wish.stories))
    dossier = prepared(instance, plan, names=wish.names, previous=previous, options=options)
    if not _confirmed(dossier.papers, wish.output, yes=wish.yes, names=wish.names is not None):
        say(phrase("evacopt: nothing was written"))
        return Exit.USAGE
    marker = written(dossier, wish.output, force=wish.force)
    with kept_elsewhere():
        if wish.as_json:
            answer_json({"folder": str(wish.output), "files": marker.files})
        else:
            answer_page(Group(*map(tabled, settlement_shown(dossier.settlement))))
    if not wish.as_json:
        say(phrase("wrote {path}; `evacopt purge {path}` removes it", path=wish.output))
    return Exit.DONE


def _fitting(wish: _Wish, typed: _Typed) -> None:
    """Refuse options that do not fit together."""
    if wish.alpha is None and (wish.stories or typed.release_before is not None):
        raise UsageError(phrase("--stories and --release-before need --alpha"))
    if wish.alpha is not None and typed.standby is not None:
        raise UsageError(phrase("--alpha says how many stand by; leave out --standby"))


def _options(typed: _Typed) -> ExportOptions:
    """What was typed, as the library takes it; an amount that is none and a wrong table are refused."""
    from evacopt.output.export.costs import cents_of, read_costs
    from evacopt.output.export.options import ExportOptions

    contributions = []
    for operator, amount in typed.contributions:
        try:
            contributions.append((operator, cents_of(amount)))
        except ValueError as error:
            raise UsageError(f"--union-contribution {operator}: {error}") from None
    taken = {
        "costs": read_costs(typed.costs) if typed.costs else (),
        "contributions": tuple(contributions),
        "forms": tuple(dict.fromkeys(typed.forms)) or ("csv", "xlsx"),
        "language": spoken().code,
    }
    given = {name: value for name, value in asdict(typed).items() if value is not None}
    return ExportOptions(**given | taken)


_HOLDS = {"names": phrase("{rows} with names"), "contacts": phrase("{rows} with contacts")}


def _confirmed(papers: Sequence[Paper], folder: Path, *, yes: bool, names: bool) -> bool:
    """Say how many rows go into which file, and ask."""
    lines = dict.fromkeys((".csv", ".xlsx", ".pdf"), 0)
    for paper in papers:
        rows = plural("{count:,} row", "{count:,} rows", paper.rows)
        rows = phrase(_HOLDS[paper.holds], rows=rows) if paper.holds in _HOLDS else rows
        say(headed(f"{folder / paper.path}", rows))
        if "/manifest." in paper.path:
            lines[Path(paper.path).suffix] += paper.rows
    most = max(lines.values())
    say(
        phrase(
            "{files:,} files, {lines:,} lines of passengers in the manifests of each kind",
            files=len(papers),
            lines=most,
        )
    )
    if yes:
        return True
    if not at_a_terminal():
        if names:
            why = phrase("names are written only if somebody agrees: answer at a terminal, or give --yes")
            raise UsageError(why)
        return True
    return click.confirm(spoken()(phrase("Write these files?")), err=True)


def at_a_terminal() -> bool:
    """Whether there is somebody to ask, who sees the question."""
    return sys.stdin.isatty() and sys.stderr.isatty()
