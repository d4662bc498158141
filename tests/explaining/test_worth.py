"""What more of something is worth, against the best of all plans."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Objective
from evacopt.explaining.offers import more_seats, offers, ones
from evacopt.explaining.solving import Spread
from evacopt.explaining.worth import Base, base_of, first_objectives, proves_nothing, worths_of
from evacopt.planning.options import SolveOptions
from evacopt.reasons.slack import Slack
from tests.brute.search import best
from tests.build import DIRECT, group, instance
from tests.explaining.plans import plan_of, plans
from tests.tiny.instances import tiny_instance

SEEDS = [0, 5, 14, 23]


def _base(seed: int) -> Base:
    known = tiny_instance(seed)
    return base_of(known, next(plans(known)), SolveOptions(time_limit=30, threads=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_of_everything_is_worth_what_trying_every_plan_says(seed: int) -> None:
    """Each worth is what the best of all plans with the change is, and is called proven."""
    base = _base(seed)
    assert base.values == best(base.instance)
    changes = list(ones(base.instance))
    found = worths_of(base, changes, Spread(SolveOptions(threads=1)), time_limit=None, each=30)
    assert len(found) == len(changes)
    for change, valued in zip(changes, found, strict=True):
        assert valued.worth.known == "proven", change.text
        exact = best(change.made(base.instance))
        assert exact is not None
        assert list(valued.after) == [value for _, value in exact], change.text


@pytest.mark.parametrize("seed", [60, 61, 62, 63, 64, 65, 67, 68, 69, 70, 71, 72, 73])
def test_what_multipliers_say_is_worth_nothing_is(seed: int) -> None:
    """Where the bound of the plan is the bound with the change too, no plan with the change is better."""
    base = _base(seed)
    changes = [*offers(base.instance, Slack(base.instance, base.plan))]
    for change in changes[seed % 5 :: 5]:
        changed = change.made(base.instance)
        if proves_nothing(base, changed):
            assert best(changed) == base.values, change.text


def _small() -> tuple[Instance, Plan]:
    known = instance(groups=(group(size=2), group("X", nationality="DEU", count=10)))
    return known, plan_of(known, {("X", ("F",)): 10})


def test_a_seat_that_is_no_use_alone() -> None:
    """One more seat takes no party of two, two more do: each is worth what it is, and both are proven."""
    known, plan = _small()
    base = base_of(known, plan, SolveOptions(time_limit=30, threads=1))
    found = worths_of(
        base,
        [more_seats(DIRECT, 1), more_seats(DIRECT, 2)],
        Spread(SolveOptions(threads=1)),
        time_limit=None,
        each=30,
    )
    assert [valued.after for valued in found] == [(1,), (0,)]
    assert {valued.worth.known for valued in found} == {"proven"}


def test_a_better_plan_found_on_the_way_is_what_changes_are_held_against() -> None:
    """A plan that leaves seats empty is not made to look as if a seat were worth nothing by it."""
    known, _ = _small()
    base = base_of(known, plan_of(known, {}), SolveOptions(time_limit=30, threads=1))
    assert base.better
    assert base.values == [("unserved[1]", 2)]


def test_what_was_not_tried_says_so() -> None:
    """When time is up before a change is tried it has no worth, and that is not called nothing."""
    known, plan = _small()
    base = base_of(known, plan, SolveOptions(time_limit=30, threads=1))
    (valued,) = worths_of(
        base, [more_seats(DIRECT, 2)], Spread(SolveOptions(threads=1)), time_limit=-1.0, each=30
    )
    assert (valued.worth.known, valued.worth.goals) == ("not tried", ())


def test_an_executor_gives_the_same() -> None:
    """Spread over workers or one after the other the worths are the same."""
    known, plan = _small()
    base = base_of(known, plan, SolveOptions(time_limit=30, threads=1))
    changes = list(ones(base.instance))
    alone = worths_of(base, changes, Spread(SolveOptions(threads=1)), time_limit=None, each=30)
    with ThreadPoolExecutor(2) as executor:
        spread = worths_of(base, changes, Spread(SolveOptions(threads=1), executor), time_limit=None, each=30)
    assert spread == alone


def test_only_the_goals_up_to_the_people_left_behind_count() -> None:
    """What comes after them is left out; where they do not count at all, the first goal is taken."""
    known, _ = _small()
    of: dict[tuple[Objective, ...], tuple[Objective, ...]] = {
        ("fairness", "unserved", "cost"): ("fairness", "unserved"),
        ("waiting", "cost"): ("waiting",),
        (): (),
    }
    for objectives, first in of.items():
        policy = replace(known.policy, objectives=objectives)
        assert first_objectives(replace(known, policy=policy)) == first
