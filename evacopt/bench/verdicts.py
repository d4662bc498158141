"""The one word for how a job ended."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from evacopt.bench.record import STATUSES, GoalReached, Status
from evacopt.bench.watch import Watched

_BY_CODE: dict[int, Status] = {4: "infeasible", 5: "no plan"}
"""Exit codes of `evacopt solve` that are answers without a plan; peers keep to them."""


def graded(goals: Sequence[GoalReached]) -> Status:
    """The weakest grade of the goals."""
    return max((_status(goal.grade) for goal in goals), key=STATUSES.index, default="proven")


def _status(grade: str) -> Status:
    return next((status for status in STATUSES if status == grade), "feasible")


def without_plan(seen: Watched) -> tuple[Status, str]:
    """The status of a command that left no plan, and what went wrong; its own words are kept elsewhere."""
    if not seen.in_time:
        return "failed", "was ended far beyond its limit"
    if seen.code in _BY_CODE:
        return _BY_CODE[seen.code], ""
    if seen.code == 0:
        return "failed", "ended well and left no plan"
    return "failed", _ending(seen.code)


def _ending(code: int) -> str:
    names = {member.value: member.name for member in signal.Signals}
    return f"ended by {names.get(-code, f'signal {-code}')}" if code < 0 else f"exit code {code}"
