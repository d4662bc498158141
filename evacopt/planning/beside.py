"""The second thread of a run: a first plan where the method has none yet, then bounds while they move."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import replace
from types import TracebackType
from typing import Self

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.phrase import phrase
from evacopt.planning.certify import PROVER, Bounds
from evacopt.planning.incumbent import Held, Incumbent
from evacopt.planning.kept import Kept
from evacopt.planning.large import first_plans
from evacopt.planning.method import Prices, Task, Watch
from evacopt.planning.tuning import TUNING, LaneTuning
from evacopt.proof.duals import Budget


class Beside:
    """Works beside the thread that makes plans; use it in a `with` statement, which it never outlives.

    It is told to stop by a flag, never by Ctrl-C, which only the main thread hears; its news wait until that
    thread passes them on, and its failures are notes of `kept`.

    Parameters
    ----------
    ends : `time.monotonic()` after which no bound is looked for

    Attributes
    ----------
    still : whether it ended because no bound moved any more
    proves : whether it looks for bounds: not where proofs shall take no time
    """

    def __init__(self, task: Task, incumbent: Incumbent, ends: float, tuning: LaneTuning = TUNING) -> None:
        self._over, self._plans_over = threading.Event(), threading.Event()
        self._watch = task.watch
        watch = Watch(on_progress=task.watch.waiting.put, should_stop=self._over.is_set)
        self._task = replace(task, watch=watch, options=replace(task.options, threads=1))
        self._incumbent, self._ends, self._tuning, self.kept = incumbent, ends, tuning, Kept()
        self._bounds, self.proves = Bounds(self._task, incumbent, self.kept, tuning), False
        self._priced: Prices | None = None
        self.still = False
        self._pool = ThreadPoolExecutor(1, "bounds")

    def __enter__(self) -> Self:
        self._work = self._pool.submit(self._run)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        with self._incumbent.changed:
            self._incumbent.changed.notify_all()
        self._pool.shutdown()

    def take(self, prices: Prices) -> None:
        """Prices that a method has."""
        with self._incumbent.changed:
            self._bounds.prices = prices
            self._incumbent.changed.notify_all()

    def finish(self, until: float) -> None:
        """Wait until nothing moves any more, everything is proven, somebody wants no more, or `until`.

        Raises
        ------
        Exception
            What failed there.
        """
        self._plans_over.set()
        while self.proves and not self._work.done() and time.monotonic() < until:
            wait_for([self._work], timeout=self._tuning.idle)
            if self._watch.stop():
                break
        self._over.set()
        self._work.result()

    def _run(self) -> None:
        wait = self._tuning.first_after
        late = time.monotonic() + 2 * wait > self._ends
        if late or self._over.wait(wait) or self._plans_over.is_set():
            return
        proving = self._task.options.proving
        self.proves = proving is None or proving > 0
        with Session(PROVER, memory=memory_for_a_backend(), stop=self._called) as session:
            if self._incumbent.best is None:
                self.kept.step(phrase("looking for a first plan"), lambda: self._first(session))
            if self.proves:
                self._wait_for_the_last(proving)
                self._prove(session)

    def _wait_for_the_last(self, proving: float | None) -> None:
        """Until the seconds are left that were given to proofs: the plan is best then, and has prices."""
        if proving is None:
            return
        while not self._plans_over.is_set() and time.monotonic() < self._ends - proving:
            if self._over.wait(self._tuning.idle):
                return
        self._ends = min(self._ends, time.monotonic() + proving)

    def _called(self) -> bool:
        """Whether to stop the work: the run ends, or prices have come, which bound every goal at once."""
        return self._over.is_set() or self._bounds.prices is not self._priced

    def _first(self, session: Session) -> None:
        for proposal in first_plans(self._task, session):
            if self._incumbent.offer(proposal) and self._incumbent.best is not None:
                goal = self._incumbent.best.plan.goals[0]
                self._task.tell_or_end(goal.goal, goal.value, None)

    def _prove(self, session: Session) -> None:
        """Quick bounds of all goals of the incumbent, then stronger ones in turns that grow."""
        seconds, still = self._tuning.first_turn, 0
        seen: tuple[Held | None, Prices | None] = None, None
        while not self._over.is_set() and time.monotonic() < self._ends and not self._incumbent.proven:
            now = self._incumbent.best, self._bounds.prices
            self._priced = now[1]
            if now != seen and not (self._bounds.midway and now[1] is seen[1]):
                still, seen = 0, now
                self._bounds.by_prices(session, self._ends)
            elif now == seen and (now[0] is None or still >= self._tuning.patience):
                if self._plans_over.is_set():
                    self.still = now[0] is not None
                    return
                with self._incumbent.changed:
                    self._incumbent.changed.wait(self._tuning.idle)
                continue
            turn = Budget(min(time.monotonic() + seconds, self._ends))
            moved = self._bounds.by_pairs(session, turn, small=True)
            if turn.spent():
                seconds *= self._tuning.longer
                still = 0 if moved else still + 1
            else:
                still = self._tuning.patience
