"""Where the goal `changes` stands: how much a better plan is worth that moves people."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from evacopt.domain.instance import Instance

Stability = Literal["strict", "balanced", "free"]
STABILITIES: tuple[Stability, ...] = get_args(Stability)
_BEFORE: dict[Stability, tuple[str, ...]] = {
    "strict": ("unserved",),
    "balanced": ("unserved", "fairness"),
}


def stable(instance: Instance, stability: Stability | None) -> Instance:
    """The instance whose policy counts `changes` where `stability` puts it.

    `strict`: right after `unserved`: nobody is moved but for bringing out somebody more, or more urgent.
    `balanced`: after `unserved` and `fairness`, whichever the policy has. `free`: last, to choose among plans
    that are otherwise as good. `None`: where the policy has it already, else as `balanced`.
    """
    goals = instance.policy.objectives
    if stability is None and "changes" in goals:
        return instance
    others = tuple(goal for goal in goals if goal != "changes")
    place = _place(others, stability or "balanced")
    policy = replace(instance.policy, objectives=(*others[:place], "changes", *others[place:]))
    return replace(instance, policy=policy)


def _place(goals: tuple[str, ...], stability: Stability) -> int:
    if stability == "free":
        return len(goals)
    return max((goals.index(goal) + 1 for goal in _BEFORE[stability] if goal in goals), default=0)
