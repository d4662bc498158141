"""The judge's relaxations in whole numbers against every plan, over instances whose times fall anywhere.

    nice -n 15 python -m benchmarks.campaign_relaxations --count 10000
    nice -n 15 python -m benchmarks.campaign_relaxations --count 1000 --airfield

Each goal is solved over the rows of the judge (by pairs, with cuts; by commodities), those before it held
at the best of all plans, and bounded at multipliers of an engine and at random ones, with pools and without.
None may be above the best value, and none may say that there is no plan. Ends with 1 where one is or does.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from random import Random

from benchmarks.verdict import verdict
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from tests.brute.minutes import odd_airfield, odd_baseline, odd_instance
from tests.brute.search import Answer, TooManyPlansError, best_plan
from tests.judge.whole import bounds_of


def main() -> int:
    """Run the campaign and print how many bounds were tried, how many are the best value, and those above."""
    arguments = _arguments()
    draw = odd_airfield if arguments.airfield else odd_instance
    tried, met, passed_over = Counter[str](), Counter[str](), Counter[str]()
    bounded, wrong, seed, begun = 0, 0, arguments.first, time.monotonic()
    with Session("highs") as session:
        while bounded < arguments.count:
            instance = draw(seed)
            before = odd_baseline(seed, instance)
            found = _best(instance, before)
            if isinstance(found, str):
                passed_over[found] += 1
            else:
                bounded += 1
                for seen in bounds_of(instance, found.goals, session, Random(seed), before):
                    tried[seen.by] += 1
                    met[seen.by] += seen.shown == seen.best
                    wrong += seen.wrong
                    if seen.wrong:
                        print(f"seed {seed}: {seen}", flush=True)
            seed += 1
    print(f"{'instances bounded':30} {bounded}, seeds {arguments.first} to {seed - 1}")
    for why, count in sorted(passed_over.items()):
        print(f"{why:30} {count}")
    for by, count in tried.items():
        print(f"{by:30} {count} bounds, {met[by]} at the best value")
    print(f"{'above the best value':30} {wrong}")
    print(f"{'seconds':30} {time.monotonic() - begun:.0f}")
    return verdict(wrong=wrong, done=tried.total())


def _best(instance: Instance, before: Plan | None) -> Answer | str:
    """The best of all plans, or why there is none."""
    try:
        return best_plan(instance, most=20_000, before=before) or "no plan at all"
    except TooManyPlansError:
        return "too many plans"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Relaxations in whole numbers against every plan.")
    parser.add_argument("--count", type=int, default=200, help="instances that have a plan")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--airfield", action="store_true", help="instances with rules of the airfield itself")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
