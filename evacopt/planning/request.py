"""What was asked of a run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import ProgressError, UsageError
from evacopt.milp.contract import Options
from evacopt.planning.result import Progress

OnProgress = Callable[[Progress], object]
"""Called with news; where it gives `False`, nothing further is looked for."""
ShouldStop = Callable[[], bool]
"""Asked every now and then, be there news or not; where it gives true, nothing further is looked for."""
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
    def of(cls, on_progress: OnProgress | None, should_stop: ShouldStop | None) -> Watch:
        """Of two functions of the caller's.

        Raises
        ------
        UsageError
            If one cannot be called.
        """
        for name, given in (("on_progress", on_progress), ("should_stop", should_stop)):
            if given is not None and not callable(given):
                raise UsageError(f"{name} must be a function, got {given!r}"[:300])
        return cls(on_progress=on_progress, should_stop=should_stop)

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
    options: Options
    baseline: Plan | None
    watch: Watch
    proving: float | None = None
    begun: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self.begun

    def left(self) -> Options:
        """The options with the time that is left."""
        limit = self.options.time_limit
        return (
            self.options
            if limit is None
            else replace(self.options, time_limit=max(limit - self.elapsed(), 0.0))
        )

    def tell(self, goal: str, incumbent: int | None, bound: int | None) -> None:
        """Pass news on to whoever asked for them."""
        self.watch.tell(Progress(goal, incumbent, bound, self.elapsed()))
