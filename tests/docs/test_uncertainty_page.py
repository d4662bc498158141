"""The page about what may happen shows a table of stories that is read as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.files import read_instance
from evacopt.scenarios.draws import Draws
from evacopt.scenarios.story import MILLION
from evacopt.scenarios.story_file import read_stories
from tests.docs.examples import BLOCK

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "uncertainty.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def niamey() -> Instance:
    """The crisis of which the page tells."""
    return read_instance(ROOT / "instances" / "niamey-2023")


def test_the_stories_of_the_page_are_read_for_niamey(niamey: Instance, tmp_path: Path) -> None:
    """In three of four courses of events the airspace stays as it is, and a road closes on its own."""
    (stories,) = (text for _, name, text in BLOCK.findall(PAGE) if name == "stories")
    file = tmp_path / "stories.csv"
    file.write_text(stories, encoding="utf-8")
    sets = Draws(niamey, read_stories(file, niamey)).sets
    assert [len(each.stories) for each in sets] == [2, 2, 1]
    assert 1 - sets[0].thresholds[-1] / MILLION == 0.75
