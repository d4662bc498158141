"""What one more of everything is worth, and the offers to ask for."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.plan import Plan, Reason
from evacopt.explaining.answer import GoalChange, Kept, PlanStory
from evacopt.explaining.change import Change
from evacopt.explaining.flight_story import most_first
from evacopt.explaining.offers import offers, ones, promising
from evacopt.explaining.solving import TUNING, Spread, Tuning
from evacopt.explaining.worth import Base, Valued, base_of, worths_of
from evacopt.judge.goals import count_goals
from evacopt.planning.options import SolveOptions
from evacopt.proof.duals import Budget
from evacopt.reasons.reasons import Stay, Why
from evacopt.reasons.slack import Slack


def plan_story(
    instance: Instance,
    plan: Plan,
    stays: Sequence[Stay],
    options: SolveOptions,
    *,
    executor: Executor | None = None,
    tuning: Tuning = TUNING,
) -> PlanStory:
    """The story of the plan as a whole.

    Parameters
    ----------
    stays : who stays and why, as `evacopt.reasons.reasons.explained` says
    options : how to solve; of its time half is for offers, half for single units; with 0 s nothing is solved
    executor : what is solved again is spread over it
    """
    groups = instance.groups
    people = [(stay.parties * int(groups.people[groups.row[stay.group]]), stay.whys) for stay in stays]
    time_limit = options.time_limit
    if time_limit == 0:
        return _without_solving(instance, plan, people)
    clock = Budget(None if time_limit is None else time.monotonic() + time_limit)
    first = replace(options, time_limit=_at_most(tuning.each, clock.share(2).left()))
    base, spread = base_of(instance, plan, first, tuning), Spread(options, executor, tuning)
    asked = list(offers(base.instance, Slack(base.instance, base.plan)))
    valued = _valued(base, promising(asked, people), clock.share(2), spread)
    worths = _valued(base, promising(list(ones(base.instance)), people), clock, spread)
    now = tuple(value for _, value in base.values)
    best = [offer.worth for offer in sorted(valued, key=_rank) if offer.after < now]
    better = phrase("a better plan than this one was found on the way: solve it again")
    notes = [better] if base.better else []
    every = valued + worths
    untried = sum(change.worth.known == "not tried" for change in every)
    text = phrase("{untried:,} of {all:,} were not tried: time was up")
    notes += [phrase(text, untried=untried, all=len(every))] if untried else []
    return PlanStory(
        goals=tuple(
            GoalChange(goal=goal, before=value, after=value, grade="proven" if proven else "feasible")
            for (goal, value), proven in zip(base.values, base.proven, strict=True)
        ),
        reasons=_by_reason(people),
        worths=tuple(unit.worth for unit in sorted(worths, key=_rank)),
        offers=tuple(best[: tuning.offers]),
        tried=sum(offer.worth.known != "not tried" for offer in valued),
        hopeless=sum(offer.worth.known == "proven" and offer.after >= now for offer in valued),
        note=joined("; ", notes),
    )


def _without_solving(instance: Instance, plan: Plan, people: list[tuple[int, tuple[Why, ...]]]) -> PlanStory:
    now = count_goals(instance, plan)
    goals = (GoalChange(goal=goal, before=value, after=value, grade="feasible") for goal, value in now)
    reasons = _by_reason(people)
    return PlanStory(goals=tuple(goals), reasons=reasons, worths=(), offers=(), tried=0, hopeless=0)


def _valued(base: Base, changes: list[Change], clock: Budget, spread: Spread) -> list[Valued]:
    left = clock.left()
    return worths_of(base, changes, spread, time_limit=left, each=_at_most(spread.tuning.each, left))


def _at_most(seconds: float, left: float | None) -> float:
    return seconds if left is None else min(seconds, left)


def _rank(valued: Valued) -> tuple[tuple[int, ...], bool]:
    """Best goals first; of equal ones those that are known before those that were not tried."""
    return valued.after, valued.worth.known == "not tried"


def _by_reason(people: list[tuple[int, tuple[Why, ...]]]) -> tuple[Kept, ...]:
    """The first reason of each group, most people first."""
    counted, first = Counter[str](), dict[str, Reason]()
    for staying, whys in people:
        first.setdefault(whys[0].reason.text, whys[0].reason)
        counted[whys[0].reason.text] += staying
    return most_first(first, counted)
