"""`evacopt solve`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import (
    EXISTING,
    NEW,
    all_option,
    force_option,
    gathered,
    instance_argument,
    json_option,
    log_option,
    quiet_option,
    solver_options,
)
from evacopt.cli.exits import Exit
from evacopt.cli.inputs import read_told, refuse_early
from evacopt.cli.outcome import GRADES, Wish, alternative_paths, conclude
from evacopt.cli.progress import watched, watching
from evacopt.cli.streams import answer_json, answer_page, say
from evacopt.cli.uncertain import RISKS, Uncertain
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from evacopt.planning.options import SolveOptions


@click.command()
@instance_argument
@click.option("-o", "--output", type=NEW, metavar="PLAN", help="Write the plan to this file.")
@force_option
@solver_options
@click.option(
    "--alternatives",
    type=click.IntRange(min=0, max=20),
    default=0,
    metavar="N",
    help="Look for N other plans as good in every goal, far from each other; -o writes them as PLAN-alt1, …",
)
@click.option(
    "--start", type=EXISTING, metavar="PLAN", help="Begin with this plan, or what of it breaks no rule."
)
@click.option("--baseline", type=EXISTING, metavar="PLAN", help="The plan that the goal `changes` looks at.")
@click.option(
    "--certificate",
    type=NEW,
    metavar="FILE",
    help="Write what shows the bounds to this file; verify checks it.",
)
@click.option(
    "--require", type=click.Choice(GRADES), help="Write no plan of which a goal is graded weaker than this."
)
@click.option(
    "--what-if",
    "variants",
    multiple=True,
    metavar="EVENTS",
    help="Solve this variant too, and show a table: 'delay ES1=12h; cancel FR5', in the words of replan.",
)
@click.option(
    "--scenarios",
    metavar="FILE|N",
    help="Make a plan for what may happen: a table of stories, or N scenarios of what the tables say alone.",
)
@click.option(
    "--risk",
    type=click.Choice(RISKS),
    help="Of people left behind: the mean, that of the worst tenth, the worst.  [default: mean]",
)
@click.option(
    "--scenario-count",
    type=click.IntRange(min=1, max=10_000),
    metavar="N",
    help="From so many scenarios.  [default: 200]",
)
@log_option
@quiet_option
@all_option
@json_option
@gathered(Uncertain, "uncertain")
@gathered(Wish)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    instance: Path,
    options: SolveOptions,
    *,
    variants: tuple[str, ...],
    uncertain: Uncertain,
    wish: Wish,
) -> None:
    """Decide who flies: print the plan as `show` does, and with -o write it to a file.

    Exit code 0 with a plan, 4 if promises contradict each other (they are named), 5 if there is no plan in
    time or one weaker than --require, 130 if interrupted; the best plan so far is then written.
    """
    uncertain.refuse_others(wish, options, variants)
    if variants:
        ctx.exit(_what_if(instance, variants, wish, options))
    for path in (wish.output, *alternative_paths(wish)):
        refuse_early(path, force=wish.force)
    refuse_early(wish.certificate, force=wish.force)
    refuse_early(wish.log, force=wish.force)
    from evacopt.backends.session import ahead

    with ahead(options.backend):
        run = _run if uncertain.scenarios is None else uncertain.run
        answer = run(instance, wish, options)
    ctx.exit(answer)


def _run(path: Path, wish: Wish, options: SolveOptions) -> Exit:
    from evacopt.files import read_plan
    from evacopt.planning.solve import solve

    instance = read_told(path, quiet=wish.quiet)
    baseline = read_plan(wish.baseline) if wish.baseline else None
    options = replace(options, start=read_plan(wish.start) if wish.start else None)
    return watched(
        watching(quiet=wish.quiet, log=wish.log, force=wish.force),
        lambda watch: solve(
            instance,
            baseline=baseline,
            alternatives=wish.alternatives,
            options=replace(options, on_progress=watch),
        ),
        interrupted=lambda result: replace(result, status="interrupted"),
        conclude=lambda result: conclude(instance, result, wish),
    )


def _what_if(path: Path, variants: tuple[str, ...], wish: Wish, options: SolveOptions) -> Exit:
    """A table of variants; nothing is written, for what might be is no plan to go by.

    Raises
    ------
    UsageError
        If something is to be written, or a variant is no list of events.
    """
    from concurrent.futures import BrokenExecutor

    from evacopt.events.words import events_of_text, zone_of
    from evacopt.output.what_if_page import what_if_page, what_if_rows
    from evacopt.planning.what_if import INTERRUPTED, what_if
    from evacopt.spread.workers import side_by_side

    beside: dict[str, object] = {
        "-o": wish.output,
        "--alternatives": wish.alternatives or None,
        "--start": wish.start,
        "--baseline": wish.baseline,
        "--certificate": wish.certificate,
        "--log": wish.log,
        "--require": wish.require,
    }
    for name in (name for name, given in beside.items() if given is not None):
        raise UsageError(f"{name} does not go with --what-if, which only shows a table")
    read = cache(lambda: read_told(path, quiet=wish.quiet))
    asked = {text: events_of_text(text, zone_of(read)) for text in variants}
    instance = read()
    try:
        with side_by_side(len(asked) + 1) as executor:
            rows = what_if(instance, asked, executor=executor, options=options)
    except BrokenExecutor:
        say(
            phrase(
                "evacopt: a process that solved a variant was ended from outside, as where memory runs out"
            )
        )
        return Exit.NO_PLAN
    if wish.as_json:
        answer_json({"variants": what_if_rows(rows)})
    else:
        answer_page(what_if_page(rows))
    if INTERRUPTED in [row.result.status if row.result else row.fault for row in rows]:
        return Exit.INTERRUPTED
    return Exit.DONE if rows[0].values else Exit.NO_PLAN
