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
from evacopt.engine.scale.flow import Flow, prices_of
from evacopt.engine.scale.guide import Prices
from evacopt.engine.scale.method import decide, rescued
from evacopt.engine.scale.work import Tell, Work
from evacopt.judge.goals import Goals, count_goals
from evacopt.judge.refused import Refused
from evacopt.judge.verdict import judge
from evacopt.judge.wholesale import TooLarge, Wholesale, wholesale
from evacopt.planning.reasons import unserved_of
from evacopt.planning.request import Request
from evacopt.planning.result import Result, Status

NAME, ENGINE = "scale", "highs"
"""The method on the command line, and the engine that solves its relaxations."""
LARGE = 76_000
"""Ways to travel from which on `auto` picks the method."""
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
    limit = request.options.time_limit
    now = time.monotonic()
    ends = np.inf if limit is None else now + max(limit - request.elapsed(), 0.0)
    deciding = ends if limit is None else now + (ends - now) * DECIDING
    with Session(NAME, memory=memory_for_a_backend()) as session:
        session.require(request.options)
        work = Work(request.instance, session, request.options, deciding, tell=request.tell)
        if "changes" in request.instance.policy.objectives:
            work.in_force = request.baseline
        built = request.elapsed()
        bare, flow, interrupted = _decided(work)
        solved = request.elapsed()
        if bare is None:
            status: Status = "interrupted" if interrupted else "no_plan"
            return Result(status, message=f"{session.version}: {_WITHOUT[status]}")
        work.ends = ends if limit is None else ends - CLOSING * limit
        counted, proofs = count_goals(request.instance, bare, baseline=request.baseline), list[GoalProof]()
        try:
            for proof in _proofs(work, flow, counted, request.tell):
                proofs.append(proof)
        except KeyboardInterrupt:
            interrupted = True
        version = session.version
    seconds = (("build", built), ("solve", solved - built), ("check", request.elapsed() - solved))
    plan = replace(
        bare,
        goals=_graded(counted, proofs),
        unserved=_unserved(request.instance, bare, ends),
        run=_run(request, version, seconds),
    )
    done = all(goal.grade == "proven" for goal in plan.goals)
    status = "interrupted" if interrupted else "solved" if done else "stopped"
    message = f"{version}: {status}" + (f"; {reason}" if reason else "")
    return Result(status, plan, certificate=_certificate(work, counted, proofs), message=message)


def _decided(work: Work) -> tuple[Plan | None, Flow | None, bool]:
    """A plan that the judge accepts, its flow, and whether Ctrl-C ended the work on it."""
    flow, interrupted = None, False
    plan: Plan | None
    try:
        plan, flow = decide(work)
        violations = judge(work.instance, plan)
    except KeyboardInterrupt:
        plan, interrupted = rescued(work), True
        violations = [] if plan is None else judge(work.instance, plan)
    return None if violations else plan, flow, interrupted


def _proofs(work: Work, flow: Flow | None, counted: Goals, tell: Tell) -> Iterator[GoalProof]:
    """What can be shown of each goal in time; what each is worth is told."""
    values = [value for _, value in counted]
    names = [] if flow is None else [name for name, _ in flow.guide.goals]
    rows = _rows(work.instance) if names else None
    for number, (name, value) in enumerate(counted):
        proof = None
        if flow is not None and rows and value > 0 and name in names and time.monotonic() < work.ends:
            prices = prices_of(work, flow, names.index(name))
            proof = None if prices is None else _proof(rows, number, values, prices)
        tell(name, value, 0 if proof is None else proof.bound)
        if proof is not None:
            yield proof


def _rows(instance: Instance) -> Wholesale | None:
    """The rows of the judge; `None` where there are too many."""
    try:
        return wholesale(instance)
    except TooLarge:
        return None


def _proof(rows: Wholesale, number: int, values: Sequence[int], prices: Prices) -> GoalProof | None:
    """Prices as whole multipliers, and what the judge says that they show; `None` for nothing."""
    shown = [_at(rows, number, values, prices, fine) for fine in (FINE, FINER)]
    best = max(shown, key=lambda proof: proof.bound)
    return best if best.bound > 0 else None


def _at(rows: Wholesale, number: int, values: Sequence[int], prices: Prices, fine: int) -> GoalProof:
    """What prices show as whole multipliers over `fine`."""
    given = tuple(
        (name, whole)
        for name, price in sorted(prices.rows.items())
        for whole in (round(price * fine),)
        if whole > 0 and (name in rows.row or name[0] == "held")
    )
    try:
        floor = min(rows.floor(number, values, fine, given), values[number])
    except Refused:
        floor = 0
    return GoalProof(prices.goal, floor, Leaf(fine, given))


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


def _certificate(work: Work, counted: Goals, proofs: Sequence[GoalProof]) -> Certificate:
    return Certificate(
        instance_name=work.instance.name,
        instance_sha256=work.instance.sha256,
        values=tuple(counted),
        proofs=tuple(proofs),
        wholesale=True,
    )


def _unserved(instance: Instance, plan: Plan, ends: float) -> tuple[Unserved, ...]:
    """Who stays; why, of the most urgent, where there are not too many groups to look at."""
    if len(instance.groups) <= EXPLAINED:
        return tuple(
            one if one.reasons else replace(one, reasons=(COMPETES,))
            for one in unserved_of(instance, plan, most=TOLD, until=ends)
        )
    groups, left = instance.groups, instance.groups.count.copy()
    rows = np.array([groups.row[code] for code in plan.assignments.group.values], dtype=np.int64)
    if len(rows):
        np.subtract.at(left, rows[plan.assignments.group.codes], plan.assignments.parties)
    return tuple(
        Unserved(groups.id[row], int(left[row]), (COMPETES,)) for row in np.flatnonzero(left > 0).tolist()
    )


def _run(request: Request, version: str, seconds: tuple[tuple[str, float], ...]) -> Run:
    return Run(
        evacopt=__version__,
        backend=version,
        seed=request.options.seed,
        threads=request.options.threads,
        time_limit_s=request.options.time_limit,
        seconds=tuple((name, round(spent, 3)) for name, spent in seconds),
    )
