"""Errors put into proofs and reasons, and Ctrl-C everywhere: whatever fails, the judged plan comes out.

    python -m benchmarks.campaign_faults --seeds 0:20 --faults 100

Of each instance so many calls of functions of evacopt are picked evenly: RuntimeError, MemoryError and
RecursionError come out of calls while bounds are proven and reasons sought, KeyboardInterrupt out of any call
once there is a first plan. Ends with 1 where a plan is lost, breaks a rule, has a bound that does not hold,
or where nothing is said of what failed.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter

import pytest

from benchmarks.verdict import verdict
from evacopt.domain.instance import Instance
from evacopt.planning.kept import STRICT
from evacopt.planning.solve import solve
from tests.brute.full_loads import full_loads_instance
from tests.planning.failing import FROM_THE_FIRST_PLAN, PROOFS, calls_in, lost
from tests.planning.in_process import without_children
from tests.tiny.instances import tiny_instance

ERRORS = (RuntimeError, MemoryError, RecursionError)


def main() -> int:
    """Run the campaign and print what was kept."""
    parser = argparse.ArgumentParser(description="Errors put into proofs and reasons, and Ctrl-C everywhere.")
    parser.add_argument("--seeds", default="0:20", help="first and one past the last, such as 0:20")
    parser.add_argument("--faults", type=int, default=100, help="faults of each sort for each instance")
    arguments = parser.parse_args()
    os.environ[STRICT] = "0"
    without_children(pytest.MonkeyPatch())
    first, last = map(int, arguments.seeds.split(":"))
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    for seed in range(first, last):
        for known in (tiny_instance(seed), full_loads_instance(seed)):
            if solve(known, backend="highs", threads=1, time_limit=None).plan is not None:
                _try(known, arguments.faults, counts)
    for kind, count in sorted(counts.items()):
        print(f"{kind:30} {count}")
    print(f"{'seconds':30} {time.monotonic() - begun:.0f}")
    return verdict(wrong=counts["lost"], done=counts.total())


def _try(known: Instance, faults: int, counts: Counter[str]) -> None:
    """Faults of both sorts in one instance."""
    for sort, within in (("in proofs and reasons", PROOFS), ("Ctrl-C", FROM_THE_FIRST_PLAN)):
        calls = calls_in(known, within)
        for number in range(min(faults, calls)):
            at = 1 + number * calls // faults if calls > faults else 1 + number
            error = KeyboardInterrupt if sort == "Ctrl-C" else ERRORS[number % len(ERRORS)]
            wrong = lost(known, at, error, within)
            counts["lost" if wrong else f"kept, {sort}"] += 1
            if wrong:
                print(f"{known.name}: {wrong}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
