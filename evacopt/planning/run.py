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
from evacopt.domain.certificate import GoalProof
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Reason, Run, Unserved
from evacopt.errors import BackendError, UsageError
from evacopt.improve.tuning import TUNING as IMPROVE
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.large.tuning import TUNING, LargeTuning
from evacopt.model.formulation import ORDERS
from evacopt.planning.certify import bounds, infeasible
from evacopt.planning.exact import Exact, Greedy
from evacopt.planning.improve import Improve, is_improvable, still_shown
from evacopt.planning.kept import Kept
from evacopt.planning.large import NAME, Large, is_large, within_reach
from evacopt.planning.method import FromFlow, FromModel, Method, Proposal, Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result, Status
from evacopt.planning.start import is_worse, proposal_of, taken_over
from evacopt.proof.certify import certified
from evacopt.reasons.reasons import explained, staying, unserved_of, unserved_with_reasons

ENGINE = "highs"
"""The engine of the exact method where the large-scale one finds no plan."""
PICKED = f"auto picked {NAME}: there are too many ways to travel for one model"
"""Why `auto` does not pick an engine."""
COMPETES = Reason(
    "competes",
    "others hold the room that it would need; with so many groups each was not looked at by itself",
)


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
    method = Large(reason=PICKED, tuning=tuning) if picked else method_of(name, tuning)
    if options.start is not None and isinstance(method, Greedy):
        raise UsageError(f"{name} takes no plan to start from: it decides as a cell without a solver does")
    result = run(method, task)
    if not isinstance(method, Large) or result.status != "no_plan" or not within_reach(instance, tuning):
        return result
    return run(Exact(ENGINE, result.message, claims=False), task)


def method_of(name: str, tuning: LargeTuning = TUNING) -> Method:
    """The method that serves a name on the command line; that of no method is an engine of the exact one."""
    if name == NAME:
        return Large(tuning=tuning)
    return Greedy(name) if name in ORDERS else Exact(name)


def run(method: Method, task: Task) -> Result:
    """What comes of a method's proposals; raises as `evacopt.solve` does."""
    return _Run(method, task).result()


