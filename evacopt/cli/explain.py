"""`evacopt explain`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import click

from evacopt.cli.arguments import (
    EXISTING,
    all_option,
    gathered,
    instance_argument,
    json_option,
    seconds_of,
    seed_option,
    threads_option,
)
from evacopt.cli.completion import backends, flights, groups
from evacopt.cli.inputs import read_plan_of
from evacopt.cli.streams import answer_json, answer_page

FOR_A_GROUP, FOR_A_PLAN = 6.0, 60.0
"""Seconds for solving again where nothing is said."""
EVERYTHING = 2_000
"""Ways of a group that are told with --all."""

USUAL = -1.0
"""Stands for the seconds where nothing is said."""


def _limit(ctx: click.Context, param: click.Parameter, typed: str | None) -> float | None:
    return USUAL if typed is None else seconds_of(ctx, param, typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked, and how the answer is printed."""

    group: str | None
    flight: str | None
    no_shows: int
    time_limit: float | None
    quick: bool
    backend: str
    threads: int | None
    seed: int
    everything: bool
    as_json: bool


@click.command()
@instance_argument
@click.argument("plan", type=EXISTING, required=False)
@click.option(
    "--group", metavar="ID", shell_complete=groups, help="Why this group stays, and what would bring it out."
)
@click.option(
    "--flight",
    metavar="ID",
    shell_complete=flights,
    help="Why this flight is full or empty, and who would go next.",
)
@click.option(
    "--no-shows",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="People who are taken not to come to the flight.",
)
@click.option(
    "--time-limit",
    callback=_limit,
    help="For what is solved again: 90, 90s, 5m, 2h; none for no limit.  [default: 6s for a group, 60s else]",
)
@click.option("--quick", is_flag=True, help="Leave out what has to be solved again.")
@click.option(
    "--backend", default="auto", show_default=True, shell_complete=backends, help="The solver to use."
)
@threads_option
@seed_option
@all_option
@json_option
@gathered(_Wish)
def command(instance: Path, plan: Path | None, wish: _Wish) -> None:
    """Say why a group stays, why a flight is full, or what more of anything would be worth.

    Without --group and --flight: the plan as a whole, and ten offers to ask other states for. Without a
    PLAN: which promises contradict each other, and the cheapest repair.
    Exit code 0 if it could be explained, 3 if PLAN is no plan of INSTANCE, or one that breaks a rule.
    """
    from evacopt.explaining.ask import SHOWN, explain
    from evacopt.files import read_instance
    from evacopt.output.explain_page import explain_page
    from evacopt.planning.options import SolveOptions
    from evacopt.spread.workers import side_by_side

    read = read_instance(instance)
    whole = plan is not None and wish.group is None and wish.flight is None and not wish.quick
    limit = 0.0 if wish.quick else wish.time_limit
    if limit == USUAL:
        limit = FOR_A_GROUP if wish.group is not None else FOR_A_PLAN
    # A plan as a whole needs many instances solved.
    with side_by_side() if whole else nullcontext() as executor:
        explanation = explain(
            read,
            read_plan_of(read, plan) if plan else None,
            group=wish.group,
            flight=wish.flight,
            no_shows=wish.no_shows,
            shown=EVERYTHING if wish.everything else SHOWN,
            executor=executor,
            options=SolveOptions(
                backend=wish.backend,
                time_limit=limit,
                threads=1 if whole and wish.threads is None else wish.threads,
                seed=wish.seed,
            ),
        )
    if wish.as_json:
        answer_json(explanation)
    else:
        answer_page(explain_page(explanation, everything=wish.everything))
