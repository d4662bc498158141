"""Tasks handed to workers: killed ones cost a retry, and no task is lost for another one's fault."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evacopt.errors import UsageError
from evacopt.spread.dispatch import Ended, as_ended, in_order
from evacopt.spread.workers import Workers, given, processes

TASKS = [f"{word}{number}" for number in range(3) for word in ("good", "bad")]
BAD = [task for task in TASKS if task.startswith("bad")]


class FakePool(Executor):
    """Does a task when it is handed over; one that still has `deaths` breaks the pool and all that is in it.

    Like a real pool it is asked for several tasks before any ends: those of one look end together.
    """

    def __init__(self, deaths: dict[str, int], width: int) -> None:
        self.deaths, self.width = deaths, width
        self.held: list[tuple[Future[Any], Callable[[], Any], str]] = []
        self.broken = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.broken:
            raise BrokenProcessPool
        future: Future[Any] = Future()
        self.held.append((future, lambda: fn(*args, **kwargs), args[-1]))
        if len(self.held) == self.width:
            self.go()
        return future

    def go(self) -> None:
        """End all that is held."""
        killers = [task for _, _, task in self.held if self.deaths.get(task, 0) > 0]
        for task in killers:
            self.deaths[task] -= 1
        self.broken = bool(killers)
        for future, call, _ in self.held:
            if self.broken:
                future.set_exception(BrokenProcessPool())
            else:
                future.set_result(call())
        self.held = []


def _workers(make: Callable[[], Executor], width: int, ended: list[bool] | None = None) -> Workers:
    return Workers(make, lambda executor, wait: ended.append(wait) if ended is not None else None, width, "")


def _run(deaths: int, retries: int, width: int = 1) -> tuple[dict[str, Ended[str]], int]:
    """What became of each task, and how many pools it took."""
    left = dict.fromkeys(BAD, deaths)
    pools: list[FakePool] = []

    def make() -> Executor:
        pools.append(FakePool(left, width))
        return pools[-1]

    told = list(as_ended(str.upper, TASKS, _workers(make, width), retries=retries))
    assert sorted(ended.place for ended in told) == list(range(len(TASKS)))
    return {TASKS[ended.place]: ended for ended in told}, len(pools)


def test_a_killed_worker_costs_a_retry() -> None:
    """The task is begun again in a new pool, and it is told how often it was begun."""
    told, pools = _run(deaths=1, retries=1)
    assert {task: ended.value for task, ended in told.items()} == {task: task.upper() for task in TASKS}
    assert [told[task].attempts for task in TASKS] == [1, 2] * 3
    assert pools == 4


def test_a_task_that_always_kills_is_lost_alone() -> None:
    """After `retries` more attempts, and the others are not."""
    told, _ = _run(deaths=99, retries=2)
    for task, ended in told.items():
        bad = task in BAD
        assert ended.attempts == (3 if bad else 1)
        assert (ended.value, ended.lost) == ((None, "BrokenProcessPool") if bad else (task.upper(), ""))


@pytest.mark.parametrize("retries", [0, 1])
def test_no_task_is_lost_for_the_fault_of_another(retries: int) -> None:
    """In a pool of two the one beside the killer is lost too: it is begun again alone, and ends well."""
    widths = iter((2, 1, 1, 1))
    workers = _workers(lambda: FakePool({"bad0": 99}, next(widths)), 2)
    told = {ended.place: ended.value for ended in as_ended(str.upper, TASKS[:2], workers, retries=retries)}
    assert told == {0: "GOOD0", 1: None}


def test_results_come_in_the_order_of_tasks() -> None:
    """Whatever ends first: here all bad ones end after the good ones."""
    left = dict.fromkeys(BAD, 1)
    workers = _workers(lambda: FakePool(left, 1), 1)
    assert [ended.value for ended in in_order(str.upper, TASKS, workers)] == [task.upper() for task in TASKS]


def test_an_executor_of_somebody_else_is_not_made_anew() -> None:
    """Once it is broken the run ends with the reason."""
    pool = FakePool({"bad0": 1}, 1)
    with pytest.raises(UsageError, match="the executor is broken"):
        list(as_ended(str.upper, BAD[:1], given(pool)))


def test_a_script_that_runs_again_in_its_workers_is_told_once() -> None:
    """Not a lost task, not a second pool: one error with the remedy."""
    pools: list[FakePool] = []

    def make() -> Executor:
        pools.append(FakePool(dict.fromkeys(TASKS, 99), 2))
        return pools[-1]

    workers = Workers(make, lambda executor, wait: None, 2, "", lambda executor: executor is pools[-1])
    with pytest.raises(UsageError, match=r"nothing was done.*if __name__ == \"__main__\""):
        list(as_ended(str.upper, TASKS, workers))
    assert len(pools) == 1


def test_interrupted_work_lets_go_of_its_workers() -> None:
    """Whoever leaves early does not wait for what is begun; who stays to the end does."""
    ended: list[bool] = []
    workers = _workers(lambda: FakePool({}, 1), 1, ended)
    with closing(in_order(str.upper, TASKS, workers)) as coming:
        assert next(coming).value == "GOOD0"
    assert ended == [False]
    list(in_order(str.upper, TASKS, workers))
    assert ended == [False, True]


def test_what_a_task_raises_is_raised() -> None:
    """It is no lost worker: nothing is begun again."""
    begun: list[str] = []

    def refuse(task: str) -> str:
        begun.append(task)
        raise UsageError("no such task")

    with pytest.raises(UsageError, match="no such task"):
        list(as_ended(refuse, TASKS, _workers(lambda: FakePool({}, 1), 1)))
    assert begun == TASKS[:1]


def test_processes_are_at_least_one() -> None:
    """Fewer are refused."""
    with pytest.raises(UsageError, match="workers must be at least 1, got 0"):
        processes(0)


def _once_killed(path: str) -> int:
    """The number of a process; the first one that is asked kills itself."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return os.getpid()
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_a_process_that_is_killed_costs_a_retry(tmp_path: Path) -> None:
    """A real one: the task is done by another, which is none of this process."""
    (ended,) = in_order(_once_killed, [str(tmp_path / "begun")], processes(1))
    assert ended.attempts == 2
    assert ended.value not in {None, 0, os.getpid()}
