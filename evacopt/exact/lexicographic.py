"""Goals in order: each is solved, held at the value it reached, and the next one solved on top.

Nothing is weighed against anything: a goal held is a row `goal <= value`, exact in integers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from evacopt.backends.best import Best
from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.plan import GoalResult
from evacopt.errors import BackendError
from evacopt.exact.aggregation import aggregated
from evacopt.exact.kept import Kept
from evacopt.exact.neighbourhood_search import neighbourhood_search
from evacopt.exact.rens import rens
from evacopt.milp.contract import BackendResult, Event, Options, Program, Termination
from evacopt.milp.linear import Goal, LinearModel

SHARE_OF_TIME = 0.6
"""The part of the time left that a goal may take while others wait."""
SEARCHED, SEARCHED_TO_FILL = 0.6, 0.5
"""The parts of a goal's time left, after its relaxation, for the whole program; the rest is for its best.
Where sorties are to be filled, small programs find more."""
NOTHING = Goal("any plan", np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
"""What is sought where no goal counts anything: without groups the policy's goals may have no levels."""

Outcome = Literal["solved", "stopped", "interrupted", "no_plan", "infeasible"]
OnProgress = Callable[[str, int | None, int | None], None]
"""Called with the goal's name, the incumbent and the bound."""


@dataclass(frozen=True, eq=False)
class Staged:
    """What the stages reached.

    Attributes
    ----------
    values : int64 array, shape (columns,), or None where no plan was found
    goals : one for each goal, in order, as far as a value is known
    detail : the engine's word about the last stage that was not completed
    """

    outcome: Outcome
    values: Ints | None
    goals: tuple[GoalResult, ...]
    detail: str = ""


def solve_stages(
    model: LinearModel,
    session: Session,
    options: Options,
    *,
    start: Ints | None = None,
    complete: Callable[[Ints], Ints] = lambda values: values,
    decisions: Mask | None = None,
    on_progress: OnProgress | None = None,
    kept: Kept | None = None,
) -> Staged:
    """Minimise the goals of `model` in order within `options.time_limit` seconds in all.

    Ctrl-C, and once values are known whatever goes wrong, ends it with the values so far.

    Parameters
    ----------
    start : values that keep every row, to start from.
    complete : sets the columns that only count goals, for a goal is solved without the rows of later ones.
    decisions : columns that decide the others, shape (columns,); where given, a goal that its relaxation
        settles is not searched.
    kept : notes what went wrong.

    Raises
    ------
    BackendError
        If the engine is missing, fails, or says what cannot be.
    """
    stages = _Stages(
        model, session, options, start, complete=complete, decisions=decisions, on_progress=on_progress
    )
    kept, solved = kept or Kept(), None
    try:
        solved = stages.run(kept)
    except KeyboardInterrupt:  # between two goals
        stages.stops.append("interrupted")
    if stages.values is None:
        return _without_plan(solved or BackendResult(termination="interrupted", status="unknown"))
    return stages.staged()


def interrupted_at(model: LinearModel, start: Ints) -> Staged:
    """What there is where nothing was solved before it was interrupted."""
    goals = tuple(GoalResult(goal.name, goal.of(start), None, "feasible") for goal in model.goals)
    return Staged("interrupted", start, goals)


class _Stages:
    """The stages so far: values, what each goal reached, and how each ended."""

    def __init__(
        self,
        model: LinearModel,
        session: Session,
        options: Options,
        start: Ints | None,
        *,
        complete: Callable[[Ints], Ints],
        decisions: Mask | None,
        on_progress: OnProgress | None,
    ) -> None:
        self._model, self._session, self._options, self._complete = model, session, options, complete
        self._decisions, self._on_progress = decisions, on_progress
        self._clock = _Clock(options.time_limit)
        self.goals = model.goals or (NOTHING,)
        self.values, self.done, self.stops, self.detail = start, list[GoalResult](), list[Termination](), ""

    def run(self, kept: Kept) -> BackendResult | None:
        """Goal by goal, until one ends without values; gives the answer to the last, `None` if it failed."""
        solved: BackendResult | None = None
        for number, goal in enumerate(self.goals):
            refusals = (BackendError,) if self.values is not None else (Exception,)
            solved = kept.step(f"solving {goal.name}", partial(self.solve, number), refusals=refusals)
            stop = kept.interrupted or self._session.stop()
            if solved is None or solved.values is None or solved.termination == "interrupted" or stop:
                stopped: Termination = "error" if solved is None else solved.termination
                self.stops.append("interrupted" if stop else stopped)
                break
        return solved

    def solve(self, number: int) -> BackendResult:
        """Solve a goal with those before it held, and take in its answer."""
        goal, session, decisions = self.goals[number], self._session, self._decisions
        held = [(earlier, result.value) for earlier, result in zip(self.goals, self.done, strict=False)]
        rules = self._model.for_goals([earlier.name for earlier in self.goals[: number + 1]])
        program = program_of(rules, goal, held=held, start=self.values)
        mine = self._clock.options(self._options, len(self.goals) - number)
        tell = self._on_progress
        aggregate = None if decisions is None else aggregated(program, seat_rows(rules), decisions)
        if aggregate is None:
            answer = _solve_goal(program, session, mine, decisions, tell)
        else:
            smaller = _solve_goal(aggregate.program, session, mine, aggregate.decisions, tell, to_fill=True)
            answer = aggregate.disaggregated(smaller)
        if answer.termination == "error" and answer.values is None:
            raise BackendError(f"{session.version} failed on goal {goal.name}: {answer.detail}")
        if answer.values is not None:
            values = self._complete(answer.values)
            result = _result(program, answer, values)
            self.values, self.done, self.stops = (
                values,
                [*self.done, result],
                [*self.stops, answer.termination],
            )
            self.detail = self.detail if answer.termination == "completed" else answer.detail
        return answer

    def staged(self) -> Staged:
        """What they reached; goals that were not solved are counted."""
        assert self.values is not None
        left = self.goals[len(self.done) :]
        counted = [GoalResult(goal.name, goal.of(self.values), None, "feasible") for goal in left]
        goals = tuple([*self.done, *counted][: len(self._model.goals)])
        return Staged(_outcome(self.stops), self.values, goals, self.detail)


