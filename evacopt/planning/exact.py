"""Methods over the whole model: exact, goal by goal; greedy, people in an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.plan import Plan
from evacopt.exact.full_loads import better_full_loads
from evacopt.exact.greedy import better, solve_in_order, start_values
from evacopt.exact.lexicographic import LexicographicProgram, Staged, counted_at, stages
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.contract import Options
from evacopt.model.formulation import Formulation, formulate
from evacopt.planning.method import FromModel, Proposal, Task


class Exact:
    """Goal by goal from a first plan; proposes that plan, then what is known after each goal.

    Parameters
    ----------
    claims : whether it may claim a goal; else what is not proven is feasible
    """

    def __init__(
        self, name: str, reason: str = "", *, claims: bool = True, tuning: ExactTuning = TUNING
    ) -> None:
        self.name, self.reason, self._claims, self._tuning = name, reason, claims, tuning

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`; begins with `start` or better, or else with the plan to compare with."""
        formulation = formulate(task.instance, baseline=task.baseline)
        built, limit = task.elapsed(), task.options.time_limit
        tuning, seconds = self._tuning, self._tuning.start_seconds
        seconds = seconds if limit is None else min(seconds, limit * tuning.start_share)
        values = start_values(formulation, baseline=start or task.baseline, seconds=seconds, tuning=tuning)
        staged: Staged | None = None
        try:
            if start is not None:
                in_time = replace(task.left(), time_limit=seconds)
                values = better(formulation, _values_of(formulation, start, session, in_time), values)
            if values is not None:
                staged = counted_at(formulation.model, values)
                yield self._proposed(formulation, staged, built)
            least, options = None, _part(task, tuning.solve_share)
            if values is not None:
                for found in better_full_loads(formulation, values, session, options, tuning):
                    values, least = found
                    staged = counted_at(formulation.model, values)
                    yield self._proposed(formulation, staged, built)
            program = replace(LexicographicProgram.of(formulation, values), least=least)
            for last in stages(program, session, _part(task, tuning.solve_share), task.tell, tuning=tuning):
                staged = _no_worse(last, staged)
                yield self._proposed(formulation, staged, built)
        except KeyboardInterrupt:
            if values is not None:
                staged = staged or counted_at(formulation.model, values)
            if staged is None:
                raise
            yield self._proposed(formulation, replace(staged, outcome="interrupted"), built)

    def _proposed(self, formulation: Formulation, staged: Staged, built: float) -> Proposal:
        claims = staged.goals
        if not self._claims:
            claims = tuple(replace(goal, grade="feasible") for goal in claims)
        return _proposal(formulation, replace(staged, goals=claims), built)


class Greedy:
    """People in the order of a cell without a solver: one plan, of which nothing is claimed."""

    def __init__(self, name: str, reason: str = "") -> None:
        self.name, self.reason = name, reason

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`; `start` is of no use."""
        del start
        formulation = formulate(task.instance, baseline=task.baseline, by_registration=True)
        built = task.elapsed()
        staged = solve_in_order(
            formulation,
            session,
            task.left(),
            self.name,
            baseline=task.baseline,
            on_progress=task.tell,
        )
        yield _proposal(formulation, staged, built)


def _values_of(formulation: Formulation, plan: Plan, session: Session, options: Options) -> Ints | None:
    """The values that stand for `plan`, which keeps every rule; `None` where none are found in time."""
    from evacopt.improve.regions import Region, values_of
    from evacopt.improve.trips import Trips

    trips = Trips.of_plan(plan, formulation.travel.cohorts, formulation.travel.itineraries)
    return None if trips is None else values_of(trips, Region.of(formulation), session, options)


def _no_worse(last: Staged, best: Staged | None) -> Staged:
    """`last`, or in its place `best`, which was known before, where a limit made a goal after that worse."""
    if best is None or best.values is None or last.values is None:
        return last
    if [goal.value for goal in last.goals] <= [goal.value for goal in best.goals]:
        return last
    return replace(best, outcome=last.outcome, detail=last.detail, failure=last.failure)


def _part(task: Task, share: float) -> Options:
    """What an engine is told, with that share of the time left."""
    options = task.left()
    if options.time_limit is None:
        return options
    return replace(options, time_limit=options.time_limit * share)


def _proposal(formulation: Formulation, staged: Staged, built: float) -> Proposal:
    return Proposal(
        outcome=staged.outcome,
        source=FromModel(formulation, staged.values),
        claims=staged.goals,
        built=built,
        detail=staged.detail,
        failure=staged.failure,
    )
