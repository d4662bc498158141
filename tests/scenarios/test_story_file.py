"""Stories in a table: what is read, and every fault with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars
import pytest

from evacopt.domain.group import Groups
from evacopt.errors import InstanceError
from evacopt.events.events import Arrivals, Cancel, Delay
from evacopt.events.turnout import TurnOut
from evacopt.scenarios.story import Story, sets_of
from evacopt.scenarios.story_file import read_stories
from evacopt.scenarios.world import everybody, world
from tests.build import at, flight, group, instance

KNOWN = instance(
    groups=[group("A", show_up=500_000), group("B", nationality="DEU")], flights=[flight("F"), flight("G")]
)


def _table(folder: Path, text: str) -> Path:
    path = folder / "stories.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_stories_are_read(tmp_path: Path) -> None:
    """Sets, chances, when they are known and their events, in the words of replanning and of turning out."""
    path = _table(
        tmp_path,
        "story,set,probability,known_from,events\n"
        "late,permit,0.3,2023-08-01T06:00Z,delay F=2h\n"
        "never,permit,0.25,,cancel F\n"
        "road,,0.1,,come nationality=FRA:0.5; cancel G\n",
    )
    late, never, road = read_stories(path, KNOWN)
    assert (late.one_of, late.probability, late.known_from) == ("permit", 300_000, at("06:00"))
    assert late.events == (Delay("F", 120),)
    assert never.events == (Cancel("F"),)
    assert road.events == (Cancel("G"), TurnOut((("nationality", "FRA"),), 500_000))


def test_what_a_story_does(tmp_path: Path) -> None:
    """The world in which it happens: of a group half as many come, and one flight is not flown."""
    path = _table(tmp_path, "story,probability,events\nroad,0.1,come nationality=FRA:0.5; cancel G\n")
    (road,) = read_stories(path, KNOWN)
    (changed,) = [world(KNOWN, sets_of([road]), [0]).instance]
    assert changed.groups.show_up.tolist() == [250_000, 1_000_000]
    assert [one.status for one in changed.flights] == ["scheduled", "cancelled"]
    assert world(KNOWN, sets_of([road]), [-1]).instance == KNOWN


def test_nobody_may_come(tmp_path: Path) -> None:
    """A road is closed to all of a group, though `show_up` of a table is more than nothing."""
    path = _table(tmp_path, "story,probability,events\nroad,0.1,come nationality=FRA:0\n")
    (road,) = read_stories(path, KNOWN)
    assert world(KNOWN, sets_of([road]), [0]).instance.groups.show_up.tolist() == [0, 1_000_000]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("s,,1.5,", "stories.csv:2, probability"),
        ("s,,,", "must not be blank"),
        ("s,,0.5,cancel X", "no flight is called X"),
        ("s,,0.5,come origin=Q:0.5", "no group has origin Q"),
        ("s,,0.5,come size=1:0.5", "size names no groups"),
        ("s,,0.5,set flights.F.seats=-1", "seats"),
        ("s,,0.5,set groups.A.stretchers=5", "leaves data that break a rule"),
        ("s,a,0.6,\nt,a,0.6,", "add up to at most 1, got 1.2"),
        ("s,,0.5,\ns,,0.5,", "is there twice"),
    ],
)
def test_faults(tmp_path: Path, row: str, said: str) -> None:
    """Each is told with its place, and nothing is read."""
    with pytest.raises(InstanceError) as told:
        read_stories(_table(tmp_path, f"story,set,probability,events\n{row}\n"), KNOWN)
    assert said in str(told.value)
    assert "stories.csv:" in str(told.value)


def _workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    columns = ["story", "probability", "known_from", "events"]
    polars.DataFrame(rows, schema=columns, orient="row", strict=False).write_excel(path)
    return path


def test_dates_of_excel_are_times(tmp_path: Path) -> None:
    """A date cell of a workbook is a time: UTC, or on the clock of the instance where that names a zone."""
    path = _workbook(tmp_path / "s.xlsx", ("late", 0.3, datetime(2023, 8, 1, 6), "delay F=2h"))
    assert read_stories(path, KNOWN)[0].known_from == at("06:00")
    zoned = replace(KNOWN, timezone="Africa/Niamey")
    assert read_stories(path, zoned)[0].known_from == at("05:00")


def test_faults_in_a_workbook_have_their_cell(tmp_path: Path) -> None:
    """An event that cannot be, a story that is there twice: sheet, cell, column."""
    rows = [("a", 0.1, None, "cancel X"), ("b", 0.1, None, "cancel F"), ("b", 0.1, None, "cancel G")]
    with pytest.raises(InstanceError) as told:
        read_stories(_workbook(tmp_path / "s.xlsx", *rows), KNOWN)
    assert "cell D2, events: no flight is called X" in str(told.value)
    assert "cell A4, story: is there twice" in str(told.value)


def test_a_column_that_is_missing(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(InstanceError, match="probability"):
        read_stories(_table(tmp_path, "story,events\ns,cancel F\n"), KNOWN)


def test_everybody() -> None:
    """Who comes by a story has a row behind those who were there, once."""
    more = Arrivals(Groups.of([group("N"), group("M")]))
    stories = [Story(id="s", probability=1, events=(more,)), Story(id="t", probability=1, events=(more,))]
    assert everybody(KNOWN, stories).id == ("A", "B", "N", "M")
    assert everybody(KNOWN, []) is KNOWN.groups
