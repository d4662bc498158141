"""The story of docs/design.md is true: the cell, the flight and the line of the manifest."""

from __future__ import annotations

import re
from pathlib import Path

import evacopt as ev
from evacopt.scenarios.draws import Draws

ROOT = Path(__file__).parents[2]
NIAMEY = ROOT / "instances" / "niamey-2023"
PAGE = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")


def test_the_family_is_in_the_cell_and_on_the_manifest_that_the_page_shows(tmp_path: Path) -> None:
    """Cell A2 of the sheet `groups`, row 0 of the groups, one party on FR1, line 2 of its manifest."""
    instance = ev.read_instance(NIAMEY)
    ev.write_instance(instance, tmp_path / "niamey.xlsx")
    again = ev.read_instance(tmp_path / "niamey.xlsx")
    assert again.groups[0].id == "FRA-1a"
    result = ev.solve(again, threads=1, time_limit=None)
    assert result.plan is not None
    assert ("FRA-1a", ("FR1",), 1) in {
        (one.group, one.itinerary, one.parties) for one in result.plan.assignments
    }
    ev.export(again, result.plan, tmp_path / "out")
    lines = (tmp_path / "out" / "flights" / "FR1" / "manifest.csv").read_text(encoding="utf-8").splitlines()
    shown = re.search(r"```text\n(FR1,.*)\n```", PAGE)
    assert shown is not None
    assert lines[1] == shown[1]


def test_the_family_stays_away_in_the_scenario_of_which_the_page_tells() -> None:
    """The number drawn for it, which is above its `show_up`."""
    told = re.search(r"In scenario (\d+) of seed (\d+) the family's number is ([\d,]+)", PAGE)
    assert told is not None
    number, seed, drawn = (int(text.replace(",", "")) for text in told.groups())
    instance = ev.read_instance(NIAMEY)
    draws = Draws(instance, (), seed)
    assert draws.of([number]).chance[0, draws.first_party[0]] == drawn >= instance.groups[0].show_up
