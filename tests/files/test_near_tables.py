"""Files of a folder, and keys of a JSON file, that are nearly a table: none is passed over without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars
import pytest

from evacopt.files import check_instance, write_instance
from evacopt.files.instance_file import read_instance
from tests.files.writing import folder, said

SHARES = "id,kind,nationality,people\nW,max,NER,0\n"


@pytest.mark.sibling("15")
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("shares.csv.txt", "shares.csv"),
        ("shares.tsv", "shares.csv"),
        ("shares.txt", "shares.csv"),
        ("shares.xlsx", "shares.csv"),
        ("shares.ods", "shares.csv"),
        ("pins.json", "pins.csv"),
        ("shares", "shares.csv"),
        ("share.csv", "shares.csv"),
        ("Shares.CSV", "shares.csv"),
        ("SHARES.TXT", "shares.csv"),
        ("shares .csv", "shares.csv"),
        ("shares.csv ", "shares.csv"),
        ("shares (1).csv", "shares.csv"),
        ("Kopie von shares.csv", "shares.csv"),
        ("shares_old.xlsx", "shares.csv"),
        ("shares.csv.gz", "shares.csv"),
        ("shares.csv~", "shares.csv"),
        ("shares.csv.bak", "shares.csv"),
        ("shares.parquet.tmp", "shares.parquet"),
        ("Shares.PARQUET", "shares.parquet"),
        ("shraes.tsv", "shares.csv"),
        ("Pin.tab", "pins.csv"),
        ("policy.csv", "instance.toml"),
        ("instance.toml.txt", "instance.toml"),
    ],
)
def test_what_is_nearly_a_table_is_told(tmp_path: Path, name: str, meant: str) -> None:
    """Another ending, case, number or copy: an error with the name that was probably meant."""
    path = folder(tmp_path / "x")
    (path / name).write_text(SHARES)
    remedy = f"did you mean {meant}?" + ("" if meant != "instance.toml" else " It is there too: move one")
    assert len(said(path)) == 1
    assert said(path)[0].startswith(f"{name}: is no table of an instance; {remedy}")


@pytest.mark.sibling("15")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "groups (1).csv",
            "did you mean groups.csv? It is there too: move one of",
        ),
        (
            "flights_old.csv",
            "did you mean flights.csv? It is there too: move one",
        ),
        (
            "group.csv",
            "did you mean groups.csv? It is there too: move one of them",
        ),
        (
            "Groups.CSV",
            "did you mean groups.csv? It is there too: move one of them",
        ),
        ("flights.txt", "did you mean flights.csv? It is there too: move one of"),
        (
            "Instance.toml",
            "did you mean instance.toml? It is there too: move one",
        ),
        ("people.csv", "name it note... if nobody is to read it"),
    ],
)
def test_a_second_one_beside_a_table_is_told(tmp_path: Path, name: str, says: str) -> None:
    """Which of two is meant nobody can know; a table of no such name is told too."""
    path = folder(tmp_path / "x")
    (path / name).write_text("id\n")
    assert [line.startswith(f"{name}: is no table of an instance; {says}") for line in said(path)] == [True]


def test_what_nobody_takes_for_a_table_may_stand_there(tmp_path: Path) -> None:
    """Remarks, readmes, plans, pictures, locks and backups of programs beside the table itself."""
    path = folder(tmp_path / "x")
    kept = (
        "README.md",
        "notes.csv",
        "Notes on shares.txt",
        ".~lock.groups.csv#",
        "~$groups.xlsx",
        ".DS_Store",
    )
    more = (
        "groups.csv~",
        "groups.csv.bak",
        "x.plan.json",
        "x.instance.json",
        "map.png",
        "build.py",
        "margins.toml",
    )
    for name in (*kept, *more, "instance.json", "flights.pdf", "groups by flight.txt"):
        (path / name).write_text("x")
    (path / "flights").mkdir()
    assert said(path) == []


@pytest.mark.sibling("15")
@pytest.mark.parametrize("name", ["shares.csv", "shares.parquet", "shares", "Shares"])
def test_a_folder_called_like_a_table(tmp_path: Path, name: str) -> None:
    """Parts of a table in a folder of their own are no table: nothing in it is read, and that is said."""
    path = folder(tmp_path / "x")
    (path / name).mkdir()
    (path / name / "part-0.csv").write_text(SHARES)
    assert said(path) == [f"{name}: is a folder, no table of an instance; a table is one file"]


@pytest.mark.sibling("15")
def test_a_table_twice(tmp_path: Path) -> None:
    """CSV and Parquet of one table: neither is taken for the right one, even where they are equal."""
    path = folder(tmp_path / "x", shares_csv=SHARES)
    polars.read_csv(path / "shares.csv").write_parquet(path / "shares.parquet")
    assert said(path) == ["shares.csv: must not stand beside shares.parquet: one table, one file"]


@pytest.mark.sibling("15")
def test_nothing_follows_from_a_table_that_is_only_nearly_there(tmp_path: Path) -> None:
    """A needed table of a wrong name gives one error, not one for each cell that refers to it."""
    path = folder(tmp_path / "x")
    (path / "locations.csv").rename(path / "Locations.txt")
    assert said(path) == ["Locations.txt: is no table of an instance; did you mean locations.csv?"]


def _json(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    file = tmp_path / "x.json"
    write_instance(read_instance(folder(tmp_path / "x")), file)
    return file, json.loads(file.read_text())


@pytest.mark.sibling("15")
@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("share", [], "x.json, share: is no key; did you mean shares?"),
        ("Shares", [], "x.json, Shares: is no key; did you mean shares?"),
        ("shares.csv", [], "x.json, shares.csv: is no key; did you mean shares?"),
        ("tables", {"shares": []}, "x.json, tables: is no key"),
        ("shares", {"W": {}}, "shares: must be a list of objects"),
        ("shares", [["W", "max"]], 'shares[0]: must be an object, got ["W", "max"]'),
        ("shares", "shares.csv", "shares: must be a list of objects"),
        ("policy", [], "x.json, policy: must hold the keys of the policy"),
        ("policy", {"max_leg": 1}, "policy, max_leg: is no key; did you mean max_legs?"),
        ("max_legs", 1, "x.json, max_legs: is no key"),
    ],
)
def test_keys_that_are_nearly_a_table(tmp_path: Path, key: str, value: Any, says: str) -> None:
    """A key that no table has, or what is no list of objects under one that is a table."""
    file, content = _json(tmp_path)
    file.write_text(json.dumps({**content, key: value}))
    assert any(line.startswith(says) for line in said(file))
    assert check_instance(file)[0] is None


@pytest.mark.sibling("15")
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"groups": [', '"groups": [], "groups": [', "x.json, groups: key is there twice"),
        ('"size": 2', '"size": 9, "size": 2', "groups[0], size: key is there twice"),
        ('"name": ', '"name": "other", "name": ', "x.json, name: key is there twice"),
        ('"max_legs": 3', '"max_legs": 1, "max_legs": 3', "policy, max_legs: key is there twice"),
        ('"size": 2', '"size": 2, "members": {"FRA": 2, "FRA": 2}', "members: must name FRA once"),
        (
            '"size": 2',
            '"size": 2, "Count": 5',
            "Count: is no column of groups; did you mean count?",
        ),
    ],
)
def test_keys_that_are_there_twice(tmp_path: Path, old: str, new: str, says: str) -> None:
    """The second of two equal keys would hide the first: refused at whatever depth."""
    file, _ = _json(tmp_path)
    text = file.read_text()
    assert text.count(old) >= 1, text
    file.write_text(text.replace(old, new, 1))
    assert any(says in line for line in said(file))


def test_stories_and_what_was_known_when_may_lie_in_the_folder(tmp_path: Path) -> None:
    """They go with the instance, and are none of it; `stories.csv` of another head means `sorties.csv`."""
    path = folder(tmp_path / "x")
    (path / "stories.csv").write_text("story,probability,events\nstrike,0.1,\n")
    (path / "reveal.csv").write_text("time,out\n2023-08-01T06:00Z,3\n")
    assert said(path) == []
    (path / "stories.csv").write_text(SHARES)
    assert said(path)[0].startswith("stories.csv: is no table of an instance; did you mean sorties.csv?")
