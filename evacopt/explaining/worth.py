"""What a change to an instance is worth, by the goals that matter first.

Nothing is believed of a solver's prices. The duals that prove the plan's goals are tried on the changed
instance first: where they still prove the same, in exact integers, the change is worth nothing. Else the
changed instance is solved again from the plan in force, and the plan is judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from evacopt.domain.certificate import Certificate
from evacopt.domain.checks import errors_of
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GoalTable, Plan
from evacopt.explaining.answer import GoalChange, Known, Worth
from evacopt.explaining.change import Change
from evacopt.explaining.solving import TUNING, Spread, Tuning, solved_again
from evacopt.judge.certificate import floor_of
from evacopt.judge.goals import Goals, count_goals
from evacopt.judge.limits import Limits, RefusedError, TooLargeError
from evacopt.judge.relaxation import relax
from evacopt.judge.verify import verify
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result

Time: TypeAlias = tuple[float, float | None]
"""Seconds for one, and the `time.time()` at which time is up for all, `None` for no limit.

Not the monotonic clock: another machine has another one.
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class Base:
    """What changes are held against.

    Attributes
    ----------
    instance : with only the goals that are looked at
    start : the plan in force
    plan : the same, or a better one that was found
    values : of the goals, in order
    proven : for each goal whether no plan does better, those before it held
    certificate : what proves that; `None` where nothing does
    """

    instance: Instance
    start: Plan
    plan: Plan
    values: Goals
    proven: tuple[bool, ...]
    certificate: Certificate | None
    better: bool = False


@dataclass(frozen=True, slots=True)
class Valued:
    """A worth, and the values of all goals that it stands for."""

    worth: Worth
    after: tuple[int, ...]


def first_objectives(instance: Instance) -> tuple[str, ...]:
    """The policy's objectives up to the people left behind; the first one where those do not count."""
    objectives = instance.policy.objectives
    if "unserved" in objectives:
        return objectives[: objectives.index("unserved") + 1]
    return objectives[:1]


def base_of(instance: Instance, plan: Plan, options: SolveOptions, tuning: Tuning = TUNING) -> Base:
    """`plan`, or a better one if one turns up on the way, with a proof of its first goals if there is one."""
    reduced = replace(instance, policy=replace(instance.policy, objectives=first_objectives(instance)))
    values = count_goals(reduced, plan)
    result = solved_again(reduced, plan, options, tuning.proving)
    if result.plan is None or _figures(result.plan) > [value for _, value in values]:
        open_ = tuple(False for _ in values)
        return Base(instance=reduced, start=plan, plan=plan, values=values, proven=open_, certificate=None)
    reached = [(goal.goal, goal.value) for goal in result.goals]
    return Base(
        instance=reduced,
        start=plan,
        plan=result.plan,
        values=reached,
        proven=tuple(goal.grade == "proven" for goal in result.goals),
        certificate=result.certificate,
        better=reached != values,
    )


def worths_of(
    base: Base, changes: Sequence[Change], spread: Spread, *, time_limit: float | None, each: float
) -> list[Valued]:
    """What each of `changes` is worth by itself, in their order.

    Parameters
    ----------
    time_limit : seconds for all; what was not tried by then says so
    each : seconds for one
    """
    ends = None if time_limit is None else time.time() + time_limit
    return [answer() for answer in [_asked(base, change, (each, ends), spread) for change in changes]]


def _asked(base: Base, change: Change, within: Time, spread: Spread) -> Callable[[], Valued]:
    """What gives the worth of a change; what has to be solved is begun, and without an executor done."""
    ends = within[1]
    if ends is not None and time.time() > ends:
        return partial(_untried, base, change)
    known = _without_solving(base, change, spread.tuning.limits)
    if isinstance(known, Valued):
        return lambda: known
    again = partial(_in_time, known, base.plan, within, spread.options, spread.tuning.proving)
    if spread.executor is None:
        return partial(_of_result, base, change, again())
    begun: Future[Result | None] = spread.executor.submit(again)
    return lambda: _of_result(base, change, begun.result())


def _without_solving(base: Base, change: Change, limits: Limits) -> Valued | Instance:
    """What needs no solving; else the instance to solve."""
    changed = change.made(base.instance)
    faults = errors_of(changed)
    if faults:
        return _valued(base, change, base.values, "proven", f"not possible: {faults[0]}")
    if _holds_too(base, changed) and proves_nothing(base, changed, limits):
        return _valued(base, change, base.values, "proven", "exact bound")
    return changed


def _holds_too(base: Base, changed: Instance) -> bool:
    """Whether the plan is one of `changed` too: more seats can be too many where loads must be full."""
    if not changed.policy.full_loads:
        return True
    return not verify(changed, replace(base.plan, instance_sha256=changed.sha256, goals=GoalTable()))


def proves_nothing(base: Base, changed: Instance, limits: Limits = TUNING.limits) -> bool:
    """Whether the duals that prove the goals of the base prove the same of `changed`."""
    if base.certificate is None or not all(base.proven):
        return False
    if any(proof.wholesale for proof in base.certificate.proofs):
        return False
    try:
        relaxation = relax(changed, base.start, limits=limits)
        numbers = range(len(base.certificate.proofs))
        floors = [floor_of(relaxation, base.certificate, number) for number in numbers]
    except (RefusedError, TooLargeError):
        return False
    return floors == [value for _, value in base.values]


def _in_time(
    changed: Instance, plan: Plan, within: Time, options: SolveOptions, proving: float
) -> Result | None:
    each, ends = within
    left = each if ends is None else min(each, ends - time.time())
    return solved_again(changed, plan, replace(options, time_limit=left), proving) if left > 0 else None


def _of_result(base: Base, change: Change, result: Result | None) -> Valued:
    if result is None:
        return _untried(base, change)
    before = [value for _, value in base.values]
    worse = result.plan is None or _figures(result.plan) > before
    if worse and _holds_too(base, change.made(base.instance)):
        return _valued(base, change, base.values, "at least", "solved again: nothing better in time")
    if result.plan is None:
        return _valued(base, change, base.values, "not tried", "solved again: no plan in time")
    after = [(goal.goal, goal.value) for goal in result.goals]
    same = [value == then for value, then in zip(_figures(result.plan), before, strict=True)]
    upto = len(before) if all(same) else same.index(False) + 1
    sure = all(base.proven[:upto]) and all(goal.grade == "proven" for goal in result.goals[:upto])
    how = "solved again: worse" if worse else "solved again"
    return _valued(base, change, after, "proven" if sure else "at least", how)


def _untried(base: Base, change: Change) -> Valued:
    return _valued(base, change, base.values, "not tried", "time was up")


def _valued(base: Base, change: Change, after: Goals, known: Known, how: str) -> Valued:
    goals = tuple(
        GoalChange(goal=goal, before=before, after=value, grade="proven" if known == "proven" else "feasible")
        for (goal, before), (_, value) in zip(base.values, after, strict=True)
        if before != value
    )
    worth = Worth(
        kind=change.kind,
        subject=change.subject,
        text=change.text,
        ask=change.ask,
        goals=goals,
        known=known,
        how=how,
    )
    return Valued(worth, tuple(value for _, value in after))


def _figures(plan: Plan) -> list[int]:
    return [goal.value for goal in plan.goals]
