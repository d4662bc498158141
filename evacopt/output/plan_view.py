"""A plan as a planner reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacopt.output.counts import by_bloc, by_class, by_nationality
from evacopt.output.loads import flight_lines
from evacopt.output.presence import place_lines
from evacopt.output.records import GoalLine, PlanView
from evacopt.output.stays import stay_lines
from evacopt.output.travel import travel_of
from evacopt.output.wording import goal_words

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.plan import Plan


def plan_view(instance: Instance, plan: Plan, *, compared: bool = False) -> PlanView:
    """Every number of the pages about `plan`, counted from its assignments.

    `compared` is whether the plan that the goal `changes` looks at was at hand.

    Raises
    ------
    PlanError
        If the plan names groups or flights that the instance has not.
    """
    travel = travel_of(instance, plan)
    people, served = int((instance.groups.people * instance.groups.count).sum()), int(travel.people.sum())
    nationalities = by_nationality(instance, travel)
    return PlanView(
        instance=instance.name,
        title=instance.title,
        people=people,
        served=served,
        left=people - served,
        classes=by_class(instance, travel),
        goals=goal_lines(plan, compared=compared),
        flights=flight_lines(instance, plan, travel),
        nationalities=nationalities,
        blocs=by_bloc(instance, nationalities),
        places=place_lines(instance, travel),
        stays=stay_lines(instance, plan, travel),
    )


def goal_lines(plan: Plan, *, compared: bool = False) -> tuple[GoalLine, ...]:
    """The goals that a plan records, with their names in words."""
    return tuple(
        GoalLine(
            goal=g.goal,
            words=goal_words(g.goal),
            value=g.value,
            bound=g.bound,
            grade=g.grade,
            judged=compared or g.goal != "changes",
        )
        for g in plan.goals
    )
