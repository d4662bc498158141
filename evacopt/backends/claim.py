"""From an engine's last word to an answer that cannot contradict itself."""

from __future__ import annotations

from evacopt.domain.columns import Ints
from evacopt.milp.contract import BackendResult, Program, SolutionStatus, Termination, whole_bound

NEAR = 1e-9
"""Relative distance at which engines, which count in floats, cannot tell a bound from a value."""


def answer_of(
    program: Program,
    status: tuple[Termination, SolutionStatus],
    values: Ints | None,
    bound: float | None,
    detail: str,
) -> BackendResult:
    """The answer that an engine's status, incumbent and bound mean together.

    An engine calls optimal also what lies within its gap: only where the bound meets the value it is.

    Parameters
    ----------
    status : what the engine's status would mean if it came with all that it promises
    values : the incumbent as integers, `None` where there is none or where it is not integer
    bound : what the engine says that the goal cannot go below, `None` where it says nothing
    detail : the engine's own word
    """
    stopped, holds = status
    least = None if bound is None else whole_bound(bound)
    if holds in ("infeasible", "unknown"):
        return BackendResult(termination=stopped, status=holds, bound=least, detail=detail)
    if values is None:
        why: Termination = "error" if stopped == "completed" else stopped
        return BackendResult(termination=why, status="unknown", bound=least, detail=detail)
    if holds == "optimal":
        value = program.goal.of(values)
        if bound is not None and abs(value - bound) <= NEAR * abs(value):
            least = value
        if least is None or least < value:
            stopped, holds = "gap", "feasible"
    return BackendResult(termination=stopped, status=holds, values=values, bound=least, detail=detail)
