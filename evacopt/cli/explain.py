"""`evacopt explain`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evacopt.cli.arguments import EXISTING, all_option, gathered, instance_argument, json_option, seconds_of

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from evacopt.explaining.answer import Explanation

FOR_A_GROUP, FOR_A_PLAN = 6.0, 60.0
"""Seconds for solving again where nothing is said."""
EVERYTHING = 2_000
"""Ways of a group that are told with --all."""


def _limit(ctx: click.Context, param: click.Parameter, typed: str | None) -> float | str | None:
    return "" if typed is None else seconds_of(ctx, param, typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked, and how the answer is printed."""

    group: str | None
    flight: str | None
    no_shows: int
    time_limit: float | str | None
    quick: bool
    backend: str
    threads: int | None
    seed: int
    everything: bool
    as_json: bool


@click.command()
@instance_argument
@click.argument("plan", type=EXISTING, required=False)
@click.option("--group", metavar="ID", help="Why this group stays, and what would bring it out.")
@click.option("--flight", metavar="ID", help="Why this flight is full or empty, and who would go next.")
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
@click.option("--backend", default="auto", show_default=True, help="The solver to use.")
@click.option("--threads", type=click.IntRange(min=1), help="Processor threads.  [default: the backend's]")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the solver.")
@all_option
@json_option
@gathered(_Wish)
def command(instance: Path, plan: Path | None, wish: _Wish) -> None:
    """Say why a group stays, why a flight is full, or what more of anything would be worth.

    Without --group and --flight: the plan as a whole, and ten offers to ask other states for. Without a
    PLAN: which promises contradict each other, and the cheapest repair.
    Exit code 0 if it could be explained, 3 if PLAN is no plan of INSTANCE, or one that breaks a rule.
    """
    from evacopt.cli.streams import answer_json, answer_page

    found = _explained(instance, plan, wish)
    if wish.as_json:
        answer_json(found)
        return
    from evacopt.output.explain_page import explain_page

    answer_page(explain_page(found, everything=wish.everything))


def _explained(path: Path, plan: Path | None, wish: _Wish) -> Explanation:
    from evacopt.cli.inputs import read_plan_of
    from evacopt.explaining.ask import SHOWN, explain
    from evacopt.files import read_instance
    from evacopt.planning.options import SolveOptions

    instance = read_instance(path)
    whole = plan is not None and wish.group is None and wish.flight is None and not wish.quick
    with _spread(whole=whole) as executor:
        return explain(
            instance,
            read_plan_of(instance, plan) if plan else None,
            group=wish.group,
            flight=wish.flight,
            no_shows=wish.no_shows,
            shown=EVERYTHING if wish.everything else SHOWN,
            executor=executor,
            options=SolveOptions(
                backend=wish.backend,
                time_limit=_seconds(wish),
                threads=1 if whole and wish.threads is None else wish.threads,
                seed=wish.seed,
            ),
        )


def _seconds(wish: _Wish) -> float | None:
    if wish.quick:
        return 0.0
    if isinstance(wish.time_limit, str):
        return FOR_A_GROUP if wish.group is not None else FOR_A_PLAN
    return wish.time_limit


def _spread(*, whole: bool) -> AbstractContextManager[Executor | None]:
    """Processes for the many instances that are solved for a plan as a whole."""
    from evacopt.cli.side_by_side import workers

    return workers(EVERYTHING) if whole else nullcontext()
