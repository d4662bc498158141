"""How to solve: one record for Python and for the command line, checked once, where it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from evacopt.domain.arguments import LARGEST_SEED, a_number, a_plan, a_whole_number, options_with
from evacopt.domain.plan import Plan
from evacopt.errors import UsageError
from evacopt.milp.contract import Options
from evacopt.planning.result import Progress

OnProgress = Callable[[Progress], object]
"""Called with news; where it gives `False`, nothing further is looked for."""
ShouldStop = Callable[[], bool]
"""Asked every now and then, be there news or not; where it gives true, nothing further is looked for."""


class EngineKeywords(TypedDict, total=False):
    """Those of `SolveKeywords` that are for whatever solves on its way to something else."""

    backend: str
    time_limit: float | None
    threads: int | None
    seed: int


class SolveKeywords(EngineKeywords, total=False):
    """The fields of `SolveOptions`, as keyword arguments of whatever solves."""

    gap: float
    proving: float | None
    start: Plan | None
    on_progress: OnProgress | None
    should_stop: ShouldStop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """How to solve.

    Attributes
    ----------
    backend : name of a backend or a method, or `auto`; several, with commas between them, are compared
    time_limit : seconds for all goals together (of each backend), `None` for no limit
    gap : relative gap at which a goal is good enough, 0 for the best
    threads : threads of the engine, `None` for its own choice
    seed : seed of the engine
    proving : seconds for proving at most, within the limit; `None` for as long again as solving took
    start : a plan to begin with; what of it breaks no rule is never made worse, goal by goal in their order
    on_progress : called with news while solving; `False` ends it
    should_stop : asked every now and then; true ends it

    Raises
    ------
    UsageError
        If one is of the wrong kind or out of range, with what it must be.
    """

    backend: str = "auto"
    time_limit: float | None = 60.0
    gap: float = 0.0
    threads: int | None = None
    seed: int = 0
    proving: float | None = None
    start: Plan | None = None
    on_progress: OnProgress | None = None
    should_stop: ShouldStop | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.backend, str) or not self.backend.strip():
            raise UsageError(f"backend must be a name such as 'auto' or 'highs', got {self.backend!r}"[:300])
        if self.time_limit is not None:
            a_number(self.time_limit, "time_limit", "seconds such as 30, or None for no limit")
        if self.proving is not None:
            a_number(self.proving, "proving", "seconds such as 5, or None")
        if self.start is not None:
            a_plan(self.start, "start")
        a_number(self.gap, "gap", "a number of 0 or more such as 0.01")
        if self.threads is not None:
            a_whole_number(self.threads, "threads", least=1)
        a_whole_number(self.seed, "seed", least=0, most=LARGEST_SEED)
        for name, given in (("on_progress", self.on_progress), ("should_stop", self.should_stop)):
            if given is not None and not callable(given):
                raise UsageError(f"{name} must be a function, got {given!r}"[:300])

    @property
    def engine(self) -> Options:
        """What of it an engine is told."""
        return Options(time_limit=self.time_limit, gap=self.gap, threads=self.threads, seed=self.seed)


def options_of(
    given: SolveOptions | None,
    keywords: EngineKeywords,
    usual: SolveOptions | None = None,
    *,
    of: str,
    known: type[EngineKeywords] = SolveKeywords,
) -> SolveOptions:
    """`given`, or else `usual`, with whatever the keyword arguments of the function `of` say instead.

    Raises
    ------
    TypeError
        If a keyword argument is none of `known`.
    UsageError
        If `given` is no such record, or a keyword argument is of the wrong kind or out of range.
    """
    return options_with(given, usual or SolveOptions(), keywords, known=known, of=of)
