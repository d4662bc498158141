"""HiGHS without a child process, for tests that solve a small instance hundreds of times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import highspy
import pytest

from evacopt.backends.best import Best
from evacopt.backends.highs import HighsBackend
from evacopt.milp.contract import BackendResult, Capabilities, Event, Options, Program
from evacopt.planning import beside, certify, infeasible, plans, run

MODULES = (beside, certify, infeasible, plans, run)
"""Where sessions are begun."""


class InProcess:
    """Stands where a `Session` does, and stops where it would."""

    def __init__(self, backend: str, *, stop: Callable[[], bool] = lambda: False, **_: object) -> None:
        self.backend = "highs" if backend == "auto" else backend
        self.version, self.reason, self.lost, self.stop = "in process", "", "", stop
        self.capabilities = Capabilities(duals=True, family="highs")

    def unhonoured(self, options: Options) -> tuple[str, ...]:
        """It can do everything."""
        del options
        return ()

    def capabilities_within(self, seconds: float | None) -> Capabilities | None:
        """It is ready."""
        del seconds
        return self.capabilities

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> BackendResult:
        """As of a session."""
        best = Best(program)

        def hear(event: Event) -> None:
            best.hear(event)
            if on_event is not None:
                on_event(Event(best.values, best.bound))

        try:
            if self.stop():
                raise KeyboardInterrupt
            highspy.Highs.resetGlobalScheduler(True)  # or another number of threads is refused
            return best.checked(HighsBackend().solve(program, options, hear))
        except KeyboardInterrupt:
            return best.answer(stopped="interrupted")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""


def without_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve in this process from here on."""
    session: Any = InProcess
    for module in MODULES:
        monkeypatch.setattr(module, "Session", session)
