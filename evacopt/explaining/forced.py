"""One more party of a group brought out, whatever stands in the way: what is the least that it costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Itinerary, Plan
from evacopt.explaining.answer import Forced, GoalChange, Move
from evacopt.explaining.solving import TUNING, Tuning, solved_again
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.model.promises import pin_subject
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.reasons.lift import with_one_more, without
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import ORDER, Candidate
from evacopt.reasons.slack import Slack

SHARED = frozenset(ORDER[ORDER.index("seats") : ORDER.index("fleet")])
"""What other parties hold and can give up."""


def forced_in(
    instance: Instance, plan: Plan, group: str, options: SolveOptions, tuning: Tuning = TUNING
) -> Forced:
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
    limit = options.time_limit
    seconds = tuning.hand_seconds if limit is None else limit * tuning.hand_share
    hand = by_hand(instance, plan, group, seconds=seconds, tuning=tuning)
    left = None if limit is None else limit * (1 - tuning.hand_share)
    result = solved_again(pinned, plan, replace(options, time_limit=left), tuning.proving)
    if result.status == "infeasible":
        others = [promise for promise in result.conflict if promise != f"pin {pin_subject(pin)}"]
        against = phrase("the rules leave it no way at all")
        if others:
            against = phrase("it stands against {promises}", promises=joined("; ", others))
        return Forced(outcome="impossible", message=against)
    searched = None if result.plan is None else _changed(instance, plan, result.plan, result)
    simple = None if hand is None else _changed(instance, plan, hand, None)
    if searched is None or simple is None:
        return searched or simple or Forced(outcome="not found", message=result.message)
    if _cost(searched) <= _cost(simple):
        return searched
    as_good = [goal.after for goal in simple.goals] == [goal.after for goal in searched.goals]
    return replace(simple, proven=searched.proven and as_good)


def _cost(forced: Forced) -> tuple[list[int], int]:
    """The goals in their order, then the people whose plan changes."""
    return [goal.after for goal in forced.goals], forced.people_changed


def _changed(instance: Instance, plan: Plan, forced: Plan, result: Result | None) -> Forced:
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
        message=result.message
        if result
        else phrase("found without a solver, which found nothing better in time"),
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
    places = {group: Counter[Itinerary]() for group in instance.groups.id}
    for row in plan.assignments:
        places[row.group][row.itinerary] += row.parties
    for group, count in zip(instance.groups.id, instance.groups.count.tolist(), strict=True):
        places[group][()] += count - places[group].total()
    return places


def by_hand(
    instance: Instance, plan: Plan, group: str, *, seconds: float, tuning: Tuning = TUNING
) -> Plan | None:
    """One more party of `group` brought out as a desk would do it: where there is room, or for one other.

    One other party at most gives way, and is put elsewhere if there is room. Of such plans the best in goals
    comes out, which the judge accepts; `None` where there is none.
    """
    ends = time.monotonic() + seconds
    near = Nearest(Slack(instance, plan))
    candidates = near.of(instance.groups[instance.groups.row[group]], tuning.by_hand)
    if candidates and not candidates[0].obstacles:
        free = with_one_more(instance, plan, group, candidates[0])
        return free if verify(instance, free) == [] else None
    best: tuple[list[int], Plan] | None = None
    for swapped in _in_place_of_another(near, group, candidates, tuning):
        if time.monotonic() > ends:
            break
        if verify(instance, swapped) == []:
            values = [value for _, value in count_goals(instance, swapped)]
            best = (values, swapped) if best is None or values < best[0] else best
    return None if best is None else best[1]


def _in_place_of_another(
    near: Nearest, group: str, candidates: list[Candidate], tuning: Tuning
) -> Iterator[Plan]:
    """Plans in which one party gives way, not judged, the least urgent first; it goes elsewhere if it can."""
    instance = near.instance
    party = instance.groups[instance.groups.row[group]]
    held = [
        candidate
        for candidate in candidates
        if candidate.codes <= SHARED and not any(obstacle.alone for obstacle in candidate.obstacles)
    ]
    for candidate in held[: tuning.opened]:
        legs = [near.slack.instance.number[leg] for leg in candidate.itinerary]
        for other, itinerary in _holding(near.slack, group, candidate)[: tuning.giving]:
            emptier = without(near.slack.plan, [(other, itinerary, 1)])
            opened = Nearest(Slack(instance, emptier)).obstacles.of(party, legs)
            if not opened.obstacles:
                swapped = with_one_more(instance, emptier, group, opened)
                gave_way = instance.groups[instance.groups.row[other]]
                room = Nearest(Slack(instance, swapped)).of(gave_way, tuning.by_hand)
                if room and not room[0].obstacles:
                    swapped = with_one_more(instance, swapped, other, room[0])
                yield swapped


def _holding(slack: Slack, group: str, candidate: Candidate) -> list[tuple[str, Itinerary]]:
    """Parties that share a flight with it: least urgent first, then the smallest that may be enough."""
    groups = slack.instance.groups
    aboard = [
        (other, itinerary)
        for other, taken in slack.taken.items()
        for itinerary in taken
        if other != group and not set(itinerary).isdisjoint(candidate.itinerary)
    ]
    lacks = [obstacle.need for obstacle in candidate.obstacles if obstacle.code in ("seats", "capacity")]
    need = max(lacks, default=1)

    def rank(held: tuple[str, Itinerary]) -> tuple[int, bool, int, int]:
        row = groups.row[held[0]]
        people = int(groups.people[row])
        return -int(groups.priority[row]), people < need, people, row

    return sorted(aboard, key=rank)
