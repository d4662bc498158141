"""Progress where there is no terminal: a line for every goal finished, and one every few seconds."""

from __future__ import annotations

import time
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from evacopt.cli.streams import say

if TYPE_CHECKING:
    from evacopt.planning.result import Progress

EVERY_SECONDS = 5.0


class PlainLines:
    """Says the last event of each goal, and where the run stands every `every` seconds."""

    def __init__(self, *, every: float = EVERY_SECONDS) -> None:
        self._every = every
        self._since = time.monotonic()
        self._last: Progress | None = None
        self._said: Progress | None = None
        self._lock = Lock()
        self._over = Event()
        self._thread = Thread(target=self._tick, daemon=True)

    def __call__(self, event: Progress) -> None:
        """Take note of `event`; say what became of the goal before it."""
        with self._lock:
            last = self._last
            if last is not None and last.goal != event.goal:
                self._say(last, last.seconds)
            self._last = event

    def __enter__(self) -> Self:
        """Begin to say."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say what became of the last goal."""
        self._over.set()
        self._thread.join()
        if self._last is not None:
            self._say(self._last, self._last.seconds)

    def _tick(self) -> None:
        while not self._over.wait(self._every):
            with self._lock:
                if self._last is not None:
                    self._say(self._last, time.monotonic() - self._since, again=True)

    def _say(self, event: Progress, seconds: float, *, again: bool = False) -> None:
        if event is self._said and not again:
            return
        from evacopt.output.wording import progress_words

        self._said = event
        say(progress_words(event, seconds))
