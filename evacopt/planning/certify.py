"""What is shown of a run: bounds of a plan's goals, or why there is no plan."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, GoalProof
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import BackendError
from evacopt.exact.iis import kept_together, smallest_iis
from evacopt.judge.lagrangian import lagrangian_bound
from evacopt.judge.limits import TooLargeError
from evacopt.milp.linear import Label
from evacopt.model.formulation import Formulation
from evacopt.planning.kept import Kept
from evacopt.planning.method import FromFlow, FromModel, Task
from evacopt.planning.result import Result
from evacopt.proof.certify import Proving, contradiction
from evacopt.proof.duals import Budget
from evacopt.proof.lagrangian import lagrangian_proof

PROVER = "highs"
"""The engine that proves: multipliers of linear relaxations are all it takes, whichever engine solves."""
LEAST_PROOF, USUAL_PROOF = 0.5, 5.0
"""Seconds for proving that are always there, and there if the limit allows."""
SECOND, LEAST_SECOND = ("cpsat", "highs"), 2.0
"""Who is asked whether promises contradict each other where no proof was found, and for so many seconds."""


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


def bounds(
    task: Task,
    source: FromModel | FromFlow,
    plan: Plan,
    session: Session,
    kept: Kept,
    *,
    until: float = np.inf,
) -> tuple[GoalProof, ...]:
    """Proofs of bounds of the goals of `plan`, as far as they go: whatever ends it, those found by then.

    Parameters
    ----------
    until : `time.monotonic()` after which no prices of a flow are worked out
    """
    if isinstance(source, FromFlow):
        proofs, most = list[GoalProof](), task.options.proving
        until = until if most is None else min(until, time.monotonic() + most)
        kept.step("proving", lambda: _by_prices(task, source, plan, proofs, until))
        return tuple(proofs)
    proving = Proving(task.instance, plan, task.baseline)

    def prove() -> None:
        with prover_beside(session) as prover:
            prover.lost = ""
            proving.run(prover, budget_of(task))
            if prover.lost:
                raise BackendError(f"the solver {prover.lost}")

    kept.step("proving", prove)
    kept.step("taking stock of proofs", proving.take_stock)
    return proving.proofs


def _by_prices(task: Task, source: FromFlow, plan: Plan, proofs: list[GoalProof], until: float) -> None:
    """Add the Lagrangian bound of each goal in time; what each is worth is told."""
    values, names = [goal.value for goal in plan.goals], [goal.goal for goal in plan.goals]
    try:
        rows = None if source.duals is None else lagrangian_bound(task.instance)
    except TooLargeError:
        rows = None
    for number, goal in enumerate(plan.goals):
        asked = rows is not None and goal.value > 0
        duals = (
            source.duals(goal.goal, until, dict(zip(names, values, strict=True)))
            if source.duals is not None and asked
            else None
        )
        proof = None
        if rows is not None and duals is not None:
            proof = lagrangian_proof(rows, number, values, duals.goal, duals.rows)
        task.tell_or_end(goal.goal, goal.value, 0 if proof is None else proof.bound)
        if proof is not None:
            proofs.append(proof)


def infeasible(task: Task, session: Session, formulation: Formulation, kept: Kept) -> Result:
    """Name the promises that cannot hold together, if that is shown or an engine of another family agrees.

    Raises
    ------
    BackendError
        If there are no promises at all, or if another engine has a plan that keeps those named.
    """
    conflict = smallest_iis(formulation.model, session, task.left())
    if not conflict:
        raise BackendError(f"{session.version} says infeasible, but leaving everybody behind is a plan")
    named = tuple(_promise(task.instance, label) for label in conflict)

    def prove() -> Certificate | None:
        with prover_beside(session) as prover:
            return contradiction(task.instance, conflict, prover, budget_of(task))

    certificate = kept.step("proving the contradiction", prove)
    if kept.interrupted:
        raise KeyboardInterrupt
    agrees = "" if certificate else _agrees(task, session, formulation, conflict)
    reason = f"; {session.reason}" if session.reason else ""
    if certificate or agrees:
        known = ", proven" if certificate else f", as {agrees} says too"
        message = f"{session.version}: promises contradict each other{known}{reason}"
        return Result("infeasible", conflict=named, certificate=certificate, message=message)
    message = f"{session.version} says that these contradict each other, which nothing confirms in time: "
    return Result("no_plan", message=message + "; ".join(named) + reason)


def _agrees(task: Task, session: Session, formulation: Formulation, conflict: Collection[Label]) -> str:
    """The version of an engine of another family that says the same; blank where none says anything.

    Raises
    ------
    BackendError
        If it has a plan that keeps the promises of `conflict`.
    """
    family = session.capabilities.family
    other = next(name for name in SECOND if name != family)
    options = replace(task.left(), gap=0.0)
    if options.time_limit is not None:
        options = replace(options, time_limit=max(options.time_limit, LEAST_SECOND))
    try:
        with Session(other, memory=memory_for_a_backend(), stop=session.stop) as second:
            kept = kept_together(formulation.model, conflict, second, options)
            version = second.version
    except BackendError:  # it is not installed
        return ""
    if kept:
        wrong = f"{session.version} says infeasible, but {version} has a plan"
        raise BackendError(f"{wrong}: {session.backend} is wrong here; try --backend {other}")
    return "" if kept is None else version


def _promise(instance: Instance, label: Label) -> str:
    """A promise in words."""
    for share in instance.shares:
        if label.rule == "share_min" and share.id == label.subject:
            return f"share {share.id} (at least {share.people} people of {share.nationality})"
    return f"pin {label.subject}"
