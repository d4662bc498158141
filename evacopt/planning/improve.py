"""Better plans near a plan: the search over neighbourhoods, as proposals."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.plan import Plan
from evacopt.improve.tuning import TUNING, ImproveTuning
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.method import FromFlow, Proposal, Task

if TYPE_CHECKING:
    from evacopt.improve.open_goals import BoundOf
    from evacopt.improve.search import Better

ENGINE = "highs"
"""The engine that solves neighbourhoods."""


class Improve:
    """Large neighbourhood search; proposes plans that are better than `start`, and no worse than the last.

    Parameters
    ----------
    bound_of : what is proven of each goal by the time that it is asked; such goals are held, not searched
    """

    name, reason = "improve", ""

    def __init__(self, tuning: ImproveTuning = TUNING, bound_of: BoundOf = lambda _: None) -> None:
        self.tuning, self.bound_of = tuning, bound_of

    def propose(
        self, task: Task, session: Session, start: Plan | None = None
    ) -> Generator[Proposal, None, None]:
        """See `Method`; without a start, a time limit, or a start that keeps every rule there is nothing."""
        if start is None or task.options.time_limit is None:
            return
        if verify(task.instance, start, baseline=task.baseline):
            return
        with Session(ENGINE, memory=memory_for_a_backend(), stop=session.stop) as engine:
            yield from self._proposals(task, engine, start)

    def _proposals(self, task: Task, engine: Session, start: Plan) -> Iterator[Proposal]:
        """Each as soon as there was time to judge those before; the last one in any case."""
        from evacopt.improve.search import Start, better_plans

        values = [value for _, value in count_goals(task.instance, start, baseline=task.baseline)]
        search = better_plans(
            task.instance,
            Start(start, values),
            engine,
            task.options.engine,
            baseline=task.baseline,
            ends=task.ends,
            tuning=self.tuning,
            bound_of=self.bound_of,
        )
        held: Better | None = None
        due, interrupted = time.monotonic(), False
        try:
            for better in search:
                held = better
                task.tell_or_end(better.goal, better.value, None)
                begun = time.monotonic()
                if begun >= due:
                    held = None
                    yield _proposal(task, better)
                    now = time.monotonic()
                    due = now + (now - begun) / self.tuning.judged_share
        except KeyboardInterrupt:
            interrupted = True
        if held is not None:
            yield _proposal(task, held)
        if interrupted:
            raise KeyboardInterrupt


def _proposal(task: Task, better: Better) -> Proposal:
    return Proposal(outcome="stopped", source=FromFlow(better.plan()), built=task.elapsed())
