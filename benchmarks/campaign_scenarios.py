"""Plans for many scenarios beside mpi-sppy, on small instances that both state as the same model.

    python -m benchmarks.campaign_scenarios --peer PEER/bin/python --people 60 200 --seeds 1 2

PEER is the environment that `benchmarks/peers/mpi_sppy.py` asks for. Flights of the family `surge` fail with
5, 10, 20 or 40 %, everybody comes, and the only goal is a weighted sum of the people left behind. What our
plan comes to is worked out by the peer. Seconds are of whole commands; ours also draws 1,000 other scenarios
and samples of them. Exit code 1 where a plan is better than the proven bound of the extensive form.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.campaign_robust import with_uncertain_flights
from benchmarks.peers.scenarios import drawn, write_scenarios
from evacopt.domain.instance import Instance
from evacopt.domain.stored import MILLION
from evacopt.files import write_instance
from evacopt.generation.generate import generate

PEER = Path(__file__).resolve().parent / "peers" / "mpi_sppy.py"
WEIGHTS = ((1, 100), (2, 10))
NEAR = 1e-6
"""Relatively: as exact as an engine is."""


def main() -> None:
    """A line for each instance and method."""
    asked = _arguments()
    fine = True
    for people in asked.people:
        for seed in asked.seeds:
            with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # the peer leaves a log
                fine &= _compared(_surge(people, seed), Path(folder), asked)
    sys.exit(0 if fine else 1)


def _surge(people: int, seed: int) -> Instance:
    """Flights that may fail, and nothing else that is uncertain."""
    made = with_uncertain_flights(generate("surge", people=people, seed=seed), seed)
    groups = replace(made.groups, show_up=np.full(len(made.groups), MILLION))
    policy = replace(
        made.policy, objectives=("unserved",), priority_rule="weighted", priority_weights=WEIGHTS
    )
    return replace(made, name=f"surge-{people}-{seed}", groups=groups, policy=policy)


def _compared(instance: Instance, folder: Path, asked: argparse.Namespace) -> bool:
    """Print what each method comes to; whether nothing is better than what is proven."""
    path, told, plan = folder / "instance.json", folder / "scenarios.json", folder / "plan.json"
    write_instance(instance, path)
    scenarios = drawn(instance, asked.scenarios)
    write_scenarios(scenarios, told)
    load = f"load {os.getloadavg()[0]:.1f}"
    flights = len(instance.flights)
    print(
        f"{instance.name}: {flights} flights, {len(scenarios.courses)} courses of {asked.scenarios}; {load}"
    )
    ours = [sys.executable, "-m", "evacopt", "solve", str(path), "--scenarios", str(asked.scenarios), "-q"]
    took = _run([*ours, "-o", str(plan), "--threads", "1", "--time-limit", str(asked.time_limit)])[1]
    peer = [asked.peer, str(PEER), str(path), str(told)]
    limit = ["--time-limit", str(asked.time_limit)]
    best, bound = _told("extensive form", *_run([*peer, "extensive", *limit]))
    values = [_told("evacopt", _run([*peer, "plan", "--plan", str(plan)])[0], took)[0]]
    for rho in asked.rho:
        answer = _run([*peer, "hedging", "--rho", str(rho), *limit])
        values.append(_told(f"hedging, rho {rho}", *answer)[0])
    print(*(f"{value / best - 1:+.2%}" for value in values), "against the extensive form", flush=True)
    return all(value >= bound * (1 - NEAR) for value in values)


def _run(command: list[str]) -> tuple[str, float]:
    """The last line that a command prints, and its seconds."""
    begun = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return (done.stdout.splitlines() or [""])[-1], time.monotonic() - begun


def _told(method: str, line: str, seconds: float) -> tuple[float, float]:
    """Print an answer; its value and bound."""
    answer = json.loads(line)
    print(f"  {method}: {json.dumps(answer)}, {seconds:.1f} s", flush=True)
    return math.inf if answer["value"] is None else answer["value"], answer.get("bound", 0.0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", required=True, help="the Python that has mpi-sppy")
    parser.add_argument("--people", type=int, nargs="+", default=[60, 200])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--scenarios", type=int, default=50)
    parser.add_argument("--rho", type=float, nargs="*", default=[1.0, 10.0])
    parser.add_argument("--time-limit", type=float, default=300.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
