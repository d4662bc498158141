"""Bounds of the goals of the best plan so far: by prices of a flow, and over the pairs of the instance."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.phrase import phrase
from evacopt.errors import BackendError
from evacopt.judge.limits import LIMITS, TooLargeError
from evacopt.judge.rows import Relaxation
from evacopt.planning.incumbent import Held, Incumbent
from evacopt.planning.kept import Kept
from evacopt.planning.method import Prices, Task
from evacopt.planning.tuning import TUNING, LaneTuning
from evacopt.proof.duals import Budget
from evacopt.proof.proving import Proving
from evacopt.proof.sifting import Sifting

PROVER = "highs"
"""The engine that proves: multipliers of linear relaxations are all it takes, whichever engine solves."""
LEAST_PROOF, USUAL_PROOF = 0.5, 5.0
"""Seconds for proving that are always there, and there if the limit allows."""


@contextmanager
def prover_beside(session: Session) -> Iterator[Session]:
    """The session itself where its engine can prove, else one of an engine that can."""
    if session.backend == PROVER:
        yield session
    else:
        with Session(PROVER, memory=memory_for_a_backend(), stop=session.stop) as prover:
            yield prover


def budget_of(task: Task) -> Budget:
    """What was asked for; or as long again as solving took, and a few seconds at least; within the limit."""
    limit, spent, proving = task.options.time_limit, task.elapsed(), task.options.proving
    if limit is None:
        return Budget(None if proving is None else time.monotonic() + proving)
    wanted = max(spent, USUAL_PROOF) if proving is None else proving
    return Budget(time.monotonic() + min(max(limit - spent, LEAST_PROOF), wanted))


def rest_of(task: Task) -> Budget:
    """All that is left for bounds: what is made once for all turns may take longer than one of them."""
    limit = task.options.time_limit
    if limit is None:
        return Budget(None)
    return Budget(time.monotonic() + max(TUNING.bounds_share * limit - task.elapsed(), 0.0))


class Bounds:
    """Proofs of the goals of the incumbent; what they show is handed to it as it is found.

    Attributes
    ----------
    prices : of a relaxation, once a method has some
    midway : whether the last turn over pairs ended before every goal was relaxed
    """

    def __init__(self, task: Task, incumbent: Incumbent, kept: Kept, tuning: LaneTuning = TUNING) -> None:
        self._task, self._incumbent, self._kept, self._tuning = task, incumbent, kept, tuning
        self.prices: Prices | None = None
        self.midway = False
        self._relaxation: Relaxation | None = None
        self._sifting: Sifting | None = None

    def take(self, prices: Prices) -> None:
        """Prices that a method has."""
        self.prices = prices

    def by_prices(self, session: Session, until: float = np.inf) -> bool:
        """Lagrangian bounds of the goals that are open, in their order; whether any shows more.

        Parameters
        ----------
        until : `time.monotonic()` after which no prices are worked out
        """
        held = self._incumbent.best
        if held is None:
            return False
        self._kept.step(phrase("counting proofs again"), lambda: self._incumbent.recount(held))
        return bool(self._kept.step(phrase("proving"), lambda: self._by_prices(held, session, until)))

    def _by_prices(self, held: Held, session: Session, until: float) -> bool:
        prices, floors = self.prices, self._incumbent.floors
        try:
            rows = None if prices is None else floors.commodities
        except TooLargeError:
            rows = None
        known, more = self._incumbent.known(held), False
        values = {goal.goal: goal.value for goal in held.plan.goals}
        for number, goal in enumerate(held.plan.goals):
            is_open = goal.value > known.get(goal.goal, 0)
            duals = prices(goal.goal, until, values, session) if prices and rows and is_open else None
            proof = None
            if rows is not None and duals is not None:
                from evacopt.proof.lagrangian import lagrangian_proof

                proof = lagrangian_proof(rows, number, held.values, duals.goal, duals.rows)
            more = (proof is not None and self._incumbent.show(held, [proof])) or more
            floor = self._incumbent.known(held).get(goal.goal, 0)
            self._task.tell_or_end(goal.goal, goal.value, min(floor, goal.value))
        return more

    def by_pairs(self, session: Session, budget: Budget | None = None, *, small: bool = False) -> bool:
        """Relaxations, pools, cuts and branching for the goals that are open; whether any shows more, or may.

        Parameters
        ----------
        budget : of a turn; that of the task, where none is given
        small : whether only an instance of few pairs is looked at; once there are prices, goal by goal
        """
        held = self._incumbent.best
        if held is None:
            return False
        task, known = self._task, self._incumbent.known(held)
        if small:  # the others have proofs of another kind, or need none
            known = {goal.goal: known.get(goal.goal, 0) for goal in held.plan.goals}
        proving = Proving(
            task.instance,
            held.plan,
            task.baseline,
            known=known,
            relaxation=self._relaxation,
            sifting=self._sifting,
        )

        def prove() -> None:
            asked = budget or budget_of(task)
            most = self._tuning.most_columns * LIMITS.kept if small else LIMITS.tries
            whole = budget and self.prices and task.options.proving is None
            time_left = rest_of(task) if whole else asked
            relaxation = self._relaxation = proving.relaxed(time_left, most)
            if relaxation is None or (small and len(relaxation.upper) > self._tuning.most_columns):
                return
            with prover_beside(session) as prover:
                prover.lost = ""
                proving.run(prover, asked, in_order=time_left if small and self.prices else None)
                if prover.lost:
                    raise BackendError(f"the solver {prover.lost}")

        self._kept.step(phrase("proving"), prove)
        self._kept.step(phrase("taking stock of proofs"), proving.take_stock)
        self._sifting, self.midway = proving.sifting, proving.midway
        if proving.relaxation is not None:
            self._incumbent.floors.relaxation = proving.relaxation
        return self._incumbent.show(held, proving.proofs) or self.midway
