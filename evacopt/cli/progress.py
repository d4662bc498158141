"""What is seen of a run: a live line on a terminal, plain lines elsewhere, a log for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from evacopt.cli.live_line import LiveLine
from evacopt.cli.plain_lines import PlainLines
from evacopt.cli.progress_log import progress_log
from evacopt.errors import ProgressError

if TYPE_CHECKING:
    from evacopt.cli.exits import Exit
    from evacopt.planning.result import Progress

Watcher: TypeAlias = "Callable[[Progress], None]"
R = TypeVar("R")


@contextmanager
def watching(*, quiet: bool, log: Path | None, force: bool) -> Iterator[Watcher]:
    """What `solve` calls with each event, for as long as the block runs."""
    with ExitStack() as stack:
        watchers: list[Watcher] = []
        if log is not None:
            watchers.append(stack.enter_context(progress_log(log, force=force)))
        if not quiet:
            line: AbstractContextManager[Watcher] = LiveLine() if sys.stderr.isatty() else PlainLines()
            watchers.append(stack.enter_context(line))

        def tell(event: Progress) -> None:
            for watcher in watchers:
                watcher(event)

        yield tell


def watched(
    showing: AbstractContextManager[Watcher],
    run: Callable[[Watcher], R],
    *,
    interrupted: Callable[[R], R],
    conclude: Callable[[R], Exit],
) -> Exit:
    """Run with progress shown, then conclude; where the screen or the log fails the plan is safe."""
    outcome: R | None = None
    try:
        with showing as watch:
            outcome = run(watch)
    except ProgressError as failure:  # the screen or the log cannot be written: the plan can
        conclude(cast("R", failure.result))
        raise (failure.__cause__ or failure) from None
    except KeyboardInterrupt:  # while the progress was put away
        if outcome is None:
            raise
        outcome = interrupted(outcome)
    return conclude(outcome)
