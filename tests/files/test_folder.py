"""What may stand in a folder."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest

from evacopt.errors import InstanceError
from evacopt.files import read_instance
from tests.files.writing import FILES, folder, said


def test_a_missing_header_and_table_are_told(tmp_path: Path) -> None:
    """What is needed and absent is told with what to do, once; nothing is said of what refers to it."""
    path = folder(tmp_path / "x", instance_toml=None, locations_csv=None)
    assert said(path) == [
        "x: has no instance.toml",
        "x: has no table locations; add locations.csv or locations.parquet",
    ]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """A wrong path is a finding like any other."""
    with pytest.raises(InstanceError, match="no such file or folder"):
        read_instance(tmp_path / "nowhere")


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    """A path that is neither folder, workbook nor JSON says what would be."""
    (tmp_path / "x.csv").write_text("id\n")
    assert said(tmp_path / "x.csv") == [
        f"{tmp_path / 'x.csv'}: is no instance: give a folder, a .xlsx or a .json file; "
        "a table alone is none: give the folder in which it lies"
    ]


def test_one_table_in_two_files(tmp_path: Path) -> None:
    """Nobody can know which of two files of one table is meant."""
    path = folder(tmp_path / "x")
    polars.DataFrame({"id": ["G1"]}).write_parquet(path / "groups.parquet")
    assert said(path) == ["groups.csv: must not stand beside groups.parquet: one table, one file"]


def test_other_files_do_not_matter(tmp_path: Path) -> None:
    """A README and notes may stand beside the tables; a misspelt table may not."""
    path = folder(tmp_path / "x", README_md="hello", notes_csv="a,b\n")
    assert said(path) == []
    (path / "share.csv").write_text("id\n")
    assert said(path) == ["share.csv: is no table of an instance; did you mean shares.csv?"]


def test_a_table_that_is_a_folder(tmp_path: Path) -> None:
    """A folder called groups.csv is told as what it is."""
    path = folder(tmp_path / "x", groups_csv=None)
    (path / "groups.csv").mkdir()
    assert said(path) == ["groups.csv: is a folder, no table of an instance; a table is one file"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('format = "evacopt-instance/2"\n', 'format: must be evacopt-instance/1, got "evacopt-instance/2"'),
        ("", "format: must be evacopt-instance/1"),
        ("polcy = 1\n", "polcy: is no key; did you mean policy?"),
        ("policy = 1\n", "policy: must hold the keys of the policy"),
        ("name = \n", "is no TOML: Invalid value (at line 1, column 8)"),
        ("license = 3\n", "license: must be text, got 3"),
    ],
)
def test_headers_that_cannot_be(tmp_path: Path, text: str, expected: str) -> None:
    """Each mistake in `instance.toml` is told with its key."""
    rest = FILES["instance.toml"] if not text.startswith(("format", "name")) and text else ""
    path = folder(tmp_path / "x", instance_toml=text + rest)
    assert any(line.startswith("instance.toml") and line.endswith(expected) for line in said(path))


def test_native_times_and_lists_of_toml(tmp_path: Path) -> None:
    """TOML's own times with offset, lists and tables are read as their text would be."""
    text = (
        'format = "evacopt-instance/1"\nname = "small"\nbegins = 2023-08-01T02:00:00+02:00\n'
        'ends = 2023-08-03T00:00:00Z\n[policy]\nobjectives = ["cost"]\n'
        'priority_weights = {1 = 10, "2" = 5}\nassistance_ratio = 0.1\nfull_loads = true\n'
    )
    instance = read_instance(folder(tmp_path / "x", instance_toml=text))
    assert instance.begins == read_instance(folder(tmp_path / "plain")).begins
    assert instance.policy.priority_weights == ((1, 10), (2, 5))
    assert instance.policy.assistance_ratio == 100_000
    assert instance.policy.objectives == ("cost",)
    assert instance.policy.full_loads
