"""A pool of processes that import nothing from the working folder, and tell if they run a script again."""

from __future__ import annotations

import inspect
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from evacopt.backends.isolated import import_path

STARTED_AGAIN = 77
"""How a worker ends in which the script that began the pool begins one too."""
_ENDED_BY_THE_POOL = (-signal.SIGTERM, 128 + signal.SIGTERM)
"""How workers end that a broken pool ends: they are not why it broke."""
_TOLD_WITHIN = 5.0
"""Seconds."""
_SAFE = "PYTHONSAFEPATH"
"""What `-P` is to the environment: multiprocessing takes no options for the Python that it starts."""
_one_at_a_time = threading.Lock()


class Pool(ProcessPoolExecutor):
    """As many processes as told; as polars hangs after a fork, they are begun anew.

    Parameters
    ----------
    begin : called with `begin_with` in each process before its first task
    """

    def __init__(self, processes: int, begin: Callable[..., None] | None = None, *begin_with: Any) -> None:
        self._context = _Context()
        initargs = (os.environ.get(_SAFE), begin, begin_with)
        with _isolated():  # queues start a process of their own
            super().__init__(processes, mp_context=self._context, initializer=_begin, initargs=initargs)

    @property
    def started_again(self) -> bool:
        """Whether a worker ran the script that made this pool, which is broken now."""
        give_up = time.monotonic() + _TOLD_WITHIN
        while time.monotonic() < give_up:
            codes = {process.exitcode for process in self._context.begun}
            if STARTED_AGAIN in codes:
                return True
            if codes - {None, *_ENDED_BY_THE_POOL}:
                return False
            time.sleep(0.01)  # the kernel has closed its pipes and has not told its exit code yet
        return False


class _Process(SpawnProcess):
    def start(self) -> None:
        with _isolated():
            super().start()


class _Context(SpawnContext):
    """Makes processes, and remembers them: the executor forgets those that it lost."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[_Process] = []

    def Process(self, *words: Any, **options: Any) -> _Process:  # type: ignore[override]  # a type there
        self.begun.append(_Process(*words, **options))
        return self.begun[-1]


@contextmanager
def _isolated() -> Iterator[None]:
    """For as long as the block runs a process is begun without the working folder."""
    with _one_at_a_time:
        path, safe = sys.path, os.environ.get(_SAFE)
        sys.path, os.environ[_SAFE] = import_path(), "1"
        try:
            yield
        finally:
            sys.path = path
            _set_safe(safe)


def _begin(safe: str | None, begin: Callable[..., None] | None, begin_with: tuple[Any, ...]) -> None:
    """What the worker starts itself, such as a script with modules beside it, is started as ever."""
    _set_safe(safe)
    if begin is not None:
        begin(*begin_with)


def _set_safe(value: str | None) -> None:
    if value is None:
        os.environ.pop(_SAFE, None)
    else:
        os.environ[_SAFE] = value


def end_if_started_again() -> None:
    """End this process where it is a worker that runs the script of its parent as if it were the first.

    A script does so whose main part is not under `if __name__ == "__main__"`. The parent says so, once.
    """
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == "__mp_main__" and frame.f_code.co_name == "<module>":
            os._exit(STARTED_AGAIN)
        frame = frame.f_back
