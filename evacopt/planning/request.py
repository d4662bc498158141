"""What was asked of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import ProgressError
from evacopt.milp.contract import Options
from evacopt.planning.options import OnProgress, ShouldStop, SolveOptions
from evacopt.planning.result import Progress

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Watch:
    """Whoever is told how a run goes, and may end it.

    Attributes
    ----------
    ended : whether it is to end; nobody is told of anything then
    failure : what `on_progress` or `should_stop` raised, which ends the run as well
    """

    on_progress: OnProgress | None = None
    should_stop: ShouldStop | None = None
    ended: bool = False
    failure: Exception | None = None

    @classmethod
    def of(cls, options: SolveOptions) -> Watch:
        """Of two functions of the caller's."""
        return cls(on_progress=options.on_progress, should_stop=options.should_stop)

    def tell(self, news: Progress) -> None:
        """Pass news on."""
        if self.on_progress is not None and not self.ended:
            try:
                answer = self.on_progress(news)
                self.ended = isinstance(answer, (bool, np.bool_)) and not answer
            except Exception as failure:  # of whatever kind: it is the caller's, and the plan comes first
                self.ended, self.failure = True, failure

    def stop(self) -> bool:
        """Whether to end now."""
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
class Request:
    """What was asked, and since when it has been worked on."""

    instance: Instance
    options: SolveOptions
    baseline: Plan | None
    watch: Watch
    begun: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self.begun

    def left(self) -> Options:
        """What an engine is told, with the time that is left."""
        engine, limit = self.options.engine, self.options.time_limit
        return engine if limit is None else replace(engine, time_limit=max(limit - self.elapsed(), 0.0))

    def tell(self, goal: str, incumbent: int | None, bound: int | None) -> None:
        """Pass news on to whoever asked for them."""
        self.watch.tell(Progress(goal, incumbent, bound, self.elapsed()))
