"""As many processes as this machine has processors, for work that is done side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


@contextmanager
def workers(tasks: int) -> Iterator[Executor]:
    """An executor for `tasks` tasks; its processes end when it is left, and when this process is killed."""
    import os

    from evacopt.bench.workers import processes

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    made = processes(min(tasks, cores))
    executor = made.make()
    try:
        yield executor
    except BaseException:
        made.end(executor, False)
        raise
    made.end(executor, True)
