"""`evacopt replay`."""

from __future__ import annotations

from dataclasses import dataclass
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
    minutes_of,
    quiet_option,
    seconds_of,
    solver_options,
)
from evacopt.cli.exits import Exit
from evacopt.cli.inputs import read_told, refuse_early
from evacopt.cli.outcome import ctrl_c_held
from evacopt.cli.replan import STABILITIES
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere, say
from evacopt.domain.phrase import phrase

if TYPE_CHECKING:
    from evacopt.planning.options import SolveOptions
    from evacopt.replanning.stability import Stability
    from evacopt.replaying.record import Replay, Step, Way

BESIDE = "reveal.csv"
"""What became known when, in the folder of an instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """What became known, and how it is decided then."""

    reveal: Path | None
    every: int
    freeze: int
    stability: Stability | None
    step_limit: float | None
    first_come: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Where the result goes, and what is printed."""

    output: Path | None
    force: bool
    everything: bool
    as_json: bool
    quiet: bool


@click.command()
@instance_argument
@click.option(
    "--reveal",
    type=EXISTING,
    metavar="TABLE",
    help="What became known when: time,before,out,flown,note.  [default: reveal.csv in the folder INSTANCE]",
)
@click.option(
    "--every",
    callback=minutes_of,
    default="1h",
    show_default=True,
    help="Who registers is taken in at the next multiple of this.",
)
@freeze_option
@click.option(
    "--stability",
    type=click.Choice(STABILITIES),
    help="Where the goal `changes` stands, as of replan.",
)
@click.option(
    "--step-limit",
    callback=lambda ctx, param, typed: None if typed is None else seconds_of(ctx, param, typed),
    metavar="TIME",
    help="Time limit of each step.  [default: 5s, or 10s where there are too many ways for one model]",
)
@click.option(
    "--first-come/--no-first-come",
    default=True,
    show_default=True,
    help="Also what a cell makes of it that takes people in the order of registration.",
)
@click.option("-o", "--output", type=NEW, metavar="FILE", help="Write what was found to this file.")
@force_option
@solver_options
@quiet_option
@all_option
@json_option
@gathered(_Days, "days")
@gathered(_Wish)
@click.pass_context
def command(
    ctx: click.Context, /, instance: Path, *, options: SolveOptions, days: _Days, wish: _Wish
) -> None:
    """Say what would have been done hour by hour, with what was known then, and what could be done at best.

    INSTANCE is how it came to be in the end. Exit code 3 if the table does not fit it, 5 if there is no plan
    even with hindsight; 130 if it was interrupted: what was reached is written and told all the same.
    """
    from evacopt.output.replay_page import step_words
    from evacopt.replaying.replay import replay
    from evacopt.replaying.reveal_file import read_reveal

    refuse_early(wish.output, force=wish.force)
    truth = read_told(instance, quiet=wish.quiet)
    beside = instance / BESIDE
    table = days.reveal or (beside if beside.is_file() else None)
    rows = read_reveal(table, truth) if table else ()

    def tell(way: Way, done: int, steps: int, step: Step | None) -> None:
        if not wish.quiet:
            say(step_words(way, done, steps, step))

    found = replay(
        truth,
        rows,
        options=options,
        every=days.every,
        freeze=days.freeze,
        stability=days.stability,
        step_seconds=days.step_limit,
        first_come=days.first_come,
        on_step=tell,
    )
    ctx.exit(_conclude(found, wish))


def _conclude(found: Replay, wish: _Wish) -> Exit:
    """Write first, then print."""
    from evacopt.output.replay_page import replay_page
    from evacopt.replaying.replay_file import replay_object, write_replay

    if wish.output is not None:
        with ctrl_c_held():
            write_replay(found, wish.output, force=wish.force)
    with kept_elsewhere(wish.output is not None):
        if wish.as_json:
            answer_json(replay_object(found))
        else:
            answer_page(replay_page(found, everything=wish.everything))
    if wish.output is not None and not wish.quiet:
        say(phrase("wrote {path}", path=wish.output))
    if found.status == "interrupted":
        return Exit.INTERRUPTED
    return Exit.DONE if found.outcome("hindsight") is not None else Exit.NO_PLAN
