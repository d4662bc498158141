"""The large-scale method: when it is the better choice, and what it proposes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.errors import UsageError
from evacopt.exact.greedy import start_values
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.model.formulation import formulate, rows_named
from evacopt.planning.method import FromFlow, FromModel, Proposal, Task
from evacopt.routes.cohorts import merge_groups
from evacopt.routes.eligibility import travel_of
from evacopt.routes.itineraries import Timetable, enumerate_itineraries

if TYPE_CHECKING:
    from evacopt.large.context import Context
    from evacopt.large.flow import Flow
    from evacopt.large.staged_lp import Duals

NAME = "scale"
"""The method on the command line."""


def is_large(instance: Instance, tuning: LargeTuning = TUNING) -> bool:
    """Whether the method is the better choice: there are too many ways to travel for a model of each.

    They are reckoned as groups x flights out of where they are x legs; where these are not too many, it is
    counted how few lead people where they may go. Where only full aircraft may leave the relaxation in seats
    says too little.
    """
    if instance.policy.full_loads:
        return False
    leaving = Counter(flight.origin for flight in instance.schedule if flight.status != "cancelled")
    groups = Counter(instance.groups.origin)
    ways = sum(count * leaving[place] for place, count in groups.items()) * instance.policy.max_legs
    if not tuning.auto_ways <= ways < tuning.counted_ways:
        return ways >= tuning.auto_ways
    return not within_reach(instance, replace(tuning, exact_pairs=tuning.few_pairs))


def within_reach(instance: Instance, tuning: LargeTuning = TUNING) -> bool:
    """Whether the whole model has few enough pairs of a cohort and an itinerary for an engine."""
    timetable = Timetable.of(instance)
    cohorts = merge_groups(timetable, unmerged=rows_named(instance))
    try:
        itineraries = enumerate_itineraries(timetable)
        begin = np.bincount(itineraries.origin, minlength=len(instance.locations)).tolist()
        number = {place.id: row for row, place in enumerate(instance.locations)}
        tries = cohorts.parties.origin.ints(lambda origin: begin[number[origin]])
        if tries.sum() > tuning.exact_tries:
            return False
        return len(travel_of(cohorts, itineraries).cohort) < tuning.exact_pairs
    except UsageError:  # there are more than any model can hold
        return False


class Large:
    """Flow, sorties, boarding, exchange; proposes plans that may break a promise.

    Where time is limited and sorties near the flow leave more behind than the flow does, there is a second
    plan if other sorties make it better.
    """

    def __init__(self, name: str = NAME, reason: str = "", tuning: LargeTuning = TUNING) -> None:
        self.name, self.reason, self.tuning = name, reason, tuning

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`; `start` is passed over. Whoever has boarded when it ends makes a plan."""
        from evacopt.large.method import decide, rescued

        del start
        now, ends = time.monotonic(), max(task.ends, time.monotonic())
        deciding = ends if task.options.time_limit is None else now + (ends - now) * self.tuning.plan_share
        context = _context(task, session, deciding, self.tuning)
        built = task.elapsed()
        try:
            plan, flow = decide(context)
        except (KeyboardInterrupt, Exception) as failure:
            aboard = rescued(context)
            if aboard is None:
                raise
            stopped = isinstance(failure, Exception)
            yield Proposal(
                outcome="stopped" if stopped else "interrupted",
                source=FromFlow(aboard, tuning=self.tuning),
                built=built,
                doubtful=True,
                failure=(phrase("finishing"), failure) if isinstance(failure, Exception) else None,
            )
            return
        limit = task.options.time_limit
        closed = ends if limit is None else ends - self.tuning.closing_share * limit
        source = FromFlow(plan, None if flow is None else _Prices(context, flow, closed), self.tuning)
        first = Proposal(outcome="stopped", source=source, built=built, doubtful=True)
        yield first
        if flow is not None and limit is not None and not task.watch.stop():
            yield from self._again(task, context, flow, first)

    def _again(self, task: Task, context: Context, flow: Flow, first: Proposal) -> Iterator[Proposal]:
        """The plan of other sorties, where the judge finds it better; if it fails, the first one and why."""
        from evacopt.large.method import decide_again

        assert isinstance(first.source, FromFlow)
        known, share = first.source.made, self.tuning.integer_share
        values = _values(task, known)
        if not _left_for_sorties(flow, dict(values), context):
            return
        now = time.monotonic()
        try:
            plan = decide_again(context, flow, now + share * max(context.ends - now, 0.0))
        except Exception as failure:
            yield replace(first, failure=(phrase("searching sorties"), failure))
            return
        if plan is None or verify(task.instance, plan, baseline=task.baseline):
            return
        if _values(task, plan) < values or verify(task.instance, known, baseline=task.baseline):
            yield replace(first, source=replace(first.source, made=plan))


