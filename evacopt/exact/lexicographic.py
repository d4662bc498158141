"""Lexicographic optimisation: each goal is solved, fixed at the value it reached, and the next solved on top.

Nothing is weighed against anything: a fixed goal is a row `goal <= value`, exact in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evacopt.backends.best import Best
from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.domain.plan import GoalResult
from evacopt.errors import BackendError
from evacopt.exact.aggregation import aggregated
from evacopt.exact.relax_and_fix import NO_TIME, departures
from evacopt.exact.search import searched
from evacopt.exact.tuning import TUNING, ExactTuning
from evacopt.milp.clock import Clock
from evacopt.milp.contract import BackendResult, Event, Options, Program, Termination
from evacopt.milp.linear import Goal, LinearModel
from evacopt.model.formulation import Formulation

NOTHING = Goal("any plan", np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
"""What is sought where no goal counts anything: without groups the policy's goals may have no levels."""

Outcome = Literal["solved", "stopped", "interrupted", "no_plan", "infeasible"]
OnProgress = Callable[[str, int | None, int | None], None]
"""Called with the goal's name, the incumbent and the bound."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LexicographicProgram:
    """Goals over one linear model, to be minimised in their order.

    Attributes
    ----------
    start : values that keep every row, to start from
    complete : sets the columns that only count goals, for a goal is solved without the rows of later ones
    decisions : columns that decide the others, shape (columns,); where given, a goal that its relaxation
        settles is not searched
    least : what the first goal cannot go below, as far as is known
    departs : when those of a column leave, as `departures` has it
    """

    model: LinearModel
    start: Ints | None = None
    complete: Callable[[Ints], Ints] = lambda values: values
    decisions: Mask | None = None
    least: int | None = None
    departs: Ints | None = None

    @classmethod
    def of(cls, formulation: Formulation, start: Ints | None) -> LexicographicProgram:
        """Of the model of an instance."""
        complete, decisions = formulation.completed, ~formulation.helpers
        return cls(
            model=formulation.model,
            start=start,
            complete=complete,
            decisions=decisions,
            departs=departures(formulation),
        )


@dataclass(frozen=True, eq=False)
class Staged:
    """What the stages reached.

    Attributes
    ----------
    values : int64 array, shape (columns,), or None where no plan was found
    goals : one for each goal, in order, as far as a value is known
    detail : the engine's word about the last stage that was not completed
    failure : what was being done when something went wrong, and what; the values are those before it
    """

    outcome: Outcome
    values: Ints | None
    goals: tuple[GoalResult, ...]
    detail: str = ""
    failure: tuple[str, Exception] | None = None


def counted_at(model: LinearModel, values: Ints) -> Staged:
    """What there is where nothing was solved yet: the goals as they are counted at `values`."""
    goals = tuple(GoalResult(goal.name, goal.of(values), None, "feasible") for goal in model.goals)
    return Staged("stopped", values, goals)


def stages(
    program: LexicographicProgram,
    session: Session,
    options: Options,
    on_progress: OnProgress | None = None,
    *,
    tuning: ExactTuning = TUNING,
) -> Iterator[Staged]:
    """Minimise the goals in order within `options.time_limit` seconds in all; what is known after each.

    What is worse than the start, or than what was known before, in a goal still to come is held back until
    the end; there it may be if a limit cut the search for that goal short.
    Ctrl-C, and once values are known whatever goes wrong, ends it with the values so far.

    Raises
    ------
    BackendError
        If the engine is missing, fails, or says what cannot be.
    """
    run = _Stages(program, session, options, on_progress, tuning)
    best = None if program.start is None else [goal.of(program.start) for goal in program.model.goals]
    try:
        for number in range(len(run.goals)):
            result = run.solve(number)
            stop = session.stop()
            if stop or result is None or result.values is None or result.termination == "interrupted":
                stopped: Termination = "error" if result is None else result.termination
                run.stops.append("interrupted" if stop else stopped)
                break
            staged = run.staged("stopped")
            reached = [goal.value for goal in staged.goals]
            if number < len(run.goals) - 1 and (best is None or reached <= best):
                best = reached
                yield staged
    except KeyboardInterrupt:  # between two goals
        run.stops.append("interrupted")
    yield _without_plan(run.last) if run.values is None else run.staged(_outcome(run.stops))


def seat_rows(rules: LinearModel) -> Ints:
    """The rows that say how many seats there are."""
    return np.flatnonzero([label.rule == "seats" for label in rules.labels])


class _Stages:
    """The stages so far: values, what each goal reached, how each ended, and the last result."""

    def __init__(
        self,
        program: LexicographicProgram,
        session: Session,
        options: Options,
        on_progress: OnProgress | None,
        tuning: ExactTuning,
    ) -> None:
        self._program, self._session, self._options = program, session, options
        self._tell, self._tuning, self._clock = on_progress, tuning, Clock(options.time_limit)
        self.goals, self.values = program.model.goals or (NOTHING,), program.start
        self.done, self.stops, self.detail = list[GoalResult](), list[Termination](), ""
        self.last = BackendResult(termination="interrupted", status="unknown")
        self.failure: tuple[str, Exception] | None = None

    def staged(self, outcome: Outcome) -> Staged:
        """What they reached; goals that were not solved are counted."""
        assert self.values is not None
        left = self.goals[len(self.done) :]
        counted = [GoalResult(goal.name, goal.of(self.values), None, "feasible") for goal in left]
        goals = tuple([*self.done, *counted][: len(self._program.model.goals)])
        return Staged(outcome, self.values, goals, self.detail, self.failure)

    def solve(self, number: int) -> BackendResult | None:
        """Solve a goal with those before it fixed, and take in the result; `None` where that failed."""
        goal = self.goals[number]
        rules = self._program.model.for_goals([earlier.name for earlier in self.goals[: number + 1]])
        fixed = [(earlier, result.value) for earlier, result in zip(self.goals, self.done, strict=False)]
        asked = Program.of(rules, goal, fixed_goals=fixed, start=self.values)
        share = 1.0 if number == len(self.goals) - 1 else self._tuning.goal_share
        try:
            result = self._solved(asked, rules, self._clock.part(self._options, share))
            if result.values is not None:
                values = self._program.complete(result.values)
                self.done, self.values = [*self.done, _reached(asked, result, values)], values
                self.stops.append(result.termination)
                self.detail = self.detail if result.termination == "completed" else result.detail
        except BackendError:
            raise
        except Exception as failure:
            if self.values is None:
                raise
            self.failure = f"solving {goal.name}", failure
            return None
        self.last = result
        return result

    def _solved(self, program: Program, rules: LinearModel, options: Options) -> BackendResult:
        """The result of one goal; flights that differ in seats alone are one flight meanwhile.

        Raises
        ------
        BackendError
            If the engine fails.
        """
        decisions = self._program.decisions
        aggregate = None if decisions is None else aggregated(program, seat_rows(rules), decisions)
        if aggregate is None:
            result = self._asked(program, decisions, options, None, seat_rows(rules))
        else:
            departs = np.full(aggregate.program.columns, NO_TIME)
            departs[aggregate.column] = NO_TIME if self._program.departs is None else self._program.departs
            smaller = self._asked(aggregate.program, aggregate.decisions, options, departs)
            result = aggregate.disaggregated(smaller)
        if result.termination == "error" and result.values is None:
            name = program.goal.name
            raise BackendError(f"{self._session.version} failed on goal {name}: {result.detail}")
        return result

    def _asked(
        self,
        program: Program,
        decisions: Mask | None,
        options: Options,
        departs: Ints | None,
        seats: Ints | None = None,
    ) -> BackendResult:
        """Where the start is as good as the bounds of the columns allow, nobody needs to be asked."""
        goal, start, tell = program.goal, program.start, self._tell
        least = goal.least(program.lower, program.upper)
        if not self.done and self._program.least is not None:
            least = max(least, self._program.least)
        if start is not None and goal.of(start) == least and program.holds(start):
            result = BackendResult(termination="completed", status="optimal", values=start, bound=least)
        elif not program.columns:
            result = _without_columns(program)
        else:
            best = Best(program)

            def hear(event: Event) -> None:
                best.hear(event)
                if tell is not None:
                    tell(goal.name, None if event.values is None else goal.of(event.values), event.bound)

            try:
                result = searched(
                    program,
                    self._session,
                    options,
                    hear,
                    decisions=decisions,
                    departs=departs,
                    seats=seats,
                    tuning=self._tuning,
                )
            except KeyboardInterrupt:  # between two questions
                result = best.answer(stopped="interrupted")
        if tell is not None and result.values is not None:
            tell(goal.name, goal.of(result.values), _bound(goal, result, least))
        return result


def _without_columns(program: Program) -> BackendResult:
    nothing = np.zeros(0, dtype=np.int64)
    if not program.holds(nothing):
        return BackendResult(termination="completed", status="infeasible")
    bound = program.goal.offset
    return BackendResult(termination="completed", status="optimal", values=nothing, bound=bound)


def _reached(program: Program, result: BackendResult, values: Ints) -> GoalResult:
    """What the goal reached; a bound above the value would be a lie and is cut."""
    goal = program.goal
    value = goal.of(values)
    bound = min(_bound(goal, result, goal.least(program.lower, program.upper)), value)
    claimed = result.status == "optimal" and bound == value
    return GoalResult(goal.name, value, bound, "claimed" if claimed else "feasible")


def _bound(goal: Goal, result: BackendResult, least: int) -> int:
    """The best of what the engine claims and what the columns allow."""
    return least if result.bound is None else max(least, result.bound)


def _without_plan(result: BackendResult) -> Staged:
    outcome: Outcome = "no_plan"
    if result.status == "infeasible":
        outcome = "infeasible"
    elif result.termination == "interrupted":
        outcome = "interrupted"
    return Staged(outcome, None, (), result.detail)


def _outcome(stops: Sequence[Termination]) -> Outcome:
    if "interrupted" in stops:
        return "interrupted"
    return "solved" if set(stops) == {"completed"} else "stopped"
