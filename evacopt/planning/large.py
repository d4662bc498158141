"""The large-scale method as a planner uses it: decide, judge, prove by kinds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evacopt import __version__
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, GoalProof, Leaf
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Reason, Run, Unserved
from evacopt.exact.kept import Kept
from evacopt.judge.goals import Goals, count_goals
from evacopt.judge.lagrangian import LagrangianBound, lagrangian_bound
from evacopt.judge.limits import RefusedError, TooLargeError
from evacopt.judge.verify import verify
from evacopt.large.context import Context, Tell
from evacopt.large.flow import Flow, duals_of
from evacopt.large.method import decide, rescued
from evacopt.large.staged_lp import Duals
from evacopt.planning.request import Request
from evacopt.planning.result import Result, Status
from evacopt.reasons.reasons import explained, staying, unserved_of

NAME, ENGINE = "scale", "highs"
"""The method on the command line, and the engine that solves its relaxations."""
LARGE = 76_000
"""Obstacles to travel from which on `auto` picks the method."""
DECIDING, CLOSING = 0.7, 0.04
"""The parts of the time for a plan, and for reasons and writing at the end; the rest is for bounds."""
FINE, FINER = 2**20, 2**44
"""Denominators of multipliers: the second for goals that count in millionths, whose multipliers are tiny."""
EXPLAINED = 50_000
"""Groups up to which it is looked at why each one stays."""
TOLD = 1_000
"""Of these, so many that are not alike at most."""
_WITHOUT: Mapping[Status, str] = {
    "no_plan": "no plan that keeps every promise was found",
    "interrupted": "no plan by then",
}
COMPETES = Reason(
    "competes",
    "others hold the room that it would need; with so many groups each was not looked at by itself",
)


def is_large(instance: Instance) -> bool:
    """Whether the method is the better choice: there are too many ways to travel for a model of each.

    They are reckoned as groups x flights out of where they are x legs. Where only full aircraft may leave the
    relaxation in seats says too little.
    """
    leaving = Counter(flight.origin for flight in instance.schedule if flight.status != "cancelled")
    groups = Counter(instance.groups.origin)
    ways = sum(many * leaving[place] for place, many in groups.items()) * instance.policy.max_legs
    return ways >= LARGE and not instance.policy.full_loads


def attempt_large(request: Request, reason: str = "") -> Result:
    """What the method makes of an instance, which is free of errors; raises as `evacopt.solve` does."""
    return _Attempt(request, reason).result()


class _Attempt:
    """The method's steps; whatever ends them, the best plan so far is judged and given."""

    def __init__(self, request: Request, reason: str) -> None:
        self._request, self._reason, self._version = request, reason, NAME
        limit, now = request.options.time_limit, time.monotonic()
        self._ends = np.inf if limit is None else now + max(limit - request.elapsed(), 0.0)
        self._deciding = self._ends if limit is None else now + (self._ends - now) * DECIDING
        self._kept = Kept()
        self._seconds: list[tuple[str, float]] = []
        self._context: Context | None = None
        self._plan: Plan | None = None
        self._rejected = False
        self._proofs: list[GoalProof] = []

    def result(self) -> Result:
        """The outcome; raises as `evacopt.solve` does."""
        try:
            with Session(NAME, memory=memory_for_a_backend(), stop=self._request.watch.stop) as session:
                self._run(session)
        except KeyboardInterrupt:
            self._kept.interrupted = True
        except Exception as failure:
            if self._plan is None and not self._rescue():
                raise
            self._kept.failed("finishing", failure)
        return self._kept.surely(self._concluded)

    def _run(self, session: Session) -> None:
        """Everything in order; what is reached is noted as it is reached."""
        request = self._request
        session.require(request.options.engine)
        context = Context(request.instance, session, request.options.engine, self._deciding, tell=self._tell)
        self._context = context
        if "changes" in request.instance.policy.objectives:
            context.in_force = request.baseline
        built = request.elapsed()
        plan, flow = decide(context)
        self._version, solved = session.version, request.elapsed()
        self._seconds = [("build", built), ("solve", solved - built)]
        self._judge(plan)
        if self._plan is not None:
            limit = request.options.time_limit
            context.ends = self._ends if limit is None else self._ends - CLOSING * limit
            self._kept.step("proving", lambda: self._prove(context, flow))
            self._seconds.append(("check", request.elapsed() - solved))
            if not self._interrupted():
                self._kept.step("looking for reasons", self._explain)

    def _tell(self, goal: str, incumbent: int | None, bound: int | None) -> None:
        """Pass news on; the method goes no further where nobody wants it to."""
        self._request.tell(goal, incumbent, bound)
        if self._request.watch.stop():
            raise KeyboardInterrupt

    def _judge(self, plan: Plan | None) -> None:
        """Take a plan, with the goals that the judge counts, if he accepts it; else there is none."""
        self._rejected = plan is not None and bool(verify(self._request.instance, plan))
        if plan is not None and not self._rejected:
            goals = _graded(self._counted(plan), ())
            unserved = staying(self._request.instance, plan, (COMPETES,))
            self._plan = replace(plan, goals=goals, unserved=unserved)

    def _rescue(self) -> bool:
        """Whether those who had boarded when the work ended make a plan; it is taken then."""
        if self._context is not None and not self._rejected:
            self._judge(rescued(self._context))
        return self._plan is not None

    def _counted(self, plan: Plan) -> Goals:
        return count_goals(self._request.instance, plan, baseline=self._request.baseline)

    def _prove(self, context: Context, flow: Flow | None) -> None:
        assert self._plan is not None
        for proof in _proofs(context, flow, self._counted(self._plan), self._tell):
            self._proofs.append(proof)

    def _explain(self) -> None:
        assert self._plan is not None
        unserved = _unserved(self._request.instance, self._plan, self._ends)
        self._plan = replace(self._plan, unserved=unserved)

    def _interrupted(self) -> bool:
        """Whether Ctrl-C or the caller ended it."""
        return self._kept.interrupted or self._request.watch.ended

    def _concluded(self) -> Result:
        """The result of what was reached."""
        request = self._request
        if self._plan is None and not self._rescue():
            status: Status = "interrupted" if self._interrupted() else "no_plan"
            return Result(status, message=f"{self._version}: {_WITHOUT[status]}")
        assert self._plan is not None
        counted, notes = self._counted(self._plan), tuple(self._kept.notes)
        run = _run(request, self._version, self._seconds, notes)
        plan = replace(self._plan, goals=_graded(counted, self._proofs), run=run)
        done = all(goal.grade == "proven" for goal in plan.goals)
        status = "interrupted" if self._interrupted() else "solved" if done else "stopped"
        message = f"{self._version}: {status}" + (f"; {self._reason}" if self._reason else "")
        certificate = _certificate(request.instance, counted, self._proofs)
        return Result(status, plan, certificate=certificate, message=message, notes=notes)