def _values(task: Task, plan: Plan) -> list[tuple[str, int]]:
    """The goals as the judge counts them, in the same order for every plan."""
    return count_goals(task.instance, plan, baseline=task.baseline)


def _left_for_sorties(flow: Flow, values: dict[str, int], context: Context) -> bool:
    """Whether a plan leaves more of a class behind than the flow of parts of sorties, and that is small."""
    lp, tuning = flow.lp, context.tuning
    if not lp.relaxation.sorties or lp.program.columns > tuning.integer_columns:
        return False
    few = max(tuning.behind * context.instance.people, 1)
    return any(values[lp.goals[at][0]] > flow.values.get(at, np.inf) + few for at in lp.classes())


def first_plans(task: Task, session: Session, tuning: LargeTuning = TUNING) -> Iterator[Proposal]:
    """Plans that are soon there at any size, by class whoever finds a seat; `session` is not asked.

    Where the whole model is so small that it is made at once there is another one, of its pairs.
    """
    if not task.instance.policy.full_loads:
        from evacopt.large.method import filled

        plan = filled(_context(task, session, task.ends, tuning))
        yield Proposal(outcome="stopped", source=FromFlow(plan), built=task.elapsed(), doubtful=True)
    if within_reach(task.instance, replace(tuning, exact_pairs=tuning.first_pairs)):
        formulation = formulate(task.instance, baseline=task.baseline)
        built, values = task.elapsed(), start_values(formulation, baseline=task.baseline)
        if values is not None:
            yield Proposal(outcome="stopped", source=FromModel(formulation, values), built=built)


def _context(task: Task, session: Session, ends: float, tuning: LargeTuning) -> Context:
    from evacopt.large.context import Context

    context = Context(task.instance, session, task.options.engine, ends, tell=task.tell_or_end, tuning=tuning)
    if "changes" in task.instance.policy.objectives:
        context.in_force = task.baseline
    return context


class _Prices:
    """The dual prices of a goal, as long as there is time."""

    def __init__(self, context: Context, flow: Flow, ends: float) -> None:
        self._context, self._flow, self._ends = context, flow, ends
        self._goals = [name for name, _ in flow.lp.goals]
        self._known: dict[str, tuple[list[int], Duals]] = {}

    def __call__(self, goal: str, until: float, values: Mapping[str, int], session: Session) -> Duals | None:
        """See `Prices`; with another session than that of the plan, beside it, one thread is enough."""
        from evacopt.large.prices import duals_of

        context = copy(self._context)
        context.ends = min(self._ends, until)
        if session is not context.session:
            context.session, context.options = session, replace(context.options, threads=1)
        if goal not in self._goals:
            return None
        number = self._goals.index(goal)
        held, known = [values[name] for name in self._goals[:number]], self._known.get(goal)
        if time.monotonic() < context.ends and (known is None or self._moved(known[0], held)):
            duals = duals_of(context, self._flow, number, values)
            if duals is not None:
                self._known[goal] = known = held, duals
        return None if known is None else known[1]

    def _moved(self, then: list[int], now: list[int]) -> bool:
        """Whether other prices would be noticeably better."""
        part = self._context.tuning.moved
        return any(abs(one - other) > part * other for one, other in zip(then, now, strict=True))
