"""The large-scale method as a planner uses it: decide, judge, prove by kinds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evacopt import __version__
from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.certificate import Certificate, GoalProof, Leaf
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalResult, GoalTable, Plan, Reason, Run, Unserved
from evacopt.engine.scale.guide import Prices
from evacopt.engine.scale.method import Flow, Work, decide, prices_of
from evacopt.judge.bounds import Refused
from evacopt.judge.goals import Goals, count_goals
from evacopt.judge.verdict import judge
from evacopt.judge.wholesale import TooLarge, Wholesale, wholesale
from evacopt.planning.request import Request
from evacopt.planning.result import Result, Status

NAME, ENGINE = "scale", "highs"
"""The method on the command line, and the engine that solves its relaxations."""
LARGE = 2_000_000
"""Groups x flights from which on `auto` picks the method."""
DECIDING = 0.75
"""The part of the time for a plan; the rest is for bounds."""
FINE, FINER = 2**20, 2**44
"""Denominators of multipliers: the second for goals that count in millionths, whose multipliers are tiny."""
COMPETES = Reason(
    "competes", "others who matter more, or as much, hold the room on every way out that it has"
)


def is_large(instance: Instance) -> bool:
    """Whether the method is the better choice: every group with every flight is too much for a model."""
    return len(instance.groups) * len(instance.schedule) >= LARGE


def attempt_large(request: Request, reason: str = "") -> Result:
    """What the method makes of an instance, which is free of errors; raises as `evacopt.solve` does."""
    limit = request.options.time_limit
    now = time.monotonic()
    ends = np.inf if limit is None else now + max(limit - request.elapsed(), 0.0)
    deciding = ends if limit is None else now + (ends - now) * DECIDING
    with Session(ENGINE, memory=memory_for_a_backend()) as session:
        session.require(request.options)
        work = Work(request.instance, session, request.options, deciding)
        built = request.elapsed()
        found = decide(work)
        solved = request.elapsed()
        if found is None:
            return Result("no_plan", message=f"{NAME}: no plan found in time")
        bare, flow = found
        violations = judge(request.instance, bare)
        if violations:
            return Result("no_plan", message=f"{NAME}: no plan that keeps every promise was found")
        work.ends = ends
        plan, certificate = proven(
            work, flow, bare, count_goals(request.instance, bare, baseline=request.baseline)
        )
        version = f"{NAME} on {session.version}"
    seconds = (("build", built), ("solve", solved - built), ("check", request.elapsed() - solved))
    plan = replace(plan, unserved=_unserved(request.instance, plan), run=_run(request, version, seconds))
    done = all(goal.grade == "proven" for goal in plan.goals)
    status: Status = "solved" if done else "stopped"
    message = f"{version}: {status}" + (f"; {reason}" if reason else "")
    return Result(status, plan, certificate=certificate, message=message)


def proven(work: Work, flow: Flow, bare: Plan, counted: Goals) -> tuple[Plan, Certificate]:
    """The plan with its goals, their bounds and grades, and the certificate that shows them."""
    values, floors, proofs = [value for _, value in counted], dict[str, int](), list[GoalProof]()
    try:
        rows = wholesale(work.instance)
    except TooLarge:
        rows = None
    names = [name for name, _ in flow.guide.goals]
    for number, (name, value) in enumerate(counted):
        if rows is not None and value > 0 and name in names and time.monotonic() < work.ends:
            prices = prices_of(work, flow, names.index(name))
            proof = None if prices is None else _proof(rows, number, values, prices)
            if proof is not None:
                floors[name] = proof.bound
                proofs.append(proof)
    goals = tuple(_graded(name, value, floors.get(name, 0)) for name, value in counted)
    certificate = Certificate(
        instance_name=work.instance.name,
        instance_sha256=work.instance.sha256,
        values=tuple(counted),
        proofs=tuple(proofs),
        wholesale=True,
    )
    return replace(bare, goals=GoalTable(goals)), certificate


def _proof(rows: Wholesale, number: int, values: Sequence[int], prices: Prices) -> GoalProof | None:
    """Prices as whole multipliers, and what the judge says that they show; `None` for nothing."""
    fine = FINER if prices.goal.startswith("fairness") or "held fairness" in " ".join(prices.rows) else FINE
    given = tuple(
        (name, whole)
        for name, price in sorted(prices.rows.items())
        for whole in (round(price * fine),)
        if whole > 0 and (name in rows.row or name.startswith("held "))
    )
    try:
        floor = min(rows.floor(number, values, fine, dict(given)), values[number])
    except Refused:
        return None
    return GoalProof(prices.goal, floor, Leaf(fine, given)) if floor > 0 else None


def _graded(name: str, value: int, floor: int) -> GoalResult:
    return GoalResult(name, value, floor, "proven" if floor >= value else "feasible")


def _unserved(instance: Instance, plan: Plan) -> tuple[Unserved, ...]:
    """Who stays."""
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
