"""The policy of an instance in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evacopt.domain.instance import Instance
    from evacopt.domain.policy import Policy

_GOALS = {
    "unserved": "leave as few people behind as can be",
    "fairness": "keep the nationality that is served worst as well served as can be",
    "waiting": "let people wait as few hours as can be",
    "cost": "spend as little on optional flights as can be",
    "flights": "fly as few optional flights as can be",
    "changes": "change as little of the plan before as can be",
    "clearance": "let the last people leave as early as can be",
}


def policy_words(instance: Instance) -> tuple[str, ...]:
    """What matters more, and the rules of travel, a sentence each."""
    return tuple(_sentences(instance, instance.policy))


def _sentences(instance: Instance, policy: Policy) -> Iterator[str]:
    goals = "; ".join(f"{number}. {_GOALS[goal]}" for number, goal in enumerate(policy.objectives, 1))
    yield f"In this order, what comes first never gives way to what comes later: {goals}."
    if "unserved" in policy.objectives:
        yield _urgency(policy)
    if "fairness" in policy.objectives and policy.fairness_levels > 1:
        yield f"After the nationality that is served worst, the next: {policy.fairness_levels} in all."
    yield "A party travels together or not at all."
    legs = "one flight" if policy.max_legs == 1 else f"at most {policy.max_legs} flights"
    yield (
        f"A journey has {legs}, with at least {_minutes(policy.min_connection_minutes)} between two"
        f"{_check_in(policy)}."
    )
    if policy.assistance_ratio is not None:
        ratio = _ratio(policy.assistance_ratio)
        yield f"On each flight: at most {ratio} people who need help for one who can give it."
    if policy.full_loads:
        yield "Optional flights leave an origin full, or else nobody is left there."
    yield from _promises(instance)


def _urgency(policy: Policy) -> str:
    if policy.priority_rule == "strict":
        return (
            "Class 1 comes before class 2 and so on: no number of less urgent people outweighs one of them."
        )
    named = ", ".join(f"class {name} {weight}" for name, weight in policy.priority_weights)
    return f"Classes are weighed against each other: {named or 'each class 1'}; a class not named weighs 1."


def _check_in(policy: Policy) -> str:
    if not policy.check_in_minutes:
        return ""
    return f", and people are ready {_minutes(policy.check_in_minutes)} before the first"


def _promises(instance: Instance) -> Iterator[str]:
    kinds = {"reserve": "seats reserved", "min": "at least so many", "max": "at most so many"}
    counted = {kind: sum(share.kind == kind for share in instance.shares) for kind in kinds}
    said = [f"{counted[kind]:,} of the kind “{words}”" for kind, words in kinds.items() if counted[kind]]
    if said:
        yield f"Shares between states that the plan keeps: {', '.join(said)}."
    if instance.admissions:
        yield f"Limits of admission that it keeps: {len(instance.admissions):,}."
    if instance.pins:
        yield f"Decisions taken before, which it keeps: {len(instance.pins):,}."


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return f"{minutes} minutes"
    return "1 hour" if hours == 1 else f"{hours} hours"


def _ratio(ppm: int) -> str:
    whole, rest = divmod(ppm, 1_000_000)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")
