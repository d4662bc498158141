"""Progress on a terminal: one line that keeps itself up to date and leaves when the run ends."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

    from evacopt.planning.result import Progress


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

        from evacopt.cli.streams import console_of

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
        words = progress_words(self._last, seconds) if self._last else f"preparing, {clock(seconds)}"
        return Text(words, no_wrap=True, overflow="ellipsis", style="dim")
