"""The airfield itself (section 6) against every plan there is, over tiny instances.

    nice python -m benchmarks.campaign_airfield best --seeds 0:1000
    nice python -m benchmarks.campaign_airfield broken --seeds 0:400
    nice python -m benchmarks.campaign_airfield binding --seeds 0:1000

`best`: the exact method reaches the best of all plans in every goal, the judge accepts the plan and its
certificate; no relaxation of the judge in whole numbers, no bound by multipliers and no bound of `scale` is
above the best value, and the judge accepts the plan of `scale`. `exact` is the first part of it. `broken`:
plans that break one rule by one, and that just keep it, must be told apart by the judge, who names that rule
and no rule that the search does not name. `binding`: in how many instances each rule decides, so that without
it the best value is another. Seeds with too many plans to try are counted apart. Ends with 1 where anything
disagrees; of `binding`, where a rule decides less than one in twenty of those that have it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from benchmarks.campaign_brute import compared
from benchmarks.verdict import verdict
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.errors import BackendError
from evacopt.judge.certificate import check_certificate
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from tests.brute.breaking import breaks
from tests.brute.broken import broken
from tests.brute.plans import plan_of
from tests.brute.search import Goals, TooManyPlansError, best, best_plan
from tests.brute.without import AIRFIELD, NARROWER
from tests.judge.whole import bounds_of
from tests.tiny.airfield import airfield_instance

MOST = 20_000
"""Partial plans at once of an instance that is tried."""


def main() -> int:
    """Run one of the campaigns."""
    parser = argparse.ArgumentParser(description="The airfield itself against every plan.")
    parser.add_argument("campaign", choices=CAMPAIGNS)
    parser.add_argument("--seeds", default="0:100", help="first and one past the last, such as 0:100")
    arguments = parser.parse_args()
    seeds, begun = range(*map(int, arguments.seeds.split(":"))), time.process_time()
    code = CAMPAIGNS[arguments.campaign](seeds)
    print(f"{'seconds of this process':45} {time.process_time() - begun:.0f}")
    return code


def _best(seeds: range, *, bounds: bool = True) -> int:
    counts, wrong = Counter[str](), 0
    with Session("highs") as session:
        for seed in seeds:
            instance, expected = airfield_instance(seed), _known(airfield_instance(seed))
            if isinstance(expected, str):
                counts[expected] += 1
                continue
            faults = list(_faults(instance, expected, counts))
            if bounds and expected is not None:
                faults += _faults_of_bounds(instance, expected, Random(seed), session, counts)
                faults += _faults_of_scale(instance, expected, counts)
            for fault in faults:
                wrong += 1
                print(f"seed {seed}: {fault}", flush=True)
    _print(counts)
    print(f"{'faults':45} {wrong}")
    return verdict(wrong=wrong, done=counts.total() - counts["too many plans"])


def _known(instance: Instance) -> Goals | str | None:
    """The goals of a best plan, None where there is none."""
    try:
        return best(instance, most=MOST)
    except TooManyPlansError:
        return "too many plans"


def _faults(instance: Instance, expected: Goals | None, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with the plan of the exact method and with its certificate."""
    try:
        result = solve(instance, backend="highs", threads=1)
    except BackendError as error:
        yield f"exact: {error}"
        return
    outcome = compared(instance, expected, result)
    counts[f"exact: {outcome.partition(':')[0]}"] += 1
    if outcome.startswith("differs"):
        yield outcome
    if result.plan is not None and result.certificate is not None:
        said = check_certificate(instance, result.plan, result.certificate)
        yield from (f"certificate: {row}" for row in said)


def _faults_of_bounds(
    instance: Instance, expected: Goals, rng: Random, session: Session, counts: Counter[str]
) -> Iterator[str]:
    """Relaxations of the judge above the best value, in whole numbers and by multipliers."""
    for seen in bounds_of(instance, expected, session, rng):
        counts[f"bounds: {seen.by}"] += 1
        counts[f"bounds: {seen.by}, at the best value"] += seen.shown == seen.best
        if seen.wrong:
            yield f"{seen}"


def _faults_of_scale(instance: Instance, expected: Goals, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with the plan and the bounds of the method for large instances."""
    result = solve(instance, backend="scale", threads=1, time_limit=20.0)
    counts[f"scale: {result.status}"] += 1
    if result.plan is None:
        return
    yield from (f"scale: {row}" for row in verify(instance, result.plan))
    values = [(row.goal, row.value) for row in result.goals]
    counts["scale: the best plan"] += values == expected
    if values < expected:
        yield f"scale: {values} where {expected} is best"
    for row, (_, value) in zip(result.goals, expected, strict=True):
        counts["scale: bounds"] += row.bound is not None
        if row.bound is not None and row.bound > value:
            yield f"scale: bound {row.bound} of {row.goal} where {expected} is best"
        if row.value > value:  # bounds of the goals after it suppose its value
            break


def _broken(seeds: range) -> int:
    counts, wrong = Counter[str](), 0
    for seed in seeds:
        instance = airfield_instance(seed)
        try:
            answer = best_plan(instance, most=MOST)
        except TooManyPlansError:
            answer = None
        for case in breaks(Random(seed), instance, plan_of(instance, answer)) if answer else ():
            counts[case.way] += 1
            judged = {row.rule for row in verify(case.instance, case.plan)}
            known = broken(case.instance, case.plan)
            kept = {row.rule for row in verify(case.keeps, case.kept)}
            also = known - judged - ({"reserve"} if "seats" in judged else set())
            if case.rule not in judged or judged - known or also or case.rule in kept:
                wrong += 1
                print(f"seed {seed}, {case.way}: {judged}, the search {known}, kept {kept}", flush=True)
    _print(counts)
    print(f"{'broken plans':45} {counts.total()}\n{'judged otherwise':45} {wrong}")
    return verdict(wrong=wrong, done=counts.total())


def _binding(seeds: range) -> int:
    occurs, decides, tried = Counter[str](), Counter[str](), 0
    for seed in seeds:
        instance = airfield_instance(seed)
        known = _known(instance)
        tried += known != "too many plans"
        for rule, change in (AIRFIELD | NARROWER).items():
            changed = change(instance)
            if known != "too many plans" and changed.sha256 != instance.sha256:
                found = _known(changed)
                occurs[rule] += found != "too many plans"
                decides[rule] += found not in ("too many plans", known)
    print(f"{tried} instances\n\n| rule | occurs in | decides | share |\n|---|---|---|---|")
    for rule in AIRFIELD | NARROWER:
        share = 100 * decides[rule] / max(occurs[rule], 1)
        print(f"| {rule} | {occurs[rule]} | {decides[rule]} | {share:.0f} % |")
    return verdict(wrong=sum(20 * decides[rule] < occurs[rule] for rule in AIRFIELD), done=tried)


def _print(counts: Counter[str]) -> None:
    for kind, count in sorted(counts.items()):
        print(f"{kind:45} {count}")


CAMPAIGNS: dict[str, Callable[[range], int]] = {
    "best": _best,
    "exact": partial(_best, bounds=False),
    "broken": _broken,
    "binding": _binding,
}


if __name__ == "__main__":
    raise SystemExit(main())
