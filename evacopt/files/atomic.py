"""Files that are written whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evacopt.errors import OutputError


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise OutputError if `path` is there and must not be replaced."""
    if path.is_dir():
        raise OutputError(f"{path} is a folder; give a file")
    if path.exists() and not force:
        raise OutputError(f"{path} exists already; use force to replace it")


def write_whole(path: Path, write: Callable[[Path], None], *, force: bool) -> None:
    """Let `write` fill a temporary sibling of `path`, then put it in place.

    Raises
    ------
    OutputError
        If `path` exists and `force` is not set, or if it cannot be written; then nothing is left behind.
    """
    refuse_existing(path, force=force)
    with output_errors(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            write(temporary)
            sync(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Make the file private and see its bytes on the disk."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turn what the file system says into OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