def _proofs(context: Context, flow: Flow | None, counted: Goals, tell: Tell) -> Iterator[GoalProof]:
    """What can be shown of each goal in time; what each is worth is told."""
    values = [value for _, value in counted]
    names = [] if flow is None else [name for name, _ in flow.lp.goals]
    rows = _rows(context.instance) if names else None
    for number, (name, value) in enumerate(counted):
        proof = None
        if flow is not None and rows and value > 0 and name in names and time.monotonic() < context.ends:
            duals = duals_of(context, flow, names.index(name))
            proof = None if duals is None else _proof(rows, number, values, duals)
        tell(name, value, 0 if proof is None else proof.bound)
        if proof is not None:
            yield proof


def _rows(instance: Instance) -> LagrangianBound | None:
    """The rows of the judge; `None` where there are too many."""
    try:
        return lagrangian_bound(instance)
    except TooLargeError:
        return None


def _proof(rows: LagrangianBound, number: int, values: Sequence[int], duals: Duals) -> GoalProof | None:
    """Prices as whole multipliers, and what the judge says that they show; `None` for nothing."""
    shown = [_at(rows, number, values, duals, fine) for fine in (FINE, FINER)]
    best = max(shown, key=lambda proof: proof.bound)
    return best if best.bound > 0 else None


def _at(rows: LagrangianBound, number: int, values: Sequence[int], duals: Duals, fine: int) -> GoalProof:
    """What prices show as whole multipliers over `fine`."""
    given = tuple(
        (name, whole)
        for name, price in sorted(duals.rows.items())
        for whole in (round(price * fine),)
        if whole > 0 and (name in rows.row or name[0] == "held")
    )
    try:
        floor = min(rows.floor(number, values, fine, given), values[number])
    except RefusedError:
        floor = 0
    return GoalProof(duals.goal, floor, Leaf(fine, given))


def _graded(counted: Goals, proofs: Sequence[GoalProof]) -> GoalTable:
    """The goals with their bounds; what meets its bound is proven."""
    floors = {proof.goal: proof.bound for proof in proofs}
    bounds = [(name, value, floors.get(name, 0)) for name, value in counted]
    return GoalTable(
        tuple(
            GoalResult(name, value, floor, "proven" if floor >= value else "feasible")
            for name, value, floor in bounds
        )
    )


def _certificate(instance: Instance, counted: Goals, proofs: Sequence[GoalProof]) -> Certificate:
    return Certificate(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        values=tuple(counted),
        proofs=tuple(proofs),
        wholesale=True,
    )


def _unserved(instance: Instance, plan: Plan, ends: float) -> tuple[Unserved, ...]:
    """Who stays; why, of the most urgent, where there are not too many groups to look at."""
    if len(instance.groups) <= EXPLAINED:
        return tuple(
            one if one.reasons else replace(one, reasons=(COMPETES,))
            for one in unserved_of(explained(instance, plan, most=TOLD, until=ends))
        )
    return staying(instance, plan, (COMPETES,))


def _run(request: Request, version: str, seconds: Sequence[tuple[str, float]], notes: tuple[str, ...]) -> Run:
    return Run(
        evacopt=__version__,
        backend=version,
        seed=request.options.seed,
        threads=request.options.threads,
        time_limit_s=request.options.time_limit,
        seconds=tuple((name, round(spent, 3)) for name, spent in seconds),
        notes=notes,
    )
