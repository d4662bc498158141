"""The time that is left of a limit, as an engine is told."""

from __future__ import annotations

import time
from dataclasses import replace

from evacopt.milp.contract import Options


class Clock:
    """The time that is left."""

    def __init__(self, limit: float | None) -> None:
        self._ends = None if limit is None else time.monotonic() + limit

    def over(self) -> bool:
        """Whether there is a limit, and it is reached."""
        return self._ends is not None and time.monotonic() >= self._ends

    def part(self, options: Options, share: float) -> Options:
        """`options` with that share of the time left."""
        if self._ends is None:
            return options
        return replace(options, time_limit=max(self._ends - time.monotonic(), 0.0) * share)
