"""Files of repatriation programmes: waiting worked out by hand, fleets and crews merged, broken files."""

from __future__ import annotations

from pathlib import Path

import pytest

import evacopt as ev
from evacopt.domain.clock import DAY
from evacopt.errors import InstanceError
from evacopt.files.published import read_published, read_rpsp

ONE_CITY = """\
3
1 1
5
0 3 {days}
1
2
{places}
1
1 0
"""
"""Three people of value 5, one aircraft of two seats, one crew."""

TWO_CITIES = """\
10
2 2
7 2
0 1 2 7
1 3 4 0
3
20 20 30
9
4
2 0 1
2 1 0
1 2
1 2
"""


def _file(path: Path, content: str) -> Path:
    file = path / "cities.txt"
    file.write_text(content)
    return file


def _waiting(path: Path, *, days: int, places: int) -> int:
    instance = read_rpsp(_file(path, ONE_CITY.format(days=days, places=places)))
    result = ev.solve(instance, time_limit=20)
    assert [goal.goal for goal in result.goals] == ["waiting"]
    return result.goals[0].value


def test_a_crew_flies_once_in_seven_days(tmp_path: Path) -> None:
    """Two leave on day 0, the third on day 7: published 5 x 7, 24 times that in hours."""
    assert _waiting(tmp_path, days=0, places=1) == 24 * 5 * 7


def test_who_is_home_holds_a_place(tmp_path: Path) -> None:
    """With two places for 14 days each the third leaves on day 14, the first of a crew's days then."""
    assert _waiting(tmp_path, days=14, places=2) == 24 * 5 * 14


def test_nobody_is_abroad_longer_than_sixty_days(tmp_path: Path) -> None:
    """Without a place all stay: 60 days for each of three."""
    assert _waiting(tmp_path, days=1, places=0) == 24 * 5 * 60 * 3


def test_what_is_alike_is_merged(tmp_path: Path) -> None:
    """Aircraft of equal seats and crews are a fleet, crews of equal aircraft a row."""
    instance = read_published(_file(tmp_path, TWO_CITIES), "rpsp")
    assert [(fleet.count, fleet.cycle) for fleet in instance.fleets] == [(2, DAY), (1, DAY)]
    crews = [(crew.count, crew.fleets, crew.rest) for crew in instance.crews]
    assert crews == [(2, ("P1",), 7 * DAY), (2, ("P2",), 7 * DAY)]
    assert [(row.origin, row.seats, row.copies) for row in instance.sorties] == [
        ("C1", 20, 2),
        ("C1", 30, 1),
        ("C2", 20, 2),
        ("C2", 30, 1),
    ]
    assert len(instance.schedule) == 4 * 60
    groups = [(group.id, group.count, group.priority, group.stay) for group in instance.groups]
    assert groups == [
        ("C1-1", 1, 1, 7 * DAY),
        ("C1-2", 2, 2, 7 * DAY),
        ("C2-1", 3, 1, 0),
        ("C2-2", 4, 2, 0),
    ]


def test_aircraft_without_a_crew_do_not_fly(tmp_path: Path) -> None:
    """A fleet that no crew names would need none: it is left out."""
    content = TWO_CITIES.replace("4\n2 0 1\n2 1 0\n1 2\n1 2\n", "1\n1 2\n")
    instance = read_rpsp(_file(tmp_path, content))
    assert {row.seats for row in instance.sorties} == {30}
    assert len(instance.fleets) == 1


def test_crews_beyond_the_announced_are_left_out_and_told(tmp_path: Path) -> None:
    """Two are announced, four listed: the source says so."""
    instance = read_rpsp(_file(tmp_path, TWO_CITIES.replace("\n4\n2 0", "\n2\n2 0")))
    assert instance.source == "cities.txt; 2 crews beyond the 2 announced were left out"
    assert [crew.count for crew in instance.crews] == [2]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("10\n", "11\n", "cities.txt:5: the people of all cities must add up to the 11 citizens"),
        ("1 3 4 0", "2 3 4 0", "cities.txt:5: the number of the city must be from 1 to 1, got 2"),
        ("1 2\n1 2\n", "1 3\n1 2\n", "cities.txt:12: an aircraft that a crew can fly must be from 0 to 2"),
        ("2 0 1", "2 0 0", "cities.txt:10: a crew must name each aircraft once"),
        ("1 2\n1 2\n", "1 2\n", "cities.txt:12: ends where how many aircraft a crew can fly should stand"),
        ("20 20 30", "20 0 30", "cities.txt:7: the seats of an aircraft must be from 1"),
        (
            "1 2\n1 2\n",
            "1 2\n1 2\n9\n",
            "cities.txt:14: how many aircraft a crew can fly must be from 0 to 3",
        ),
    ],
)
def test_broken_files(tmp_path: Path, old: str, new: str, said: str) -> None:
    """File, line and rule of what is wrong."""
    assert old in TWO_CITIES
    with pytest.raises(InstanceError) as error:
        read_rpsp(_file(tmp_path, TWO_CITIES.replace(old, new, 1)))
    assert str(error.value).startswith(said)
