"""As many processes as this machine has processors, for work that is done side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


@contextmanager
def workers(tasks: int) -> Iterator[Executor]:
    """An executor for `tasks` tasks; an interruption drops those that have not begun."""
    import os

    from evacopt.backends.pool import Pool

    processes = min(
        tasks, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    executor = Pool(processes)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()
