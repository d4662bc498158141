"""Campaign files for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str], Path]
HEAD = 'format = "evacopt-campaign/1"\nname = "trial"\n'


@pytest.fixture
def campaign(tmp_path: Path) -> Write:
    """Write a campaign file with this content after its first two lines."""

    def write(content: str) -> Path:
        file = tmp_path / "trial.toml"
        file.write_text(HEAD + content, encoding="utf-8")
        return file

    return write
