"""What all tests share: the folder of outside data, and how hypothesis draws."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that may not be part of the project; the test is skipped where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"needs the data in {DATA}, which is not part of the project")
    return DATA
