"""Plans for many scenarios against plans that ignore them, out of sample, on generated instances.

    python -m benchmarks.campaign_robust mixed --people 500 --seeds 1:21 -o robust.jsonl

Each flight gets a chance to fail of 5, 10, 20 or 40 %, drawn by the seed of its instance; who comes is as the
family has it. A line an instance: `Worth` as `solve --scenarios --json` has it, both plans on the same fresh
scenarios; and both plans once more on `--check` others, which had no part in choosing between them.
"""

from __future__ import annotations

import json
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import click
import msgspec
import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.planning.options import SolveOptions
from evacopt.robust.measure import is_better, worst_tenth
from evacopt.robust.pairs import OverPairs
from evacopt.robust.result import RobustResult
from evacopt.robust.solve import ENGINE, solve_robust
from evacopt.robust.task import Task
from evacopt.robust.worlds import UNIT
from evacopt.scenarios.draws import Draws
from evacopt.simulation.estimate import interval
from evacopt.spread.workers import side_by_side

CHANCES = (50_000, 100_000, 200_000, 400_000)
CHECK_SEED = 10_001
"""Of the scenarios that had no part in anything."""


def with_uncertain_flights(instance: Instance, seed: int) -> Instance:
    """Each flight and each row of sorties fails with one of `CHANCES`."""
    draw = np.random.default_rng(seed)

    flights = tuple(replace(row, cancel_probability=int(draw.choice(CHANCES))) for row in instance.flights)
    sorties = tuple(replace(row, cancel_probability=int(draw.choice(CHANCES))) for row in instance.sorties)
    return replace(instance, flights=flights, sorties=sorties)


def checked(instance: Instance, made: RobustResult, scenarios: int, executor: Executor) -> dict[str, object]:
    """What both plans leave behind in other scenarios, in people: means by class, and in the worst tenth.

    Better is as `is_better` has it: in the first class that differs by more than a tenth of a person.
    """
    assert made.result.plan is not None
    assert made.plain.plan is not None
    options = SolveOptions(time_limit=None, threads=1)
    task = Task(
        instance=instance,
        draws=Draws(instance, (), CHECK_SEED),
        risk="mean",
        scenarios=scenarios,
        seed=CHECK_SEED,
        executor=executor,
        options=options,
    )
    with Session(ENGINE) as session:
        over = OverPairs(task, session)
        plans = [over.values(plan) for plan in (made.result.plan, made.plain.plan)]
        courses, often = list(over.sample), np.array(list(over.sample.values()))
        left = over.evaluated.left([plan for plan in plans if plan is not None], courses, task.until(1.0))
    assert left is not None
    each = [np.repeat(one, often, axis=0) / UNIT for one in left]
    less, ones = each[1] - each[0], np.ones(scenarios)
    tails = [[worst_tenth(column, often) for column in one.T] for one in left]
    means = [one.mean(axis=0).tolist() for one in each]
    return {
        "scenarios": scenarios,
        "left": means[0],
        "plain": means[1],
        "fewer": [msgspec.to_builtins(interval(column, ones, exact=False)) for column in less.T],
        "tail": tails[0],
        "plain_tail": tails[1],
        "better_mean": is_better(means[0], means[1]),
        "better_tail": is_better(tails[0], tails[1]),
    }


@click.command()
@click.argument("family")
@click.option("--people", default=500)
@click.option("--seeds", default="1:21", metavar="FIRST:END")
@click.option("--scenarios", default=100)
@click.option("--time-limit", default=120.0)
@click.option("--check", default=200)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
def main(
    family: str, *, people: int, seeds: str, scenarios: int, time_limit: float, check: int, output: Path
) -> None:
    """Solve each seed, and add a line to OUTPUT."""
    first, end = map(int, seeds.split(":"))
    options = SolveOptions(time_limit=time_limit, threads=1)
    with side_by_side() as executor:
        for seed in range(first, end):
            instance = with_uncertain_flights(generate(family, people=people, seed=seed), seed)
            made = solve_robust(instance, scenarios=scenarios, executor=executor, options=options)
            row = {"family": family, "seed": seed, "worth": msgspec.to_builtins(made.worth)}
            row["check"] = checked(instance, made, check, executor)
            with output.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")
            click.echo(json.dumps(row))


if __name__ == "__main__":
    main()
