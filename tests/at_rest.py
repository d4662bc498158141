"""Engines at rest: what one test has done with the next one asks, as a start takes longer than most solves.

A session that is left in order leaves a child that waits for a question, which is what its next session
needs. Where a test has another environment, a child of its own begins and ends there as anywhere else.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

import pytest

from evacopt.backends import session as module
from evacopt.backends.process import ChildProcess, child_of
from evacopt.backends.registry import METHODS, Target
from evacopt.backends.session import Session

Key = tuple[Target, int | None]

MOST = 4
"""Children that rest at a time."""


class Rest:
    """The children that nobody asks, those last that were left last."""

    def __init__(self) -> None:
        self._surroundings, self._one_at_a_time = _surroundings(), threading.Lock()
        self._children = list[tuple[Key, ChildProcess]]()

    def child_of(self, target: Target, memory: int | None) -> ChildProcess:
        """One that rests, or one that begins."""
        if _surroundings() == self._surroundings:
            with self._one_at_a_time:
                for place, (key, child) in enumerate(self._children):
                    if key == (target, memory):
                        del self._children[place]
                        if child._keeper.poll() is None:
                            return child
                        break
        return child_of(target, memory)

    def take(self, session: Session) -> None:
        """The child of a session that is over; of one that never got ready nothing is kept."""
        child, can = session._child, session._capabilities
        if child is None or can is None or _surroundings() != self._surroundings:
            session.close()
            return
        session._child = None
        of_a_method = f"{session.backend} on " if session.backend in METHODS else ""
        child._news.put(("ready", (session.version.removeprefix(of_a_method), can)))
        with self._one_at_a_time:
            self._children.append(((session._target, session._memory), child))
            over, self._children = self._children[:-MOST], self._children[-MOST:]
        for _, one in over:
            one.end()

    def end(self) -> None:
        """End them all."""
        for _, child in self._children:
            child.end()
        self._children.clear()


def _surroundings() -> object:
    """What a child takes from the process that begins it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return environment, list(sys.path), tempfile.tempdir


@contextmanager
def engines_at_rest() -> Iterator[None]:
    """In this process a child outlives its session."""
    rest = Rest()

    def leave(
        self: Session,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del kind, error, traceback
        rest.take(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "child_of", rest.child_of)
        patch.setattr(Session, "__exit__", leave)
        yield
    rest.end()
