"""How good a plan is and how that is known, for readers who do not know what a bound is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evacopt.output.records import GoalLine
from evacopt.output.wording import NOT_JUDGED, goal_value, how_good

_MEANING = {
    "proven": (
        "proven: nothing better exists. The proof was checked in exact whole numbers, "
        "without the solver that found it"
    ),
    "agreed": "agreed: two solvers of different makes say that nothing better exists; no proof was checked",
    "claimed": "claimed: one solver says that nothing better exists; no proof was checked",
    "feasible": "feasible: the plan keeps every rule, and nobody says that it is the best",
}


def trust_words(goals: Sequence[GoalLine]) -> tuple[str, ...]:
    """What was checked, what is proven and what is open, a sentence each."""
    return tuple(_sentences(goals))


def _sentences(goals: Sequence[GoalLine]) -> Iterator[str]:
    yield (
        "Every rule was checked before this report was made: seats, acceptance, reserved seats, admissions, "
        "room at hubs, opening times, aircraft, crews. The check counts from the tables and knows no solver."
    )
    yield how_good(goals)
    for goal in goals:
        yield _one(goal)
    grades = {goal.grade for goal in goals if goal.judged and goal.bound == goal.value}
    yield from (f"What the grades mean: {words}." for grade, words in _MEANING.items() if grade in grades)
    if goals:
        yield (
            "Bounds and grades are those that the plan file records; "
            "with a certificate, anyone can check them again."
        )


def _one(goal: GoalLine) -> str:
    """One goal: what is reached and how far from the best it can be."""
    name = goal.words[0].upper() + goal.words[1:]
    value = goal_value(goal.goal, goal.value)
    if not goal.judged:
        return f"{name}: {value}, as the plan says; {NOT_JUDGED}."
    if goal.bound is None:
        return f"{name}: {value}. How much better it could be is not known."
    if goal.bound == goal.value:
        return (
            f"{name}: {value}. No plan that is as good in what comes before it can do better ({goal.grade})."
        )
    return (
        f"{name}: {value}. No plan that is as good in what comes before it can go below "
        f"{goal_value(goal.goal, goal.bound)}; whether that can be reached is not known."
    )
