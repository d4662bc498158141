"""One engine for all tests of a module: starting a child takes longer than asking it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evacopt.backends.session import Session


@pytest.fixture(scope="module")
def highs() -> Iterator[Session]:
    """HiGHS in a child process."""
    with Session("highs") as session:
        yield session
