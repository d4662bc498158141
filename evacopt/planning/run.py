"""One run: which method serves a name, and what becomes of what it proposes.

Whatever method it was, its plan is judged, proven, explained and written down here. Whatever ends a run, the
best plan so far comes out: the steps after it cost at most a bound or a sentence.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from evacopt import __version__
from evacopt.backends.catalogue import require
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import headed, joined, phrase, phrase_about
from evacopt.domain.plan import Plan, Run, Unserved
from evacopt.errors import BackendError, UsageError
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.model.formulation import ORDERS
from evacopt.planning.beside import Beside
from evacopt.planning.certify import Bounds, budget_of
from evacopt.planning.exact import Exact, Greedy
from evacopt.planning.incumbent import NOT_LOOKED_AT, Incumbent
from evacopt.planning.infeasible import infeasible
from evacopt.planning.kept import Kept
from evacopt.planning.large import NAME, Large, is_large, within_reach
from evacopt.planning.method import FromModel, Method, Prices, Proposal, Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.plans import ENGINE, Plans
from evacopt.planning.result import Result, Status
from evacopt.planning.tuning import TUNING as LANES
from evacopt.planning.tuning import LaneTuning
from evacopt.reasons.reasons import explained, staying, unserved_of, unserved_with_reasons

PICKED = phrase("auto picked {backend}: there are too many ways to travel for one model", backend=NAME)
"""Why `auto` does not pick an engine."""
STILL = phrase("bounds no longer moved")
"""Why a run ended before its limit, of a plan that is not proven."""
ENDED: dict[Status, str] = {
    "solved": phrase_about("run", "solved"),
    "stopped": phrase_about("run", "stopped"),
    "interrupted": phrase_about("run", "interrupted"),
}
"""How a run that has a plan came to its end."""


def attempt(
    instance: Instance,
    options: SolveOptions,
    *,
    baseline: Plan | None = None,
    watch: Watch | None = None,
    tuning: LargeTuning = TUNING,
) -> Result:
    """What one backend makes of `instance`, which is free of errors; raises as `evacopt.solve` does."""
    task = Task(instance=instance, options=options, baseline=baseline, watch=watch or Watch())
    name = options.backend.strip()
    picked = name == "auto" and not options.gap and is_large(instance, tuning)
    if picked and instance.rules:  # which the large-scale method does not look at
        picked = not within_reach(instance, tuning)
    method = Large(reason=PICKED, tuning=tuning) if picked else method_of(name, tuning)
    if options.start is not None and isinstance(method, Greedy):
        raise UsageError(
            phrase(
                "{backend} takes no plan to start from: it decides as a cell without a solver does",
                backend=name,
            )
        )
    result = run(method, task)
    if not isinstance(method, Large) or result.status != "no_plan" or not within_reach(instance, tuning):
        return result
    return run(Exact(ENGINE, result.message, claims=False), task)


def method_of(name: str, tuning: LargeTuning = TUNING) -> Method:
    """The method that serves a name on the command line; that of no method is an engine of the exact one."""
    if name == NAME:
        return Large(tuning=tuning)
    return Greedy(name) if name in ORDERS else Exact(name)


def run(method: Method, task: Task, tuning: LaneTuning = LANES) -> Result:
    """What comes of a method's proposals; raises as `evacopt.solve` does."""
    return _Run(method, task, tuning).result()


