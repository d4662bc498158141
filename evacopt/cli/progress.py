"""What is seen of a run: a live line on a terminal, plain lines elsewhere, a log for programs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar, cast

from evacopt.cli.exits import Exit
from evacopt.cli.streams import console_of, say, spoken
from evacopt.domain.phrase import phrase
from evacopt.errors import OutputError, ProgressError

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

    from evacopt.planning.result import Progress

Watcher: TypeAlias = "Callable[[Progress], None]"
R = TypeVar("R")
W = TypeVar("W")


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
    showing: AbstractContextManager[W],
    run: Callable[[W], R],
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


@contextmanager
def progress_log(path: Path, *, force: bool) -> Iterator[Callable[[Progress], None]]:
    """What writes an event to `path`, at once.

    Raises
    ------
    OutputError
        If `path` exists and `force` is not given, or cannot be written.
    """
    if force:
        path.unlink(missing_ok=True)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as failure:
        raise OutputError(
            phrase("{path} cannot be written: {why}", path=path, why=failure.strerror)
        ) from failure
    lost = False

    def tell(event: Progress) -> None:
        nonlocal lost
        if lost:
            return
        try:
            os.write(number, json.dumps({**asdict(event), "gap": event.gap}).encode() + b"\n")
        except OSError as failure:  # a plan is worth more than its log
            lost = True
            say(
                phrase(
                    "evacopt: {path} cannot be written any further: {why}", path=path, why=failure.strerror
                )
            )

    try:
        yield tell
    finally:
        os.close(number)


EVERY_SECONDS = 5.0
Count: TypeAlias = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and words on them."""


@contextmanager
def counting(*, quiet: bool, every: float = EVERY_SECONDS) -> Iterator[Count]:
    """Show how many are done for as long as the block runs: a bar, or a line every so many seconds."""
    last = time.monotonic()

    def tell(done: int, total: int, words: str) -> None:
        nonlocal last
        if not quiet and time.monotonic() - last >= every:
            last = time.monotonic()
            say(phrase("{done:,} of {total:,}; {words}", done=done, total=total, words=words))

    if quiet or not sys.stderr.isatty():
        yield tell
        return
    with bar() as draw:
        yield draw


@contextmanager
def bar() -> Iterator[Count]:
    """A bar on the terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Left

    words = TextColumn("{task.description}", markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), Left(), words)
    with Progress(*columns, console=console_of(sys.stderr), transient=True) as progress:
        task = progress.add_task("", total=None)

        def draw(done: int, total: int, words: str) -> None:
            progress.update(task, completed=done, total=total, description=spoken()(words))

        yield draw


class PlainLines:
    """Says the last event of each goal, again if it got better, and every `every` seconds where it stands."""

    def __init__(self, *, every: float = EVERY_SECONDS) -> None:
        self._every = every
        self._since = time.monotonic()
        self._last: Progress | None = None
        self._said: dict[str, tuple[int | None, int | None]] = {}
        self._lock = Lock()
        self._over = Event()
        self._thread = Thread(target=self._tick, daemon=True)

    def __call__(self, event: Progress) -> None:
        """Take note of `event`; say what became of the goal before it."""
        with self._lock:
            last = self._last
            if last is not None and last.goal != event.goal:
                self._say(last, last.seconds)
            self._last = event

    def __enter__(self) -> Self:
        """Begin to say."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say what became of the last goal."""
        self._over.set()
        self._thread.join()
        if self._last is not None:
            self._say(self._last, self._last.seconds)

    def _tick(self) -> None:
        while not self._over.wait(self._every):
            with self._lock:
                if self._last is not None:
                    self._say(self._last, time.monotonic() - self._since, again=True)

    def _say(self, event: Progress, seconds: float, *, again: bool = False) -> None:
        if self._said.get(event.goal) == (event.incumbent, event.bound) and not again:
            return
        from evacopt.output.wording import progress_words

        self._said[event.goal] = event.incumbent, event.bound
        say(progress_words(event, seconds))


class LiveLine:
    """Shows the last event; the clock goes on between events."""

    def __init__(self) -> None:
        self._last: Progress | None = None
        self._since = time.monotonic()
        self._live: Live | None = None

    def __call__(self, event: Progress) -> None:
        """Show `event` from now on."""
        self._last = event

    def __enter__(self) -> Self:
        """Begin to show."""
        from rich.live import Live

        console = console_of(sys.stderr)
        self._live = Live(console=console, get_renderable=self._line, transient=True, refresh_per_second=4)
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        if self._live is not None:
            self._live.stop()

    def _line(self) -> Text:
        from rich.text import Text

        from evacopt.output.wording import clock, progress_words

        seconds = time.monotonic() - self._since
        words = (
            progress_words(self._last, seconds)
            if self._last
            else phrase("preparing, {clock}", clock=clock(seconds))
        )
        return Text(spoken()(words), no_wrap=True, overflow="ellipsis", style="dim")
