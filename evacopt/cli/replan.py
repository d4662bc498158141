"""`evacopt replan`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import (
    EXISTING,
    NEW,
    all_option,
    force_option,
    freeze_option,
    gathered,
    instance_argument,
    json_option,
    log_option,
    plan_argument,
    quiet_option,
    solver_options,
)
from evacopt.cli.event_options import event_options, taken_events
from evacopt.cli.exits import Exit
from evacopt.cli.inputs import instance_beside, read_told, refuse_early
from evacopt.cli.outcome import ctrl_c_held, say_none, say_notes
from evacopt.cli.progress import watched, watching
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere, say
from evacopt.domain.phrase import phrase
from evacopt.errors import OutputError

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan
    from evacopt.events.events import Event
    from evacopt.planning.comparison import Comparison
    from evacopt.planning.options import SolveOptions
    from evacopt.replanning.news import NoShow
    from evacopt.replanning.replan import Replan
    from evacopt.replanning.stability import Stability

STABILITIES = ("strict", "balanced", "free")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Where the plan and its instance go, and what is printed."""

    output: Path | None
    instance_out: Path | None
    force: bool
    everything: bool
    as_json: bool
    log: Path | None
    quiet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What has happened since the plan, but for the events, and how much of it stays."""

    as_of: str
    no_show: Path | None
    freeze: int
    stability: Stability | None


@click.command()
@instance_argument
@plan_argument
@click.option("--as-of", required=True, metavar="TIME", help="The time now, such as 2023-08-01T06:00Z.")
@event_options
@click.option(
    "--no-show",
    type=EXISTING,
    metavar="FILE",
    help="Who did not come: a table with the columns group, parties and, if need be, flight.",
)
@freeze_option
@click.option(
    "--stability",
    type=click.Choice(STABILITIES),
    help="Where the goal `changes` stands: after unserved, after fairness too, or last."
    "  [default: where the policy has it, or balanced]",
)
@click.option("-o", "--output", type=NEW, metavar="PLAN", help="Write the new plan to this file.")
@click.option(
    "--instance-out",
    type=NEW,
    metavar="INSTANCE",
    help="Write what it is a plan of there.  [default: beside PLAN, as .instance.json]",
)
@force_option
@solver_options
@log_option
@quiet_option
@all_option
@json_option
@gathered(_News, "news")
@gathered(_Wish)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    instance: Path,
    plan: Path,
    *,
    options: SolveOptions,
    news: _News,
    wish: _Wish,
    **events: tuple[str, ...],
) -> None:
    """Keep what has flown of the PLAN in force, and decide the rest anew after what has happened.

    INSTANCE is the one that PLAN is of, or a newer one. With -o the new plan is written, and with it the
    instance that it is a plan of: the events happened, the past settled. Name that one the next time.
    Exit codes are those of solve.
    """
    from evacopt.events.words import zone_of
    from evacopt.files.side_tables import read_no_shows
    from evacopt.replanning.news import NoShow

    read = cache(lambda: read_told(instance, quiet=wish.quiet))
    no_shows = read_no_shows(news.no_show) if news.no_show else []
    happened = taken_events(events, zone_of(read)), [NoShow(*row) for row in no_shows]
    if wish.instance_out is None and wish.output is not None:  # without its instance a plan is worth nothing
        wish = replace(wish, instance_out=instance_beside(wish.output))
    refuse_early(wish.output, force=wish.force)
    refuse_early(wish.log, force=wish.force)
    place = wish.instance_out
    if place is not None and place.suffix.lower() in (".json", ".xlsx"):
        refuse_early(place, force=wish.force)
    elif place is not None and place.exists() and not wish.force:
        raise OutputError(phrase("{path} exists already; --force replaces it", path=place))
    ctx.exit(_run(instance, plan, wish, options, news=news, happened=happened, read=read))


def _run(
    path: Path,
    before: Path,
    wish: _Wish,
    options: SolveOptions,
    *,
    news: _News,
    happened: tuple[list[Event], list[NoShow]],
    read: Callable[[], Instance],
) -> Exit:
    from evacopt.files import read_plan
    from evacopt.replanning.replan import PROVING, replan

    instance, plan = read(), read_plan(before)
    options = replace(options, proving=PROVING if options.proving is None else options.proving)
    if plan.instance_sha256 != instance.sha256:
        say(
            phrase(
                "evacopt: {path} is not what {before} is a plan of; it is taken as the news",
                path=path,
                before=before,
            )
        )
    return watched(
        watching(quiet=wish.quiet, log=wish.log, force=wish.force),
        lambda watch: replan(
            instance,
            plan,
            as_of=news.as_of,
            events=happened[0],
            no_shows=happened[1],
            freeze=news.freeze,
            stability=news.stability,
            options=replace(options, on_progress=watch),
        ),
        interrupted=lambda done: replace(done, result=replace(done.result, status="interrupted")),
        conclude=lambda done: _conclude(instance, plan, done, wish),
    )


def _conclude(instance: Instance, before: Plan, done: Replan, wish: _Wish) -> Exit:
    """Write first, then print: whatever happens to the terminal, the plan is safe."""
    from evacopt.files import plan_object, write_instance, write_plan
    from evacopt.output.compare_page import compare_object

    result, plan = done.result, done.result.plan
    if plan is not None:
        with ctrl_c_held():
            if wish.instance_out is not None:
                write_instance(done.instance, wish.instance_out, force=wish.force)
            if wish.output is not None:
                write_plan(plan, wish.output, force=wish.force)
    say_notes(result)
    with kept_elsewhere(wish.output is not None and plan is not None):
        comparison = _comparison(instance, before, done, wish)
        if wish.as_json:
            answer_json(
                {
                    "status": result.status,
                    "plan": plan_object(plan) if plan else None,
                    "notes": [*done.notes, *result.notes],
                    "comparison": compare_object(comparison) if comparison else None,
                    "conflict": list(result.conflict),
                    "message": result.message,
                }
            )
        elif plan is not None:
            _answer_text(plan, done, comparison, wish)
    if plan is None:
        return say_none(result)
    if not wish.quiet:
        say(result.message)
        for written in filter(None, (wish.output, wish.instance_out)):
            say(phrase("wrote {path}", path=written))
    return Exit.INTERRUPTED if result.status == "interrupted" else Exit.DONE


def _comparison(instance: Instance, before: Plan, done: Replan, wish: _Wish) -> Comparison | None:
    """The new plan against the one in force, where that can be counted against its own instance."""
    from evacopt.planning.compare import compare

    plan = done.result.plan
    if plan is None or before.instance_sha256 != instance.sha256:
        return None
    pair = [(instance, before), (done.instance, plan)]
    return compare(pair, names=(phrase("in force"), phrase("new")), everything=wish.everything)


def _answer_text(plan: Plan, done: Replan, comparison: Comparison | None, wish: _Wish) -> None:
    from rich.console import Group

    from evacopt.output.compare_page import compare_sections
    from evacopt.output.plan_page import headline
    from evacopt.output.terminal import line
    from evacopt.output.views import plan_view
    from evacopt.output.wording import people_words

    parts = [*headline(plan_view(done.instance, plan, compared=True)), *map(line, done.notes)]
    if comparison is not None:
        people = people_words(comparison.plans[-1].changed)
        parts.append(line(phrase("{people} change their itinerary, or their staying", people=people)))
        parts += compare_sections(comparison, everything=wish.everything)
    answer_page(Group(*parts))
