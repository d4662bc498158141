"""Courses replanned as a whole, where no model holds every way to travel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import UsageError
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from evacopt.robust.orders import with_more_orders
from evacopt.robust.over_worlds import OverWorlds
from evacopt.robust.replanned import at_best, replanned
from evacopt.robust.task import Task
from evacopt.robust.tuning import TUNING
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import Story
from tests.build import flight, group, instance
from tests.robust.test_solve import OPTIONS
from tests.robust.two_stages import left_behind, scenes, tiny

SCENARIOS = 12
FEW = replace(TUNING, fresh=24, replications=2, worlds=20)


def over(there: Instance, stories: tuple[Story, ...] = ()) -> OverWorlds:
    """The instance and twelve scenarios of it."""
    draws = Draws(there, stories, 0)
    return OverWorlds(
        Task(
            instance=there,
            draws=draws,
            risk="mean",
            scenarios=SCENARIOS,
            seed=0,
            executor=None,
            options=OPTIONS,
            tuning=FEW,
        )
    )


def plain(there: Instance) -> Plan:
    """The plan that ignores the scenarios."""
    found = solve(there, options=OPTIONS).plan
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(2))
def test_a_replan_leaves_no_fewer_behind_than_can_be_and_no_more_than_all(seed: int) -> None:
    """Against everything that may be done after the news, tried out; and foresight is no worse than that."""
    there, stories = tiny(seed)
    plan = plain(there)
    chosen = {(row.group, row.itinerary): row.parties for row in plan.assignments}
    (best, *_) = left_behind(there, scenes(there, stories, SCENARIOS), chosen, {"B": plan.flown.get("B", 0)})
    worlds = over(there, stories)
    left, least = (worlds._all(function, plan, 1.0) for function in (replanned, at_best))
    counts = worlds.sample.items()
    assert left.keys() == least.keys() == set(worlds.every)
    assert sum(often * left[course][0] for course, often in counts) >= best
    assert sum(often * least[course][0] for course, often in counts) <= best


def test_sorties_are_ordered_as_far_as_rules_allow() -> None:
    """What costs no person may be needed, and the judge accepts the plan."""
    there = instance(
        groups=[group("G", count=1)],
        flights=[
            flight("A", "O 08:00", "V 12:00", seats=2, cancel_probability=500_000),
            flight("B", "O 10:00", "V 14:00", seats=2, status="optional"),
        ],
    )
    more = with_more_orders(there, plain(there))
    assert more.flown["B"] == 1
    assert verify(there, more) == []


def test_what_was_ordered_beside_brings_out_who_would_have_stayed() -> None:
    """A flight fails half the time; with another one ordered nobody is left behind."""
    there = instance(
        groups=[group("G", count=2)],
        flights=[
            flight("A", "O 08:00", "V 12:00", seats=2, cancel_probability=500_000),
            flight("B", "O 12:00", "V 16:00", seats=2, status="optional"),
        ],
    )
    before = plain(there)
    plan, compared = over(there).compared(before)
    assert compared is not None
    assert compared.kept
    assert plan.flown["B"] == 1
    assert compared.left.max() == 0 < compared.plain.max()


def test_too_many_scenarios_that_differ_are_refused() -> None:
    """With how many there are and may be."""
    flights = [
        flight(f"F{number}", "O 08:00", "V 12:00", seats=1, cancel_probability=500_000) for number in range(8)
    ]
    with pytest.raises(UsageError, match="differ, at most 20 may"):
        over(instance(groups=[group("G")], flights=flights))
