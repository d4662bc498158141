"""Simulations against one party after the other, over many tiny random instances.

    python -m benchmarks.campaign_simulate each --seeds 0:1000
    python -m benchmarks.campaign_simulate all --seeds 0:400

`each` compares scenario by scenario who lands when, what is flown, how full, who is refused, and has the
judge look at who travelled; `all` the means over every scenario there is, of instances with few, where the
reference goes through all of them by itself, with chances as fractions. The reference
(`tests/brute/courses.py`) states every rule on its own. Ends with 1 where any seed disagrees.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from benchmarks.verdict import verdict
from evacopt.errors import UsageError
from evacopt.scenarios.draws import Draws
from tests.simulation.compared import differences, misses
from tests.simulation.uncertain import uncertain

EACH, ALL = 8, 200
"""Scenarios of an instance: that are compared one by one, and that there may be."""


def main() -> int:
    """Run the campaign and print what agreed."""
    arguments = _arguments()
    counts, begun = Counter[str](), time.monotonic()
    for seed in range(*map(int, arguments.seeds.split(":"))):
        try:
            wrong = _each(seed, counts) if arguments.what == "each" else _all(seed, counts)
        except UsageError:  # two stories bring the same people
            counts["no instance"] += 1
            continue
        if wrong:
            print(f"seed {seed} {wrong[0]}", flush=True)
        counts["differs" if wrong else "equal"] += wrong is not None
        counts["no instance"] += wrong is None
    for kind, count in sorted(counts.items()):
        print(f"{kind:30} {count}")
    print(f"{'seconds':30} {time.monotonic() - begun:.0f}")
    return verdict(wrong=counts["differs"], done=counts["equal"] + counts["differs"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Simulations against one party after the other.")
    parser.add_argument("what", choices=("each", "all"))
    parser.add_argument("--seeds", default="0:200", help="first and one past the last, such as 0:200")
    return parser.parse_args()


def _each(seed: int, counts: Counter[str]) -> list[str] | None:
    case = uncertain(seed)
    if case is None:
        return None
    known, plan, stories = case
    draws = Draws(known, stories, seed)
    wrong, came = differences(plan, draws, draws.of(range(EACH)))
    counts["scenarios"] += EACH
    counts["with people who strand"] += any(one.stranded for one in came)
    counts["with people refused"] += any(one.refused.total() for one in came)
    counts["with changes of flights"] += any(len(way) > 1 for one in came for _, way in one.travelled)
    return wrong


def _all(seed: int, counts: Counter[str]) -> list[str] | None:
    case = uncertain(seed, few=True)
    if case is None:
        return None
    known, plan, stories = case
    found = misses(plan, Draws(known, stories), stories, ALL)
    if found is None or found[1] == 1:
        return None
    counts["scenarios"] += found[1]
    return found[0]


if __name__ == "__main__":
    raise SystemExit(main())
