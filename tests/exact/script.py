"""An engine that answers what a test has written for it, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from evacopt.backends.session import Session
from evacopt.domain.columns import Ints, Mask
from evacopt.exact.lexicographic import LexicographicProgram, OnProgress, Staged, stages
from evacopt.milp.contract import BackendResult, Capabilities, Event, Options, Program
from evacopt.milp.linear import LinearModel

Reply = BackendResult | Callable[[Program], BackendResult]


class Script:
    """Stands where a `Session` does; `asked` holds every program with its options."""

    version = "script 1"
    backend = "script"
    capabilities: Capabilities | None = Capabilities()

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = list(replies)
        self.asked: list[tuple[Program, Options]] = []

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> BackendResult:
        """The next answer; an answer with values is first told as news."""
        self.asked.append((program, options))
        reply = self._replies.pop(0)
        answer = reply if isinstance(reply, BackendResult) else reply(program)
        if on_event is not None and answer.values is not None:
            on_event(Event(answer.values, answer.bound))
        return answer

    def stop(self) -> bool:
        """Nobody asks it to."""
        return False

    def capabilities_within(self, seconds: float | None) -> Capabilities | None:
        """What it was said to be able to do; `None` for an engine that is not ready yet."""
        del seconds
        return self.capabilities

    @property
    def session(self) -> Session:
        """Itself, as what the engine folder asks for."""
        return cast(Session, self)


def solve_stages(
    model: LinearModel,
    session: Session,
    options: Options,
    *,
    start: Ints | None = None,
    complete: Callable[[Ints], Ints] = lambda values: values,
    decisions: Mask | None = None,
    on_progress: OnProgress | None = None,
) -> Staged:
    """What the last of the stages reached; what went wrong in one is raised."""
    program = LexicographicProgram(model=model, start=start, complete=complete, decisions=decisions)
    *_, last = stages(program, session, options, on_progress)
    if last.failure is not None:
        raise last.failure[1]
    return last
