"""Every exact backend against what is known to be best: worked cases, and tiny instances tried in full.

    python -m benchmarks.campaign_backends [--seeds N] [--cases FOLDER] [--no-start] [BACKEND ...]

Prints a line a backend, and each disagreement with what it was about; ends with 1 where there is any.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cases import case_files
from evacopt.backends.catalogue import catalogue
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.errors import BackendError
from tests.brute.search import TooManyPlansError, best
from tests.conformance.reach import Reached, reached, worked_case
from tests.conftest import DATA
from tests.tiny.instances import tiny_instance

Known = tuple[str, Instance, Reached]


def main() -> int:
    """Run the campaign and print what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=300)
    asked.add_argument("--cases", type=Path, default=DATA / "cases", help="a folder of worked cases")
    asked.add_argument("--no-start", action="store_true")
    asked.add_argument("backends", nargs="*")
    given = asked.parse_args()
    known = [*_cases(given.cases), *_tiny(given.seeds)]
    print(f"{len(known)} instances with known best goals")
    wrong = 0
    for name in given.backends or _exact():
        wrong += _campaign(name, known, with_start=not given.no_start)
    return 1 if wrong else 0


def _exact() -> list[str]:
    """The exact backends of this machine; of those that PuLP finds, HiGHS stands for all."""
    able = [listed.name for listed in catalogue() if listed.capabilities and listed.capabilities.exact]
    return ["pulp:HiGHS" if name.startswith("pulp:") else name for name in able]


def _cases(cases: Path) -> Iterator[Known]:
    with tempfile.TemporaryDirectory() as folder:
        for path in case_files(cases):
            yield (path.stem, *worked_case(path, Path(folder)))


def _tiny(seeds: int) -> Iterator[Known]:
    for seed in range(seeds):
        instance = tiny_instance(seed)
        try:
            yield instance.name, instance, best(instance) or "infeasible"
        except TooManyPlansError:
            continue


def _campaign(name: str, known: list[Known], *, with_start: bool) -> int:
    """Prints what came of one backend, and gives the number of instances on which it was wrong."""
    begun, outcomes = time.monotonic(), Counter[str]()
    with Session(name) as session:
        for label, instance, expected in known:
            outcomes[_one(session, label, instance, expected, with_start=with_start)] += 1
        counts = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items()))
        print(f"{session.version}: {counts} ({time.monotonic() - begun:.0f} s)")
        sys.stdout.flush()
    return outcomes["disagrees"] + outcomes["failed"]


def _one(session: Session, label: str, instance: Instance, expected: Reached, *, with_start: bool) -> str:
    try:
        found = reached(session, instance, with_start=with_start)
    except BackendError as failure:
        if "network" in str(failure):
            return "no network"
        print(f"  {session.backend} {label}: {failure}")
        return "failed"
    if found == expected:
        return "agrees"
    print(f"  {session.backend} {label}: claims {found}, best is {expected}")
    true = isinstance(found, list) and isinstance(expected, list) and set(found) < set(expected)
    return "claims less" if true else "disagrees"


if __name__ == "__main__":
    sys.exit(main())
