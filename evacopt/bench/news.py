"""What a command told while it ran: the log of `evacopt solve`, the trace of a peer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from evacopt.bench.record import Seen


def log_of(file: Path) -> tuple[Seen, ...]:
    """The changes in a file of `evacopt solve --log`: one JSON object a line, a torn last line left out."""
    return _changes(_event(line) for line in _lines(file))


def trace_of(file: Path) -> tuple[Seen, ...]:
    """The changes in a file of a peer's `--trace`: `seconds goal value` a line."""
    return _changes(_point(line) for line in _lines(file))


def _lines(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return text.split("\n")[:-1]


def _event(line: str) -> Seen:
    event = json.loads(line)
    return Seen(round(event["seconds"], 4), event["goal"], event["incumbent"], event["bound"])


def _point(line: str) -> Seen:
    seconds, goal, value = line.split()
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