class _Run:
    """The steps of a run; what is reached is noted as it is reached."""

    def __init__(self, method: Method, task: Task, tuning: LaneTuning) -> None:
        self._method, self._task, self._tuning, self._kept = method, task, tuning, Kept()
        self._reason, self._version, self._seconds = method.reason, method.name, list[tuple[str, float]]()
        self._incumbent = Incumbent(task)
        self._plans = Plans(method, task, self._incumbent, self._kept, tuning)
        self._bounds = Bounds(task, self._incumbent, self._kept, tuning)
        self._unserved: tuple[Unserved, ...] | None = None
        self._without: Result | None = None
        self._still = ""

    def result(self) -> Result:
        """The outcome of it all."""
        try:
            with Session(self._method.name, memory=memory_for_a_backend(), stop=self._plans.stop) as session:
                self._work(session)
        except KeyboardInterrupt:
            self._kept.interrupted = self._kept.interrupted or not self._plans.enough
        except Exception as failure:
            refused = isinstance(failure, BackendError) and not self._plans.proposed
            if self._incumbent.best is None or refused:
                raise
            self._kept.failed(phrase("finishing"), failure)
        self._recount()
        return self._kept.surely(self._concluded)

    def _work(self, session: Session) -> None:
        """Plans, proofs and reasons: side by side where there are time to share and a thread for each."""
        require(session, self._task.options.engine)
        session.reason = self._reason = session.reason or self._reason
        self._kept.step(phrase("taking over the start"), lambda: self._plans.begin(self._kept.notes))
        if self._kept.interrupted:
            raise KeyboardInterrupt
        if self._plans.go_on and self._task.options.threads != 1:
            self._side_by_side(session)
        else:
            self._by_turns(session)
        if self._incumbent.best is not None and self._plans.go_on and not self._plans.interrupted:
            self._kept.step(phrase("telling"), self._tell)

    def _side_by_side(self, session: Session) -> None:
        """Bounds in a second thread; what is over before that has begun is proven in this one."""
        task, kept = self._task, self._kept
        ends = task.begun + (task.options.time_limit or 0.0) * self._tuning.bounds_share
        with Beside(task, self._incumbent, ends, self._tuning) as beside:

            def take(prices: Prices) -> None:
                self._bounds.take(prices)
                beside.take(prices)

            self._plans.propose(session, take)
            if self._has_plan(session):
                self._plans.improve(session, self._tuning.plans_share_beside)
                self._note_seconds("solve")
                self._explain_in_time()
                until = kept.step(phrase("proving"), lambda: budget_of(task).ends)
                until = 0.0 if self._plans.interrupted else min(ends, until or ends)
                kept.step(phrase("proving"), lambda: beside.finish(until))
        kept.notes += beside.kept.notes
        self._still = STILL if beside.still else ""
        self._recount()
        if self._incumbent.best is not None and not self._plans.interrupted and not beside.proves:
            self._prove(session)
        self._note_seconds("check")

    def _by_turns(self, session: Session) -> None:
        """One after the other; without a time limit the same plan comes out every time."""
        task, tuning = self._task, self._tuning
        self._plans.first(session)
        self._plans.propose(session, self._bounds.take)
        if not self._has_plan(session):
            return
        limit = task.options.time_limit
        if limit is not None and self._plans.go_on and not self._plans.interrupted:
            soon = time.monotonic() + max(task.elapsed(), tuning.quick_share * limit)
            self._bounds.by_prices(session, soon)
            self._plans.improve(session, tuning.plans_share)
        self._note_seconds("solve")
        by_rows = self._incumbent.best is not None and self._incumbent.best.by_rows
        if by_rows:
            self._explain_in_time()
        if not self._plans.interrupted and not isinstance(self._method, Greedy):
            self._prove(session)
        if not by_rows:
            self._explain_in_time()
        self._note_seconds("check")

    def _has_plan(self, session: Session) -> bool:
        """Whether the method, or whoever was quicker, has a plan; else why there is none."""
        proposal, self._version = self._plans.last, session.version
        assert proposal is not None
        self._seconds.append(("build", proposal.built))
        if self._incumbent.best is None and isinstance(proposal.source, FromModel) and proposal.empty:
            self._without = self._without_plan(session, proposal, proposal.source)
        return self._incumbent.best is not None

    def _note_seconds(self, step: str) -> None:
        """Those since the last step that was noted."""
        self._seconds.append((step, self._task.elapsed() - sum(spent for _, spent in self._seconds)))

    def _prove(self, session: Session) -> None:
        """Bounds by what there is: prices, and pairs where the method is one of them or time is limited."""
        by_prices = self._bounds.prices is not None
        if by_prices:
            most = self._task.options.proving
            self._bounds.by_prices(session, np.inf if most is None else time.monotonic() + most)
        limited, budget = self._task.options.time_limit is not None, budget_of(self._task)
        if not self._incumbent.proven and (limited or not isinstance(self._method, Large)):
            self._bounds.by_pairs(session, small=isinstance(self._method, Large))
        if limited and not budget.spent():
            self._still = STILL

    def _without_plan(self, session: Session, proposal: Proposal, source: FromModel) -> Result:
        if proposal.outcome == "infeasible":
            return infeasible(self._task, session, source.formulation, self._kept)
        return Result(
            proposal.outcome,
            message=phrase(
                "{engine}: no plan found; {detail}", engine=session.version, detail=proposal.detail
            ),
        )

    def _recount(self) -> None:
        """What proofs show of the best plan, also after Ctrl-C: they are counted, not looked for."""
        held = self._incumbent.best
        if held is not None:
            self._kept.step(phrase("counting proofs again"), lambda: self._incumbent.recount(held))

    def _explain_in_time(self) -> None:
        """Reasons, but not those that take long where somebody waits who has pressed Ctrl-C."""
        held = self._incumbent.best
        if held is not None and (held.by_rows or not self._plans.interrupted):
            self._kept.step(phrase("looking for reasons"), self._explain)

    def _explain(self) -> None:
        """The reasons of those who stay."""
        held = self._incumbent.best
        assert held is not None
        source = held.proposal.source
        if isinstance(source, FromModel):
            assert source.values is not None
            self._unserved = unserved_with_reasons(source.formulation, source.values, held.plan)
        else:
            self._unserved = _of_most_urgent(self._task, held.plan, source.tuning)

    def _tell(self) -> None:
        """What comes out, whatever was told on the way."""
        for goal in self._incumbent.concluded()[0].goals:
            self._task.tell(goal.goal, goal.value, goal.bound)

    def _concluded(self) -> Result:
        """The result of what was reached; a plan whose every goal is proven is solved."""
        incumbent, last = self._incumbent, self._plans.last
        if self._without is not None:
            return self._without
        if last is not None and not last.empty and not incumbent.has_seen(last):
            incumbent.offer(last)
        if incumbent.best is None:
            if self._plans.interrupted:
                return Result("interrupted", message=self._message(phrase("no plan by then"), self._reason))
            return Result(
                "no_plan", message=self._message(phrase("no plan that keeps every promise was found"))
            )
        plan, certificate = incumbent.concluded()
        proven = all(goal.grade == "proven" for goal in plan.goals)
        status: Status = "solved" if proven or incumbent.solved else "stopped"
        if self._plans.interrupted:
            status = "interrupted"
        how = ENDED[status]
        if last is not None and last.detail and status != "solved":
            how = phrase("{how} ({detail})", how=how, detail=last.detail)
        still = "" if proven else self._still
        return Result(
            status,
            replace(plan, run=self._run(), unserved=self._unserved or plan.unserved),
            certificate=certificate,
            message=self._message(how, still, self._reason),
            notes=tuple(self._kept.notes),
        )

    def _message(self, *parts: str) -> str:
        """What the engine came to, and why, in a line."""
        return headed(self._version, joined("; ", filter(None, parts)))

    def _run(self) -> Run:
        """The record of how the plan was made."""
        options = self._task.options
        return Run(
            evacopt=__version__,
            backend=self._version,
            seed=options.seed,
            threads=options.threads,
            time_limit_s=options.time_limit,
            seconds=tuple((name, round(spent, 3)) for name, spent in self._seconds),
            notes=tuple(self._kept.notes),
        )


def _of_most_urgent(task: Task, plan: Plan, tuning: LargeTuning) -> tuple[Unserved, ...]:
    """Who stays; why, of the most urgent, where there are not too many groups to look at."""
    if len(task.instance.groups) > tuning.explained_groups:
        return staying(task.instance, plan, (NOT_LOOKED_AT,))
    reasons = explained(task.instance, plan, most=tuning.explained_most, until=task.ends)
    return tuple(
        one if one.reasons else replace(one, reasons=(NOT_LOOKED_AT,)) for one in unserved_of(reasons)
    )
