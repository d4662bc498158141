"""`evacopt simulate`."""

from __future__ import annotations

import math
from dataclasses import dataclass
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
    plan_argument,
    quiet_option,
    share_of,
)
from evacopt.cli.exits import Exit
from evacopt.cli.inputs import read_plan_of, read_told, refuse_early
from evacopt.cli.outcome import ctrl_c_held
from evacopt.cli.progress import Count, counting, watched
from evacopt.cli.spreading import Hands, spread_options
from evacopt.cli.streams import answer_json, answer_page, kept_elsewhere, say
from evacopt.domain.phrase import phrase, plural

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.simulation.options import Standing
    from evacopt.simulation.result import Recourse, Simulation

RECOURSES = ("none", "standby", "replan")
PERFECT = 100
"""Scenarios in which it is found out what could be reached if all were known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """What is simulated, and how much of it."""

    stories: Path | None
    recourse: Recourse
    scenarios: int
    within: float
    seed: int
    perfect_information: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """Where the result goes, and what is printed."""

    output: Path | None
    force: bool
    as_json: bool
    quiet: bool


@click.command()
@instance_argument
@plan_argument
@click.option("--stories", type=EXISTING, metavar="FILE", help="What may happen as a whole: a table.")
@click.option(
    "--recourse",
    type=click.Choice(RECOURSES),
    default="standby",
    show_default=True,
    help="Who misses a flight stays; empty seats are filled; all is decided again at each event.",
)
@click.option(
    "--scenarios", type=click.IntRange(min=1), default=10_000, show_default=True, help="How many at most."
)
@click.option(
    "--within",
    callback=share_of,
    default="0.5%",
    show_default=True,
    help="Stop once the range of people out is no wider than this share of all people.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**31 - 1),
    default=0,
    show_default=True,
    help="Another one draws other scenarios.",
)
@click.option(
    "--perfect-information",
    is_flag=True,
    help=f"Also what could be reached if all were known beforehand, in {PERFECT} scenarios.",
)
@spread_options("Processes side by side.  [default: as many as help]")
@click.option("-o", "--output", type=NEW, metavar="FILE", help="Write what comes out to this file.")
@force_option
@quiet_option
@json_option
@gathered(_Trial, "trial")
@gathered(_Wish)
@click.pass_context
def command(
    ctx: click.Context, /, instance: Path, plan: Path, *, trial: _Trial, hands: Hands, wish: _Wish
) -> None:
    """Say what a PLAN is worth when flights fail and people do not come, over many scenarios.

    Uncertain is what the tables say (show_up, cancel_probability, count_low, count_high) and what STORIES
    tell. Exit code 3 if PLAN is no plan of INSTANCE or breaks a rule; 130 if it was interrupted: what was
    reached is written and told all the same.
    """
    from msgspec.structs import replace

    from evacopt.scenarios.story_file import read_stories
    from evacopt.simulation.simulate import simulate

    refuse_early(wish.output, force=wish.force)
    read = read_told(instance, quiet=wish.quiet)
    of_read = read_plan_of(read, plan)
    stories = read_stories(trial.stories, read) if trial.stories else ()

    with hands.at_work() as workers:

        def run(count: Count) -> Simulation:
            return simulate(
                read,
                of_read,
                stories=stories,
                recourse=trial.recourse,
                scenarios=trial.scenarios,
                within=trial.within,
                seed=trial.seed,
                perfect_information=PERFECT if trial.perfect_information else 0,
                executor=workers,
                on_progress=lambda standing: count(*_standing(standing)),
            )

        code = watched(
            counting(quiet=wish.quiet),
            run,
            interrupted=lambda made: replace(made, interrupted=True),
            conclude=lambda made: _conclude(read, made, wish),
        )
    ctx.exit(code)


def _standing(standing: Standing) -> tuple[int, int, str]:
    if standing.to_solve:
        return standing.solved, standing.to_solve, phrase("solved with hindsight")
    low, high = math.floor(standing.out.low), math.ceil(standing.out.high)
    return standing.done, standing.most, phrase("{low:,} to {high:,} people out", low=low, high=high)


def _conclude(instance: Instance, made: Simulation, wish: _Wish) -> Exit:
    """Write first, then print: whatever happens to the terminal, what was reached is safe."""
    from evacopt.output.simulation_page import simulation_page
    from evacopt.simulation.result_file import simulation_object, write_simulation

    if wish.output is not None:
        with ctrl_c_held():
            write_simulation(made, wish.output, force=wish.force)
    with kept_elsewhere(wish.output is not None):
        if wish.as_json:
            answer_json(simulation_object(made))
        else:
            answer_page(simulation_page(instance, made))
    if made.missing:
        say(
            plural(
                "evacopt: {count:,} scenario was not run, for its workers were lost: {numbers}",
                "evacopt: {count:,} scenarios were not run, for their workers were lost: {numbers}",
                len(made.missing),
                numbers=_spans(made.missing),
            )
        )
    if made.undecided:
        say(
            plural(
                "evacopt: {count:,} time planning again did not end in time: what was found by then went on",
                "evacopt: {count:,} times planning again did not end in time: what was found by then went on",
                made.undecided,
            )
        )
    if made.interrupted:
        say(phrase("evacopt: interrupted; these are the scenarios that were done by then"))
    if wish.output is not None and not wish.quiet:
        say(phrase("wrote {path}", path=wish.output))
    return Exit.INTERRUPTED if made.interrupted else Exit.DONE


def _spans(numbers: tuple[int, ...]) -> str:
    """`3, 500-999`."""
    spans = list[list[int]]()
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][-1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{low}" if low == high else f"{low}-{high}" for low, high in spans)
