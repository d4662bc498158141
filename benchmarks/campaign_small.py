"""Small instances beside textbook models, by turns: seconds of the whole command, start of Python included.

    python -m benchmarks.campaign_small --people 1000 2000 --seeds 0 5 --pairs 9

Each turn runs `evacopt solve` and the peers of `benchmarks/peers/` one after the other with the same options.
Told are medians: seconds on the wall, which other work on the machine lengthens for all alike, and seconds
of processor of the command and all its children. Modules are compiled before, as pip leaves them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from evacopt.files import write_instance
from evacopt.generation.generate import generate

PEERS = Path(__file__).parent / "peers"
COMMANDS = {
    "evacopt": ["-m", "evacopt", "solve", "-q"],
    "HiGHS": [str(PEERS / "highs.py")],
    "CBC": [str(PEERS / "pulp_cbc.py")],
}
OPTIONS = ["--time-limit", "60", "--threads", "2", "--seed", "0"]


def main() -> None:
    """Print a line for each instance and command."""
    arguments = _arguments()
    print(f"load {os.getloadavg()[0]:.1f}; medians of {arguments.pairs}")
    with tempfile.TemporaryDirectory() as folder:
        for people in arguments.people:
            for seed in arguments.seeds:
                path = Path(folder) / f"surge-{people}-{seed}"
                write_instance(generate("surge", people=people, seed=seed), path)
                for name, wall, processor in _turns(path, arguments.pairs):
                    print(f"{path.name:14} {name:8} {wall:6.2f} s wall {processor:6.2f} s of processor")
    print(f"load {os.getloadavg()[0]:.1f}")


def _turns(instance: Path, pairs: int) -> Iterator[tuple[str, float, float]]:
    """Of each command its medians; the first turn compiles modules and is not counted."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for turn in range(pairs + 1):
        for name, command in COMMANDS.items():
            spent = _spent([*command, str(instance)], instance.with_suffix(f".{turn}.{name}.json"))
            seconds[name] += [spent] if turn else []
    for name, turns in seconds.items():
        wall, processor = zip(*turns, strict=True)
        yield name, median(wall), median(processor)


def _spent(command: list[str], plan: Path) -> tuple[float, float]:
    """Seconds on the wall, and of processor in all processes."""
    words = [sys.executable, *command, "-o", str(plan), *OPTIONS]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begun = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    if status or not plan.exists():
        raise RuntimeError(f"{' '.join(words)} ended with status {status}")
    return wall, used.ru_utime + used.ru_stime


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Small instances beside textbook models.")
    parser.add_argument("--people", type=int, nargs="+", default=[1000, 2000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 5])
    parser.add_argument("--pairs", type=int, default=9, help="turns that count")
    return parser.parse_args()


if __name__ == "__main__":
    main()
