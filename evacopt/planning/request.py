"""What was asked of a run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from evacopt.backends.contract import Options
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.planning.result import Progress

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked, and since when it has been worked on."""

    instance: Instance
    options: Options
    baseline: Plan | None
    on_progress: OnProgress | None
    proving: float | None = None
    begun: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self.begun

    def tell(self, goal: str, incumbent: int | None, bound: int | None) -> None:
        """Pass news on to whoever asked for them."""
        if self.on_progress is not None:
            self.on_progress(Progress(goal, incumbent, bound, self.elapsed()))
