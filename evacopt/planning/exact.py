"""Methods over the whole model: exact, goal by goal; greedy, people in an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evacopt.backends.session import Session
from evacopt.domain.plan import Plan
from evacopt.exact.greedy import solve_in_order, start_values
from evacopt.exact.lexicographic import LexicographicProgram, Staged, counted_at, stages
from evacopt.exact.tuning import TUNING, ExactTuning
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
        """See `Method`; begins with `start`, or else with the plan to compare with."""
        formulation = formulate(task.instance, baseline=task.baseline)
        built, limit = task.elapsed(), task.options.time_limit
        tuning, seconds = self._tuning, self._tuning.start_seconds
        seconds = seconds if limit is None else min(seconds, limit * tuning.start_share)
        values = start_values(formulation, baseline=start or task.baseline, seconds=seconds, tuning=tuning)
        staged: Staged | None = None
        try:
            if values is not None:
                staged = counted_at(formulation.model, values)
                yield self._proposed(formulation, staged, built)
            options = task.left()
            if options.time_limit is not None:
                options = replace(options, time_limit=options.time_limit * tuning.solve_share)
            program = LexicographicProgram.of(formulation, values)
            for staged in stages(program, session, options, task.tell, tuning=tuning):
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
        staged = solve_in_order(formulation, session, task.left(), self.name, on_progress=task.tell)
        yield _proposal(formulation, staged, built)


def _proposal(formulation: Formulation, staged: Staged, built: float) -> Proposal:
    return Proposal(
        outcome=staged.outcome,
        source=FromModel(formulation, staged.values),
        claims=staged.goals,
        built=built,
        detail=staged.detail,
        failure=staged.failure,
    )
