"""Tables that come on their own: more groups, who did not come, and one cell as it is typed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest

from evacopt.domain.clock import parse_time
from evacopt.domain.group import Group
from evacopt.errors import InstanceError, UsageError
from evacopt.files.grammar import read_cell
from evacopt.files.side_tables import read_groups, read_no_shows

GROUPS = "\ufeffID;nationality;origin;size;count;members;ready;note\nN;DEU;O;2;3;DEU:1;;hello\n;;;;;;;\n"


def test_more_groups(tmp_path: Path) -> None:
    """Read as the table of an instance is: separators, notes, blank rows and defaults."""
    path = tmp_path / "more.csv"
    path.write_text(GROUPS.replace("DEU:1", ""), encoding="utf-8")
    assert list(read_groups(path)) == [Group(id="N", nationality="DEU", origin="O", size=2, count=3)]


def test_more_groups_on_the_clocks_of_the_instance(tmp_path: Path) -> None:
    """Times without an offset and date cells are of the zone that the instance names."""
    table = tmp_path / "more.csv"
    table.write_text("id,nationality,origin,size,ready\nN,DEU,O,2,2023-08-01 19:00\n", encoding="utf-8")
    book = openpyxl.Workbook()
    for row in (
        ("id", "nationality", "origin", "size", "ready"),
        ("N", "DEU", "O", 2, datetime(2023, 8, 1, 19)),
    ):
        book.active.append(row)
    book.save(tmp_path / "more.xlsx")
    six = parse_time("2023-08-01T18:00Z")
    for path in (table, tmp_path / "more.xlsx"):
        assert read_groups(path, timezone="Africa/Niamey")[0].ready == six
    assert read_groups(tmp_path / "more.xlsx")[0].ready == six + 60
    with pytest.raises(InstanceError, match="has no offset"):
        read_groups(table)


def test_more_groups_in_parquet(tmp_path: Path) -> None:
    """The other container of a table."""
    path = tmp_path / "more.parquet"
    polars.DataFrame({"id": ["N"], "nationality": ["DEU"], "origin": ["O"], "size": ["2"]}).write_parquet(
        path
    )
    assert list(read_groups(path)) == [Group(id="N", nationality="DEU", origin="O", size=2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,nationality,origin,size\nN,DEU,O,two\n", "more.csv:2, size: must be an integer, got two"),
        ("id,nationality,origin,size\nN,DEU,O,0\n", "more.csv:2, size: must be at least 1, got 0"),
        ("id,nationality,origin\nN,DEU,O\n", "more.csv, size: column is needed and is not there"),
        ("id,nationality,origin,sise\nN,DEU,O,1\n", "did you mean size?"),
        (
            "id,nationality,origin,size\nN,DEU,O,1\nN,FRA,O,1\n",
            "more.csv:3, id: must be unique, got N; 2 rows have it",
        ),
    ],
)
def test_what_is_wrong_with_them(tmp_path: Path, text: str, said: str) -> None:
    """Each cell that is not as it must be, with its place in the file."""
    path = tmp_path / "more.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InstanceError) as caught:
        read_groups(path)
    assert said in str(caught.value)


def test_no_shows(tmp_path: Path) -> None:
    """Group, parties and, where there is one, flight."""
    path = tmp_path / "missed.csv"
    path.write_text("group,parties,flight\nG,2,\nH,1,F\n", encoding="utf-8")
    assert read_no_shows(path) == (("G", 2, ""), ("H", 1, "F"))
    path.write_text("group,parties\nG,2\n", encoding="utf-8")
    assert read_no_shows(path) == (("G", 2, ""),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("group,parties\nG,-1\n", "missed.csv:2, parties: must be at least 0, got -1"),
        ("group\nG\n", "missed.csv, parties: column is needed and is not there"),
        ("group,parties,kind\nG,1,exactly\n", "kind: is no column of no-shows"),
        ("group,parties,fligth\nG,1,F\n", "did you mean flight?"),
        ("", "is empty"),
    ],
)
def test_what_is_wrong_with_no_shows(tmp_path: Path, text: str, said: str) -> None:
    """The same care as for an instance."""
    path = tmp_path / "missed.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InstanceError) as caught:
        read_no_shows(path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("policy", "max_legs", "2", 2),
        ("policy", "objectives", "unserved;cost", ("unserved", "cost")),
        ("policy", "full_loads", "true", True),
        ("instance", "ends", "2023-08-01T06:00Z", parse_time("2023-08-01T06:00Z")),
        ("locations", "capacity", "", None),
        ("fleets", "cycle_hours", "1.5", 90),
        ("groups", "members", "FRA:2;DEU:1", (("DEU", 1), ("FRA", 2))),
        ("flights", "accepts", "own", ("own",)),
    ],
)
def test_a_cell_as_it_is_typed(table: str, column: str, text: str, value: Any) -> None:
    """By the grammar of files; blank text is a blank cell."""
    assert read_cell(table, column, text) == value


@pytest.mark.parametrize(
    ("table", "column", "text", "said"),
    [
        ("flights", "seats", "-4", "flights.seats: must be at least 1, got -4"),
        ("flights", "seats", "", "flights.seats: must not be blank"),
        ("flights", "status", "scheduld", "did you mean scheduled?"),
        ("flights", "departs", "noon", "write it like 2023-08-01T06:00Z"),
    ],
)
def test_a_cell_that_cannot_be(table: str, column: str, text: str, said: str) -> None:
    """The rule, the value and the remedy, as of a file."""
    with pytest.raises(UsageError) as caught:
        read_cell(table, column, text)
    assert said in str(caught.value)
