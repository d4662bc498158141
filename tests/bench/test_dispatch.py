"""Jobs handed to workers: killed ones cost a retry, and no job fails for another one's fault."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from evacopt.bench.dispatch import dispatch
from evacopt.bench.job import Job, Task, job_of, task_of
from evacopt.bench.record import Measured, Outcome, Record
from evacopt.bench.work import record_of
from evacopt.bench.workers import Workers, given, processes
from evacopt.errors import UsageError
from tests.bench.records import job

JOBS = [job(f"surge-100-s{seed}", backend=backend) for seed in range(3) for backend in ("good", "bad")]


class FakePool(Executor):
    """Does a job when it is handed over; a job of the backend `bad` breaks the pool and all that is in it.

    Like a real pool it is asked for several jobs before any ends: those of one look end together.
    """

    def __init__(self, log: list[str], deaths: dict[str, int], width: int) -> None:
        self.log, self.deaths, self.width = log, deaths, width
        self.held: list[tuple[Future[Any], Job]] = []
        self.broken = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.broken:
            raise BrokenProcessPool
        task: Task = args[0]
        future: Future[Any] = Future()
        self.held.append((future, job_of(task)))
        if len(self.held) == self.width:
            self.go()
        return future

    def go(self) -> None:
        """End all that is held."""
        killers = [one for _, one in self.held if self.deaths.get(one.key, 0) > 0]
        for one in killers:
            self.deaths[one.key] -= 1
        self.broken = bool(killers)
        for future, one in self.held:
            self.log.append(one.key)
            if self.broken:
                future.set_exception(BrokenProcessPool())
            else:
                future.set_result(_made(one))
        self.held = []


def _made(one: Job) -> dict[str, Any]:
    import msgspec

    record = record_of(one, Outcome(status="no plan"), Measured(seconds={}))
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


def _run(deaths: int, retries: int, width: int = 1) -> tuple[dict[str, Record], int]:
    """The records by key, and how many pools it took."""
    left = {one.key: deaths for one in JOBS if one.ask.backend == "bad"}
    pools: list[FakePool] = []

    def make() -> Executor:
        pools.append(FakePool([], left, width))
        return pools[-1]

    records: list[Record] = []
    workers = Workers(make, lambda executor, wait: None, width, "fake")
    dispatch(JOBS, workers, retries=retries, on_record=records.append)
    assert len(records) == len({record.key for record in records}) == len(JOBS)
    return {record.key: record for record in records}, len(pools)


def test_a_killed_worker_costs_a_retry() -> None:
    """The job is begun again in a new pool, and says how often it was begun."""
    records, pools = _run(deaths=1, retries=1)
    assert {record.outcome.status for record in records.values()} == {"no plan"}
    assert sorted(record.measured.attempts for record in records.values()) == [1, 1, 1, 2, 2, 2]
    assert pools == 4


def test_a_job_that_always_kills_fails_alone() -> None:
    """After `retries` more attempts it is recorded as failed, and the others are not."""
    records, _ = _run(deaths=99, retries=2)
    for record in records.values():
        bad = record.job.ask.backend == "bad"
        assert record.outcome.status == ("failed" if bad else "no plan")
        assert record.measured.attempts == (3 if bad else 1)
    assert "its worker was lost 3 times: BrokenProcessPool" in {
        record.outcome.detail for record in records.values()
    }


@pytest.mark.parametrize("retries", [0, 1])
def test_no_job_fails_for_the_fault_of_another(retries: int) -> None:
    """In a pool of two the one beside the killer is lost too: it is begun again alone, and ends well."""
    good, bad = JOBS[:2]
    widths = iter((2, 1, 1, 1))
    pair_first = Workers(
        lambda: FakePool([], {bad.key: 99}, next(widths)), lambda executor, wait: None, 2, "fake"
    )
    records: list[Record] = []
    dispatch([good, bad], pair_first, retries=retries, on_record=records.append)
    assert {record.key: record.outcome.status for record in records} == {
        good.key: "no plan",
        bad.key: "failed",
    }


def test_an_executor_of_somebody_else_is_not_made_anew() -> None:
    """Once it is broken the run ends with the reason."""
    pool = FakePool([], {JOBS[1].key: 1}, 1)
    with pytest.raises(UsageError, match="the executor is broken"):
        dispatch(JOBS[1:2], given(pool), retries=1, on_record=lambda record: None)


def test_a_script_that_runs_again_in_its_workers_is_told_once() -> None:
    """Not a record of a lost job, not a second pool: one error with the remedy."""
    pools: list[FakePool] = []

    def make() -> Executor:
        pools.append(FakePool([], {one.key: 99 for one in JOBS}, 2))
        return pools[-1]

    records: list[Record] = []
    workers = Workers(make, lambda executor, wait: None, 2, "fake", lambda executor: executor is pools[-1])
    with pytest.raises(UsageError, match=r"no job was run.*if __name__ == \"__main__\""):
        dispatch(JOBS, workers, retries=3, on_record=records.append)
    assert (records, len(pools)) == ([], 1)


def test_interrupted_runs_let_go_of_their_workers() -> None:
    """Whatever stops the run, the executor is ended at once, not waited for."""
    ended: list[bool] = []
    workers = Workers(lambda: FakePool([], {}, 1), lambda executor, wait: ended.append(wait), 1, "fake")

    def stop(record: Record) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dispatch(JOBS, workers, retries=1, on_record=stop)
    assert ended == [False]


def test_processes_are_at_least_one() -> None:
    """Fewer are refused."""
    with pytest.raises(UsageError, match="workers must be at least 1, got 0"):
        processes(0)


def test_what_is_handed_over_is_a_task() -> None:
    """Not the job itself: plain values, and no folder where none is to keep plans."""
    seen: list[object] = []

    class Spy(FakePool):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            seen.extend(args)
            assert not kwargs
            return super().submit(fn, *args)

    dispatch(JOBS[:1], given(Spy([], {}, 1)), retries=0, on_record=lambda record: None)
    assert seen == [task_of(JOBS[0]), None]
