"""Large instances by the command line, from files to a verified plan file: time, memory, gaps.

    python -m benchmarks.campaign_large --repeats 3 -o /tmp/large
    python -m benchmarks.campaign_large --only surge hubs --people 100000 -o /tmp/large

Each instance is generated once (seed 1) and solved as often as asked, one run after the other. Wall time is
that of `evacopt solve` with a plan and a certificate; memory is the peak of the command and its child
together. Then `evacopt verify` must accept both. Gaps are value less checked bound, in parts per million of
the people. Medians over the runs, but for the worst gap. Ends with 1 where a plan was not accepted.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.verdict import verdict
from evacopt.backends.isolated import environment, python
from evacopt.bench.watch import watch
from evacopt.domain.instance import Instance
from evacopt.files import read_instance
from evacopt.files.plan_file import read_plan
from evacopt.output.markdown import markdown
from evacopt.output.table import sheet

PATIENCE = 600.0
"""Seconds after which a run is ended, beyond its limit."""
MILLION, MIB = 1_000_000, 1024 * 1024
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: `folder` of the repository or a family, and the limit in seconds."""

    name: str
    limit: int
    people: int = 0
    folder: str = ""


ROWS = (
    Row("surge", 60, 1_000_000),
    Row("surge-10m", 120, 10_000_000),
    Row("kabul", 60, folder="instances/kabul-2021"),
    Row("hubs", 60, 1_000_000),
    Row("mixed", 60, 100_000),
    Row("airfield", 60, 10_000),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds, bytes, and by goal of a class the value and its checked bound."""

    wall: float
    memory: int
    goals: tuple[tuple[str, int, int], ...]


def main() -> int:
    """Run the rows and print the table."""
    arguments = _arguments()
    arguments.output.mkdir(parents=True, exist_ok=True)
    lines, wrong = [], 0
    for row in ROWS:
        if arguments.only and row.name not in arguments.only:
            continue
        folder = _folder(row, arguments)
        known = read_instance(folder)
        runs = [run for _ in range(arguments.repeats) for run in _run(folder, row, arguments.output)]
        wrong += arguments.repeats - len(runs)
        if runs:
            lines.append(_line(row, known, runs))
            print(*lines[-1], sep="; ", flush=True)
    title = f"Large instances, medians of {arguments.repeats}"
    head = (
        "instance",
        "people",
        "limit, s",
        "wall, s",
        "all runs",
        "MiB",
        "goal: value, bound",
        "worst gap, ppm",
    )
    table = sheet("large", title, head, lines)
    (arguments.output / "large.md").write_text(f"# {title}\n\n{markdown(table)}\n", encoding="utf-8")
    print(f"{wrong} runs without an accepted plan; wrote {arguments.output / 'large.md'}")
    return verdict(wrong=wrong, done=len(lines))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Large instances by the command line.")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=[row.name for row in ROWS], help="these rows alone")
    parser.add_argument("--people", type=int, help="instead of the people of the table")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of instances and table")
    return parser.parse_args()


def _folder(row: Row, arguments: argparse.Namespace) -> Path:
    """Where the instance is, made where it is not there yet."""
    if row.folder:
        return ROOT / row.folder
    people, family = arguments.people or row.people, row.name.partition("-")[0]
    folder: Path = (arguments.output / f"{family}-{people}").resolve()
    if not folder.exists():
        _command("generate", family, "--people", str(people), "--seed", "1", "-o", str(folder))
    return folder


def _run(folder: Path, row: Row, output: Path) -> Iterator[Run]:
    """One run, if the plan and the certificate were accepted."""
    plan, certificate = (output.resolve() / f"{row.name}.{kind}.json" for kind in ("plan", "certificate"))
    words = ("solve", str(folder), "--backend", "scale", "--time-limit", str(row.limit), "--threads", "2")
    paths = ("-o", str(plan), "--certificate", str(certificate))
    plan.unlink(missing_ok=True)
    certificate.unlink(missing_ok=True)
    private = Path(tempfile.mkdtemp())
    seen = watch(
        python("-m", "evacopt", *words, *paths),
        folder=private,
        patience=row.limit + PATIENCE,
        look=lambda _: None,
    )
    shutil.rmtree(private, ignore_errors=True)
    if not plan.exists() or _command("verify", str(folder), str(plan), "--certificate", str(certificate)):
        print(f"{row.name}: exit code {seen.code}, {seen.said}", flush=True)
        return
    goals = read_plan(plan).goals
    yield Run(seen.wall, seen.memory, tuple((goal.goal, goal.value, goal.bound or 0) for goal in goals))


def _command(*words: str) -> int:
    return subprocess.run(
        python("-m", "evacopt", *words), check=False, stdout=subprocess.DEVNULL, env=environment()
    ).returncode


def _line(row: Row, known: Instance, runs: list[Run]) -> tuple[str, ...]:
    people = int((known.groups.people * known.groups.count).sum())
    walls = sorted(run.wall for run in runs)
    median = min(runs, key=lambda run: abs(run.wall - statistics.median(walls)))
    worst = {
        name: max(value - bound for run in runs for goal, value, bound in run.goals if goal == name)
        for name, _, _ in median.goals
        if name.startswith("unserved")
    }
    return (
        row.name,
        f"{people:,}",
        str(row.limit),
        f"{statistics.median(walls):.1f}",
        ", ".join(f"{wall:.1f}" for wall in walls),
        f"{statistics.median(run.memory for run in runs) / MIB:.0f}",
        ", ".join(f"{name} {value:,} ({bound:,})" for name, value, bound in median.goals),
        ", ".join(f"{MILLION * gap / people:.0f}" for gap in worst.values()),
    )


if __name__ == "__main__":
    sys.exit(main())
