"""Several backends on one instance: what they agree on, and what to show the world where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.plan import GRADES, GoalResult, GoalTable, Plan
from evacopt.domain.reason_texts import AND
from evacopt.errors import UsageError
from evacopt.planning.counterexample import anonymous, shrunken
from evacopt.planning.kept import Kept
from evacopt.planning.method import Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result
from evacopt.planning.run import attempt

SHRINKING = 30.0
"""Seconds for making a disagreement small."""
SMALL = SolveOptions(time_limit=3.0, threads=1)
"""How each backend is asked while shrinking."""
_CLAIMS = ("proven", "agreed", "claimed")


def attempt_by_all(
    instance: Instance,
    options: SolveOptions,
    *,
    baseline: Plan | None = None,
    watch: Watch | None = None,
    shrinking: float = SHRINKING,
) -> Result:
    """The best plan of several backends; goals that two families claim alike are `agreed`.

    Once one of them has a plan it is kept, whatever becomes of others; interrupted, no further one begins.

    Where two of them claim what cannot both be true, the result says so loudly and carries a small instance
    without any real code that shows it; no claim of theirs is believed, only what is proven. It is made small
    for `shrinking` seconds.

    Raises
    ------
    UsageError
        If a backend is named twice.
    """
    names = [name.strip() for name in options.backend.split(",")]
    if len(set(names)) < len(names):
        raise UsageError(f"--backend names a backend twice: {', '.join(names)}")
    families, kept, results = [_family(name) for name in names], Kept(), dict[str, Result]()
    for name in names:
        mine = replace(options, backend=name)
        work = partial(attempt, instance, mine, baseline=baseline, watch=watch)
        planned = any(result.plan is not None for result in results.values())
        result = kept.step(name, work, refusals=() if planned else (Exception,))
        if result is not None:
            results[name] = result
        if kept.interrupted or (result is not None and result.status == "interrupted"):
            break
    if len(results) == len(names) and not kept.interrupted:
        result = kept.step(phrase("comparing"), partial(_agreed, results, families, instance, shrinking))
        if result is not None:
            return result
    return _best_of(results, kept)


def _best_of(results: Mapping[str, Result], kept: Kept) -> Result:
    """The best of those that came to an end, compared with nothing."""
    if not results:
        return Result("interrupted", message=phrase("no plan by then"))
    best = min(results.values(), key=_rank)
    interrupted = kept.interrupted or any(one.status == "interrupted" for one in results.values())
    status = "interrupted" if interrupted else best.status
    notes = (*best.notes, *kept.notes, phrase("the backends were not all compared"))
    return replace(best, status=status, notes=notes)


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
    grades = [GRADES.index(goal.grade) for goal in result.goals]
    values = [goal.value for goal in result.goals]
    return result.plan is None, result.status != "infeasible", values, grades


def _family(name: str) -> str:
    with Session(name) as session:
        return session.capabilities.family or session.backend


def _agreed(
    results: Mapping[str, Result], families: Sequence[str], instance: Instance, shrinking: float
) -> Result:
    """The best result, a goal `agreed` as far as another family claims the same; or a contradiction."""
    best = min(results.values(), key=_rank)
    for one, other in combinations(results, 2):
        if contradict(results[one], results[other]):
            return _disagreement(best, {one: results[one], other: results[other]}, instance, shrinking)
    if best.plan is None:
        return best
    goals: list[GoalResult] = []
    values = [[goal.value for goal in result.goals] for result in results.values()]
    mine = [goal.value for goal in best.goals]
    for number, goal in enumerate(best.goals):
        claimed_by = {
            family
            for result, theirs, family in zip(results.values(), values, families, strict=True)
            if theirs[: number + 1] == mine[: number + 1] and result.goals[number].grade in _CLAIMS
        }
        both = goal.grade == "claimed" and len(claimed_by) > 1
        goals.append(replace(goal, grade="agreed") if both else goal)
    plan = replace(best.plan, goals=GoalTable(tuple(goals)))
    return replace(
        best,
        plan=plan,
        message=joined("; ", (best.message, phrase("compared {backends}", backends=joined(AND, results)))),
    )


def _disagreement(best: Result, claims: Mapping[str, Result], instance: Instance, shrinking: float) -> Result:
    """The best plan without the claims that are in doubt, and a small instance that shows the doubt."""

    def at_odds(smaller: Instance) -> bool:
        return contradict(*(attempt(smaller, replace(SMALL, backend=name)) for name in claims))

    kept = Kept()
    small = kept.step(
        phrase("making the contradiction small"),
        lambda: anonymous(shrunken(instance, at_odds, seconds=shrinking)),
    )
    texts = {
        name: ", ".join(f"{goal.goal} {goal.value}" for goal in result.goals) or result.status
        for name, result in claims.items()
    }
    words = joined(
        "; ", (phrase("{backend} says {values}", backend=name, values=text) for name, text in texts.items())
    )
    plan = best.plan
    if plan is not None:
        goals = tuple(
            goal if goal.grade == "proven" else replace(goal, grade="feasible") for goal in plan.goals
        )
        plan = replace(plan, goals=GoalTable(goals))
    text = phrase("{backends} contradict each other: at least one of them is wrong ({claims})")
    message = phrase(text, backends=joined(AND, claims), claims=words)
    notes = (*best.notes, *kept.notes)
    status = "interrupted" if kept.interrupted else best.status
    return replace(best, status=status, plan=plan, message=message, disagreement=small, notes=notes)
