"""A page about a room names its parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("room", ["improve", "large"])
def test_every_part_is_on_the_page(room: str) -> None:
    """The modules that the page of a room names are those of the folder, and its paths are there."""
    page = (ROOT / "docs" / f"{room}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.py)`", page))
    modules = {path.name for path in (ROOT / "evacopt" / room).glob("*.py")}
    assert named == modules - {"__init__.py"}
    paths = re.findall(r"`(evacopt/[\w/.]+)`", page)
    assert paths
    assert all((ROOT / path).exists() for path in paths)
