"""How long a peer may take and how much memory: asked while it builds, watched while it solves."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

GIB = 2**30
RESERVE, MOST_RESERVED = 0.02, 3.0
"""What is kept of the time: a part of the limit, and seconds at most; half to stop, half to write."""
OUT_OF_TIME = "time ran out"
_EVERY = 0.1


class LimitError(Exception):
    """Time or memory ran out; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes; the clock runs from when it was made."""

    seconds: float
    memory: int
    begun: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        """Seconds left for building and solving, never negative."""
        return max(self.seconds - self.reserve - self.elapsed, 0.0)

    @property
    def reserve(self) -> float:
        """Seconds at the end that are for stopping and writing."""
        return min(self.seconds * RESERVE, MOST_RESERVED)

    def check(self) -> None:
        """Go on only while there is time.

        Raises
        ------
        LimitError
            If there is none left.
        """
        if not self.left:
            raise LimitError(OUT_OF_TIME)

    @property
    def broken(self) -> str:
        """Which limit is broken for good; blank while none is."""
        if self.elapsed > self.seconds - self.reserve / 2:
            return OUT_OF_TIME
        if memory_in_use() > self.memory:
            return f"memory ran out at {self.memory / GIB:.3g} GiB"
        return ""


def watch(limits: Limits, stop: Callable[[str], None]) -> None:
    """Call `stop` with the reason once a limit is broken, from a thread of its own.

    Engines overrun their limits, in presolve above all, and none of the three minds memory.
    """

    def look() -> None:
        while not limits.broken:
            time.sleep(_EVERY)
        stop(limits.broken)

    threading.Thread(target=look, daemon=True).start()


def memory_in_use() -> int:
    """Bytes that this process and those it started have in memory."""
    return sum(_resident(process) for process in (os.getpid(), *children()))


def children() -> list[int]:
    """Processes that this one started and that still run (Linux)."""
    me = os.getpid()
    listed = Path(f"/proc/{me}/task").glob("*/children")
    return [int(number) for file in listed for number in _read(file).split()]


def end_children() -> None:
    """End every process that this one started."""
    for process in children():
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _resident(process: int) -> int:
    words = _read(Path(f"/proc/{process}/statm")).split()
    return int(words[1]) * os.sysconf("SC_PAGE_SIZE") if words else 0


def _read(file: Path) -> str:
    """The text of a file of the kernel; blank where the process has ended meanwhile."""
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""
