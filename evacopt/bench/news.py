"""What a command told while it ran: the log of `evacopt solve`, the trace of a peer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from evacopt.bench.record import Seen
from evacopt.domain.brief import cut
from evacopt.domain.finding import Finding
from evacopt.errors import InvalidInput

_LONGEST_SHOWN = 80


def log_of(file: Path) -> tuple[Seen, ...]:
    """The changes in a file of `evacopt solve --log`: one JSON object a line, a torn last line left out.

    Raises
    ------
    InvalidInput
        If a line is no such object.
    """
    return _changes(_told(file, _event, "must be a JSON object with seconds, goal, incumbent and bound"))


def trace_of(file: Path) -> tuple[Seen, ...]:
    """The changes in a file of a peer's `--trace`: `seconds goal value` a line.

    Raises
    ------
    InvalidInput
        If a line is not so.
    """
    return _changes(_told(file, _point, "must be seconds, a goal and a whole number"))


def _told(file: Path, read: Callable[[bytes], Seen], rule: str) -> Iterator[Seen]:
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            seen = read(line)
            if not math.isfinite(seen.seconds):
                raise ValueError("no time")
        except (ValueError, RecursionError):
            shown = cut(line.decode("utf-8", "replace"), _LONGEST_SHOWN)
            raise InvalidInput([Finding(rule=rule, value=shown, place=f"{file.name}:{number}")]) from None
        yield seen


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


def _changes(events: Iterator[Seen]) -> tuple[Seen, ...]:
    """Those that say something that the one before does not."""
    kept: list[Seen] = []
    for event in events:
        if not kept or _said(kept[-1]) != _said(event):
            kept.append(event)
    return tuple(kept)


def _said(event: Seen) -> tuple[str, int | None, int | None]:
    return event.goal, event.incumbent, event.bound
