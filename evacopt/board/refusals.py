"""What the board does not do, and why: answers to whoever asked, no faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evacopt.errors import EvacoptError

if TYPE_CHECKING:
    from evacopt.board.history import Told
    from evacopt.domain.violation import Violation


class Refused(EvacoptError):  # noqa: N818 - an answer
    """It is not done; the text says why and what to do.

    Attributes
    ----------
    field : of the request that is wrong; blank where none is
    violations : rules that it would break
    """

    def __init__(self, text: str, *, field: str = "", violations: Sequence[Violation] = ()) -> None:
        super().__init__(text)
        self.field, self.violations = field, tuple(violations)


class Stale(Refused):
    """The state has gone on since, and what happened touches the same groups or flights.

    Attributes
    ----------
    since : what has been done since, oldest first
    """

    def __init__(self, text: str, since: Sequence[Told]) -> None:
        super().__init__(text)
        self.since = tuple(since)
