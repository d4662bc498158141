"""Plans for many scenarios against plans that ignore them, out of sample, on generated instances.

    python -m benchmarks.campaign_robust mixed --people 500 --seeds 1:21 -o robust.jsonl

Each flight gets a chance to fail of 5, 10, 20 or 40 %, drawn by the seed of its instance; who comes is as the
family has it. A line an instance: `Worth` as `solve --scenarios --json` has it, both plans on the same fresh
scenarios.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click
import msgspec
import numpy as np

from evacopt.domain.instance import Instance
from evacopt.generation.generate import generate
from evacopt.planning.options import SolveOptions
from evacopt.robust.solve import solve_robust
from evacopt.spread.workers import side_by_side

CHANCES = (50_000, 100_000, 200_000, 400_000)


def with_uncertain_flights(instance: Instance, seed: int) -> Instance:
    """Each flight and each row of sorties fails with one of `CHANCES`."""
    draw = np.random.default_rng(seed)

    flights = tuple(replace(row, cancel_probability=int(draw.choice(CHANCES))) for row in instance.flights)
    sorties = tuple(replace(row, cancel_probability=int(draw.choice(CHANCES))) for row in instance.sorties)
    return replace(instance, flights=flights, sorties=sorties)


@click.command()
@click.argument("family")
@click.option("--people", default=500)
@click.option("--seeds", default="1:21", metavar="FIRST:END")
@click.option("--scenarios", default=100)
@click.option("--time-limit", default=120.0)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
def main(family: str, *, people: int, seeds: str, scenarios: int, time_limit: float, output: Path) -> None:
    """Solve each seed, and add a line to OUTPUT."""
    first, end = map(int, seeds.split(":"))
    options = SolveOptions(time_limit=time_limit, threads=1)
    with side_by_side() as executor:
        for seed in range(first, end):
            instance = with_uncertain_flights(generate(family, people=people, seed=seed), seed)
            made = solve_robust(instance, scenarios=scenarios, executor=executor, options=options)
            row = {"family": family, "seed": seed, "worth": msgspec.to_builtins(made.worth)}
            with output.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")
            click.echo(json.dumps(row))


if __name__ == "__main__":
    main()
