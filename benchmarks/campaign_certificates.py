"""Certificates put to the test: how many goals are proven, how fast is checking.

    python -m benchmarks.campaign_certificates proven --seeds 0:300 --cases ../shared/data/cases
    python -m benchmarks.campaign_certificates speed --entries 1000000

`proven` solves tiny random instances (and worked cases, where a folder is named), checks every certificate
again and compares every bound with the best value, found by trying every plan. `speed` checks one leaf over a
random relaxation with a multiplier for every row, in 64-bit and in Python integers. Ends with 1 where a bound
is above a best value.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.cases import case_files
from benchmarks.verdict import verdict
from evacopt.domain.certificate import Leaf
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult
from evacopt.files import read_instance
from evacopt.judge.bounds import DualBound
from evacopt.judge.certificate import check_certificate, check_contradiction
from evacopt.judge.limits import LIMITS, Limits
from evacopt.judge.rows import Entries, Family, LinearGoal, Relaxation
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from tests.brute.search import Goals, TooManyPlansError, best
from tests.tiny.instances import tiny_instance


def main() -> int:
    """Run one of the campaigns and print its counts."""
    arguments = _arguments()
    run = {"proven": _proven, "speed": _speed}[arguments.campaign]
    return run(arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Certificates put to the test.")
    parser.add_argument("campaign", choices=("proven", "speed"))
    parser.add_argument("--seeds", default="0:300", help="first and one past the last, such as 0:300")
    parser.add_argument("--cases", type=Path, help="a folder of worked cases")
    parser.add_argument("--entries", type=int, default=1_000_000)
    return parser.parse_args()


def _proven(arguments: argparse.Namespace) -> int:
    counts, gaps, wrong, begun = Counter[str](), list[str](), 0, time.monotonic()
    for instance, expected in _instances(arguments):
        result = solve(instance, backend="highs", threads=1)
        faults = _faults(instance, result, expected)
        wrong += len(faults)
        for line in faults:
            print(line, flush=True)
        if result.plan is None:
            counts[result.message.partition(": ")[2]] += 1
        for goal in result.goals:
            counts[f"goals {goal.grade}"] += 1
            if goal.gap:
                gaps.append(f"{instance.name} {_gap(goal)}")
    _print(counts)
    print(*gaps, sep="\n")
    print(f"{len(gaps)} gaps, {wrong} faults, {time.monotonic() - begun:.0f} s")
    return verdict(wrong=wrong, done=counts.total())


def _gap(goal: GoalResult) -> str:
    return f"{goal.goal}: value {goal.value}, bound {goal.bound}, {goal.grade}"


def _instances(arguments: argparse.Namespace) -> Iterator[tuple[Instance, Goals | None]]:
    """Instances and their best values, by trying every plan or as worked out; `None` for no plan."""
    for case in case_files(arguments.cases) if arguments.cases else ():
        content = json.loads(case.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            bare = Path(folder) / case.name
            bare.write_text(json.dumps(content["instance"]), encoding="utf-8")
            stated = content["expected"]
            yield read_instance(bare), None if stated == "infeasible" else [(g, v) for g, v in stated]
    for seed in range(*map(int, arguments.seeds.split(":"))):
        try:
            yield tiny_instance(seed), best(tiny_instance(seed))
        except TooManyPlansError:
            print(f"seed {seed} has too many plans to try", flush=True)


def _faults(instance: Instance, result: Result, expected: Goals | None) -> list[str]:
    """What is wrong with the bounds of a result."""
    if result.plan is None or result.certificate is None:
        shown = result.certificate is None or not check_contradiction(instance, result.certificate)
        return [] if expected is None and shown else [f"{instance.name}: {result.message}"]
    faults = [
        f"{instance.name}: {row}" for row in check_certificate(instance, result.plan, result.certificate)
    ]
    if expected is None or [(goal.goal, goal.value) for goal in result.goals] != expected:
        return [*faults, f"{instance.name}: reaches {list(result.goals)}, the best is {expected}"]
    above = (proof for proof in result.certificate.proofs if proof.bound > dict(expected)[proof.goal])
    return [*faults, *(f"{instance.name}: the bound of {proof.goal} is above the best" for proof in above)]


def _speed(arguments: argparse.Namespace) -> int:
    relaxation, form, leaf = _large(arguments.entries)
    _ = relaxation.row, relaxation.entries  # made once for all leaves of a certificate
    for kind, limits in (("64-bit integers", LIMITS), ("Python integers", Limits(safe=0))):
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            floor = DualBound(relaxation, form, limits).floor(leaf)
            taken.append(time.perf_counter() - begun)
        print(f"{kind}: {min(taken):.3f} s (best of 5, worst {max(taken):.3f} s), floor {floor}")
    return 0


def _large(entries: int) -> tuple[Relaxation, LinearGoal, Leaf]:
    """So many entries, ten a column and fifty a row, like seats and shares of a very large instance."""
    draw, columns, rows = np.random.default_rng(1), entries // 10, entries // 50
    column, row = draw.integers(0, columns, entries), draw.integers(0, rows, entries)
    points = Entries.points(column, row, _up_to(draw, 9, entries))
    family = Family("row", _key, draw.integers(0, 1000, rows), points)
    blocks = ((_key, np.zeros(columns, dtype=np.int64), _up_to(draw, 50, columns)),)
    multipliers = zip(map(family.key, range(rows)), _up_to(draw, 2**20, rows).tolist(), strict=True)
    form = LinearGoal("goal", np.arange(columns), -_up_to(draw, 9, columns))
    return Relaxation(blocks, (family,), (form,)), form, Leaf(2**16, tuple(multipliers))


def _key(number: int) -> tuple[str, ...]:
    return (str(number),)


def _up_to(draw: np.random.Generator, most: int, size: int) -> Ints:
    return draw.integers(1, most, size)


def _print(counts: Counter[str]) -> None:
    for kind, count in sorted(counts.items()):
        print(f"{kind:45} {count}")


if __name__ == "__main__":
    raise SystemExit(main())