def seat_rows(rules: LinearModel) -> Ints:
    """The rows that say how many seats there are."""
    return np.flatnonzero([label.rule == "seats" for label in rules.labels])


class _Clock:
    """Shares the time left among the goals that are left."""

    def __init__(self, limit: float | None) -> None:
        self._ends = None if limit is None else time.monotonic() + limit

    def options(self, options: Options, goals_left: int) -> Options:
        return self.part(options, 1.0 if goals_left == 1 else SHARE_OF_TIME)

    def part(self, options: Options, share: float) -> Options:
        """`options` with that share of the time left."""
        if self._ends is None:
            return options
        return replace(options, time_limit=max(self._ends - time.monotonic(), 0.0) * share)


def program_of(
    model: LinearModel,
    goal: Goal,
    *,
    held: Sequence[tuple[Goal, int]] = (),
    start: Ints | None = None,
) -> Program:
    """The program that minimises `goal` over `model` with the goals of `held` no worse than their values."""
    return Program(
        lower=model.lower,
        upper=model.upper,
        rules=model.matrix,
        rules_lower=model.row_lower,
        rules_upper=model.row_upper,
        goal=goal,
        fixed_goals=tuple(held),
        start=start,
    )


def _solve_goal(
    program: Program,
    session: Session,
    options: Options,
    decisions: Mask | None,
    on_progress: OnProgress | None,
    *,
    to_fill: bool = False,
) -> BackendResult:
    """One goal; where the start is as good as the bounds of the columns allow, nobody needs to be asked."""
    goal = program.goal
    least = goal.least(program.lower, program.upper)
    if program.start is not None and goal.of(program.start) == least and program.holds(program.start):
        answer = BackendResult(termination="completed", status="optimal", values=program.start, bound=least)
    elif not program.columns:
        answer = _without_columns(program)
    else:
        known = _Known(program, on_progress)
        try:
            answer = _search(program, session, options, decisions, to_fill=to_fill, tell=known.tell)
        except KeyboardInterrupt:
            answer = known.answer()
    if on_progress is not None and answer.values is not None:
        on_progress(goal.name, goal.of(answer.values), _bound(goal, answer, least))
    return answer


def _search(
    program: Program,
    session: Session,
    options: Options,
    decisions: Mask | None,
    *,
    to_fill: bool,
    tell: Callable[[Event], None],
) -> BackendResult:
    """The relaxation first, where decisions are known; then the whole program; then what is near its best."""
    clock = _Clock(options.time_limit)
    if decisions is None:
        return session.solve(program, options, tell)
    settled, program = rens(program, session, options, decisions, to_fill=to_fill)
    if settled is not None:
        return settled
    can = session.capabilities_within(0.0)
    polished = can is not None and can.duals and not options.gap
    share = (SEARCHED_TO_FILL if to_fill else SEARCHED) if polished else 1.0
    answer = session.solve(program, clock.part(options, share), tell)
    if not polished or answer.termination != "time" or answer.values is None or answer.bound is None:
        return answer
    program = replace(program, start=answer.values)
    return neighbourhood_search(program, session, clock.part(options, 1.0), bound=answer.bound, report=tell)


def _without_columns(program: Program) -> BackendResult:
    nothing = np.zeros(0, dtype=np.int64)
    if program.holds(nothing):
        return BackendResult(
            termination="completed", status="optimal", values=nothing, bound=program.goal.offset
        )
    return BackendResult(termination="completed", status="infeasible")


class _Known:
    """The best values of a goal that were told of, for where Ctrl-C falls between two questions."""

    def __init__(self, program: Program, on_progress: OnProgress | None) -> None:
        self._best = Best(program)
        self._goal, self._on_progress = program.goal, on_progress

    def tell(self, event: Event) -> None:
        """Take in news, and pass them on."""
        self._best.hear(event)
        if self._on_progress is not None:
            value = None if event.values is None else self._goal.of(event.values)
            self._on_progress(self._goal.name, value, event.bound)

    def answer(self) -> BackendResult:
        """The best so far."""
        return self._best.answer(stopped="interrupted")


def _result(program: Program, answer: BackendResult, values: Ints) -> GoalResult:
    """What the goal reached; a bound above the value would be a lie and is cut."""
    goal = program.goal
    value = goal.of(values)
    bound = min(_bound(goal, answer, goal.least(program.lower, program.upper)), value)
    claimed = answer.status == "optimal" and bound == value
    return GoalResult(goal.name, value, bound, "claimed" if claimed else "feasible")


def _bound(goal: Goal, answer: BackendResult, least: int) -> int:
    """The best of what the engine claims and what the columns allow."""
    return least if answer.bound is None else max(least, answer.bound)


def _without_plan(answer: BackendResult) -> Staged:
    outcome: Outcome = "no_plan"
    if answer.status == "infeasible":
        outcome = "infeasible"
    elif answer.termination == "interrupted":
        outcome = "interrupted"
    return Staged(outcome, None, (), answer.detail)


def _outcome(stops: Sequence[Termination]) -> Outcome:
    if "interrupted" in stops:
        return "interrupted"
    return "solved" if set(stops) == {"completed"} else "stopped"
