"""Where ledgers of tests are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where files are on no disk: many short-lived ones need none."""


@pytest.fixture
def path() -> Iterator[Path]:
    """A free name for a board, in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder) / "night.board"
