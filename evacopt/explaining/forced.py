"""One more party of a group brought out, whatever stands in the way: what is the least that it costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary, Plan
from evacopt.errors import UsageError
from evacopt.explaining.answer import Forced, GoalChange, Move
from evacopt.explaining.by_hand import by_hand
from evacopt.judge.goals import count_goals
from evacopt.model.promises import pin_subject
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.planning.solve import solve

PROVING = 0.5
"""Seconds for proving that no other plan would cost less."""
SHARE, BY_HAND = 0.3, 5.0
"""The part of the time for a change without a solver; seconds for it where there is no limit."""


def forced_in(instance: Instance, plan: Plan, group: str, options: SolveOptions) -> Forced:
    """The plan that costs the others least, goal by goal, with one more party of `group` travelling.

    After the goals of the policy as few people as possible change, so that what is found is a change to
    `plan` and not another plan.
    """
    travelling = sum(row.parties for row in plan.assignments if row.group == group)
    policy = instance.policy
    if "changes" not in policy.objectives:
        policy = replace(policy, objectives=(*policy.objectives, "changes"))
    pin = Pin(group=group, kind="at_least", parties=travelling + 1)
    pinned = replace(instance, policy=policy, pins=(*instance.pins, pin))
    time_limit = options.time_limit
    hand = by_hand(instance, plan, group, seconds=BY_HAND if time_limit is None else time_limit * SHARE)
    left = None if time_limit is None else time_limit * (1 - SHARE)
    result = _solved(pinned, plan, replace(options, time_limit=left, proving=PROVING))
    if result.status == "infeasible":
        others = [promise for promise in result.conflict if promise != f"pin {pin_subject(pin)}"]
        against = f"it stands against {'; '.join(others)}" if others else "the rules leave it no way at all"
        return Forced(outcome="impossible", message=against)
    searched = None if result.plan is None else _found(instance, plan, result.plan, result)
    simple = None if hand is None else _found(instance, plan, hand, None)
    if searched is None or simple is None:
        return searched or simple or Forced(outcome="not found", message=result.message)
    if _cost(searched) <= _cost(simple):
        return searched
    as_good = [goal.after for goal in simple.goals] == [goal.after for goal in searched.goals]
    return replace(simple, proven=searched.proven and as_good)


def _solved(pinned: Instance, plan: Plan, options: SolveOptions) -> Result:
    try:
        return solve(pinned, baseline=plan, options=options).unless_interrupted()
    except UsageError as refusal:
        return Result("no_plan", message=str(refusal))


def _cost(forced: Forced) -> tuple[list[int], int]:
    """The goals in their order, then the people whose plan changes."""
    return [goal.after for goal in forced.goals], forced.people_changed


def _found(instance: Instance, plan: Plan, forced: Plan, result: Result | None) -> Forced:
    """What `forced` changes; `result` is what graded its goals, `None` where it was made by hand."""
    grades = {goal.goal: goal.grade for goal in result.goals} if result else {}
    then, now = count_goals(instance, plan), count_goals(instance, forced, baseline=plan)
    goals = tuple(
        GoalChange(goal=goal, before=before, after=after, grade=grades.get(goal, "feasible"))
        for (goal, before), (_, after) in zip(then, now, strict=True)
    )
    moves = moved(instance, plan, forced)
    return Forced(
        outcome="found",
        proven=all(goal.grade == "proven" for goal in goals),
        goals=goals,
        moves=moves,
        people_changed=sum(move.people for move in moves),
        message=result.message if result else "found without a solver, which found nothing better in time",
    )


def moved(instance: Instance, before: Plan, after: Plan) -> tuple[Move, ...]:
    """Who travels another way under `after`, or stays, or goes; by class, then group.

    Of a group in several places it is not known which party went where: they are matched in order.
    """
    then, now = _places(instance, before), _places(instance, after)
    moves = []
    for group in sorted(then.keys() | now.keys(), key=lambda code: instance.groups.row[code]):
        gone = list((then[group] - now[group]).elements())
        come = list((now[group] - then[group]).elements())
        party = instance.groups[instance.groups.row[group]]
        for (was, goes), parties in sorted(Counter(zip(gone, come, strict=True)).items()):
            moves.append(
                Move(
                    group=group,
                    nationality=party.nationality,
                    priority=party.priority,
                    parties=parties,
                    people=parties * party.people,
                    before=was,
                    after=goes,
                )
            )
    return tuple(sorted(moves, key=lambda move: (move.priority, instance.groups.row[move.group])))


def _places(instance: Instance, plan: Plan) -> dict[str, Counter[Itinerary]]:
    """Where the parties of each group are: on itineraries, or (empty) staying."""
    found = {group: Counter[Itinerary]() for group in instance.groups.id}
    for row in plan.assignments:
        found[row.group][row.itinerary] += row.parties
    for group, many in zip(instance.groups.id, instance.groups.count.tolist(), strict=True):
        found[group][()] += many - found[group].total()
    return found
