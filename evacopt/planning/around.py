"""A plan after a change: what it breaks is mended, then what is near the change is decided again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.improve.around import better_around
from evacopt.improve.search import Start
from evacopt.judge.goals import count_goals
from evacopt.judge.verify import verify
from evacopt.planning.improve import ENGINE
from evacopt.planning.method import Task, Watch
from evacopt.planning.options import SolveOptions
from evacopt.planning.start import taken_over

MENDS_WITHIN = 5.0
"""Seconds for mending: a fifth of them may go into taking parties off and putting them back."""

PATIENCE = 3600.0
"""Seconds beyond its limits that an engine may take in all, for it is asked for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A plan after a change.

    Attributes
    ----------
    instance, plan : as they are now; the plan may break rules
    baseline : what the goal `changes` compares with
    near : ids of the groups and flights that were changed
    """

    instance: Instance
    plan: Plan
    baseline: Plan | None = None
    near: frozenset[str] = frozenset()


class Around:
    """An engine that is kept warm, to be asked again and again."""

    def __init__(self) -> None:
        self._session = Session(ENGINE, memory=memory_for_a_backend(), grace=PATIENCE)
        _ = self._session.capabilities

    def plans(self, changed: Changed) -> Iterator[Plan | None]:
        """See `plans_around`."""
        return plans_around(changed, self._session)


def plans_around(changed: Changed, session: Session) -> Iterator[Plan | None]:
    """Plans that the judge accepts, step by step, each better than the last; the first mends what is broken.

    `None` after a step that has none, so that whoever asks can stop between any two; at the end nothing is
    left to try. Mending may leave people behind for whom no room is left; the steps after that bring them
    out again where they can.
    """
    instance, plan, near = changed.instance, changed.plan, changed.near
    if verify(instance, plan, baseline=changed.baseline):
        sound = _mended(instance, plan, changed.baseline)
        if sound is None:
            yield None
            return
        near = near.union(_displaced(plan, sound))
        plan = sound
        yield _handed_out(changed, plan)
    values = [value for _, value in count_goals(instance, plan, baseline=changed.baseline)]
    for better in better_around(instance, Start(plan, values), near, session, baseline=changed.baseline):
        yield None if better is None else _handed_out(changed, better.plan())


def _mended(instance: Instance, plan: Plan, baseline: Plan | None) -> Plan | None:
    options = SolveOptions(time_limit=MENDS_WITHIN, start=plan)
    return taken_over(Task(instance=instance, options=options, baseline=baseline, watch=Watch()), [])


def _handed_out(changed: Changed, plan: Plan) -> Plan | None:
    """The plan as one of the instance that was asked about, if the judge accepts it."""
    before = changed.plan
    made = replace(plan, replanned=before.replanned)
    return None if verify(changed.instance, made, baseline=changed.baseline) else made


def _displaced(before: Plan, after: Plan) -> Iterator[str]:
    """The groups that mending moved, and the flights that these were on."""
    then, now = before.assignments.by_way(), after.assignments.by_way()
    for group, legs in then.keys() | now.keys():
        if then[group, legs] != now[group, legs]:
            yield from (group, *legs)
