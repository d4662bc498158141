"""Other plans that are as good in every goal: for who has to decide by what no goal says.

One after the other, each as far as can be from the plan and from those found before, in people whose way
differs (the greedy choice of a diverse set; Danna and Woodruff, 2009). Goals are rows now, no worse than the
plan has them, and the whole model is solved for the distance; no rule is left out, and the judge counts all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import headed, joined, phrase, plural
from evacopt.domain.plan import GoalResult, GoalTable, Plan
from evacopt.errors import BackendError
from evacopt.exact.lexicographic import LexicographicProgram, stages
from evacopt.improve.regions import Region, values_of
from evacopt.improve.search import better_values
from evacopt.improve.trips import Trips
from evacopt.improve.tuning import TUNING as IMPROVE
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.milp.contract import Options, Program
from evacopt.milp.linear import Label, LinearModel
from evacopt.model.baseline import Baseline
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, cohorts_of, formulated
from evacopt.model.likeness import LIKENESS
from evacopt.planning.compare import compare
from evacopt.planning.kept import Kept
from evacopt.planning.large import within_reach
from evacopt.planning.method import Task
from evacopt.planning.result import Result
from evacopt.reasons.reasons import explained, staying, unserved_of
from evacopt.routes.cohorts import Cohorts
from evacopt.routes.eligibility import Travel, travel_of
from evacopt.routes.itineraries import Timetable, enumerate_itineraries

ENGINE = "highs"
"""The engine that looks for them."""
SHARE = 0.4
"""Part of the time limit that is kept for them."""
USUAL_SECONDS = 5.0
"""Seconds for each, or as long as the plan took, if the limit allows: the most people are moved by then."""
SEARCH_SHARE = 0.85
"""Part of their time for the search; the rest is for the reasons of those who stay."""
WHOLE_SHARE = 0.3
"""Part of the time of one in which the whole model is solved."""
TUNING = replace(IMPROVE, columns_first=400, step_least=1.5, step_most=4.0)
"""Neighbourhoods: many plans are as good, so few columns are enough, but they are hard to tell apart."""
TOO_LARGE = phrase("there are too many ways to travel to look for other plans as good")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far one of the alternatives is from the plan.

    Attributes
    ----------
    people : int
        Whose itinerary, or staying, is another than in the plan.
    flights : int
        With other people aboard than in the plan.
    apart : int
        People whose itinerary, or staying, is another than in the nearest of all others, the plan included.
    """

    people: int
    flights: int
    apart: int


def differences(instance: Instance, plan: Plan, alternatives: tuple[Plan, ...]) -> tuple[Difference, ...]:
    """How each of `alternatives` differs from `plan`."""
    found = list[Difference]()
    for one in alternatives:
        others = [other for other in (plan, *alternatives) if other is not one]
        compared = [compare([(instance, other), (instance, one)]) for other in others]
        moved = [side.plans[-1].changed for side in compared]
        flights = {flight for row in compared[0].groups for flight in row.itinerary}
        found.append(Difference(people=moved[0], flights=len(flights), apart=min(moved)))
    return tuple(found)


def with_alternatives(task: Task, result: Result, number: int) -> Result:
    """`result` with up to `number` other plans, and with why there are no more of them in its message."""
    if result.plan is None or result.status == "interrupted":
        return result
    search, kept = _Search(task, result.plan, number), Kept()
    kept.step(phrase("looking for alternatives"), search.run)
    found = len(search.found)
    others = plural("{count} other plan as good found", "{count} other plans as good found", found)
    message = joined("; ", (result.message, others if found else phrase("no other plans as good found")))
    return replace(
        result,
        status="interrupted" if kept.interrupted else result.status,
        alternatives=tuple(search.found),
        message=headed(message, search.detail) if search.detail else message,
        notes=(*result.notes, *kept.notes),
    )


