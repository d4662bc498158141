"""The parent's side of a child process: ask, listen, and end it at the limit with the best values so far."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Self

from evacopt.backends.contract import Answer, Event, Options, Program
from evacopt.backends.registry import resolve
from evacopt.errors import BackendError

GRACE = 1.0
"""Seconds that an engine may take beyond its limit to say its answer."""


class _Best:
    """The best incumbent that was checked, and the best bound that was claimed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.values = program.start if program.start is not None and program.holds(program.start) else None
        self.bound: int | None = None

    def hear(self, event: Event) -> None:
        if event.bound is not None and (self.bound is None or event.bound > self.bound):
            self.bound = event.bound
        if event.values is not None and self.program.holds(event.values):
            goal = self.program.goal
            if self.values is None or goal.of(event.values) < goal.of(self.values):
                self.values = event.values

    def answer(self, **why: str) -> Answer:
        holds = "unknown" if self.values is None else "feasible"
        return Answer(values=self.values, bound=self.bound, holds=holds, **why)  # type: ignore[arg-type]


class Session:
    """One engine in a child process, asked as often as wanted; use it in a `with` statement.

    Parameters
    ----------
    backend : name of a backend, `auto` allowed
    memory : bytes that the child may use, `None` for no limit

    Raises
    ------
    BackendError
        If there is no such backend.
    """

    def __init__(self, backend: str, *, memory: int | None = None) -> None:
        self.backend = resolve(backend)
        self.version = self.backend
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._news: queue.SimpleQueue[tuple[str, object]] = queue.SimpleQueue()
        self._start()

    def _start(self) -> None:
        """Start the child; what it needs to import is found where this process finds it."""
        lifeline, self._lifeline = os.pipe()
        try:
            self._child = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "evacopt.backends.child",
                    self.backend,
                    str(lifeline),
                    str(self._memory or 0),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[lifeline],
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
            )
        finally:
            os.close(lifeline)
        self._news = queue.SimpleQueue()
        assert self._child.stdout is not None
        threading.Thread(target=_listen, args=(self._child.stdout, self._news), daemon=True).start()
        self._ready = False

    def solve(
        self, program: Program, options: Options, on_event: Callable[[Event], None] | None = None
    ) -> Answer:
        """Solve `program`; the child is ended at the time limit plus `GRACE`.

        Ctrl-C while waiting ends the child and gives the best so far as `interrupted`.

        Raises
        ------
        BackendError
            If the engine is not installed.
        """
        if self._child is None:
            self._start()
        best = _Best(program)
        limit = options.time_limit
        deadline = None if limit is None else time.monotonic() + max(limit, 0.0) + GRACE
        try:
            request = pickle.dumps((program, options), protocol=pickle.HIGHEST_PROTOCOL)
            threading.Thread(target=_ask, args=(self._child, request), daemon=True).start()
            return self._wait(best, deadline, on_event)
        except KeyboardInterrupt:
            self.close()
            return best.answer(stopped="interrupted")

    def _wait(self, best: _Best, deadline: float | None, on_event: Callable[[Event], None] | None) -> Answer:
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            try:
                kind, content = self._news.get(timeout=None if left is None else max(left, 0.0))
            except queue.Empty:
                self.close()
                return best.answer(stopped="time", detail="ended at the limit")
            if isinstance(content, Event):
                best.hear(content)
                if on_event is not None:
                    on_event(Event(best.values, best.bound))
            elif isinstance(content, Answer):
                return _checked(best, content)
            elif kind == "ready":
                self.version = str(content)
            else:
                return self._gone(best, kind, str(content))

    def _gone(self, best: _Best, kind: str, why: str) -> Answer:
        self.close()
        if kind == "missing":
            raise BackendError(f"the backend {self.backend} is not available: {why}")
        return best.answer(
            stopped="memory" if kind == "memory" else "error",
            detail=why or "the backend ended without an answer",
        )

    def close(self) -> None:
        """End the child and everything that it started."""
        child, self._child = self._child, None
        if child is None:
            return
        os.close(self._lifeline)
        for stream in (child.stdin, child.stdout):
            _close_quietly(stream)
        child.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _checked(best: _Best, answer: Answer) -> Answer:
    """The answer, if its values keep every row in integers; else the best so far and an error."""
    if answer.values is None:
        best.hear(Event(bound=answer.bound))
        if best.values is None:
            return answer
        if answer.holds == "infeasible":
            return best.answer(
                stopped="error", detail=f"{answer.detail}: says infeasible, but a plan is known"
            )
        return best.answer(stopped=answer.stopped, detail=answer.detail)
    if not best.program.holds(answer.values):
        return best.answer(stopped="error", detail=f"{answer.detail}: the values break a row")
    return answer


def _ask(child: subprocess.Popen[bytes] | None, request: bytes) -> None:
    """Write a request; a child that does not read must not hold up the parent's clock."""
    assert child is not None and child.stdin is not None
    with contextlib.suppress(OSError, ValueError):  # the child is gone: its silence is heard elsewhere
        child.stdin.write(request)
        child.stdin.flush()


def _listen(stream: IO[bytes], news: queue.SimpleQueue[tuple[str, object]]) -> None:
    """Pass on what the child says until it falls silent."""
    try:
        while True:
            news.put(pickle.load(stream))
    except (EOFError, pickle.UnpicklingError, ValueError, OSError):
        news.put(("gone", ""))


def _close_quietly(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with contextlib.suppress(OSError):  # the child is gone, and with it the last words to it
            stream.close()
