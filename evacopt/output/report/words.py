"""A report in sentences: the policy of an instance, why people stay, how good a plan is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evacopt.output.wording import NOT_JUDGED, goal_value, how_good

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.output.records import GoalLine, StayLine

_GOALS = {
    "unserved": "leave as few people behind as can be",
    "fairness": "keep the nationality that is served worst as well served as can be",
    "waiting": "let people wait as few hours as can be",
    "cost": "spend as little on optional flights as can be",
    "flights": "fly as few optional flights as can be",
    "changes": "change as little of the plan before as can be",
    "clearance": "let the last people leave as early as can be",
}
_SHARES = {"reserve": "seats reserved", "min": "at least so many", "max": "at most so many"}
_STRICT = "Class 1 comes before class 2 and so on: no number of less urgent people outweighs one of them."


def policy_words(instance: Instance) -> Iterator[str]:
    """What matters more, and the rules of travel, a sentence each."""
    policy = instance.policy
    goals = "; ".join(f"{number}. {_GOALS[goal]}" for number, goal in enumerate(policy.objectives, 1))
    yield f"In this order, what comes first never gives way to what comes later: {goals}."
    if "unserved" in policy.objectives:
        weights = (f"class {name} {weight}" for name, weight in policy.priority_weights)
        named = ", ".join(weights) or "each class 1"
        weighed = f"Classes are weighed against each other: {named}; a class not named weighs 1."
        yield _STRICT if policy.priority_rule == "strict" else weighed
    if "fairness" in policy.objectives and policy.fairness_levels > 1:
        yield f"After the nationality that is served worst, the next: {policy.fairness_levels} in all."
    yield "A party travels together or not at all."
    legs = "one flight" if policy.max_legs == 1 else f"at most {policy.max_legs} flights"
    between, ahead = _minutes(policy.min_connection_minutes), _minutes(policy.check_in_minutes)
    ready = f", and people are ready {ahead} before the first" if policy.check_in_minutes else ""
    yield f"A journey has {legs}, with at least {between} between two{ready}."
    if policy.assistance_ratio is not None:
        whole, rest = divmod(policy.assistance_ratio, 1_000_000)
        ratio = f"{whole}.{rest:06}".rstrip("0").rstrip(".")
        yield f"On each flight: at most {ratio} people who need help for one who can give it."
    if policy.full_loads:
        yield "Optional flights leave an origin full, or else nobody is left there."
    counted = {kind: sum(share.kind == kind for share in instance.shares) for kind in _SHARES}
    kept = [f"{counted[kind]:,} of the kind “{words}”" for kind, words in _SHARES.items() if counted[kind]]
    if kept:
        yield f"Shares between states that the plan keeps: {', '.join(kept)}."
    if instance.admissions:
        yield f"Limits of admission that it keeps: {len(instance.admissions):,}."
    if instance.pins:
        yield f"Decisions taken before, which it keeps: {len(instance.pins):,}."


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return f"{minutes} minutes"
    return "1 hour" if hours == 1 else f"{hours} hours"


UNSAID = "no reason is recorded in this plan"
OTHER = "other reasons"
WORDS = {
    "not_flown": "the flights that they could take are not flown",
    "seats": "no seat left on the flights that they could take",
    "reserve": "the seats left are reserved for others",
    "stretchers": "no stretcher position left",
    "infants": "no room left for infants",
    "assistance": "too few able people to help them",
    "share_max": "the seats given to their nationality are used up",
    "capacity": "no place left at a hub or haven",
    "throughput": "no more people can be processed where they depart",
    "movements_hour": "no more aircraft may come and go in that hour",
    "movements_day": "no more aircraft may come and go on that day",
    "fleet": "no aircraft is free for one more flight",
    "crew": "no crew is rested for one more flight",
    "min_load": "too few people for one more flight",
    "full_loads": "only full aircraft leave",
    "pin": "it was decided before",
    "goals": "something that matters more would get worse",
    "open": "nothing stands in their way: the search ended before it was tried",
    "no_connection": "no flight leads to a haven in time",
    "ready": "the last flight leaves before they are ready",
    "leave_by": "no flight leaves before they have to",
    "acceptance": "no flight accepts their nationality",
    "operators": "no operator that may carry them has a flight",
    "destinations": "no flight ends where they may go",
    "connection": "too little time to change",
    "max_stay": "the wait at a hub would be too long",
    "window": "a place is closed when the flights come or go",
    "cancelled": "the flights that they could take are cancelled",
    "admission": "not admitted where the flights land, or the places admitted are used up",
    "size": "no aircraft holds their party",
    "combined": "several rules together leave no way",
    "not_looked_at": "too many groups, or too little time, to look at each by itself",
}
"""Why people stay, by the code of the reason, in words that name no group, flight or place."""

NO_WAY = frozenset(
    (
        *("no_connection", "connection", "max_stay", "window", "ready", "leave_by"),
        *("acceptance", "operators", "destinations", "size", "cancelled"),
    )
)
"""Reasons that no seat given up by others would lift."""


def has_no_way(stay: StayLine) -> bool:
    """Whether all that is recorded of a group is beyond the giving of seats."""
    return bool(stay.codes) and NO_WAY.issuperset(stay.codes)


def reason_of(stay: StayLine) -> str:
    """The first recorded reason of a group, in words for its code."""
    return WORDS.get(stay.codes[0], OTHER) if stay.codes else UNSAID


_MEANING = {
    "proven": (
        "proven: nothing better exists. The proof was checked in exact whole numbers, "
        "without the solver that found it"
    ),
    "agreed": "agreed: two solvers of different makes say that nothing better exists; no proof was checked",
    "claimed": "claimed: one solver says that nothing better exists; no proof was checked",
    "feasible": "feasible: the plan keeps every rule, and nobody says that it is the best",
}


def trust_words(goals: Sequence[GoalLine]) -> Iterator[str]:
    """What was checked, what is proven and what is open, a sentence each."""
    yield (
        "Every rule was checked before this report was made: seats, acceptance, reserved seats, admissions, "
        "room at hubs, opening times, aircraft, crews. The check counts from the tables and knows no solver."
    )
    yield how_good(goals)
    yield from map(_goal_sentence, goals)
    grades = {goal.grade for goal in goals if goal.judged and goal.bound == goal.value}
    yield from (f"What the grades mean: {words}." for grade, words in _MEANING.items() if grade in grades)
    if goals:
        yield (
            "Bounds and grades are those that the plan file records; "
            "with a certificate, anyone can check them again."
        )


def _goal_sentence(goal: GoalLine) -> str:
    """One goal: what is reached and how far from the best it can be."""
    name = goal.words[0].upper() + goal.words[1:]
    value = goal_value(goal.goal, goal.value)
    if not goal.judged:
        return f"{name}: {value}, as the plan says; {NOT_JUDGED}."
    if goal.bound is None:
        return f"{name}: {value}. How much better it could be is not known."
    better = f"{name}: {value}. No plan that is as good in what comes before it can"
    if goal.bound == goal.value:
        return f"{better} do better ({goal.grade})."
    bound = goal_value(goal.goal, goal.bound)
    return f"{better} go below {bound}; whether that can be reached is not known."
