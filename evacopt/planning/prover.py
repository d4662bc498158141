"""Who proves, and how long: multipliers of linear relaxations are all it takes, whichever engine solves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.planning.request import Request
from evacopt.proof.duals import Budget

PROVER = "highs"
"""The engine that proves."""
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


def budget_of(request: Request) -> Budget:
    """What was asked for; or as long again as solving took, and a few seconds at least; within the limit."""
    limit, spent, proving = request.options.time_limit, request.elapsed(), request.options.proving
    if limit is None:
        return Budget(None if proving is None else time.monotonic() + proving)
    wanted = max(spent, USUAL_PROOF) if proving is None else proving
    allowed = min(max(limit - spent, LEAST_PROOF), wanted)
    return Budget(time.monotonic() + allowed)
