"""Nights on which groups come apart, held against the best for every party by itself.

    python -m benchmarks.campaign_replan --seeds 0:1500 --splitting
    python -m benchmarks.campaign_replan --seeds 0:100

Each seed draws an instance, a plan in force and up to three nights in a row on which onward flights fail,
aircraft shrink, people do not come and others arrive. What `replan` decides must reach, goal by goal, what a
search over every plan finds for each party by itself with the flights it has taken; the judge must accept it
against the plan in force; and the first night must end the same where every party is a group of its own.
With `--splitting` only the nights are tried on which a quick plan splits a group. Ends with 1 where anything
differs.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from unittest.mock import patch

from benchmarks.verdict import verdict
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.verify import verify
from evacopt.replanning import replan as replanning
from evacopt.replanning.replan import Replan
from tests.replanning.nights import quick
from tests.replanning.split_nights import (
    News,
    apart,
    decided,
    random_news,
    random_plan,
    split_instance,
    truth,
)

NIGHTS = 3


def main() -> int:
    """Try every seed and print what was counted, and the seeds of first nights that split a group."""
    parser = argparse.ArgumentParser(description="Nights on which groups come apart.")
    parser.add_argument("--seeds", default="0:300", help="first and one past the last, such as 0:300")
    parser.add_argument("--splitting", action="store_true", help="only nights that split a group")
    arguments = parser.parse_args()
    first, _, stop = arguments.seeds.partition(":")
    counts, faults, begun = Counter[str](), 0, time.monotonic()
    for seed in range(int(first), int(stop)):
        for fault in _nights(seed, counts, splitting=arguments.splitting):
            faults += 1
            print(f"seed {seed}: {fault}", flush=True)
    for name, number in sorted(counts.items()):
        print(f"{name:>40} {number:>7,}")
    print(f"{faults} faults, {time.monotonic() - begun:.0f} s")
    return verdict(wrong=faults, done=counts.total())


def _nights(seed: int, counts: Counter[str], *, splitting: bool) -> Iterator[str]:
    """What is wrong on the nights of one seed."""
    rng = Random(seed)
    known = split_instance(rng)
    plan, now = random_plan(rng, known), known.begins
    for night in range(NIGHTS if plan else 0):
        now += rng.randrange(150, 420)
        news = random_news(rng, known, plan, now) if plan else None
        if plan and news and splitting and not _splits(known, plan, news):
            return
        done = decided(known, plan, news) if plan and news else None
        if plan is None or news is None or done is None:
            counts["refused"] += 1
            return
        _count(known, done, counts)
        yield from _faults(known, plan, news, done, control=night == 0)
        known, plan = done.instance, done.result.plan


def _splits(known: Instance, plan: Plan, news: News) -> bool:
    with patch.object(replanning, "solved", quick):
        done = decided(known, plan, news)
    return done is not None and len(done.instance.groups) > len(known.groups) and bool(done.instance.splits)


def _count(known: Instance, done: Replan, counts: Counter[str]) -> None:
    new = {code for code in done.instance.groups.id if code not in known.groups.row and code[0] != "N"}
    counts["nights"] += 1
    counts["nights that split a group"] += bool(new)
    counts["nights with a share carried over"] += bool(done.instance.splits)
    counts["nights that strand somebody"] += bool(_stranded(done))
    counts[f"nights that were {done.result.status}"] += 1


def _stranded(done: Replan) -> bool:
    plan = done.result.plan
    return plan is not None and plan.replanned is not None and bool(plan.replanned.stranded)


def _faults(known: Instance, plan: Plan, news: News, done: Replan, *, control: bool) -> Iterator[str]:
    goals, best = _goals(done), truth(known, plan, news)
    if goals != best:
        yield f"as of {news.as_of}: {goals}, the best is {best}"
    if done.result.plan is not None:
        broken = verify(done.instance, done.result.plan, baseline=plan)
        yield from (f"as of {news.as_of}: {violation}" for violation in broken)
    if control:
        alone = decided(*apart(known, plan, news))
        if alone is None or _goals(alone) != goals:
            yield f"as of {news.as_of}: {goals}, every party a group {alone and _goals(alone)}"


def _goals(done: Replan) -> list[tuple[str, int]] | None:
    return [(goal.goal, goal.value) for goal in done.result.goals] if done.result.plan else None


if __name__ == "__main__":
    raise SystemExit(main())
