"""One engine, asked as often as wanted, and ended at the limit with the best values so far."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from evacopt.backends.best import Best
from evacopt.backends.claim import is_farkas_proof
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.process import ChildProcess, News, begun_ahead, child_of
from evacopt.backends.registry import BACKENDS, INSTALL, METHODS, Target, resolve_auto, target_of
from evacopt.domain.phrase import phrase
from evacopt.errors import BackendError
from evacopt.milp.contract import BackendResult, Capabilities, Event, Options, Program, Termination

GRACE = 1.0
"""Seconds that an engine may take beyond its limits, in all questions of a session together."""

ASK_EVERY = 0.1
"""Seconds between two questions whether to stop."""

READY_WITHIN = 60.0
"""Seconds in which an engine must be imported, where somebody waits for that alone."""

_STOPPED: dict[str, Termination] = {"gone": "error", "failed": "error", "memory": "memory"}


@contextmanager
def ahead(backend: str) -> Iterator[None]:
    """The engine gets ready while this process imports and reads: the first session that asks for it has it.

    Where there is no such backend, whoever opens the session is told.
    """
    try:
        target = target_of(resolve_auto().name if backend == "auto" else backend)
    except BackendError:
        yield
        return
    with begun_ahead(target, memory_for_a_backend()):
        yield


class Session:
    """One engine in a child process; use it in a `with` statement.

    Parameters
    ----------
    backend : name of a backend, `auto` allowed
    memory : bytes that the child may use, `None` for no limit
    where : `module:attribute` of a backend that is not registered
    stop : asked every now and then while the engine works; once it is true the engine is ended as by Ctrl-C
    grace : seconds beyond limits that it may take to stop, in all

    Attributes
    ----------
    backend : str
        The name, `auto` resolved.
    reason : str
        What `auto` picked and why; blank where the backend was named.
    version : str
        Name and version of the engine, once the child is ready; its name until then.
    lost : str
        How the child ended the last time that it ended by itself; blank where it never did.

    Raises
    ------
    BackendError
        If there is no such backend.
    """

    def __init__(
        self,
        backend: str,
        *,
        memory: int | None = None,
        where: str | None = None,
        stop: Callable[[], bool] = lambda: False,
        grace: float = GRACE,
    ) -> None:
        self.reason = self.lost = ""
        self.stop = stop
        if backend == "auto":
            backend, why = resolve_auto()
            self.reason = phrase("auto picked {backend}: {why}", backend=backend, why=why)
        self._target = Target(backend, where) if where else target_of(backend)
        self.backend = self.version = self._target.name
        self._memory = memory
        self._grace = grace
        self._capabilities: Capabilities | None = None
        self._child: ChildProcess | None = child_of(self._target, memory)

    @property
    def capabilities(self) -> Capabilities:
        """What the backend can honour; waits until the child is ready.

        Raises
        ------
        BackendError
            If the engine is not installed, or does not get ready.
        MemoryError
            If there is not enough memory for it to get ready.
        """
        can = self.capabilities_within(READY_WITHIN)
        if can is None:
            self.close()
            raise BackendError(f"the backend {self.backend} was not ready after {READY_WITHIN:.0f} s")
        return can

    def capabilities_within(self, seconds: float | None) -> Capabilities | None:
        """As `capabilities`, or `None` where the child is not ready after `seconds`.

        Raises
        ------
        BackendError
            If the engine is not installed, or fails before it is ready.
        MemoryError
            If there is not enough memory for it to get ready.
        """
        until = None if seconds is None else time.monotonic() + seconds
        while self._capabilities is None:
            try:
                kind, content = self._hear(self._started(), until)
            except queue.Empty:
                return None
            self._take_in(kind, content)
            if kind == "memory":
                raise MemoryError(f"the backend {self.backend} {content} before it was ready")
            if kind != "ready":
                raise BackendError(f"the backend {self.backend} does not start: {content}")
        return self._capabilities

    def unhonoured(self, options: Options) -> tuple[str, ...]:
        """The options that the backend cannot honour, before anything is solved.

        One that is not ready within the time limit refuses them itself, should it ever be.
        """
        if options.gap == 0 and options.seed == 0 and options.threads in (None, 1):
            return ()
        can = self.capabilities_within(options.time_limit) or METHODS.get(self.backend)
        return can.unhonoured(options) if can else ()

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> BackendResult:
        """Solve `program`; the child is ended at the time limit plus what is left of its grace.

        That a relaxed program is infeasible is believed where the engine's ray shows it in whole numbers, or
        where the engine's other method says so too; else the answer is that of the other method.

        Ctrl-C while waiting, or `stop`, ends the child and gives the best so far as `interrupted`.

        Raises
        ------
        BackendError
            If the engine is not installed, or cannot take this program.
        """
        best = Best(program)
        ends = None if options.time_limit is None else time.monotonic() + max(options.time_limit, 0.0)
        try:
            answer = self._ask(best, options, ends, on_event)
            if answer.status != "infeasible" or not program.relaxed or is_farkas_proof(program, answer.duals):
                return answer
            other = replace(program, interior=not program.interior, basis=None)
            return self._ask(Best(other), options, ends, on_event)
        except KeyboardInterrupt:
            self.close()
            return best.answer(stopped="interrupted")
        except BackendError:  # the child is gone, or waits for a question that it can answer
            raise
        except BaseException:
            self.close()  # an answer that nobody waited for must not be taken for the next one
            raise
        finally:
            if ends is not None:
                self._grace = max(self._grace - max(time.monotonic() - ends, 0.0), 0.0)

    def close(self) -> None:
        """End the child and everything that it started."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _started(self) -> ChildProcess:
        if self._child is None:
            self._child = ChildProcess(self._target, self._memory)
        return self._child

    def _ask(
        self, best: Best, options: Options, ends: float | None, on_event: Callable[[Event], None] | None
    ) -> BackendResult:
        """Ask, and take in what is said until there is an answer or no time left."""
        deadline = None if ends is None else ends + self._grace
        if deadline is not None and deadline <= time.monotonic():
            return best.answer(stopped="time", detail="there is no time left")
        if self.stop():
            raise KeyboardInterrupt
        child = self._started()
        child.send((best.program, options, ends))
        while True:
            try:
                kind, content = self._hear(child, deadline)
            except queue.Empty:
                self.close()
                return best.answer(stopped="time", detail="ended at the limit")
            if isinstance(content, BackendResult):
                return best.checked(content)
            if isinstance(content, Event):
                best.hear(content)
                if on_event is not None:
                    on_event(Event(best.values, best.bound))
            elif not self._take_in(kind, content):
                self.lost = str(content) or kind
                return best.answer(stopped=_STOPPED[kind], detail=str(content))

    def _hear(self, child: ChildProcess, until: float | None) -> News:
        """The next news; raises `queue.Empty` at `until`, and KeyboardInterrupt where it is to stop."""
        while True:
            if self.stop():
                raise KeyboardInterrupt
            soon = time.monotonic() + ASK_EVERY
            try:
                return child.hear(soon if until is None else min(soon, until))
            except queue.Empty:
                if until is not None and time.monotonic() >= until:
                    raise

    def _take_in(self, kind: str, content: object) -> bool:
        """Whether the child goes on after this news.

        Raises
        ------
        BackendError
            If it says that it cannot do what was asked, now or ever.
        """
        if kind == "ready" and isinstance(content, tuple):
            self.version, self._capabilities = content
            if self.backend in METHODS:
                self.version, self._capabilities = f"{self.backend} on {self.version}", METHODS[self.backend]
            return True
        if kind == "unsuitable":
            raise BackendError(str(content))
        self.close()
        if kind == "missing":
            raise BackendError(f"the backend {self.backend} is not available: {content}{self._remedy}")
        return False

    @property
    def _remedy(self) -> str:
        ours = self.backend in BACKENDS and self._target.where == BACKENDS[self.backend]
        return f" (try: {INSTALL})" if ours else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
