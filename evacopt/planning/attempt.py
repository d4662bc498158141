"""One backend's attempt: formulate, solve goal by goal, judge, explain, prove."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from evacopt import __version__
from evacopt.backends.contract import Options
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate
from evacopt.domain.columns import Ints
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Run
from evacopt.engine.conflict import kept_together, smallest_conflict
from evacopt.engine.in_order import solve_in_order
from evacopt.engine.stages import Staged, solve_stages
from evacopt.engine.start import SECONDS, start_values
from evacopt.errors import BackendError
from evacopt.judge.goals import count_goals
from evacopt.judge.verdict import judge
from evacopt.model.decode import decode
from evacopt.model.formulation import Formulation, formulate
from evacopt.model.linear import Label
from evacopt.model.orders import ORDERS
from evacopt.planning.certify import certify
from evacopt.planning.contradict import contradiction
from evacopt.planning.large import ENGINE, NAME, attempt_large, is_large
from evacopt.planning.proof import Budget
from evacopt.planning.reasons import unserved_with_reasons
from evacopt.planning.request import OnProgress, Request
from evacopt.planning.result import Result
from evacopt.planning.within_reach import within_reach

PICKED = f"auto picked {NAME}: there are too many ways to travel for one model"
"""Why `auto` does not pick an engine."""
PROVER = "highs"
"""The engine that proves, whichever one solves: multipliers of linear relaxations are all it takes."""
STARTING, SOLVING = 0.1, 0.8
"""The parts of the time limit for a first plan, and of the rest for solving; what is left is for proving."""
SECOND, LEAST_SECOND = ("cpsat", "highs"), 2.0
"""Who is asked whether promises contradict each other where no proof was found, and for so many seconds."""
LEAST_PROOF, USUAL_PROOF = 0.5, 5.0
"""Seconds for proving that are always there, and there if the limit allows."""


def attempt(
    instance: Instance,
    *,
    backend: str,
    options: Options,
    baseline: Plan | None = None,
    on_progress: OnProgress | None = None,
    proving: float | None = None,
) -> Result:
    """What one backend makes of `instance`, which is free of errors; raises as `evacopt.solve` does."""
    request = Request(
        instance=instance,
        options=options,
        baseline=baseline,
        on_progress=on_progress,
        proving=proving,
    )
    large = backend == "auto" and not options.gap and is_large(instance)
    if backend == NAME or large:
        result = attempt_large(request, reason=PICKED if large else "")
        known = result.status != "no_plan" or not within_reach(instance)
        return result if known else _unclaimed(_exact(request, ENGINE, reason=result.message))
    return _exact(request, backend)


def _exact(request: Request, backend: str, *, reason: str = "") -> Result:
    """What an engine makes of the whole model; `reason` is why it was asked."""
    with Session(backend, memory=memory_for_a_backend()) as session:
        session.require(request.options)
        session.reason = session.reason or reason
        by_registration = session.backend in ORDERS
        formulation = formulate(request.instance, baseline=request.baseline, by_registration=by_registration)
        built = request.elapsed()
        staged = _staged(request, formulation, session)
        solved = request.elapsed()
        if staged.outcome == "infeasible":
            return _infeasible(request, session, formulation)
        if staged.values is None:
            return Result(staged.outcome, message=f"{session.version}: no plan found; {staged.detail}")
        plan = _judged_plan(request, formulation, staged.values, staged.goals)
        plan, certificate = _certified(request, session, plan)
        seconds = (("build", built), ("solve", solved - built), ("check", request.elapsed() - solved))
        return _result(session, staged, _with_run(request, session, plan, seconds), certificate)


def _unclaimed(result: Result) -> Result:
    """The method claims nothing, also where an engine decided for it: what is not proven is feasible."""
    if result.plan is None:
        return result
    goals = tuple(
        replace(goal, grade="proven" if goal.grade == "proven" else "feasible") for goal in result.goals
    )
    return replace(result, plan=replace(result.plan, goals=GoalTable(goals)))


def _certified(request: Request, session: Session, plan: Plan) -> tuple[Plan, Certificate]:
    """The plan with bounds that were checked."""
    with _prover(session) as prover:
        return certify(request.instance, plan, prover, _proving(request), baseline=request.baseline)


def _proving(request: Request) -> Budget:
    """What was asked for; or as long again as solving took, and a few seconds at least; within the limit."""
    limit, spent = request.options.time_limit, request.elapsed()
    if limit is None:
        return Budget(None if request.proving is None else time.monotonic() + request.proving)
    wanted = max(spent, USUAL_PROOF) if request.proving is None else request.proving
    allowed = min(max(limit - spent, LEAST_PROOF), wanted)
    return Budget(time.monotonic() + allowed)


@contextmanager
def _prover(session: Session) -> Iterator[Session]:
    """The session itself where its engine can prove, else one of an engine that can."""
    if session.backend == PROVER:
        yield session
    else:
        with Session(PROVER, memory=memory_for_a_backend()) as prover:
            yield prover


def _staged(request: Request, formulation: Formulation, session: Session) -> Staged:
    """Goal by goal from a first plan; or, for a baseline, people in its order."""
    if session.backend in ORDERS:
        return solve_in_order(formulation, session, _within(request), session.backend)
    limit = request.options.time_limit
    seconds = SECONDS if limit is None else min(SECONDS, limit * STARTING)
    start = start_values(formulation, baseline=request.baseline, seconds=seconds)
    options = _within(request)
    if options.time_limit is not None:
        options = replace(options, time_limit=options.time_limit * SOLVING)
    return solve_stages(
        formulation.model,
        session,
        options,
        start=start,
        complete=formulation.completed,
        decisions=~formulation.helpers,
        on_progress=request.tell,
    )


def _within(request: Request) -> Options:
    """The options with the time that building has left over."""
    limit = request.options.time_limit
    if limit is None:
        return request.options
    return replace(request.options, time_limit=max(limit - request.elapsed(), 0.0))


def _judged_plan(
    request: Request, formulation: Formulation, values: Ints, claims: Sequence[GoalResult]
) -> Plan:
    """The plan with its goals as the judge counts them, and the reasons of those who stay.

    Raises
    ------
    BackendError
        If the judge rejects it: then model and judge differ, and nothing may leave the house.
    """
    bare = decode(formulation, values)
    counted = count_goals(request.instance, bare, baseline=request.baseline)
    goals = tuple(_counted(claim, name, value) for claim, (name, value) in zip(claims, counted, strict=True))
    unserved = unserved_with_reasons(formulation, values, bare)
    plan = replace(bare, goals=GoalTable(goals), unserved=unserved)
    violations = judge(request.instance, plan, baseline=request.baseline)
    if violations:
        raise BackendError("the plan breaks a rule and is withheld: " + "; ".join(map(str, violations)))
    return plan


def _counted(claim: GoalResult, name: str, value: int) -> GoalResult:
    """The value that the judge counts; where it is not the one claimed, the claim is dropped."""
    if (claim.goal, claim.value) == (name, value):
        return claim
    bound = None if claim.bound is None else min(claim.bound, value)
    return GoalResult(name, value, bound, "feasible")


def _with_run(request: Request, session: Session, plan: Plan, seconds: tuple[tuple[str, float], ...]) -> Plan:
    """The plan with the record of how it was made."""
    options = request.options
    run = Run(
        evacopt=__version__,
        backend=session.version,
        seed=options.seed,
        threads=options.threads,
        time_limit_s=options.time_limit,
        seconds=tuple((name, round(spent, 3)) for name, spent in seconds),
    )
    return replace(plan, run=run)


def _result(session: Session, staged: Staged, plan: Plan, certificate: Certificate) -> Result:
    """The outcome; a plan whose every goal is proven is solved, whatever stopped the engine."""
    proven = all(goal.grade == "proven" for goal in plan.goals)
    status = "solved" if proven and staged.outcome == "stopped" else staged.outcome
    message = f"{session.version}: {status}" + (f" ({staged.detail})" if staged.detail else "")
    if session.reason:
        message += f"; {session.reason}"
    return Result(status, plan, certificate=certificate, message=message)


def _infeasible(request: Request, session: Session, formulation: Formulation) -> Result:
    """Name the promises that cannot hold together, if that is shown or an engine of another family agrees.

    Raises
    ------
    BackendError
        If there are no promises at all, or if another engine has a plan that keeps those named.
    """
    conflict = smallest_conflict(formulation.model, session, _within(request))
    if not conflict:
        raise BackendError(f"{session.version} says infeasible, but leaving everybody behind is a plan")
    named = tuple(_promise(request.instance, label) for label in conflict)
    with _prover(session) as prover:
        certificate = contradiction(request.instance, conflict, prover, _proving(request))
    agrees = "" if certificate else _agrees(request, session, formulation, conflict)
    reason = f"; {session.reason}" if session.reason else ""
    if certificate or agrees:
        known = ", proven" if certificate else f", as {agrees} says too"
        message = f"{session.version}: promises contradict each other{known}{reason}"
        return Result("infeasible", conflict=named, certificate=certificate, message=message)
    message = f"{session.version} says that these contradict each other, which nothing confirms in time: "
    return Result("no_plan", message=message + "; ".join(named) + reason)


def _agrees(request: Request, session: Session, formulation: Formulation, conflict: Collection[Label]) -> str:
    """The version of an engine of another family that says the same; blank where none says anything.

    Raises
    ------
    BackendError
        If it has a plan that keeps the promises of `conflict`.
    """
    family = session.capabilities.family
    other = next(name for name in SECOND if name != family)
    options = replace(_within(request), gap=0.0)
    if options.time_limit is not None:
        options = replace(options, time_limit=max(options.time_limit, LEAST_SECOND))
    try:
        with Session(other, memory=memory_for_a_backend()) as second:
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
