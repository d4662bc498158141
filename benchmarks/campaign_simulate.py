"""Simulations against one party after the other, over many tiny random instances.

    python -m benchmarks.campaign_simulate each --seeds 0:1000
    python -m benchmarks.campaign_simulate all --seeds 0:400
    python -m benchmarks.campaign_simulate again --seeds 0:400
    python -m benchmarks.campaign_simulate speed --seeds 0:1000

`each` compares scenario by scenario who lands when, what is flown, how full, who is refused, and has the
judge look at who travelled; `all` the means over every scenario there is, of instances with few, where the
reference goes through all of them by itself, with chances as fractions. The reference
(`tests/brute/courses.py`) states every rule on its own. `again` plans again at each event: the judge accepts
who travelled, and where nothing but stories is uncertain nobody's class is worse off than by the other
recourses. `speed` is of so many scenarios of Niamey, by recourse. Ends with 1 where any seed disagrees.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

import evacopt as ev
from benchmarks.verdict import verdict
from evacopt.domain.clock import parse_time
from evacopt.errors import UsageError
from evacopt.events.events import Delay
from evacopt.files import read_instance
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from evacopt.simulation.run import outcomes_of
from tests.simulation.changed import broken, by_class, certain, replanned, told_early
from tests.simulation.compared import differences, misses
from tests.simulation.uncertain import uncertain

INSTANCES = Path(__file__).parents[1] / "instances"
EACH, ALL = 8, 200
"""Scenarios of an instance: that are compared one by one, and that there may be."""


def main() -> int:
    """Run the campaign and print what agreed."""
    arguments = _arguments()
    if arguments.what == "speed":
        return _speed(*map(int, arguments.seeds.split(":")))
    counts, begun = Counter[str](), time.monotonic()
    for seed in range(*map(int, arguments.seeds.split(":"))):
        try:
            wrong = _WHAT[arguments.what](seed, counts)
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
    parser.add_argument("what", choices=(*_WHAT, "speed"))
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


def _again(seed: int, counts: Counter[str]) -> list[str] | None:
    if uncertain(seed) is None:
        return None
    known, plan, stories = told_early(seed)
    runs = replanned(known, plan, stories, range(EACH))
    counts["scenarios"] += EACH
    counts["with an event"] += len(runs)
    counts["not decided to the end in time"] += sum(gone.undecided > 0 for gone in runs)
    wrong = [str(one) for gone in runs for one in broken(gone)]
    of = certain(known)
    kept, filled, anew = (
        by_class(of, outcomes_of(of, plan, stories, how, numbers=range(EACH), seed=seed), stories)
        for how in ("none", "standby", "replan")
    )
    for none, standby, again in zip(kept, filled, anew, strict=True):
        counts["better than standby where all else is certain"] += standby < again
        wrong += (
            [f"{again} of each class instead of {max(none, standby)}"] if again < max(none, standby) else []
        )
    return wrong


def _speed(first: int, stop: int) -> int:
    """Niamey: 80 % come, one flight in ten fails, the Spanish permit is 6, 24 or 48 hours late, or is not."""
    niamey = read_instance(INSTANCES / "niamey-2023")
    of = replace(
        niamey,
        groups=replace(niamey.groups, show_up=np.full(len(niamey.groups), 800_000)),
        flights=tuple(replace(leg, cancel_probability=100_000) for leg in niamey.flights),
    )
    plan = ev.solve(of, time_limit=60, threads=1).plan
    assert plan is not None
    known = parse_time("2023-08-03T18:00Z")
    stories = [
        Story(
            id=f"{hours} h",
            one_of="permit",
            probability=chance,
            events=(Delay("ES1", 60 * hours),),
            known_from=known,
        )
        for hours, chance in ((6, 200_000), (24, 200_000), (48, 100_000))
    ]
    for how in ("none", "standby", "replan"):
        begun = time.monotonic()
        made = ev.simulate(
            of, plan, stories=stories, recourse=how, scenarios=stop - first, within=0, seed=first
        )
        seconds = time.monotonic() - begun
        print(f"{how:10} {seconds:6.1f} s  {made.out.mean:8.1f} out  undecided {made.undecided}", flush=True)
    return 0


_WHAT = {"each": _each, "all": _all, "again": _again}


if __name__ == "__main__":
    raise SystemExit(main())
