"""A board to try things on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evacopt.board.board import Board
from tests.board.small import plan_of, two


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """A on F, B waits."""
    of = two()
    made = Board.create(tmp_path / "night.board", of, plan_of(of, ("A", ("F",), 4)), "cell")
    yield made
    made.close()
