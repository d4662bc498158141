"""Handing jobs to workers, and what they give as records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from evacopt.bench.job import Job, task_of
from evacopt.bench.record import LOST, Measured, Outcome, Record
from evacopt.bench.work import record_of, work
from evacopt.spread.dispatch import Ended, as_ended
from evacopt.spread.workers import Workers

OnRecord = Callable[[Record], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What a campaign is run by.

    Attributes
    ----------
    command : what the results say of how it was begun
    keep : the folder in which plans and certificates stay, by the key of their job; `None` for nowhere
    """

    workers: Workers
    command: str = ""
    keep: Path | None = None


def dispatch(jobs: Sequence[Job], means: Means, *, retries: int, on_record: OnRecord) -> None:
    """Run every job; `on_record` is called with each record as it comes.

    A job whose worker was killed is begun again, `retries` times at most, and then recorded as failed.
    """
    tasks = [task_of(job) for job in jobs]
    doing = as_ended(partial(work, keep=means.keep), tasks, means.workers, retries=retries)
    with closing(doing) as coming:
        for ended in coming:
            on_record(_record(jobs[ended.place], ended))


def _record(job: Job, ended: Ended[dict[str, Any]]) -> Record:
    import msgspec

    if ended.value is None:
        detail = f"{LOST} {ended.attempts} times: {ended.lost}"
        measured = Measured(seconds={}, attempts=ended.attempts)
        return record_of(job, Outcome(status="failed", detail=detail), measured)
    record = msgspec.convert(ended.value, Record)
    return replace(record, measured=replace(record.measured, attempts=ended.attempts))
