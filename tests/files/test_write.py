"""Files are written whole or not at all, for their owner only, and never over others unasked."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.errors import OutputError
from evacopt.files import read_instance, write_instance
from evacopt.files.atomic import write_whole
from tests.files.writing import folder


@pytest.fixture
def small(tmp_path: Path) -> Instance:
    """The small instance."""
    return read_instance(folder(tmp_path / "small"))


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["x.xlsx", "x.json"])
def test_a_file_is_replaced_only_with_force(tmp_path: Path, small: Instance, name: str) -> None:
    """An existing file stays as it was unless force is given."""
    (tmp_path / name).write_text("precious")
    with pytest.raises(OutputError, match="exists already"):
        write_instance(small, tmp_path / name)
    assert (tmp_path / name).read_text() == "precious"
    write_instance(small, tmp_path / name, force=True)
    assert read_instance(tmp_path / name) == small


def test_a_folder_is_replaced_only_with_force(tmp_path: Path, small: Instance) -> None:
    """With force the old tables go, those of the other kind too, and other files stay."""
    path = tmp_path / "x"
    write_instance(small, path)
    (path / "README.md").write_text("precious")
    (path / "pins.csv").write_text("stale")
    with pytest.raises(OutputError, match="holds an instance already"):
        write_instance(small, path)
    write_instance(small, path, force=True, parquet=True)
    names = {entry.name for entry in path.iterdir()}
    assert names == {"README.md", "instance.toml", "locations.parquet", "groups.parquet", "flights.parquet"}
    assert read_instance(path) == small


def test_a_folder_without_an_instance_is_filled(tmp_path: Path, small: Instance) -> None:
    """Nothing is replaced by writing beside a README, so no force is needed."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "README.md").write_text("precious")
    write_instance(small, tmp_path / "x")
    assert read_instance(tmp_path / "x") == small


def test_what_is_written_is_private(tmp_path: Path, small: Instance) -> None:
    """Files are readable by their owner only, and so are new folders."""
    for name in ("x.xlsx", "x.json", "x"):
        write_instance(small, tmp_path / name)
    assert _mode(tmp_path / "x.xlsx") == _mode(tmp_path / "x.json") == 0o600
    assert _mode(tmp_path / "x") == 0o700
    assert {_mode(entry) for entry in (tmp_path / "x").iterdir()} == {0o600}


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    """Whatever goes wrong while writing, the old file is there and no temporary one."""
    path = tmp_path / "x.json"
    path.write_text("old")

    def fail(file: Path) -> None:
        file.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(path, fail, force=True)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.json"]


def test_a_failing_folder_leaves_nothing_behind(tmp_path: Path, small: Instance) -> None:
    """A table that cannot be written leaves the folder that was there as it was."""
    path = tmp_path / "x"
    write_instance(small, path)
    before = {entry.name: entry.read_bytes() for entry in path.iterdir()}
    broken = replace(small, locations=(Location(id="\ud800", role="origin", country="NER"),))
    with pytest.raises(UnicodeEncodeError):
        write_instance(broken, path, force=True)
    assert {entry.name: entry.read_bytes() for entry in path.iterdir()} == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"small", "x"}


@pytest.mark.parametrize("name", ["nowhere/x.json", "nowhere/x.xlsx", "nowhere/x"])
def test_a_place_that_cannot_be_written(tmp_path: Path, small: Instance, name: str) -> None:
    """A folder that is not there is told, not made."""
    with pytest.raises(OutputError, match="cannot be written"):
        write_instance(small, tmp_path / name)


def test_names_that_do_not_fit(tmp_path: Path, small: Instance) -> None:
    """A file where a folder should be, a folder where a file should be, Parquet in JSON."""
    (tmp_path / "x.json").mkdir()
    (tmp_path / "y").write_text("")
    with pytest.raises(OutputError, match="is a folder"):
        write_instance(small, tmp_path / "x.json", force=True)
    with pytest.raises(OutputError, match="is a file"):
        write_instance(small, tmp_path / "y", force=True)
    with pytest.raises(OutputError, match="is no name for an instance"):
        write_instance(small, tmp_path / "groups.csv")
    with pytest.raises(OutputError, match="only the tables of a folder"):
        write_instance(small, tmp_path / "z.json", parquet=True)
