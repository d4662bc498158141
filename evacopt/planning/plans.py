"""The lane of plans: a method, then what makes its plan better, each from the best plan so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.domain.policy import Policy
from evacopt.errors import BackendError
from evacopt.planning.exact import Exact, Greedy
from evacopt.planning.improve import Improve
from evacopt.planning.incumbent import Incumbent
from evacopt.planning.kept import Kept
from evacopt.planning.large import Large, first_plans, is_large, within_reach
from evacopt.planning.method import FromFlow, Method, Prices, Proposal, Task
from evacopt.planning.start import mended, taken_over
from evacopt.planning.tuning import LaneTuning

ENGINE = "highs"
"""The engine that is asked where the method is none of the whole model."""


class Plans:
    """Plans for a task, offered to the incumbent as they are found.

    Attributes
    ----------
    last : the last proposal of the method
    proposed : whether the method has come to its end
    enough : whether the work was ended because everything is proven
    """

    def __init__(
        self, method: Method, task: Task, incumbent: Incumbent, kept: Kept, tuning: LaneTuning
    ) -> None:
        self._method, self._task, self._incumbent = method, task, incumbent
        self._kept, self._tuning = kept, tuning
        self._engine = ENGINE if isinstance(method, Large) else method.name
        self.last: Proposal | None = None
        self._start: Plan | None = None
        self.proposed = self.enough = False

    @property
    def go_on(self) -> bool:
        """Whether plans get better while there is time: not those of a baseline, or good enough by a gap."""
        options = self._task.options
        return options.time_limit is not None and not options.gap and not isinstance(self._method, Greedy)

    def stop(self) -> bool:
        """Whether the caller wants no more, or, where time is limited, everything is proven."""
        if not self.enough and self._task.options.time_limit is not None:
            self.enough = self._incumbent.proven
        return self._task.watch.stop() or self.enough

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C or the caller ended it."""
        ended = self.last is not None and self.last.outcome == "interrupted" and not self.enough
        return ended or self._kept.interrupted or self._task.watch.ended

    def begin(self, notes: list[str]) -> None:
        """Take over the plan to start from; what of it is of no use is told.

        Where none is given and people are to stay where they are, the large-scale method starts from the plan
        in force: the exact one does so by itself.
        """
        task, in_force = self._task, self._task.baseline
        counts = "changes" in task.instance.policy.objectives
        if task.options.start is None and self.go_on and counts and isinstance(self._method, Large):
            task, notes = replace(task, options=replace(task.options, start=in_force)), []
        self._start = taken_over(task, notes)
        if self._start is not None:
            self._offer([Proposal(outcome="stopped", source=FromFlow(self._start), built=0.0)])

    def first(self, session: Session) -> None:
        """Plans that are soon there, where the method will take its time and has it."""
        limit = self._task.options.time_limit
        if not self.go_on or limit is None or limit < self._tuning.first_from:
            return
        if is_large(self._task.instance):
            first = first_plans(self._task, session)
            self._kept.step(phrase("looking for a first plan"), lambda: self._offer(first))

    def propose(self, session: Session, take: Callable[[Prices], None]) -> None:
        """Those of the method; prices are handed on.

        Where the exact one has not solved every goal after a while the large-scale one proposes as well; if
        there is no plan even then, the exact one has all of the time.
        """
        task, tuning = self._task, self._tuning
        if not self.go_on or not isinstance(self._method, Exact) or task.instance.policy.full_loads:
            self._take_all(self._method.propose(task, session, self._start), session, take)
            self.proposed = True
            return
        part = self._part(_exact_share(task.instance.policy, tuning), tuning.exact_least)
        self._take_all(self._method.propose(part, session, self._start), session, take)
        self.proposed = True
        if self.last is None or self.last.failure or self.last.outcome not in {"stopped", "no_plan"}:
            return
        self._kept.step(phrase("planning at large scale"), lambda: self._at_scale(take))
        if self._incumbent.best is None and not self.interrupted:
            self._take_all(self._method.propose(task, session), session, take)

    def _part(self, share: float, least: float = 0.0) -> Task:
        """The task with that share of the time left, or `least` seconds where that is half at most."""
        task, limit = self._task, self._task.options.time_limit
        assert limit is not None
        left = max(limit - task.elapsed(), 0.0)
        seconds = max(share * left, min(least, left / 2))
        return replace(task, options=replace(task.options, time_limit=task.elapsed() + seconds))

    def _take_all(
        self, proposals: Iterable[Proposal], session: Session, take: Callable[[Prices], None]
    ) -> None:
        for proposed in proposals:
            self.last = proposal = self._mended(proposed)
            if proposal.failure is not None:
                self._kept.failed(*proposal.failure)
            if not proposal.empty:
                if self._incumbent.offer(proposal) and isinstance(proposal.source, FromFlow):
                    self._tell_first()
            elif proposal.outcome == "infeasible" and self._incumbent.best is not None:
                text = phrase("{engine} says infeasible, but there is a plan: {backend} is wrong here")
                raise BackendError(phrase(text, engine=session.version, backend=session.backend))
            if isinstance(proposal.source, FromFlow) and proposal.source.prices is not None:
                take(proposal.source.prices)
            if self._task.watch.stop():
                break

    def _tell_first(self) -> None:
        """Tell the first goal of the incumbent, as the judge has counted it."""
        assert self._incumbent.best is not None
        goal = self._incumbent.best.plan.goals[0]
        self._task.tell(goal.goal, goal.value, None)

    def _at_scale(self, take: Callable[[Prices], None]) -> None:
        """The plan of the large-scale method, where the exact one was not done in its time."""
        if self.stop() or self._incumbent.solved:
            return
        try:
            with Session(ENGINE, memory=memory_for_a_backend(), stop=self.stop) as engine:
                for proposal in Large().propose(self._part(self._tuning.scale_share), engine):
                    self._offer([proposal])
                    if isinstance(proposal.source, FromFlow) and proposal.source.prices is not None:
                        take(proposal.source.prices)
        except KeyboardInterrupt:
            if not self.enough:
                raise

    def improve(self, session: Session, share: float) -> None:
        """Better plans until that part of the limit is over, all is proven, or nothing more is found."""
        limit, failed = self._task.options.time_limit, self.last is not None and self.last.failure
        if limit is None or failed or not self.go_on or self._incumbent.solved or self.interrupted:
            return
        task = replace(self._task, options=replace(self._task.options, time_limit=limit * share))
        before = None
        while self._incumbent.best is not before and time.monotonic() < task.ends:
            before = self._incumbent.best
            if self.stop() or self.interrupted:
                return
            self._kept.step(phrase("improving"), lambda: self._better(task, session))

    def _better(self, task: Task, session: Session) -> None:
        """Near the incumbent, then in the whole model where that is small enough."""
        try:
            if self._incumbent.best is not None:
                near = Improve(bound_of=self._incumbent.bound_of)
                with closing(near.propose(task, session, self._incumbent.best.plan)) as proposals:
                    self._offer(proposals)
            if self.stop() or time.monotonic() >= task.ends or not within_reach(task.instance):
                return
            if self._incumbent.best is not None:
                with Session(self._engine, memory=memory_for_a_backend(), stop=self.stop) as engine:
                    self._offer(Exact(self._engine).propose(task, engine, self._incumbent.best.plan))
        except KeyboardInterrupt:
            if not self.enough:
                raise

    def _mended(self, proposal: Proposal) -> Proposal:
        """A proposal that may break rules, once what was left out of them is mended."""
        if not proposal.doubtful or not isinstance(proposal.source, FromFlow):
            return proposal
        return replace(
            proposal, source=replace(proposal.source, made=mended(self._task, proposal.source.made))
        )

    def _offer(self, proposals: Iterable[Proposal]) -> None:
        for proposal in map(self._mended, proposals):
            if not proposal.empty:
                self._incumbent.offer(proposal)
            if proposal.outcome == "interrupted":
                raise KeyboardInterrupt


def _exact_share(policy: Policy, tuning: LaneTuning) -> float:
    """The part of the time that the exact method has at first: more of it where there is one goal."""
    if policy.objectives == ("unserved",) and policy.priority_rule == "weighted":
        return tuning.exact_share_of_weights
    if len(policy.objectives) == 1 and {"fairness", "unserved"}.isdisjoint(policy.objectives):
        return tuning.exact_share_of_one
    return tuning.exact_share
