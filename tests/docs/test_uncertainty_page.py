"""The page about what may happen shows a table of stories that is read as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.domain.clock import DAY
from evacopt.domain.instance import Instance
from evacopt.domain.stored import MILLION
from evacopt.files import read_instance
from evacopt.replaying.reveal_file import read_reveal
from evacopt.replaying.worlds import worlds_of
from evacopt.scenarios.draws import Draws
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


def test_what_was_known_when_on_the_page_is_read_for_niamey(niamey: Instance, tmp_path: Path) -> None:
    """The Spanish flight is unknown, then 48 hours early, then not counted on, then as it was."""
    (reveal,) = (text for _, name, text in BLOCK.findall(PAGE) if name == "reveal")
    file = tmp_path / "reveal.csv"
    file.write_text(reveal, encoding="utf-8")
    worlds = worlds_of(niamey, read_reveal(file, niamey))
    believed = [world.instance.flight.get("ES1") for world in worlds]
    told = [(one.status, niamey.flight["ES1"].departs - one.departs) if one else None for one in believed]
    assert list(dict.fromkeys(told)) == [
        None,
        ("scheduled", 2 * DAY),
        ("cancelled", 0),
        ("scheduled", 0),
    ]
