"""Faults put in: at the n-th call of a function of evacopt, an error comes out of it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import evacopt
from evacopt.domain.instance import Instance
from evacopt.exact.greedy import start_values
from evacopt.judge.certificate import check_certificate
from evacopt.judge.verify import verify
from evacopt.planning.solve import solve
from evacopt.proof.proving import Proving
from evacopt.reasons.reasons import unserved_with_reasons

ROOT = str(Path(evacopt.__file__).parent)


@dataclass
class Calls:
    """How many calls there were where errors may be put in, and the function in which one was."""

    number: int = 0
    raised_in: str = ""


def _ours(code: CodeType) -> bool:
    """A function of evacopt, and no generator: what is raised while one is let go of Python drops."""
    return code.co_filename.startswith(ROOT) and not code.co_flags & inspect.CO_GENERATOR


@contextmanager
def failing(
    at: int | None, error: Callable[[], BaseException], within: Mapping[CodeType, str]
) -> Iterator[Calls]:
    """Raise `error()` at the call of that number, counted while a function of `within` runs.

    Parameters
    ----------
    at : `None` to count only
    within : the functions by their code; with `after` the calls count once the function has returned
    """
    calls, open_ = Calls(), 0

    def heard(frame: FrameType, event: str, _: Any) -> None:
        nonlocal open_
        kind = within.get(frame.f_code)
        if event == "call" and kind == "while":
            open_ += 1
        elif event == "return" and kind is not None:
            open_ += 1 if kind == "after" else -1
        elif event == "call" and open_ > 0 and _ours(frame.f_code):
            calls.number += 1
            if calls.number == at:
                calls.raised_in = frame.f_code.co_qualname
                raise error()

    before = sys.getprofile()
    sys.setprofile(heard)
    try:
        yield calls
    finally:
        sys.setprofile(before)


PROOFS: Mapping[CodeType, str] = {
    Proving.run.__code__: "while",
    Proving.take_stock.__code__: "while",
    unserved_with_reasons.__code__: "while",
}
"""The steps after there is a plan."""
FROM_THE_FIRST_PLAN: Mapping[CodeType, str] = {start_values.__code__: "after"}
"""Everything, once there are values for a first plan."""


def calls_in(known: Instance, within: Mapping[CodeType, str]) -> int:
    """How many calls there are where an error may be put in, once what is kept of the instance is made."""
    solve(known, backend="highs", threads=1, time_limit=None)
    with failing(None, RuntimeError, within) as calls:
        solve(known, backend="highs", threads=1, time_limit=None)
    return calls.number


def lost(known: Instance, at: int, error: type[BaseException], within: Mapping[CodeType, str]) -> str:
    """What is wrong with what comes out of a run with a fault in it; blank where nothing is."""
    with failing(at, error, within) as calls:
        result = solve(known, backend="highs", threads=1, time_limit=None)
    where = f"{error.__name__} in {calls.raised_in} at call {at}"
    if result.plan is None:
        return f"{where}: no plan, {result.message}"
    if verify(known, result.plan) or result.certificate is None:
        return f"{where}: a plan that breaks a rule, or no certificate"
    if check_certificate(known, result.plan, result.certificate):
        return f"{where}: bounds that do not hold"
    said = result.status == "interrupted" if error is KeyboardInterrupt else bool(result.notes)
    return "" if said or not calls.raised_in else f"{where}: nothing is said of it, {result.status}"
