"""A page about a room names its parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_page_about_a_run_names_its_files_and_its_picture() -> None:
    """What stands on the page is there, and the picture says in words what it shows."""
    page = (ROOT / "docs" / "engine.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.py)`", page))
    modules = {path.name for path in (ROOT / "evacopt" / "planning").glob("*.py")}
    assert named
    assert named <= modules
    ((words, picture),) = re.findall(r"!\[(.+)\]\((.+\.svg)\)", page)
    shown = (ROOT / "docs" / picture).read_text(encoding="utf-8")
    texts = re.findall(r'class="head"[^>]*>([^<]+)<', shown)
    assert {"judge", "incumbent", "lane of plans", "lane of bounds"} <= set(texts)
    assert all(text in words for text in ("lane of plans", "lane of bounds", "judge", "incumbent"))
    assert "<desc" in shown


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
