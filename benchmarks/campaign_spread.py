"""How much of the time of workers is spent solving, and whether they give what one process gives.

    nice python -m benchmarks.campaign_spread --solves 1000 --workers 2

Scenarios of niamey-2023 are solved with hindsight, each a task of its own: by processes, and by Dask workers
on loopback over TLS, of which one is killed in the midst. Efficiency is the time inside the tasks, divided by
that of all workers from the first task to the last; it ends with 1 if it is below 80 %, or results differ.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from evacopt.files import read_instance
from evacopt.planning.solve import solve
from evacopt.simulation.hindsight import Best, best
from evacopt.simulation.subject import Subject
from evacopt.spread.cluster import cluster
from evacopt.spread.dispatch import in_order
from evacopt.spread.workers import Workers, processes
from tests.spread.clusters import encrypted

NIAMEY = Path(__file__).parents[1] / "instances" / "niamey-2023"
LEAST = 0.8


def timed(subject: Subject, number: int) -> tuple[Best, float]:
    """What could be reached in a scenario, and the seconds that it took."""
    begun = time.monotonic()
    return best(subject, number), time.monotonic() - begun


def main() -> int:
    """Solve them both ways; a line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--solves", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    subject = _uncertain(asked.seed)
    here = [best(subject, number) for number in range(min(asked.solves, 20))]
    width, wish = asked.workers, {"solves": asked.solves, "width": asked.workers}
    by_processes = _run("processes", subject, processes(width), **wish)
    with TemporaryDirectory() as folder, encrypted(Path(folder), n_workers=width) as local:
        with cluster(local.address, local.tls) as workers:
            whole = _run("Dask over TLS", subject, workers, **wish)
        with cluster(local.address, local.tls) as workers:
            few = min(asked.solves, 100)
            midway = local.kill_one
            killed = _run("one killed", subject, workers, solves=few, width=width, midway=midway)
    same = by_processes[1] == whole[1] and killed[1] == whole[1][:few] and here == whole[1][: len(here)]
    print("the same results" if same else "RESULTS DIFFER")
    open_ends = sum(one is not None and one.out != one.most for one in by_processes[1] + whole[1])
    print(f"{open_ends} solves ended by the clock, which may differ")
    return 0 if same and min(by_processes[0], whole[0]) >= LEAST else 1


def _uncertain(seed: int) -> Subject:
    """Niamey, where one in five does not come and one flight in ten fails."""
    read = read_instance(NIAMEY)
    instance = replace(
        read,
        groups=replace(read.groups, show_up=np.full(len(read.groups), 800_000)),
        flights=tuple(replace(flight, cancel_probability=100_000) for flight in read.flights),
    )
    plan = solve(instance, time_limit=20).plan
    assert plan is not None
    return Subject(instance, plan, (), "standby", seed, 10**6)


def _run(
    name: str,
    subject: Subject,
    workers: Workers,
    *,
    solves: int,
    width: int,
    midway: Callable[[], None] = lambda: None,
) -> tuple[float, list[Best | None]]:
    """The efficiency and the results; workers are warm before the clock runs."""
    found: list[Best | None] = []
    inside, begun, first = 0.0, 0.0, 2 * width
    for ended in in_order(subject.sent(timed), range(solves + first), workers):
        if ended.place == first - 1:
            begun = time.monotonic()
        elif ended.place == (solves + first) // 2:
            midway()
        if ended.place >= first:
            inside += ended.value[1] if ended.value else 0.0
        found.append(ended.value[0] if ended.value else None)
    wall = time.monotonic() - begun
    efficiency = inside / wall / width
    load = os.getloadavg()[0]
    print(
        f"{name}: {solves} solves, {wall:.1f} s, {1000 * inside / solves:.0f} ms each, "
        f"efficiency {efficiency:.0%}, load {load:.1f}",
        flush=True,
    )
    return efficiency, found[:solves]


if __name__ == "__main__":
    sys.exit(main())
