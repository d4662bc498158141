"""Whatever happens, what has flown stays, and the new plan keeps every rule."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.domain.clock import HOUR
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import InstanceError, UsageError
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from evacopt.replanning import replan as replanning
from evacopt.replanning.replan import Replan, replan
from tests.replanning.nights import airfield_events, moved, quick, random_events, random_no_shows
from tests.tiny.airfield import airfield_instance
from tests.tiny.instances import tiny_instance

SEQUENCES, NIGHTLY = 60, 300


def _night(
    seed: int, instance: Instance, plan: Plan, counts: dict[str, int], *, airfield: bool = False
) -> None:
    """Up to three replans in a row, each on what the one before it left."""
    rng, now = Random(seed), instance.begins
    for _ in range(rng.randrange(1, 4)):
        now += rng.randrange(1, 9) * HOUR
        no_shows = random_no_shows(rng, instance, plan, now)
        events = random_events(rng, instance, now)
        if airfield:
            events += airfield_events(rng, instance, now)
        try:
            done = replan(
                instance,
                plan,
                as_of=now,
                events=events,
                no_shows=no_shows,
                freeze=rng.choice((0, 2, 6, 12)) * HOUR,
                stability=rng.choice((None, "strict", "balanced", "free")),
                time_limit=10.0,
                threads=1,
            )
        except (InstanceError, UsageError):
            counts["refused"] += 1
            return
        if done.result.plan is None:
            _check_promises(done, counts)
            return
        counts["replanned"] += 1
        assert verify(done.instance, done.result.plan, baseline=plan) == [], (seed, events)
        assert moved(done.instance, plan, done.result.plan, now, no_shows) == [], (seed, events)
        instance, plan = done.instance, done.result.plan


def _check_promises(done: Replan, counts: dict[str, int]) -> None:
    """There is no plan only where promises of the planner's own stand against what has happened."""
    assert done.result.status == "infeasible"
    assert done.instance.pins or any(share.kind == "min" for share in done.instance.shares)
    counts["infeasible"] += 1


@pytest.mark.parametrize("sequences", [SEQUENCES, pytest.param(NIGHTLY, marks=pytest.mark.nightly)])
def test_what_has_flown_stays(monkeypatch: pytest.MonkeyPatch, sequences: int) -> None:
    """Over random nights nobody is taken off or put on a flight that has left; every plan is judged."""
    monkeypatch.setattr(replanning, "solved", quick)
    counts = dict.fromkeys(("nights", "replanned", "refused", "infeasible"), 0)

    @settings(max_examples=sequences, database=None, derandomize=True)  # or the count below is one of luck
    @given(st.integers(0, 10**6))
    def nights(seed: int) -> None:
        instance = tiny_instance(seed)
        begun = quick(instance)
        if begun.plan is not None:
            counts["nights"] += 1
            _night(seed, instance, begun.plan, counts)

    nights()
    assert counts["nights"] > 0.8 * sequences
    assert counts["replanned"] > sequences
    assert counts["refused"] + counts["infeasible"] < 0.3 * sequences


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 500), marks=pytest.mark.nightly)])
def test_what_has_flown_stays_on_the_airfield(monkeypatch: pytest.MonkeyPatch, seeds: range) -> None:
    """The same with windows, stands, slots, room, links and tags, of which some change in the night."""
    monkeypatch.setattr(replanning, "solved", quick)
    counts = dict.fromkeys(("nights", "replanned", "refused", "infeasible"), 0)
    for seed in seeds:
        instance = airfield_instance(seed)
        begun = quick(instance)
        if begun.plan is not None:
            counts["nights"] += 1
            _night(seed, instance, begun.plan, counts, airfield=True)
    assert counts["nights"] > 0.8 * len(seeds)
    assert counts["replanned"] > len(seeds)
    assert counts["refused"] + counts["infeasible"] < 0.3 * len(seeds)


@pytest.mark.parametrize("seed", range(12))
def test_with_an_engine_too(seed: int) -> None:
    """The same where every plan is the best one, whose sorties and loads are tighter."""
    instance = tiny_instance(seed)
    begun = solve(instance, time_limit=10.0, threads=1)
    if begun.plan is not None:
        _night(seed, instance, begun.plan, dict.fromkeys(("replanned", "refused", "infeasible"), 0))
