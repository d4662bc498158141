"""Empty rows are no rows, and totals and headings within a table are told of once each."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest

from evacopt.files import read_instance
from evacopt.files.layout import is_total
from evacopt.files.side_tables import read_groups
from evacopt.planning.warnings import warnings_of
from tests.files.writing import FILES, folder, said

HEAD, FIRST, LAST = "id,nationality,origin,size,count\n", "G1,FRA,NIM,2,3\n", "G2,NER,NIM,1,4\n"
EMPTY = {
    "separators alone": ",,,,\n",
    "blanks": "  ,  ,  ,  ,  \n",
    "one blank and no separator": " \n",
    "a blank line": "\n",
    "too few separators": ",,\n",
    "too many separators": ",,,,,,,\n",
    "blanks beyond the last column": ",,,,, , \n",
    "blanks that do not break": "\u00a0,,\u00a0\u00a0,,\n",
    "blanks without width": "\u200b,,\ufeff,\u2060,\n",
    "quoted nothing": '"","","","",""\n',
    "tabs in cells": "\t,\t,,,\n",
    "a quoted line break": '"\n",,,,\n',
}


@pytest.mark.sibling("40")
@pytest.mark.parametrize("where", ["above the heading", "below it", "in the middle", "at the end"])
@pytest.mark.parametrize("kind", EMPTY)
def test_an_empty_row_is_no_row(tmp_path: Path, kind: str, where: str) -> None:
    """Whatever an empty row is made of and wherever it stands: nothing changes."""
    parts = [HEAD, FIRST, LAST]
    parts.insert(["above the heading", "below it", "in the middle", "at the end"].index(where), EMPTY[kind])
    plain = read_instance(folder(tmp_path / "plain"))
    read = read_instance(folder(tmp_path / "x", groups_csv="".join(parts)))
    assert read == plain
    assert read.sha256 == plain.sha256
    assert warnings_of(read) == warnings_of(plain)


@pytest.mark.parametrize("table", ["locations", "flights"])
def test_in_every_table(tmp_path: Path, table: str) -> None:
    """Not in groups alone: empty rows in other tables change nothing either."""
    text = FILES[f"{table}.csv"]
    width = text.index("\n") and text.split("\n")[0].count(",")
    head, _, body = text.partition("\n")
    spoilt = f"{head}\n{',' * width}\n{body}{',' * width}\n"
    read = read_instance(folder(tmp_path / "x", **{f"{table}_csv": spoilt}))
    assert read == read_instance(folder(tmp_path / "plain"))
    assert warnings_of(read) == []


@pytest.mark.sibling("40")
def test_in_parquet(tmp_path: Path) -> None:
    """Rows of nulls, as a data frame keeps them, are no rows."""
    columns = {"id": ["G1", None, "G2", ""], "nationality": ["FRA", None, "NER", None]}
    columns |= {
        "origin": ["NIM", None, "NIM", "\u00a0"],
        "size": ["2", None, "1", None],
        "count": ["3", "", "4", ""],
    }
    place = folder(tmp_path / "x", groups_csv=None)
    polars.DataFrame(columns).write_parquet(place / "groups.parquet")
    assert read_instance(place) == read_instance(folder(tmp_path / "plain"))
    assert read_groups(place / "groups.parquet").id == ("G1", "G2")


def test_findings_keep_their_line(tmp_path: Path) -> None:
    """The line told is that of the file, empty rows counted."""
    text = f"\n,,,,\n{HEAD},,,,\n{FIRST}\u00a0,,,,\n\nG2,NER,NIM,x,4\n"
    assert said(folder(tmp_path / "x", groups_csv=text)) == [
        "groups.csv:8 (group G2), size: must be an integer, got x"
    ]


TOTALS = [
    "Total",
    "TOTAL:",
    "Summe",
    "Somme",
    "Σ",
    "∑",
    "Grand total",
    "Sous-total",
    "Gesamt",
    "Итого",
    "合計",
]


@pytest.mark.sibling("40")
@pytest.mark.parametrize("label", TOTALS)
def test_a_row_of_totals_is_one_finding(tmp_path: Path, label: str) -> None:
    """A word for a sum and sums: one finding, with the row, instead of one for each blank cell."""
    (line,) = said(folder(tmp_path / "x", groups_csv=f"{HEAD}{FIRST}{LAST}{label},,,3,7\n"))
    assert line == f"groups.csv:4 (group {label}): is a row of totals and none of the table: remove it"


@pytest.mark.sibling("40")
@pytest.mark.parametrize("row", [",,,3,7", ",,,3,", ",,,3.5,7.0", ",,,,7", ',,,"1,402",7'])
def test_sums_alone_are_one_finding(tmp_path: Path, row: str) -> None:
    """Numbers in a row that has nothing else."""
    (line,) = said(folder(tmp_path / "x", groups_csv=f"{HEAD}{FIRST}{LAST}\n{row}\n"))
    assert line.startswith("groups.csv:5: holds numbers alone, as a row of totals does")


@pytest.mark.parametrize("text", ["Total-1", "G1", "Summer", "TOT", "sumo", "Total of all who are here", ""])
def test_what_is_no_total(text: str) -> None:
    """Codes that only begin like one are codes."""
    assert not is_total(text)


def test_a_group_called_total_is_a_group(tmp_path: Path) -> None:
    """A row that has what it needs is a row, whatever it is called."""
    read = read_instance(folder(tmp_path / "x", groups_csv=f"{HEAD}Total,FRA,NIM,2,3\n"))
    assert read.groups.id == ("Total",)


def test_a_row_that_lacks_something_is_no_total(tmp_path: Path) -> None:
    """Where only one cell is blank, the finding is about that cell."""
    assert said(folder(tmp_path / "x", groups_csv=f"{HEAD}Somme,FRA,NIM,,3\n")) == [
        "groups.csv:2 (group Somme), size: must not be blank"
    ]


@pytest.mark.sibling("40")
def test_a_heading_again(tmp_path: Path) -> None:
    """Pages pasted below each other repeat the heading: one finding, and the rows below are read."""
    text = f"{HEAD}{FIRST}Id,Nationality,Origin,Size,\nG2,NER,NIM,0,4\n"
    assert said(folder(tmp_path / "x", groups_csv=text)) == [
        "groups.csv:3 (group Id): is a heading again: a table has one",
        "groups.csv:4 (group G2), size: must be at least 1, got 0",
    ]


@pytest.mark.sibling("40")
def test_another_table_below(tmp_path: Path) -> None:
    """A second table under the first is one finding at its heading, not one for each of its cells."""
    text = f"{HEAD}{FIRST}{LAST}\nid,count,cycle_hours,,\nA,2,12,,\nB,1,9,,\n"
    assert said(folder(tmp_path / "x", groups_csv=text)) == [
        "groups.csv:5 (group id): begins another table: give it a sheet or a file of its own; "
        "nothing below it was read"
    ]


@pytest.mark.sibling("40")
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["Groups at Niamey", "# exported on 1 Aug, 06:00", "Groups;;;;"])
def test_a_title_above_the_heading(tmp_path: Path, title: str, separator: str) -> None:
    """One line says what is wrong, instead of one for each column and row."""
    text = f"{title}\n\n{(HEAD + FIRST + LAST).replace(',', separator)}"
    assert said(folder(tmp_path / "x", groups_csv=text)) == [
        "groups.csv:1: stands above the heading, which is in line 3; "
        "remove it: the first line must name the columns"
    ]


@pytest.mark.parametrize("separator", [",", ";"])
def test_whole_rows_in_quotes(tmp_path: Path, separator: str) -> None:
    """A file that was saved as one column: what to do is said, and not that its heading is a remark."""
    rows = [f'"{line}"' for line in (HEAD + FIRST + LAST).replace(",", separator).splitlines()]
    line = said(folder(tmp_path / "x", groups_csv="\n".join(rows)))[0]
    assert line.endswith("one cell holds several columns: part them into cells of their own")
