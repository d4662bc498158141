"""Jobs handed to workers: what is sent, and what is recorded of those whose worker was lost."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from evacopt.bench.dispatch import Means, dispatch
from evacopt.bench.job import task_of
from evacopt.bench.record import Record
from evacopt.spread.workers import Workers
from tests.bench.records import job

JOBS = [job("surge-100-s0", backend=backend) for backend in ("good", "bad")]


class Lost(Executor):
    """Every worker is lost at once; keeps what was handed over."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.seen.append((args[1:], kwargs))
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool())
        return future


def test_a_job_whose_worker_is_always_lost_is_recorded_as_failed() -> None:
    """With how often it was begun; so that the same command runs it again."""
    records: list[Record] = []
    pool = Lost()
    workers = Workers(lambda: pool, lambda executor, wait: None, 1, "lost")
    dispatch(JOBS, Means(workers), retries=1, on_record=records.append)
    assert [record.key for record in records] == [job.key for job in JOBS]
    for record in records:
        assert record.is_lost
        assert record.outcome.detail == "its worker was lost 2 times: BrokenProcessPool"
        assert record.measured.attempts == 2
    assert pool.seen == [((task_of(job),), {}) for job in JOBS for _ in range(2)]
