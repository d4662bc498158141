"""The page about the improvement names its parts."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "improve.md").read_text(encoding="utf-8")


def test_every_part_is_on_the_page() -> None:
    """The modules that the page names are those of the folder, and its paths are there."""
    named = set(re.findall(r"`(\w+\.py)`", PAGE))
    modules = {path.name for path in (ROOT / "evacopt" / "improve").glob("*.py")}
    assert named == modules - {"__init__.py"}
    paths = re.findall(r"`(evacopt/[\w/.]+)`", PAGE)
    assert paths
    assert all((ROOT / path).exists() for path in paths)
