"""Progress for programs: one JSON object a line, in a file that only its owner can read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from evacopt.cli.streams import say
from evacopt.errors import OutputError

if TYPE_CHECKING:
    from evacopt.planning.result import Progress


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
        raise OutputError(f"{path} cannot be written: {failure.strerror}") from failure
    lost = False

    def tell(event: Progress) -> None:
        nonlocal lost
        if lost:
            return
        try:
            os.write(number, json.dumps({**asdict(event), "gap": event.gap}).encode() + b"\n")
        except OSError as failure:  # a plan is worth more than its log
            lost = True
            say(f"evacopt: {path} cannot be written any further: {failure.strerror}")

    try:
        yield tell
    finally:
        os.close(number)
