"""`evacopt solve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evacopt.cli.arguments import EXISTING, NEW, all_option, force_option, instance_argument, json_option
from evacopt.cli.duration import seconds_of
from evacopt.cli.outcome import GRADES, Wish, conclude

if TYPE_CHECKING:
    from evacopt.cli.exits import Exit

_FOR_THE_SOLVER = ("backend", "time_limit", "gap", "threads", "seed")


@click.command()
@instance_argument
@click.option("-o", "--output", type=NEW, metavar="PLAN", help="Write the plan to this file.")
@force_option
@click.option("--backend", default="auto", show_default=True, help="The solver to use; a,b compares two.")
@click.option(
    "--time-limit",
    callback=seconds_of,
    default="60s",
    show_default=True,
    help="Stop with the best plan so far after 90, 90s, 5m, 2h; none for no limit.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="Leave a goal once it is this close to the best possible, relatively.",
)
@click.option("--threads", type=click.IntRange(min=1), help="Processor threads.  [default: the backend's]")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the solver.")
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
@click.option("--log", type=NEW, metavar="FILE", help="Write progress to this file, one JSON object a line.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr but errors.")
@all_option
@json_option
@click.pass_context
def command(ctx: click.Context, /, instance: Path, **given: Any) -> None:
    """Decide who flies: print the plan as `show` does, and with -o write it to a file.

    Exit code 0 with a plan, 4 if promises contradict each other (they are named), 5 if there is no plan in
    time or one weaker than --require, 130 if interrupted; the best plan so far is then written.
    """
    from evacopt.cli.inputs import refuse_early

    options = {name: given.pop(name) for name in _FOR_THE_SOLVER}
    wish = Wish(**given)
    refuse_early(wish.output, force=wish.force)
    refuse_early(wish.certificate, force=wish.force)
    refuse_early(wish.log, force=wish.force)
    ctx.exit(_run(instance, wish, options))


def _run(path: Path, wish: Wish, options: dict[str, Any]) -> Exit:
    from evacopt.cli.progress import watching
    from evacopt.files import read_instance, read_plan
    from evacopt.planning.solve import solve

    instance = read_instance(path)
    baseline = read_plan(wish.baseline) if wish.baseline else None
    with watching(quiet=wish.quiet, log=wish.log, force=wish.force) as watch:
        result = solve(instance, baseline=baseline, on_progress=watch, **options)
    return conclude(instance, result, wish)
