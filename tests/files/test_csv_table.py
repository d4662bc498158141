"""CSV as people and programs write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.files import read_instance
from tests.files.writing import FILES, folder, said

GROUPS = FILES["groups.csv"]


@pytest.mark.parametrize(
    "text",
    [
        GROUPS.encode("utf-8-sig"),
        GROUPS.replace("\n", "\r\n").encode(),
        GROUPS.replace(",", ";").encode(),
        GROUPS.replace(",", "\t").encode(),
        GROUPS.rstrip("\n").encode(),
        GROUPS.replace("id,nationality", " ID ,Nationality").encode(),
        GROUPS.replace("G1,FRA", '"G1","FRA"').encode(),
        GROUPS.replace("\n", "\n\n").encode(),
        (GROUPS + ",,,,\n , ,,,\n").encode(),
        GROUPS.replace("\n", ",,\n").encode(),
        b"count,size,origin,nationality,id,Note x\n3,2,NIM,FRA,G1,hi\n4,1,NIM,NER,G2,\n,,,,,only a note\n",
    ],
)
def test_the_same_table_however_it_is_written(tmp_path: Path, text: bytes) -> None:
    """Byte-order mark, line ends, separators, quotes, blank lines, blank columns, column order: no matter."""
    plain = read_instance(folder(tmp_path / "plain"))
    other = read_instance(folder(tmp_path / "other", groups_csv=text))
    assert other == plain
    assert other.sha256 == plain.sha256


def test_text_stays_as_written(tmp_path: Path) -> None:
    """`NA` is Namibia's prefix and `007` a code: nothing is taken for a null or a number."""
    text = "id,nationality,origin,size,count\n007,FRA,NIM,2,3\nNA,NAM,NIM,1,4\nnull,FRA,NIM,1,\n"
    groups = read_instance(folder(tmp_path / "x", groups_csv=text)).groups
    assert groups.id == ("007", "NA", "null")
    assert groups.count.tolist() == [3, 4, 1]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_those_of_the_file(tmp_path: Path, end: str) -> None:
    """Blank lines and line breaks within quotes count: the line told is the one an editor shows."""
    lines = [
        "id,nationality,origin,size,note",
        'G1,FRA,NIM,1,"two',
        'lines"',
        "",
        "G2,FRA,NIM,0,",
        ",,,,",
        "G3,FRA,NIM,x,",
    ]
    assert said(folder(tmp_path / "x", groups_csv=end.join(lines))) == [
        "groups.csv:5 (group G2), size: must be at least 1, got 0",
        "groups.csv:7 (group G3), size: must be an integer, got x",
    ]


def test_lines_are_right_beyond_the_first_block(tmp_path: Path) -> None:
    """Files are read in blocks; the line of a row in a later one is right all the same."""
    rows = [f"G{number},FRA,NIM,1,1" for number in range(2500)]
    rows[2400] = "X,FRA,NIM,1,-1"
    text = "\n".join(["id,nationality,origin,size,count", *rows[:1200], "", *rows[1200:]])
    expected = ["groups.csv:2403 (group X), count: must be at least 1, got -1"]
    assert said(folder(tmp_path / "x", groups_csv=text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "groups.csv: is empty: its first line must name the columns"),
        (b"\n\n", "groups.csv: is empty: its first line must name the columns"),
        (b"id,nationality\nG1,\x81\xfe\n", "groups.csv:2: is not UTF-8; save it as CSV UTF-8"),
        (GROUPS.encode("utf-16"), "groups.csv: is UTF-16, not UTF-8; save it as CSV UTF-8"),
        (b'id,nationality\nG1,"FRA\n', "groups.csv:2: is no CSV that can be read: unexpected end of data"),
        (b'id,nationality\nG1,"F"RA\n', "groups.csv:2: is no CSV that can be read: ',' expected after '\"'"),
    ],
)
def test_what_is_no_csv_is_told_once(tmp_path: Path, text: bytes, expected: str) -> None:
    """A table that cannot be read gives one finding with its line, and none that would follow from it."""
    assert said(folder(tmp_path / "x", groups_csv=text)) == [expected]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "id,nationality,origin,size,size",
            "groups.csv:1, size: column is there twice; remove one of them, or name it note",
        ),
        ("id,nationality,origin,size,sise", "groups.csv:1, sise: is no column of groups; did you mean size?"),
        (
            "id,nationality,origin,size,zzz",
            "groups.csv:1, zzz: is no column of groups; name it note... if it is a remark",
        ),
        ("id,nationality,origin,,size", "groups.csv:1: column 4 has no name; name it or remove it"),
    ],
)
def test_headings_that_cannot_be(tmp_path: Path, heading: str, expected: str) -> None:
    """Unknown, double and nameless columns are told, with the nearest name."""
    text = f"{heading}\nG1,FRA,NIM,1,1\n"
    assert said(folder(tmp_path / "x", groups_csv=text)) == [expected]


def test_a_needed_column_that_is_absent(tmp_path: Path) -> None:
    """One finding for the column, not one for each row."""
    text = "id,nationality,origin\nG1,FRA,NIM\nG2,FRA,NIM\n"
    assert said(folder(tmp_path / "x", groups_csv=text)) == [
        "groups.csv, size: column is needed and is not there"
    ]
