"""A command from outside: how long it takes, how it ends, and how much memory it and its children take."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evacopt.backends.isolated import environment, python
from evacopt.bench.record import Seen
from evacopt.domain.finding import Finding, cut
from evacopt.errors import InvalidInput

PAUSE, MEMORY_PAUSE, QUICK = 0.02, 0.1, 1.0
"""Seconds between two looks at whether it ended or told anything, and at its memory, which is dearer to see;
while the run is younger than `QUICK` seconds that is looked at each time."""
KIB = 1024
_LAST_WORDS = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What was seen.

    Attributes
    ----------
    code : exit code, minus the signal that ended it
    wall : seconds
    memory : bytes at the peak
    memory_of : `tree`, the sum over all processes; `largest`, the largest of them
    in_time : whether it ended by itself
    said : the last line on standard error
    """

    code: int
    wall: float
    memory: int
    memory_of: str
    in_time: bool
    said: str


def watch(command: Sequence[str], *, folder: Path, patience: float, look: Callable[[float], None]) -> Watched:
    """Run `command` in the private `folder` to its end, or for `patience` seconds.

    It and everything in its process group is killed when this function is left, however that is. Where this
    process is killed, the command is too, and `folder` is removed: see `evacopt.bench.launch`.

    Parameters
    ----------
    look : called every now and then with the seconds so far
    """
    errors = folder / "stderr"
    begun = time.monotonic()
    with errors.open("wb") as stderr:
        child = subprocess.Popen(
            python("-m", "evacopt.bench.launch", str(os.getpid()), str(folder), *command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            cwd=folder,
            env=environment(),
            start_new_session=True,
        )
    tree = _Tree(child.pid)
    try:
        in_time, largest = _follow(child, tree, begun, patience, look)
        wall = time.monotonic() - begun
    finally:
        _kill(child)
        if child.returncode is None:
            child.wait()
    last_words = errors.read_bytes()[-_LAST_WORDS:].decode("utf-8", "replace").split("\n")
    return Watched(
        code=child.returncode,
        wall=wall,
        memory=max(tree.peak, largest),
        memory_of="tree" if tree.seen else "largest",
        in_time=in_time,
        said=next((line.strip() for line in reversed(last_words) if line.strip()), ""),
    )


def _follow(
    child: subprocess.Popen[bytes],
    tree: _Tree,
    begun: float,
    patience: float,
    look: Callable[[float], None],
) -> tuple[bool, int]:
    """Whether it ended in time, and the bytes of its largest process as the kernel counts them."""
    seen = -MEMORY_PAUSE
    while True:
        ended, status, used = os.wait4(child.pid, os.WNOHANG)
        passed = time.monotonic() - begun
        look(passed)
        if not ended and passed <= patience:
            if passed - seen >= MEMORY_PAUSE or passed < QUICK:
                seen = passed
                tree.look()
            time.sleep(PAUSE)
            continue
        if not ended:
            _kill(child)
            _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        return bool(ended), used.ru_maxrss * KIB


class _Tree:
    """The memory of all that a process started, summed; without psutil nothing is seen."""

    def __init__(self, number: int) -> None:
        self.peak = 0
        self._root: Any = None
        with contextlib.suppress(ImportError):
            import psutil

            with contextlib.suppress(psutil.Error):
                self._root = psutil.Process(number)

    @property
    def seen(self) -> bool:
        return self._root is not None

    def look(self) -> None:
        """Take the sum of now."""
        if self._root is None:
            return
        import psutil

        total = 0
        with contextlib.suppress(psutil.Error):
            for process in self._root.children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it may end while it is looked at
                    total += process.memory_info().rss
        self.peak = max(self.peak, total)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


_LONGEST_SHOWN = 80


def log_of(file: Path) -> tuple[Seen, ...]:
    """The changes in a file of `evacopt solve --log`: one JSON object a line, a torn last line left out.

    Raises
    ------
    InvalidInput
        If a line is no such object.
    """
    return _changes(file, _event, "must be a JSON object with seconds, goal, incumbent and bound")


def trace_of(file: Path) -> tuple[Seen, ...]:
    """The changes in a file of a peer's `--trace`: `seconds goal value` a line.

    Raises
    ------
    InvalidInput
        If a line is not so.
    """
    return _changes(file, _point, "must be seconds, a goal and a whole number")


def _changes(file: Path, read: Callable[[bytes], Seen], rule: str) -> tuple[Seen, ...]:
    """What the lines say, but those that say nothing that the one before does not."""
    changes: list[Seen] = []
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            seen = read(line)
            if not math.isfinite(seen.seconds):
                raise ValueError("no time")
        except (ValueError, RecursionError):
            shown = cut(line.decode("utf-8", "replace"), _LONGEST_SHOWN)
            raise InvalidInput([Finding(rule=rule, value=shown, place=f"{file.name}:{number}")]) from None
        if not changes or replace(seen, seconds=changes[-1].seconds) != changes[-1]:
            changes.append(seen)
    return tuple(changes)


def _event(line: bytes) -> Seen:
    import msgspec

    try:
        event: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Any])
        return msgspec.convert({**event, "seconds": round(event["seconds"], 4)}, Seen)
    except (msgspec.MsgspecError, KeyError, TypeError, OverflowError):
        raise ValueError("no event") from None


def _point(line: bytes) -> Seen:
    seconds, goal, value = line.decode("utf-8").split()
    return Seen(float(seconds), goal, int(value))
