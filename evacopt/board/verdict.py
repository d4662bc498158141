"""What a change breaks and mends, and what it costs goal by goal."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.board.state import State
from evacopt.domain.violation import Violation


@dataclass(frozen=True, slots=True)
class GoalChange:
    """A goal before and after; `None` where the policy did not have it."""

    goal: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judge on two states.

    Attributes
    ----------
    violations : everything that the plan breaks afterwards
    anew : what of it is new, or broken by another number
    mended : what of before is broken no more
    goals : in their order
    """

    violations: tuple[Violation, ...]
    anew: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    goals: tuple[GoalChange, ...]

    @property
    def sound(self) -> bool:
        """Whether the plan keeps every rule afterwards."""
        return not self.violations


def verdict(before: State, after: State) -> Verdict:
    """What has become of `before` in `after`."""
    then = set(before.violations)
    broken = {(one.rule, one.subject) for one in after.violations}
    was, is_ = dict(before.goals), dict(after.goals)
    return Verdict(
        violations=after.violations,
        anew=tuple(one for one in after.violations if one not in then),
        mended=tuple(one for one in before.violations if (one.rule, one.subject) not in broken),
        goals=tuple(GoalChange(goal, was.get(goal), is_.get(goal)) for goal in {**is_, **was}),
    )
