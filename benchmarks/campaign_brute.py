"""The engine against every plan there is, over many tiny random instances.

    python -m benchmarks.campaign_brute --seeds 0:500
    python -m benchmarks.campaign_brute --seeds 0:300 --full-loads

With --full-loads only full aircraft may leave, and an origin lacks an optional flight, a group or a pair.

A seed agrees where engine and search give the same value for every goal, no bound is above it, a goal called
proven has it as its bound and the judge accepts the plan; or where both say that there is no plan and the
promises that the engine names are a smallest set without one. Seeds with too many plans to try are counted
apart. Ends with 1 where any seed disagrees.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from benchmarks.verdict import verdict
from evacopt.domain.instance import Instance
from evacopt.errors import BackendError
from evacopt.judge.verify import verify
from evacopt.planning.result import Result
from evacopt.planning.solve import solve
from tests.brute.conflicts import contradict, named, smallest_size
from tests.brute.full_loads import full_loads_instance
from tests.brute.search import Goals, TooManyPlansError, best, points
from tests.tiny.instances import tiny_instance


def main() -> int:
    """Run the campaign and print what agreed."""
    arguments = _arguments()
    first, last = map(int, arguments.seeds.split(":"))
    counts: Counter[str] = Counter()
    plans, begun = 0, time.monotonic()
    for seed in range(first, last):
        instance = full_loads_instance(seed) if arguments.full_loads else tiny_instance(seed)
        outcome = _outcome(instance, arguments.backend)
        kind = outcome.partition(":")[0]
        counts[kind] += 1
        plans += points(instance) if kind.startswith("equal") else 0
        if kind == "differs":
            print(f"seed {seed} {outcome}", flush=True)
    for kind, count in sorted(counts.items()):
        print(f"{kind:30} {count}")
    print(f"{'ways to choose':30} {plans} over the seeds that are equal")
    print(f"{'seconds':30} {time.monotonic() - begun:.0f}")
    return verdict(wrong=counts["differs"], done=counts.total() - counts["too many plans"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The engine against every plan of tiny random instances.")
    parser.add_argument("--seeds", default="0:500", help="first and one past the last, such as 0:500")
    parser.add_argument("--backend", default="highs")
    parser.add_argument("--full-loads", action="store_true", help="instances in which loads must be full")
    return parser.parse_args()


def _outcome(instance: Instance, backend: str) -> str:
    """`equal plan`, `equal infeasible`, `too many plans`, or `differs: ` and how."""
    try:
        expected = best(instance)
    except TooManyPlansError:
        return "too many plans"
    try:
        result = solve(instance, backend=backend, threads=1)
    except BackendError as error:
        return f"differs: {error}"
    return compared(instance, expected, result)


def compared(instance: Instance, expected: Goals | None, result: Result) -> str:
    """`equal plan`, `equal infeasible`, or `differs: ` and how."""
    found = [(row.goal, row.value) for row in result.goals]
    if expected is None or result.plan is None:
        agreed = expected is None and result.status == "infeasible" and _contradicts(instance, result)
        wrong = f"differs: {result.status} {result.conflict}, {found} where {expected} is best"
        return "equal infeasible" if agreed else wrong
    if result.status != "solved" or found != expected:
        return f"differs: {result.status}, {found} where {expected} is best"
    if any(row.bound is not None and row.bound > row.value for row in result.goals):
        return f"differs: bounds {[row.bound for row in result.goals]} where {expected} is best"
    if any(row.bound != row.value for row in result.goals if row.grade == "proven"):
        return f"differs: proven, but bounds {[row.bound for row in result.goals]}"
    violations = verify(instance, result.plan)
    if violations:
        return f"differs: {violations}"
    proven = all(row.grade == "proven" for row in result.goals)
    return "equal plan, every goal proven" if proven else "equal plan"


def _contradicts(instance: Instance, result: Result) -> bool:
    """Whether the promises that the engine names contradict each other, and no fewer do."""
    smallest = len(result.conflict) == smallest_size(instance)
    return smallest and contradict(instance, named(instance, result.conflict))


if __name__ == "__main__":
    raise SystemExit(main())
