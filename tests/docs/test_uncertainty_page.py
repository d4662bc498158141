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
FOLDER = ROOT / "instances" / "niamey-2023"
PAGE = (ROOT / "docs" / "uncertainty.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def niamey() -> Instance:
    """The crisis of which the page tells."""
    return read_instance(FOLDER)


def test_the_stories_of_the_page_are_read_for_niamey(niamey: Instance) -> None:
    """It is that of the folder; in three of four courses the airspace stays as it is."""
    (stories,) = (text for _, name, text in BLOCK.findall(PAGE) if name == "stories")
    file = FOLDER / "stories.csv"
    assert file.read_text(encoding="utf-8") == stories
    sets = Draws(niamey, read_stories(file, niamey)).sets
    assert [len(each.stories) for each in sets] == [2, 2, 1]
    assert 1 - sets[0].thresholds[-1] / MILLION == 0.75
