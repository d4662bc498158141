"""Better plans near a plan: the search over neighbourhoods, as proposals that the judge has accepted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.plan import Plan
from evacopt.errors import BackendError
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

    def propose(self, task: Task, session: Session, start: Plan | None = None) -> Iterator[Proposal]:
        """See `Method`; without a start, a time limit, or a start that keeps every rule there is nothing."""
        if start is None or task.options.time_limit is None:
            return
        if verify(task.instance, start, baseline=task.baseline):
            return
        with Session(ENGINE, memory=memory_for_a_backend(), stop=session.stop) as engine:
            yield from self._proposals(task, engine, start)

    def _proposals(self, task: Task, engine: Session, start: Plan) -> Iterator[Proposal]:
        """Each as soon as there was time to judge it; the last one in any case."""
        from evacopt.improve.search import Better, Start, better_plans

        values, options, held = _values(task, start), task.options.engine, list[Better]()
        judged, begin = _Judged(task, values), Start(start, values)
        search = better_plans(
            task.instance,
            begin,
            engine,
            options,
            baseline=task.baseline,
            ends=task.ends,
            tuning=self.tuning,
            bound_of=self.bound_of,
        )
        due, interrupted = time.monotonic(), False
        try:
            for better in search:
                held = [better]
                task.tell_or_end(better.goal, better.value, None)
                if time.monotonic() >= due:
                    yield from judged.proposals(held)
                    due = time.monotonic() + judged.seconds / self.tuning.judged_share
        except KeyboardInterrupt:
            interrupted = True
        yield from judged.proposals(held)
        if interrupted:
            raise KeyboardInterrupt


@dataclass
class _Judged:
    """The goals of the best plan so far as the judge counts them, and how long it took for the last plan."""

    task: Task
    best: list[int]
    seconds: float = 0.0

    def proposals(self, held: list[Better]) -> Iterator[Proposal]:
        """The plan that the values held mean, where it is better by the judge's count; they are let go.

        Raises
        ------
        BackendError
            If it breaks a rule: then model and judge differ.
        """
        if not held:
            return
        begun, task, better = time.monotonic(), self.task, held.pop()
        plan = better.plan()
        values = _values(task, plan)
        gained = values < self.best
        violations = verify(task.instance, plan, baseline=task.baseline) if gained else []
        self.seconds = time.monotonic() - begun
        if violations:
            raise BackendError("a better plan breaks a rule: " + "; ".join(map(str, violations)))
        if gained:
            self.best = values
            yield Proposal(outcome="stopped", source=FromFlow(plan), built=task.elapsed())


def _values(task: Task, plan: Plan) -> list[int]:
    """Its goals in their order, as the judge counts them."""
    return [value for _, value in count_goals(task.instance, plan, baseline=task.baseline)]
