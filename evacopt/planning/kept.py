"""What was reached is kept, whatever becomes of the steps after it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from evacopt.domain.phrase import joined, phrase
from evacopt.errors import BackendError

T = TypeVar("T")

STRICT = "EVACOPT_STRICT"
"""Environment variable: where it is 1 a step that fails by a fault of evacopt raises, as tests want it."""
_CIRCUMSTANCES = (BackendError, MemoryError, OSError)
"""What may fail a step without any fault of evacopt."""


class Kept:
    """Runs the steps that come after a plan is known: none of them can take it away.

    Attributes
    ----------
    notes : what failed, a sentence each, for the person who gets the plan
    interrupted : whether Ctrl-C, or whoever asked for the plan, ended a step
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.interrupted = False

    def step(
        self, what: str, work: Callable[[], T], *, refusals: tuple[type[Exception], ...] = ()
    ) -> T | None:
        """What `work` gives; `None` where it fails, which is noted, or is interrupted.

        Parameters
        ----------
        what : the step, as in `proving failed`
        refusals : errors that are the answer, and go through
        """
        try:
            return work()
        except KeyboardInterrupt:
            self.interrupted = True
        except refusals:
            raise
        except Exception as failure:
            self.failed(what, failure)
        return None

    def failed(self, what: str, failure: Exception) -> None:
        """Note that a step failed; raises `failure` again where faults are to be seen."""
        if os.environ.get(STRICT) == "1" and not isinstance(failure, _CIRCUMSTANCES):
            raise failure
        why = str(failure).partition("\n")[0][:200]
        kind = phrase("not enough memory") if isinstance(failure, MemoryError) else type(failure).__name__
        why = joined(": ", filter(None, (kind, why)))
        self.notes.append(phrase("{step} failed ({why}); the plan is kept", step=what, why=why))

    def surely(self, work: Callable[[], T]) -> T:
        """What `work` gives, without which there is no plan: it begins again where Ctrl-C ends it, once."""
        try:
            return work()
        except KeyboardInterrupt:
            self.interrupted = True
            return work()
