"""How plans come about: methods propose, and one place judges.

A *method* (exact, large, greedy) is asked for proposals: plans as it finds them, each no worse than the last
by the goals in their order. It neither judges nor proves nor explains, and writes nothing: with a plan it
hands out what that takes, and `evacopt.planning.run` does it for all methods alike. Whoever asks stops by
asking no more, and `Task.watch` ends the engine's work as Ctrl-C does; what a method has by then it proposes.
The improvement alone asks the judge as well, whether its start keeps every rule and what its goals come to.
(Where a limit cuts a goal short, the exact method's last proposal may be worse in a goal after that one:
`evacopt.planning.incumbent` keeps the better one.)

A method keeps nothing between two calls and works with the session that it is given. So one may start from
the plan of another, and two may run side by side with a session each, while who asks takes the better plan.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, Plan
from evacopt.errors import ProgressError
from evacopt.exact.lexicographic import Outcome
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.milp.contract import Options
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation
from evacopt.planning.options import OnProgress, ShouldStop, SolveOptions
from evacopt.planning.result import Progress

if TYPE_CHECKING:
    from evacopt.large.staged_lp import Duals

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Watch:
    """Whoever is told how a run goes, and may end it.

    Attributes
    ----------
    ended : whether it is to end; nobody is told of anything then
    failure : what `on_progress` or `should_stop` raised, which ends the run as well
    waiting : news of another thread; the thread that the caller's functions belong to passes them on
    """

    on_progress: OnProgress | None = None
    should_stop: ShouldStop | None = None
    ended: bool = False
    failure: Exception | None = None
    waiting: SimpleQueue[Progress] = field(default_factory=SimpleQueue)
    _last: float = 0.0

    @classmethod
    def of(cls, options: SolveOptions) -> Watch:
        """Of two functions of the caller's."""
        return cls(on_progress=options.on_progress, should_stop=options.should_stop)

    def tell(self, news: Progress) -> None:
        """Pass news on, after those that wait; their seconds never fall."""
        while not self.waiting.empty():
            self._pass_on(self.waiting.get())
        self._pass_on(news)

    def _pass_on(self, news: Progress) -> None:
        self._last = max(self._last, news.seconds)
        news = replace(news, seconds=self._last)
        if self.on_progress is not None and not self.ended:
            try:
                answer = self.on_progress(news)
                self.ended = isinstance(answer, (bool, np.bool_)) and not answer
            except Exception as failure:  # of whatever kind: it is the caller's, and the plan comes first
                self.ended, self.failure = True, failure

    def stop(self) -> bool:
        """Whether to end now."""
        while not self.waiting.empty():
            self._pass_on(self.waiting.get())
        if self.should_stop is not None and not self.ended:
            try:
                self.ended = bool(self.should_stop())
            except Exception as failure:
                self.ended, self.failure = True, failure
        return self.ended

    def answered(self, outcome: T) -> T:
        """`outcome`, for the caller.

        Raises
        ------
        ProgressError
            With the outcome, if it was an exception of the caller's own that ended the run.
        """
        if self.failure is None:
            return outcome
        kind = type(self.failure).__name__
        text = f"the run was ended by {kind} in on_progress or should_stop: {self.failure}"
        raise ProgressError(text, outcome) from self.failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What was asked, and since when it has been worked on."""

    instance: Instance
    options: SolveOptions
    baseline: Plan | None
    watch: Watch
    begun: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self.begun

    @property
    def ends(self) -> float:
        """The `time.monotonic()` of the limit; infinite where there is none."""
        return np.inf if self.options.time_limit is None else self.begun + self.options.time_limit

    def left(self) -> Options:
        """What an engine is told, with the time that is left."""
        engine, limit = self.options.engine, self.options.time_limit
        return engine if limit is None else replace(engine, time_limit=max(limit - self.elapsed(), 0.0))

    def tell(self, goal: str, incumbent: int | None, bound: int | None) -> None:
        """Pass news on to whoever asked for them."""
        self.watch.tell(Progress(goal, incumbent, bound, self.elapsed()))

    def tell_or_end(self, goal: str, incumbent: int | None, bound: int | None) -> None:
        """Pass news on; raises KeyboardInterrupt where nobody wants it to go any further."""
        self.tell(goal, incumbent, bound)
        if self.watch.stop():
            raise KeyboardInterrupt


@dataclass(frozen=True, eq=False)
class FromModel:
    """A point of the whole model; reasons come from its rows. `values` are `None` where there is no plan."""

    formulation: Formulation
    values: Ints | None

    def plan(self) -> Plan | None:
        """The plan that the values mean, without goals and reasons."""
        return None if self.values is None else decode(self.formulation, self.values)


class Prices(Protocol):
    """The dual prices of a relaxation."""

    def __call__(self, goal: str, until: float, values: Mapping[str, int], session: Session) -> Duals | None:
        """Those of a goal, the goals before it held at `values` by name.

        `None` where they are not known and `session` does not give them before `until`.
        """


@dataclass(frozen=True, eq=False)
class FromFlow:
    """A plan near the relaxation of a flow.

    Attributes
    ----------
    prices : gives the dual prices of the relaxation of each goal, as far as there are any
    tuning : how far it is looked at why groups stay
    """

    made: Plan
    prices: Prices | None = None
    tuning: LargeTuning = TUNING

    def plan(self) -> Plan:
        """The plan, without goals and reasons."""
        return self.made


@dataclass(frozen=True, eq=False, kw_only=True)
class Proposal:
    """A plan, or the news that there is none, as a method has it.

    Attributes
    ----------
    outcome : how far the method has come
    source : what the plan comes from
    claims : what the engine claims of each goal, in order; empty where it claims nothing
    built : seconds after which the method had its model
    detail : the engine's word about what was not completed
    doubtful : whether it may break a rule: where the judge says so there is no plan, and no fault
    failure : the step that failed and ended the work, and how
    """

    outcome: Outcome
    source: FromModel | FromFlow
    claims: tuple[GoalResult, ...] = ()
    built: float
    detail: str = ""
    doubtful: bool = False
    failure: tuple[str, Exception] | None = None

    @property
    def empty(self) -> bool:
        """Whether there is no plan in it."""
        return isinstance(self.source, FromModel) and self.source.values is None


class Method(Protocol):
    """A way to plans.

    Attributes
    ----------
    name : what it is called on the command line, and the engine that a session for it is begun with
    reason : why it was picked; blank where it was named
    """

    name: str
    reason: str

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """Plans, each no worse than the last; at the end, if there was none, why.

        Parameters
        ----------
        start : a plan that keeps every rule to begin with, as far as the method can use one
        """
