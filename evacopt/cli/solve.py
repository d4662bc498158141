"""`evacopt solve`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evacopt.cli.arguments import EXISTING, NEW, all_option, force_option, instance_argument, json_option
from evacopt.cli.duration import seconds_of

if TYPE_CHECKING:
    from evacopt.cli.exits import Exit
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import GoalResult, Grade, Plan
    from evacopt.planning.result import Result

# Written out, and held against the domain by a test: the domain imports numpy, help must not.
GRADES = ("proven", "agreed", "claimed", "feasible")
_FOR_THE_SOLVER = ("backend", "time_limit", "gap", "threads", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the plan is held against, where it goes, and what is printed."""

    output: Path | None
    force: bool
    baseline: Path | None
    require: Grade | None
    everything: bool
    as_json: bool
    log: Path | None
    quiet: bool


@click.command()
@instance_argument
@click.option("-o", "--output", type=NEW, metavar="PLAN", help="Write the plan to this file.")
@force_option
@click.option("--backend", default="auto", show_default=True, help="The solver to use.")
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
    "--require", type=click.Choice(GRADES), help="Write no plan of which a goal is graded weaker than this."
)
@click.option("--log", type=NEW, metavar="FILE", help="Write progress to this file, one JSON object a line.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
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
    return _conclude(instance, result, wish)


def _conclude(instance: Instance, result: Result, wish: Wish) -> Exit:
    from evacopt.cli.exits import Exit
    from evacopt.cli.streams import say

    if result.plan is None:
        if wish.as_json:
            _answer(instance, result, wish)
        return _without_plan(result)
    weak = _weaker(result.plan, wish.require)
    # Written before anything is printed: whatever happens to the terminal, the plan is safe.
    if wish.output and not weak:
        _write(result.plan, wish.output, force=wish.force)
    _answer(instance, result, wish)
    say(result.message)
    _say_weak(weak, wish)
    if result.status == "interrupted":
        return Exit.INTERRUPTED
    return Exit.NO_PLAN if weak else Exit.DONE


def _say_weak(weak: list[GoalResult], wish: Wish) -> None:
    from evacopt.cli.streams import say

    for goal in weak:
        say(f"evacopt: {goal.goal} is {goal.grade}, and --require asks for {wish.require}")
    if weak and wish.output:
        say(f"evacopt: {wish.output} was not written")


def _answer(instance: Instance, result: Result, wish: Wish) -> None:
    from evacopt.cli.show import answer_plan
    from evacopt.cli.streams import answer_json

    if wish.as_json:
        answer_json(_as_object(result))
    elif result.plan:
        answer_plan(instance, result.plan, everything=wish.everything)


def _as_object(result: Result) -> dict[str, Any]:
    from evacopt.files import plan_object

    return {
        "status": result.status,
        "plan": plan_object(result.plan) if result.plan else None,
        "conflict": result.conflict,
        "message": result.message,
    }


def _without_plan(result: Result) -> Exit:
    from evacopt.cli.exits import Exit
    from evacopt.cli.streams import say

    if result.status == "infeasible":
        say("evacopt: these cannot all be kept, so there is no plan:")
        for promise in result.conflict:
            say(f"  {promise}")
        say("evacopt: drop or lower one of them")
        return Exit.INFEASIBLE
    say(f"evacopt: no plan was found. {result.message}".rstrip())
    return Exit.INTERRUPTED if result.status == "interrupted" else Exit.NO_PLAN


def _weaker(plan: Plan, require: Grade | None) -> list[GoalResult]:
    """The goals of `plan` that are graded weaker than `require`."""
    if require is None:
        return []
    return [goal for goal in plan.goals if GRADES.index(goal.grade) > GRADES.index(require)]


def _write(plan: Plan, path: Path, *, force: bool) -> None:
    from evacopt.cli.streams import say
    from evacopt.files import write_plan

    write_plan(plan, path, force=force)
    say(f"wrote {path}")
