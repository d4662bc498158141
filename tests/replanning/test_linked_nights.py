"""Random nights over groups that a link ties together, some of them stranded while others are at home."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.plan import Plan
from evacopt.judge.verify import verify
from evacopt.replanning import replan as replanning
from evacopt.replanning.replan import Replan
from tests.replanning.nights import quick
from tests.replanning.split_nights import decided, random_news, random_plan, split_instance

_KINDS: tuple[LinkKind, ...] = ("same_itinerary", "same_haven", "not_before")


def _linked(rng: Random) -> tuple[Instance, Plan | None]:
    """Two of three groups linked, and a plan that keeps the link."""
    plain = split_instance(rng)
    own, other = rng.sample(("A", "B", "C"), 2)
    link = Link(group=own, partner=other, kind=rng.choice(_KINDS), ratio=rng.choice((1, 1, 2)))
    known = replace(plain, links=(link,))
    drawn = (random_plan(rng, known) for _ in range(30))
    return known, next((plan for plan in drawn if plan is not None and len(plan.assignments) > 1), None)


def _check(seed: int, before: Plan, done: Replan, as_of: int) -> Counter[str]:
    """The judge accepts the plan, and of a group no more leave than there are: nobody leaves twice."""
    plan, counts, now = done.result.plan, Counter[str](), done.instance
    assert plan is not None, (seed, done.result.conflict)
    assert verify(now, plan, baseline=before) == [], seed
    assert plan.replanned is not None
    left = Counter[str]()
    for stranded in plan.replanned.stranded:
        left[stranded.group] += stranded.parties
    for row in plan.assignments:
        left[row.group] += row.parties
        later = now.flight[row.itinerary[0]].departs > as_of
        counts["apart"] += later and any(one.group == row.group for one in plan.replanned.stranded)
    assert all(left[code] <= now.groups.count[row] for code, row in now.groups.row.items()), seed
    counts["void"] += sum("void, for what has flown stands against it" in note for note in done.notes)
    return counts


@pytest.mark.parametrize("seeds", [range(12), pytest.param(range(12, 500), marks=pytest.mark.nightly)])
def test_a_link_is_kept_by_all_who_have_left_or_not(monkeypatch: pytest.MonkeyPatch, seeds: range) -> None:
    """Over nights of two replans each; where what has flown stands against it, it is void and told."""
    monkeypatch.setattr(replanning, "solved", quick)
    counts = Counter[str]()
    for seed in seeds:
        rng = Random(seed)
        known, plan = _linked(rng)
        as_of = known.begins
        for _ in range(2 if plan is not None else 0):
            as_of += rng.randrange(150, 300)
            assert plan is not None
            done = decided(known, plan, random_news(rng, known, plan, as_of))
            if done is not None:
                kept = len(done.instance.links)
                told = _check(seed, plan, done, as_of)
                assert kept + told["void"] == len(known.links), seed
                counts += told
                known, plan = done.instance, done.result.plan
    assert counts["apart"] > len(seeds) / 10 and counts["void"]
