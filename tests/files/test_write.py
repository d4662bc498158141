"""Files are written whole or not at all, for their owner only, and never over others unasked."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.location import Location
from evacopt.domain.unfinished import left_behind
from evacopt.errors import InstanceError, OutputError
from evacopt.files import read_instance, write_instance
from evacopt.files.atomic import write_whole
from tests.end_to_end.shell import environment
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


KILLED = """
import os, sys
from pathlib import Path
from evacopt.files import atomic
from evacopt.files import read_instance, write_instance
source, target, place, named = sys.argv[1:]
if named == "named":
    atomic._nameless = lambda folder: None
if place == "write":
    atomic.sync = lambda path: os.kill(os.getpid(), 9)
else:
    Path.replace = Path.rename = lambda self, target: os.kill(os.getpid(), 9)
write_instance(read_instance(source), target, force=True)
"""


@pytest.mark.sibling("13")
@pytest.mark.parametrize("named", ["named", "nameless"])
@pytest.mark.parametrize("name", ["x.xlsx", "x.json", "x"])
def test_killed_while_writing(tmp_path: Path, small: Instance, name: str, named: str) -> None:
    """What has no name goes with its maker, what has one lies in a folder that is known; old files stay."""
    private = tmp_path / "tmp"
    private.mkdir()
    write_instance(small, tmp_path / name)
    before = read_instance(tmp_path / name)
    words = [sys.executable, "-c", KILLED, tmp_path / "small", tmp_path / name, "write", named]
    environ = {**environment(), "TMPDIR": str(private)}
    assert subprocess.run(list(map(str, words)), check=False, env=environ, cwd=tmp_path).returncode == -9
    assert read_instance(tmp_path / name) == before
    left = [entry for entry in tmp_path.iterdir() if entry.name not in ("small", "tmp", name)]
    assert left == left_behind(tmp_path)
    assert bool(left) == (named == "named")
    assert list(private.iterdir()) == []


def test_killed_while_replacing(tmp_path: Path, small: Instance) -> None:
    """In the one moment in which a file has to have another name it lies in a folder that is known."""
    write_instance(small, tmp_path / "x.json")
    words = [sys.executable, "-c", KILLED, tmp_path / "small", tmp_path / "x.json", "replace", "nameless"]
    subprocess.run(list(map(str, words)), check=False, env=environment(), cwd=tmp_path)
    assert read_instance(tmp_path / "x.json") == small
    (left,) = left_behind(tmp_path)
    assert [entry.name for entry in left.iterdir()] == ["x.json"]
    assert _mode(left / "x.json") == 0o600


def test_a_workbook_passes_through_no_temporary_file(
    tmp_path: Path, small: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sheets are made in memory: a kill would leave them among the temporary files."""

    def refuse(*words: object, **named: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    write_instance(small, tmp_path / "x.xlsx")
    assert read_instance(tmp_path / "x.xlsx") == small


def test_a_folder_half_replaced_is_no_instance(
    tmp_path: Path, small: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables old and new are never read as one: the header goes first and comes last."""
    write_instance(small, tmp_path / "x")
    moved, replace_ = [], Path.replace

    def once(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == 2:
            raise OSError(5, "Input/output error")
        return replace_(self, target)

    monkeypatch.setattr(Path, "replace", once)
    with pytest.raises(OutputError, match="Input/output"):
        write_instance(small, tmp_path / "x", force=True)
    with pytest.raises(InstanceError, match=r"instance\.toml"):
        read_instance(tmp_path / "x")


def test_without_nameless_files(tmp_path: Path, small: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that has none writes the same, privately, and leaves nothing."""
    monkeypatch.setattr("evacopt.files.atomic._nameless", lambda folder: None)
    for name in ("x.xlsx", "x.json", "x"):
        write_instance(small, tmp_path / name)
        write_instance(small, tmp_path / name, force=True)
        assert read_instance(tmp_path / name) == small
    assert _mode(tmp_path / "x.json") == _mode(tmp_path / "x" / "groups.csv") == 0o600
    assert {entry.name for entry in tmp_path.iterdir()} == {"small", "x.xlsx", "x.json", "x"}


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
