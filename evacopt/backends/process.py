"""A child process from its parent's side: start it, speak, listen, end it."""

from __future__ import annotations

import contextlib
import pickle
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from evacopt.backends.child import OUT_OF_MEMORY
from evacopt.backends.control import ENDED_WITHIN, started
from evacopt.backends.registry import Target

News = tuple[str, object]
"""What a child says: the kind of news, and its content."""

NEWS_WAITING = 100
"""News that may wait to be heard."""

KILLED = 128 + 9
"""How a shell, and a keeper, tell that a process was killed."""

_DIES_WITHIN = 0.3

_AHEAD: dict[tuple[Target, int | None], ChildProcess] = {}
"""Children that nobody has asked for yet."""


@contextmanager
def begun_ahead(target: Target, memory: int | None) -> Iterator[None]:
    """Begin a child that gets ready while this process does something else; ended if nobody takes it."""
    child = _AHEAD[target, memory] = ChildProcess(target, memory)
    try:
        yield
    finally:
        if _AHEAD.pop((target, memory), None) is not None:
            child.end()


def child_of(target: Target, memory: int | None) -> ChildProcess:
    """The child that was begun ahead, or one that begins now."""
    return _AHEAD.pop((target, memory), None) or ChildProcess(target, memory)


class ChildProcess:
    """One keeper and its worker, see `evacopt.backends.child`.

    Parameters
    ----------
    target : the backend and where to import it from; the child searches the same path as this process
    memory : bytes that the worker may use, `None` for no limit
    """

    def __init__(self, target: Target, memory: int | None) -> None:
        self._control = started(target, memory)
        self._keeper = self._control.process
        self._ended = threading.Event()
        self._news: queue.Queue[News] = queue.Queue(NEWS_WAITING)
        self._listens = False

    def send(self, content: object) -> None:
        """Say something; a child that does not read must not hold up the parent's clock."""
        message = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
        assert self._keeper.stdin is not None
        threading.Thread(target=_say, args=(self._keeper.stdin, message), daemon=True).start()

    def hear(self, until: float | None) -> News:
        """The next news; raises `queue.Empty` at the instant `until` on the monotonic clock.

        It does so also where there is always more to hear. The last news is `gone`, whose content says
        what is known about why.
        """
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            raise queue.Empty
        if not self._listens:  # only now: news are unpickled, and modules not imported in two threads
            self._listens = True
            threading.Thread(target=self._listen, daemon=True).start()
        kind, content = self._news.get(timeout=left)
        return (kind, content) if kind != "gone" or content else self._last_news()

    def _listen(self) -> None:
        """Pass on what the child says until it falls silent, or says what is no news."""
        assert self._keeper.stdout is not None
        try:
            while not self._ended.is_set():
                kind, content = pickle.load(self._keeper.stdout)
                self._pass_on((kind, content))
        except (EOFError, OSError):
            self._pass_on(("gone", ""))
        except Exception:  # a pickle that is none raises whatever it likes
            self._pass_on(("gone", "said what cannot be understood"))

    def _pass_on(self, news: News) -> None:
        """Wait for room: a child that says more than is heard has to wait too."""
        while not self._ended.is_set():
            try:
                return self._news.put(news, timeout=0.1)
            except queue.Full:
                continue
        return None

    def _last_news(self) -> News:
        """How the worker ended, by the code with which its keeper ended."""
        try:
            code = self._keeper.wait(timeout=_DIES_WITHIN)
        except subprocess.TimeoutExpired:
            return "gone", "fell silent"
        if code in (OUT_OF_MEMORY, KILLED):  # the kernel kills whoever takes too much
            return "memory", "ended for its use of memory"
        signals = {128 + number: number.name for number in signal.Signals}
        ended = f"by {signals[code]}" if code in signals else f"with exit code {code}"
        return "gone", f"ended {ended}"

    def end(self) -> None:
        """End the worker and everything that it started; does nothing the second time."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._control.cut()
        try:
            self._keeper.wait(timeout=ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            return  # its streams may still be in use, and closing one would wait for that
        for stream in (self._keeper.stdin, self._keeper.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was left to say is of no use any more
                    stream.close()


def _say(stream: IO[bytes], message: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):  # the child is gone: its silence is heard elsewhere
        stream.write(message)
        stream.flush()
