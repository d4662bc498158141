"""Progress for programs: one JSON object a line, in a file that only its owner can read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

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
    with os.fdopen(number, "w", encoding="utf-8", buffering=1) as file:
        yield lambda event: print(json.dumps({**asdict(event), "gap": event.gap}), file=file)