class _Search:
    """Those found so far; `detail` says why there are no more."""

    def __init__(self, task: Task, plan: Plan, number: int) -> None:
        self._task, self._plan, self._number = task, plan, number
        self.found, self.detail = list[Plan](), ""
        now, limit = time.monotonic(), task.options.time_limit
        usual = max(USUAL_SECONDS * number, task.elapsed())
        self._ends = np.inf if limit is None else min(task.ends, now + usual)
        self._search_ends = np.inf if limit is None else now + SEARCH_SHARE * (self._ends - now)

    def run(self) -> None:
        """Look for one after the other."""
        task = self._task
        if not within_reach(task.instance):
            self.detail = TOO_LARGE
            return
        timetable = Timetable.of(task.instance)
        cohorts, then = cohorts_of(timetable, task.baseline)
        travel = travel_of(cohorts, enumerate_itineraries(timetable))
        with Session(ENGINE, memory=memory_for_a_backend(), stop=task.watch.stop) as session:
            while len(self.found) < self._number and not self.detail:
                self._look(session, travel, then)
        self.found = [self._explained(plan, cohorts) for plan in self.found]

    def _look(self, session: Session, travel: Travel, then: Baseline | None) -> None:
        """Add the one that is farthest from the plan and from those found, or say why there is none."""
        instance, plan = self._task.instance, self._plan
        others = [Baseline.of(instance, other) for other in (plan, *self.found)]
        formulation, options = formulated(travel, then, others=others), self._options()
        trips = Trips.of_plan(plan, travel.cohorts, travel.itineraries)
        start = None if trips is None else values_of(trips, Region.of(formulation), session, options)
        if start is None:
            self.detail = phrase("there was no time for any")
            return
        held = replace(formulation, model=_held(formulation.model, start))
        (likeness,), far = held.model.goals, _Farthest(start)
        try:
            far.search(held, session, options)
        finally:
            if likeness.of(far.values) < likeness.of(start):
                self.found.append(self._judged(formulation, far.values, others[0]))
        if far.values is start:
            self.detail = phrase("time was up")
            if far.claimed:
                self.detail = phrase("{engine} says that there is no other", engine=session.version)

    def _options(self) -> Options:
        """What the engine is told about the next one: an equal share of the time left."""
        left = max(self._search_ends - time.monotonic(), 0.0) / (self._number - len(self.found))
        limit = None if np.isinf(left) else left
        return replace(self._task.options.engine, gap=0.0, threads=1, time_limit=limit)

    def _judged(self, formulation: Formulation, values: Ints, before: Baseline) -> Plan:
        """The plan that `values` stand for, as the judge counts it.

        Raises
        ------
        BackendError
            If it breaks a rule or is worse: then model and judge differ.
        """
        instance, baseline = self._task.instance, self._task.baseline
        as_before = formulation if formulation.baseline else replace(formulation, baseline=before)
        bare = decode(as_before, values)
        goals = _goals(self._plan.goals, count_goals(instance, bare, baseline=baseline))
        plan = replace(bare, goals=goals, unserved=staying(instance, bare), run=self._plan.run)
        broken = [str(violation) for violation in verify(instance, plan, baseline=baseline)]
        pairs = zip(goals, self._plan.goals, strict=True)
        broken += [
            phrase("{goal} is {value}", goal=goal.goal, value=goal.value)
            for goal, held in pairs
            if goal.value > held.value
        ]
        if broken:
            raise BackendError(
                headed(phrase("another plan breaks a rule and is withheld"), joined("; ", broken))
            )
        return plan

    def _explained(self, plan: Plan, cohorts: Cohorts) -> Plan:
        """The plan with the reasons of those who stay, as far as there is time."""
        instance, baseline = self._task.instance, self._task.baseline
        stays = explained(instance, plan, baseline=baseline, cohort_of=cohorts.of, until=self._ends)
        return replace(plan, unserved=unserved_of(stays))


@dataclass
class _Farthest:
    """Values of a model that are farther and farther; `claimed` is whether the engine says that none is."""

    values: Ints
    claimed: bool = False

    def search(self, held: Formulation, session: Session, options: Options) -> None:
        """The whole model; if there is a time limit, only in part of it, and neighbourhoods after that."""
        limit = options.time_limit
        ends = np.inf if limit is None else time.monotonic() + limit
        self._search_whole(held, session, replace(options, time_limit=limit and limit * WHOLE_SHARE))
        if limit is not None and not self.claimed:
            near = better_values(held, self.values, session, options, ends=ends, tuning=TUNING)
            for values in near:
                self.values = values

    def _search_whole(self, held: Formulation, session: Session, options: Options) -> None:
        *_, staged = stages(LexicographicProgram.of(held, self.values), session, options)
        assert staged.values is not None
        if staged.goals[0].value < held.model.goals[0].of(self.values):
            self.values = staged.values
        self.claimed = staged.goals[0].grade == "claimed"
        if staged.failure is not None:
            raise staged.failure[1]
        if staged.outcome == "interrupted":
            raise KeyboardInterrupt


def _held(model: LinearModel, values: Ints) -> LinearModel:
    """The model with every goal but the likeness as a row: no worse than `values` have it."""
    *goals, likeness = model.goals
    program = Program.of(model, likeness, fixed_goals=[(goal, goal.of(values)) for goal in goals])
    counting = Label("goal", LIKENESS)
    labels = [counting if label.rule == "goal" else label for label in model.labels]
    return replace(
        model,
        matrix=program.matrix,
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        labels=(*labels, *[counting] * len(goals)),
        goals=(likeness,),
    )


def _goals(plan: GoalTable, counted: list[tuple[str, int]]) -> GoalTable:
    """What is known of the plan's goals is known of one that has the same values, and up to where it has."""
    goals, same = list[GoalResult](), True
    for goal, (name, value) in zip(plan, counted, strict=True):
        known = goal if same else GoalResult(name, value, None, "feasible")
        same = same and value == goal.value
        goals.append(known if value == known.value else GoalResult(name, value, None, "feasible"))
    return GoalTable(tuple(goals))
