"""What was asked, the time that is left of it, and who works on it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from evacopt.domain.instance import Instance
from evacopt.milp.contract import Options
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Progress
from evacopt.robust.result import Risk
from evacopt.robust.tuning import TUNING, RobustTuning
from evacopt.scenarios.draws import Draws
from evacopt.spread.dispatch import in_order
from evacopt.spread.workers import given

T = TypeVar("T")
R = TypeVar("R")
THREADS = 1
"""Of each engine: second stages and samples are what goes side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What was asked, and since when it has been worked on.

    Attributes
    ----------
    scenarios : how many the plan is made from; those of `draws` with the first numbers
    executor : what is spread is done here where it is `None`
    """

    instance: Instance
    draws: Draws
    risk: Risk
    scenarios: int
    seed: int
    executor: Executor | None
    options: SolveOptions
    tuning: RobustTuning = TUNING
    begun: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self.begun

    def until(self, share: float) -> Options:
        """What an engine is told that is to be done by that part of the time limit."""
        limit, engine = self.options.time_limit, replace(self.options.engine, gap=0.0, threads=THREADS)
        return (
            engine if limit is None else replace(engine, time_limit=max(limit * share - self.elapsed(), 0.0))
        )

    def has(self, seconds: float, share: float = 1.0) -> bool:
        """Whether so many are left of that part of the time limit."""
        limit = self.options.time_limit
        return limit is None or limit * share - self.elapsed() >= seconds

    @staticmethod
    def ends(options: Options) -> float:
        """When that is over, by the clock that all processes have."""
        return math.inf if options.time_limit is None else time.time() + options.time_limit

    def tell(self, goal: str, incumbent: float | None, bound: float | None) -> None:
        """Pass news on; raises KeyboardInterrupt where nobody wants it to go any further."""
        value, least = (None if number is None else round(number) for number in (incumbent, bound))
        told = self.options.on_progress
        if told is not None and told(Progress(goal, value, least, self.elapsed())) is False:
            raise KeyboardInterrupt
        self.heed()

    def heed(self) -> None:
        """Raise KeyboardInterrupt where somebody asks to stop."""
        if self.options.should_stop is not None and self.options.should_stop():
            raise KeyboardInterrupt

    def spread(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """What `function` makes of each task, in their order; here, where its worker was lost."""
        if self.executor is None or len(tasks) < 2:
            yield from map(function, tasks)
            return
        for ended in in_order(function, tasks, given(self.executor)):
            yield function(tasks[ended.place]) if ended.lost or ended.value is None else ended.value
