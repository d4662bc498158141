"""In the worker process: an instance and an engine that are kept warm, and the search that goes step by step.

Between two steps whoever asks may ask something else; a step takes half a second or so.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Plan

if TYPE_CHECKING:
    from evacopt.planning.around import Around


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, as it is sent.

    Attributes
    ----------
    known : hash of the instance without pins
    instance : itself, where the process has not got it yet
    pins : those of the instance
    near : ids of groups and flights that were changed
    """

    known: str
    instance: Instance | None
    pins: tuple[Pin, ...]
    plan: Plan
    baseline: Plan | None
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step: a plan that the judge accepts, or none; whether it is the last."""

    plan: Plan | None = None
    last: bool = False


class _Kept:
    """What the process keeps from one question to the next."""

    known = ""
    instance: Instance
    around: Around | None = None
    steps: Iterator[Step] = iter(())


def warm() -> None:
    """Begin the engine, so that the first question need not wait for it."""
    if _Kept.around is None:
        from evacopt.planning.around import Around

        _Kept.around = Around()


def begin(asked: Asked) -> Step:
    """Take in another question, and do the first step."""
    warm()
    if asked.instance is not None:
        _Kept.instance, _Kept.known = asked.instance, asked.known
    if _Kept.known != asked.known:
        raise LookupError(asked.known)
    _Kept.steps = _steps(_Kept.instance.with_pins(asked.pins), asked)
    return step()


def begin_packed(asked: bytes) -> Step:
    """The same of a question as the server packed it."""
    return begin(pickle.loads(asked))


def step() -> Step:
    """The next step of the last question."""
    return next(_Kept.steps, Step(last=True))


def _steps(instance: Instance, asked: Asked) -> Iterator[Step]:
    from evacopt.planning.around import Changed

    assert _Kept.around is not None
    changed = Changed(instance=instance, plan=asked.plan, baseline=asked.baseline, near=asked.near)
    return (Step(plan) for plan in _Kept.around.plans(changed))
