"""Why there is no plan: promises that contradict each other, named and shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.promise import rule_words, share_words
from evacopt.errors import BackendError
from evacopt.exact.iis import kept_together, smallest_iis
from evacopt.milp.linear import Label
from evacopt.model.formulation import Formulation
from evacopt.planning.certify import budget_of, prover_beside
from evacopt.planning.kept import Kept
from evacopt.planning.method import Task
from evacopt.planning.result import Result
from evacopt.proof.certify import contradiction

SECOND, LEAST_SECOND = ("cpsat", "highs"), 2.0
"""Who is asked whether promises contradict each other where no proof was found, and for so many seconds."""


def infeasible(task: Task, session: Session, formulation: Formulation, kept: Kept) -> Result:
    """Name the promises that cannot hold together, if that is shown or an engine of another family agrees.

    Raises
    ------
    BackendError
        If there are no promises at all, or if another engine has a plan that keeps those named.
    """
    conflict = smallest_iis(formulation.model, session, task.left())
    if not conflict:
        raise BackendError(
            phrase("{engine} says infeasible, but leaving everybody behind is a plan", engine=session.version)
        )
    named = tuple(_promise(task.instance, label) for label in conflict)

    def prove() -> Certificate | None:
        with prover_beside(session) as prover:
            return contradiction(task.instance, conflict, prover, budget_of(task))

    certificate = kept.step(phrase("proving the contradiction"), prove)
    if kept.interrupted:
        raise KeyboardInterrupt
    agrees = "" if certificate else _agrees(task, session, formulation, conflict)
    if certificate or agrees:
        message = phrase("{engine}: promises contradict each other, proven", engine=session.version)
        if not certificate:
            text = phrase("{engine}: promises contradict each other, as {other} says too")
            message = phrase(text, engine=session.version, other=agrees)
        message = joined("; ", filter(None, (message, session.reason)))
        return Result("infeasible", conflict=named, certificate=certificate, message=message)
    text = phrase(
        "{engine} says that these contradict each other, which nothing confirms in time: {promises}"
    )
    message = phrase(text, engine=session.version, promises=joined("; ", named))
    return Result("no_plan", message=joined("; ", filter(None, (message, session.reason))))


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
        text = phrase(
            "{engine} says infeasible, but {other} has a plan: {backend} is wrong here; "
            "try --backend {family}"
        )
        named = {"engine": session.version, "other": version, "backend": session.backend, "family": other}
        raise BackendError(phrase(text, **named))
    return "" if kept is None else version


def _promise(instance: Instance, label: Label) -> str:
    """A promise in words."""
    for share in instance.shares:
        if label.rule == "share_min" and share.id == label.subject:
            return share_words(share)
    for rule in instance.rules:
        if label.rule == "rule" and rule.id == label.subject:
            return rule_words(rule)
    return phrase("pin {pin}", pin=label.subject)
