"""Several backends on one instance: what they agree on, and what to show the world where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from evacopt.backends.contract import Options
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import GRADES, GoalResult, GoalTable, Plan
from evacopt.errors import UsageError
from evacopt.planning.anonymous import anonymous
from evacopt.planning.attempt import attempt
from evacopt.planning.request import OnProgress
from evacopt.planning.result import Result
from evacopt.planning.shrink import shrunken

SHRINKING = 30.0
"""Seconds for making a disagreement small."""
SMALL = Options(time_limit=3.0, threads=1)
"""How each backend is asked while shrinking."""
_CLAIMS = ("proven", "agreed", "claimed")


def attempt_by_all(
    names: Sequence[str],
    instance: Instance,
    *,
    options: Options,
    baseline: Plan | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """The best plan of several backends; goals that two families claim alike are `agreed`.

    Where two of them claim what cannot both be true, the result says so loudly and carries a small instance
    without any real code that shows it; no claim of theirs is believed, only what is proven.

    Raises
    ------
    UsageError
        If a backend is named twice.
    """
    if len(set(names)) < len(names):
        raise UsageError(f"--backend names a backend twice: {', '.join(names)}")
    results = [
        attempt(instance, backend=name, options=options, baseline=baseline, on_progress=on_progress)
        for name in names
    ]
    best = min(results, key=_rank)
    for one, other in combinations(range(len(names)), 2):
        if contradict(results[one], results[other]):
            return _disagreement(best, {names[one]: results[one], names[other]: results[other]}, instance)
    families = [_family(name) for name in names]
    return _agreed(best, results, families, names)


def contradict(one: Result, other: Result) -> bool:
    """Whether two results claim what cannot both be true.

    Infeasible against a plan that the judge accepted; or, at the first goal in which the values differ, the
    worse one claimed to be the best.
    """
    if "infeasible" in (one.status, other.status):
        return one.plan is not None or other.plan is not None
    for mine, theirs in zip(one.goals, other.goals, strict=False):
        if mine.value != theirs.value:
            return max(mine, theirs, key=lambda goal: goal.value).grade in _CLAIMS
    return False


def _rank(result: Result) -> tuple[bool, bool, list[int], list[int]]:
    """Plans before none, why there is none before silence; then the goals in order, then how well known."""
    values, grades = [goal.value for goal in result.goals], [goal.grade for goal in result.goals]
    return (
        result.plan is None,
        result.status != "infeasible",
        values,
        [GRADES.index(grade) for grade in grades],
    )


def _family(name: str) -> str:
    with Session(name) as session:
        return session.capabilities.family or session.backend


def _agreed(best: Result, results: Sequence[Result], families: Sequence[str], names: Sequence[str]) -> Result:
    """The best result; a goal is `agreed` as far as another family claims the same values."""
    if best.plan is None:
        return best
    goals: list[GoalResult] = []
    for number, goal in enumerate(best.goals):
        claimed_by = {
            family
            for result, family in zip(results, families, strict=True)
            if _values(result, number) == _values(best, number) and result.goals[number].grade in _CLAIMS
        }
        both = goal.grade == "claimed" and len(claimed_by) > 1
        goals.append(replace(goal, grade="agreed") if both else goal)
    plan = replace(best.plan, goals=GoalTable(tuple(goals)))
    return replace(best, plan=plan, message=f"{best.message}; compared {' and '.join(names)}")


def _values(result: Result, last: int) -> list[int]:
    return [goal.value for goal in result.goals[: last + 1]]


def _disagreement(best: Result, said: Mapping[str, Result], instance: Instance) -> Result:
    """The best plan without the claims that are in doubt, and a small instance that shows the doubt."""

    def at_odds(smaller: Instance) -> bool:
        return contradict(*(attempt(smaller, backend=name, options=SMALL) for name in said))

    small = anonymous(shrunken(instance, at_odds, seconds=SHRINKING))
    words = "; ".join(f"{name} says {_said(result)}" for name, result in said.items())
    plan = best.plan
    if plan is not None:
        goals = tuple(
            goal if goal.grade == "proven" else replace(goal, grade="feasible") for goal in plan.goals
        )
        plan = replace(plan, goals=GoalTable(goals))
    message = f"{' and '.join(said)} contradict each other: at least one of them is wrong ({words})"
    return replace(best, plan=plan, message=message, disagreement=small)


def _said(result: Result) -> str:
    return ", ".join(f"{goal.goal} {goal.value}" for goal in result.goals) or result.status
