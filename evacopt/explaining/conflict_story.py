"""Promises that cannot hold together: a smallest set of them, and the cheapest repair."""

from __future__ import annotations

from dataclasses import replace

from evacopt.backends.memory import memory_for_a_backend
from evacopt.backends.session import Session
from evacopt.domain.instance import Instance
from evacopt.explaining.answer import ConflictStory, Repair
from evacopt.explaining.repair import mend
from evacopt.judge.verify import verify
from evacopt.model.formulation import formulate
from evacopt.planning.options import SolveOptions
from evacopt.planning.result import Result


def conflict_story(instance: Instance, result: Result, options: SolveOptions) -> ConflictStory:
    """The story of promises that contradict each other.

    Parameters
    ----------
    result : of `solve`, which found that there is no plan
    options : how the repair is looked for

    Notes
    -----
    A repair is told only where the judge accepts a plan of the instance with the repairs made.
    """
    bare = replace(instance, policy=replace(instance.policy, objectives=("flights",)))
    with Session(options.backend, memory=memory_for_a_backend()) as session:
        mended = mend(formulate(bare), session, options.engine)
    sound = mended is not None and verify(mended.instance, mended.plan) == []
    changed = mended.changed if mended is not None and sound else ()
    return ConflictStory(
        conflict=result.conflict,
        proven=result.certificate is not None,
        repairs=tuple(Repair(promise=promise, before=then, after=now) for promise, then, now, _ in changed),
        people=sum(people for *_, people in changed),
        cheapest=mended is not None and sound and mended.cheapest,
    )
