"""Handing jobs to workers, and to others again where a worker was killed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import replace
from typing import Any

from evacopt.bench.job import Job, task_of
from evacopt.bench.record import LOST, Measured, Outcome, Record
from evacopt.bench.work import record_of, work
from evacopt.bench.workers import GUARD, Workers
from evacopt.errors import UsageError

OnRecord = Callable[[Record], None]


def dispatch(jobs: Sequence[Job], workers: Workers, *, retries: int, on_record: OnRecord) -> None:
    """Run every job; `on_record` is called with each record as it comes.

    A job whose worker was killed is begun again, `retries` times at most, and then recorded as failed. When a
    pool of processes breaks, nobody can tell which of the jobs at work broke it: those are begun again one by
    one, so that no job fails for another one's fault.
    """
    _Dispatch(jobs, workers, retries, on_record).run()


class _Dispatch:
    def __init__(self, jobs: Sequence[Job], workers: Workers, retries: int, on_record: OnRecord) -> None:
        self._waiting = deque(jobs)
        self._suspects: deque[Job] = deque()
        self._running: dict[Future[dict[str, Any]], Job] = {}
        self._begun: Counter[str] = Counter()
        self._charged: Counter[str] = Counter()
        self._workers, self._retries, self._on_record = workers, retries, on_record
        self._executor: Executor | None = None

    def run(self) -> None:
        try:
            while self._waiting or self._suspects or self._running:
                self._hand_over()
                self._take_back()
        except BaseException:
            self._drop(wait=False)
            raise
        self._drop(wait=True)

    def _hand_over(self) -> None:
        """Fill the workers; a suspect gets them for itself alone."""
        if self._suspects:
            if not self._running:
                self._submit(self._suspects.popleft())
            return
        width = self._workers.width
        while self._waiting and (width is None or len(self._running) < width):
            if not self._submit(self._waiting.popleft()):
                return

    def _submit(self, job: Job) -> bool:
        if self._executor is None:
            self._executor = self._workers.make()
        try:
            future = self._executor.submit(work, task_of(job), self._workers.keep)
        except BrokenExecutor:  # it broke since the last look: the job was not begun
            self._refuse_restart()
            self._waiting.appendleft(job)
            if not self._running:
                self._drop(wait=False)
            return False
        self._begun[job.key] += 1
        self._running[future] = job
        return True

    def _take_back(self) -> None:
        ended, _ = wait(self._running, return_when=FIRST_COMPLETED) if self._running else (set(), set())
        company = len(self._running) > 1
        broken = False
        for future in sorted(ended, key=lambda future: self._running[future].order):
            job = self._running.pop(future)
            failure = _failure(future)
            if failure is None:
                self._keep(job, future.result())
                continue
            if isinstance(failure, BrokenExecutor):
                self._refuse_restart()
                broken = True
            self._lost(job, failure, company=company)
        if not broken:
            return
        for future, job in list(self._running.items()):  # the pool is gone, and every job in it with it
            failure = _failure(future)
            if failure is None:
                self._keep(job, future.result())
            else:
                self._lost(job, failure, company=True)
        self._running.clear()
        self._drop(wait=False)

    def _refuse_restart(self) -> None:
        """Raise UsageError, once, where each worker ends because it began the whole campaign anew."""
        if self._executor is not None and self._workers.started_again(self._executor):
            raise UsageError(f"no job was run: each worker runs the script once more that began it; {GUARD}")

    def _keep(self, job: Job, made: dict[str, Any]) -> None:
        import msgspec

        record = msgspec.convert(made, Record)
        measured = replace(record.measured, attempts=self._begun[job.key])
        self._on_record(replace(record, measured=measured))

    def _lost(self, job: Job, failure: BaseException, *, company: bool) -> None:
        """Begin again, or say so in a record; in the company of others it may not have been the cause."""
        begun, shared = self._begun[job.key], company and isinstance(failure, BrokenExecutor)
        self._charged[job.key] += not shared
        if self._charged[job.key] <= self._retries:
            self._suspects.append(job)
            return
        detail = f"{LOST} {begun} times: {type(failure).__name__}"
        measured = Measured(seconds={}, attempts=begun)
        self._on_record(record_of(job, Outcome(status="failed", detail=detail), measured))

    def _drop(self, *, wait: bool) -> None:
        executor, self._executor = self._executor, None
        for future in self._running:
            future.cancel()
        if executor is not None:
            self._workers.end(executor, wait)


def _failure(future: Future[dict[str, Any]]) -> BaseException | None:
    """Why there is no record; a worker never raises, so it was lost."""
    return CancelledError() if future.cancelled() else future.exception()
