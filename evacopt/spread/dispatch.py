"""Handing tasks to workers, and to others again where a worker was killed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from evacopt.errors import UsageError
from evacopt.spread.workers import GUARD, Workers

T = TypeVar("T")
R = TypeVar("R")
RETRIES = 2
"""How often a task is begun again whose worker was killed."""


@dataclass(frozen=True, slots=True)
class Ended(Generic[R]):
    """What became of a task.

    Attributes
    ----------
    place : which of the tasks it is
    attempts : how often it was begun
    value : what the function gave
    lost : why there is no value: how its worker ended, each time
    """

    place: int
    attempts: int
    value: R | None = None
    lost: str = ""


def as_ended(
    function: Callable[[T], R], tasks: Sequence[T], workers: Workers, *, retries: int = RETRIES
) -> Generator[Ended[R], None, None]:
    """Do every task; each is told as it ends. Leaving the generator early drops what is left.

    A task whose worker was killed is begun again, `retries` times at most, and is then told as lost. When a
    pool of processes breaks, nobody can tell which of the tasks at work broke it: those are begun again one
    by one, so that no task is lost for another one's fault. What the function raises is raised here.

    Raises
    ------
    UsageError
        If an executor that was given breaks, or a script without `if __name__ == "__main__"` runs itself
        again in the workers.
    """
    doing = _Dispatch(function, tasks, workers, retries)
    try:
        yield from doing.ended()
    except BaseException:
        doing.drop(wait=False)
        raise
    doing.drop(wait=True)


def in_order(
    function: Callable[[T], R], tasks: Sequence[T], workers: Workers, *, retries: int = RETRIES
) -> Generator[Ended[R], None, None]:
    """`as_ended` in the order of the tasks, so that whoever adds up gets the same wherever they were done."""
    early: dict[int, Ended[R]] = {}
    following = 0
    with closing(as_ended(function, tasks, workers, retries=retries)) as coming:
        for ended in coming:
            early[ended.place] = ended
            while following in early:
                yield early.pop(following)
                following += 1


class _Dispatch(Generic[T, R]):
    def __init__(
        self, function: Callable[[T], R], tasks: Sequence[T], workers: Workers, retries: int
    ) -> None:
        self._function, self._tasks, self._workers, self._retries = function, tasks, workers, retries
        self._waiting = deque(range(len(tasks)))
        self._suspects: deque[int] = deque()
        self._running: dict[Future[tuple[R | None, Exception | None]], int] = {}
        self._begun: Counter[int] = Counter()
        self._charged: Counter[int] = Counter()
        self._executor: Executor | None = None

    def ended(self) -> Iterator[Ended[R]]:
        while self._waiting or self._suspects or self._running:
            self._hand_over()
            yield from self._take_back()

    def drop(self, *, wait: bool) -> None:
        """Let go of the executor and of what it has not done."""
        executor, self._executor = self._executor, None
        for future in self._running:
            future.cancel()
        if executor is not None:
            self._workers.end(executor, wait)

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

    def _submit(self, place: int) -> bool:
        if self._executor is None:
            self._executor = self._workers.make()
        try:
            future = self._executor.submit(_done, self._function, self._tasks[place])
        except BrokenExecutor:  # it broke since the last look: the task was not begun
            self._refuse_restart()
            self._waiting.appendleft(place)
            if not self._running:
                self.drop(wait=False)
            return False
        self._begun[place] += 1
        self._running[future] = place
        return True

    def _take_back(self) -> Iterator[Ended[R]]:
        ended, _ = wait(self._running, return_when=FIRST_COMPLETED) if self._running else (set(), set())
        company = len(self._running) > 1
        broken = False
        for future in sorted(ended, key=self._running.__getitem__):
            place, failure = self._running.pop(future), _failure(future)
            if isinstance(failure, BrokenExecutor):
                self._refuse_restart()
                broken = True
            yield from self._told(place, future, failure, company=company)
        if not broken:
            return
        for future, place in list(self._running.items()):  # the pool is gone, and every task in it with it
            yield from self._told(place, future, _failure(future), company=True)
        self._running.clear()
        self.drop(wait=False)

    def _refuse_restart(self) -> None:
        """Raise UsageError, once, where each worker ends because it began everything anew."""
        if self._executor is not None and self._workers.started_again(self._executor):
            raise UsageError(
                f"nothing was done: each worker runs the script once more that began it; {GUARD}"
            )

    def _told(
        self, place: int, future: Future[Any], failure: BaseException | None, *, company: bool
    ) -> Iterator[Ended[R]]:
        """What came of a task; one that is lost is begun again, as long as that was not often its own doing.

        In the company of others it may not have been the cause.
        """
        begun = self._begun[place]
        if failure is None:
            value, raised = future.result()
            if raised is not None:
                raise raised
            yield Ended(place, begun, value)
            return
        self._charged[place] += not (company and isinstance(failure, BrokenExecutor))
        if self._charged[place] <= self._retries:
            self._suspects.append(place)
        else:
            yield Ended(place, begun, lost=type(failure).__name__)


def _done(function: Callable[[T], R], task: T) -> tuple[R | None, Exception | None]:
    """What the function gives or raises, so that whatever a worker itself raises means that it was lost."""
    try:
        return function(task), None
    except Exception as raised:
        return None, raised


def _failure(future: Future[Any]) -> BaseException | None:
    """Why there is no answer."""
    return CancelledError() if future.cancelled() else future.exception()