class _Run:
    """The steps of a run; what is reached is noted as it is reached."""

    def __init__(self, method: Method, task: Task) -> None:
        self._method, self._task, self._kept = method, task, Kept()
        self._reason, self._version, self._seconds = method.reason, method.name, list[tuple[str, float]]()
        self._proposal: Proposal | None = None
        self._plan: Plan | None = None
        self._rejected = False
        self._proofs: tuple[GoalProof, ...] = ()
        self._without: Result | None = None

    def result(self) -> Result:
        """The outcome of it all."""
        stop, kept = self._task.watch.stop, self._kept
        try:
            with Session(self._method.name, memory=memory_for_a_backend(), stop=stop) as session:
                self._work(session)
        except KeyboardInterrupt:
            kept.interrupted = True
        except Exception as failure:
            if self._plan is None:
                raise
            kept.failed("finishing", failure)
        return kept.surely(self._concluded)

    def _work(self, session: Session) -> None:
        """Everything in order."""
        task, kept = self._task, self._kept
        require(session, task.options.engine)
        session.reason = self._reason = session.reason or self._reason
        start = kept.step("taking over the start", lambda: taken_over(task, kept.notes))
        if kept.interrupted:
            raise KeyboardInterrupt
        for proposal in self._method.propose(task, session, start):
            self._proposal = proposal
            if proposal.failure is not None:
                kept.failed(*proposal.failure)
            if task.watch.stop():
                break
        source, solved, self._version = proposal.source, task.elapsed(), session.version
        self._seconds = [("build", proposal.built), ("solve", solved - proposal.built)]
        if isinstance(source, FromModel) and proposal.empty and start is None:
            self._without = self._without_plan(session, proposal, source)
            return
        if not proposal.empty:
            self._judge(proposal)
        if start is not None and is_worse(task, self._plan, start):
            proposal = self._proposal = proposal_of(start, proposal)
            source = proposal.source
            self._judge(proposal)
        if self._plan is None:
            return
        by_rows = isinstance(source, FromModel)
        if by_rows:
            kept.step("looking for reasons", self._explain)
        proven = False
        if isinstance(source, FromFlow) and proposal.failure is None and is_improvable(task):
            proven = self._improve(session, source)
        if not proven and not self._interrupted():
            self._prove(session, source)
        if not by_rows and not self._interrupted():
            kept.step("looking for reasons", self._explain)
        self._seconds.append(("check", task.elapsed() - solved))

    def _prove(self, session: Session, source: FromModel | FromFlow, until: float = np.inf) -> None:
        """Bounds of the plan's goals; those known before stay where they are no worse."""
        assert self._plan is not None
        known = {proof.goal: proof for proof in self._proofs}
        for proof in bounds(self._task, source, self._plan, session, self._kept, until=until):
            if proof.goal not in known or proof.bound >= known[proof.goal].bound:
                known[proof.goal] = proof
        self._proofs = tuple(known[goal.goal] for goal in self._plan.goals if goal.goal in known)

    def _improve(self, session: Session, source: FromFlow) -> bool:
        """Better plans as long as there is time; not where a quick bound proves every goal, which is told."""
        task, before = self._task, self._plan
        limit = task.options.time_limit
        assert before is not None
        assert limit is not None
        soon = time.monotonic() + max(task.elapsed(), IMPROVE.proven_share * limit)
        self._prove(session, source, soon)
        proven = certified(task.instance, before, self._proofs, wholesale=True)[0].goals
        if self._interrupted() or all(goal.grade == "proven" for goal in proven):
            return True
        self._kept.step("improving", lambda: self._take_better(session, source, before))
        if self._plan is not None and self._plan is not before:
            self._proofs = still_shown(self._proofs, before, self._plan)
        return False

    def _take_better(self, session: Session, source: FromFlow, before: Plan) -> None:
        """Whatever ends it, the best plan so far is taken."""
        best: Proposal | None = None
        try:
            for better in Improve().propose(self._task, session, before):
                best = better
        finally:
            made = None if best is None else best.source.plan()
            if self._proposal is not None and made is not None:
                self._proposal = replace(
                    self._proposal, source=replace(source, made=made), claims=(), doubtful=False
                )
                self._judge(self._proposal)

    def _without_plan(self, session: Session, proposal: Proposal, source: FromModel) -> Result:
        if proposal.outcome == "infeasible":
            return infeasible(self._task, session, source.formulation, self._kept)
        return Result(proposal.outcome, message=f"{session.version}: no plan found; {proposal.detail}")

    def _judge(self, proposal: Proposal) -> None:
        """Take its plan, with the goals as the judge counts them and everybody who stays, without reasons.

        Raises
        ------
        BackendError
            If the judge rejects what was sure: then model and judge differ, and nothing may leave the house.
        """
        instance, baseline = self._task.instance, self._task.baseline
        bare = proposal.source.plan()
        assert bare is not None
        counted = count_goals(instance, bare, baseline=baseline)
        claims = proposal.claims or tuple(
            GoalResult(name, value, None, "feasible") for name, value in counted
        )
        goals = [_counted(claim, name, value) for claim, (name, value) in zip(claims, counted, strict=True)]
        reasons = (COMPETES,) if isinstance(proposal.source, FromFlow) else ()
        plan = replace(bare, goals=GoalTable(tuple(goals)), unserved=staying(instance, bare, reasons))
        violations = verify(instance, plan, baseline=baseline)
        if violations and not proposal.doubtful:
            raise BackendError("the plan breaks a rule and is withheld: " + "; ".join(map(str, violations)))
        self._rejected, self._plan = bool(violations), None if violations else plan

    def _explain(self) -> None:
        """The reasons of those who stay."""
        assert self._proposal is not None
        assert self._plan is not None
        source, plan = self._proposal.source, self._plan
        if isinstance(source, FromModel):
            assert source.values is not None
            unserved = unserved_with_reasons(source.formulation, source.values, plan)
        else:
            unserved = _of_most_urgent(self._task, plan, source.tuning)
        self._plan = replace(plan, unserved=unserved)

    def _interrupted(self) -> bool:
        """Whether Ctrl-C or the caller ended it."""
        ended = self._proposal is not None and self._proposal.outcome == "interrupted"
        return ended or self._kept.interrupted or self._task.watch.ended

    def _concluded(self) -> Result:
        """The result of what was reached; a plan whose every goal is proven is solved."""
        proposal = self._proposal
        if self._without is not None:
            return self._without
        if self._plan is None and proposal is not None and not self._rejected and not proposal.empty:
            self._judge(proposal)
        reason = f"; {self._reason}" if self._reason else ""
        if self._plan is None or proposal is None:
            if self._interrupted():
                return Result("interrupted", message=f"{self._version}: no plan by then{reason}")
            return Result("no_plan", message=f"{self._version}: no plan that keeps every promise was found")
        by_prices = isinstance(proposal.source, FromFlow)
        plan, certificate = certified(self._task.instance, self._plan, self._proofs, wholesale=by_prices)
        proven = all(goal.grade == "proven" for goal in plan.goals)
        status: Status = "solved" if proven and proposal.outcome == "stopped" else proposal.outcome
        if self._interrupted():
            status = "interrupted"
        detail = f" ({proposal.detail})" if proposal.detail else ""
        return Result(
            status,
            replace(plan, run=self._run()),
            certificate=certificate,
            message=f"{self._version}: {status}{detail}{reason}",
            notes=tuple(self._kept.notes),
        )

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


def _counted(claim: GoalResult, name: str, value: int) -> GoalResult:
    """The value that the judge counts; where it is not the one claimed, the claim is dropped."""
    if (claim.goal, claim.value) == (name, value):
        return claim
    bound = None if claim.bound is None else min(claim.bound, value)
    return GoalResult(name, value, bound, "feasible")


def _of_most_urgent(task: Task, plan: Plan, tuning: LargeTuning) -> tuple[Unserved, ...]:
    """Who stays; why, of the most urgent, where there are not too many groups to look at."""
    if len(task.instance.groups) > tuning.explained_groups:
        return staying(task.instance, plan, (COMPETES,))
    reasons = explained(task.instance, plan, most=tuning.explained_most, until=task.ends)
    return tuple(one if one.reasons else replace(one, reasons=(COMPETES,)) for one in unserved_of(reasons))
