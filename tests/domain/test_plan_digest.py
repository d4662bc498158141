"""The hash by which a plan names the one before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, GoalResult, GoalTable, Plan, Run, Unserved
from evacopt.domain.replanned import Replanned, Stranded

ROWS = (Assignment("A", ("F",), 2), Assignment("B", ("F", "G"), 1))
PLAN = Plan(
    instance_name="niamey",
    instance_sha256="ab" * 32,
    assignments=Assignments.of(ROWS),
    sorties=(("S", 1), ("T", 2)),
    crews=(("S", "C", 1),),
    goals=GoalTable((GoalResult("cost", 7, 5, "claimed"),)),
    unserved=(Unserved("A", 1),),
    run=Run(evacopt="0.1.0", backend="highs"),
    replanned=Replanned(before="cd" * 32, as_of=7, held=(Pin(group="A", kind="exactly", parties=2),)),
)


@pytest.mark.parametrize(
    "change",
    [
        {"instance_name": "other"},
        {"instance_sha256": "ac" * 32},
        {"assignments": Assignments.of(ROWS[:1])},
        {"assignments": Assignments.of((replace(ROWS[0], parties=3), ROWS[1]))},
        {"assignments": Assignments.of((replace(ROWS[0], itinerary=("G",)), ROWS[1]))},
        {"sorties": (("S", 1), ("T", 3))},
        {"crews": ()},
        {"goals": GoalTable((GoalResult("cost", 7, 7, "proven"),))},
        {"unserved": (Unserved("A", 2),)},
        {"replanned": None},
        {"replanned": Replanned(before="cd" * 32, as_of=7, stranded=(Stranded("A", ("F",), 1),))},
    ],
)
def test_whatever_a_plan_says_counts(change: dict[str, Any]) -> None:
    """Each part of a plan changes its hash."""
    assert replace(PLAN, **change).sha256 != PLAN.sha256


def test_how_it_was_made_does_not_count() -> None:
    """The record of the run may differ, and so may the order of sorties and the numbers behind columns."""
    table = PLAN.assignments
    group = replace(table.group, codes=1 - table.group.codes, values=table.group.values[::-1])
    alike = replace(
        PLAN,
        run=Run(evacopt="0.2.0", backend="cbc", seconds=(("solve", 1.0),)),
        sorties=PLAN.sorties[::-1],
        assignments=replace(table, group=group),
    )
    assert alike.sha256 == PLAN.sha256
