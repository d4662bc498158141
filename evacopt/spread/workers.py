"""Who does the work: processes of this machine, or an executor that was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from evacopt.backends.pool import Pool
from evacopt.errors import UsageError
from evacopt.spread.parent import die_with_parent

GUARD = 'put what the script does under `if __name__ == "__main__":`'
"""The remedy where workers run once more the script that began them."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Where tasks go.

    Attributes
    ----------
    make : gives an executor, a new one where the last one broke
    end : lets go of one; waits for what it does if told so, and else ends that
    width : tasks that are handed over at once, `None` for all
    name : what is said of it
    started_again : whether one is broken because the script that made it was run again in its workers
    """

    make: Callable[[], Executor]
    end: Callable[[Executor, bool], None]
    width: int | None
    name: str
    started_again: Callable[[Executor], bool] = lambda executor: (
        isinstance(executor, Pool) and executor.started_again
    )


def processes(count: int) -> Workers:
    """`count` processes; a pool that broke, because one of them was killed, is made anew.

    Raises
    ------
    UsageError
        If `count` is below 1.
    """
    if count < 1:
        raise UsageError(f"workers must be at least 1, got {count}")
    others = {child.pid for child in multiprocessing.active_children()}

    def make() -> Executor:
        return Pool(count, _begin, os.getpid())

    def end(executor: Executor, wait: bool) -> None:
        executor.shutdown(wait=wait, cancel_futures=True)
        for child in multiprocessing.active_children() if not wait else ():
            if child.pid not in others:
                child.terminate()

    return Workers(make, end, count, "1 process" if count == 1 else f"{count} processes")


@contextmanager
def side_by_side(tasks: int | None = None) -> Iterator[Executor]:
    """A process a processor of this machine, of few `tasks` one each; they end when the block is left."""
    workers = processes(cores() if tasks is None else min(tasks, cores()))
    executor = workers.make()
    try:
        yield executor
    except BaseException:
        workers.end(executor, False)
        raise
    workers.end(executor, True)


def given(executor: Executor, name: str = "", width: int | None = None) -> Workers:
    """An executor that belongs to somebody else; once it is broken it stays so."""
    used = False

    def make() -> Executor:
        nonlocal used
        if used:
            raise UsageError(
                "the executor is broken and cannot be made anew; results so far are kept. "
                f"Did its workers run the script that made it once more? Then {GUARD}"
            )
        used = True
        return executor

    return Workers(make, lambda executor, wait: None, width, name or type(executor).__name__)


def _begin(parent: int) -> None:
    """A worker that is asked to end puts away its files first; one whose parent dies ends."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _heed_not)
    die_with_parent(parent, signal.SIGKILL)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # being asked twice must not cut the tidying short
    sys.exit(128 + number)


def _heed_not(number: int, frame: FrameType | None) -> None:
    """Ctrl-C on a terminal reaches everybody: the one who began the work ends it. Children are as ever."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
