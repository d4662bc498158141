"""Purge removes what export wrote, says what it could not, and touches nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import InvalidInput, UsageError
from evacopt.output.export.export import export
from evacopt.output.export.marker import MARKER
from evacopt.output.export.options import ExportOptions
from evacopt.output.export.purge import purge

LIST = "settlement/heads.csv"


@pytest.fixture
def out(tmp_path: Path, instance: Instance, plan: Plan) -> Path:
    """An export, in CSV only."""
    folder = tmp_path / "out"
    export(instance, plan, folder, options=ExportOptions(forms=("csv",)))
    return folder


def test_all_is_gone(out: Path) -> None:
    """Every file, every folder, the marker and the export itself."""
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    done = purge(out)
    assert sorted([*done.removed, MARKER]) == files
    assert (done.gone, done.left, done.strange) == ((), (), ())
    assert not out.exists()


def test_files_of_others_stay(out: Path) -> None:
    """What export did not write stays where it is, and is named."""
    (out / "settlement" / "remarks.txt").write_text("mine")
    done = purge(out)
    assert done.left == ()
    assert done.strange == ("settlement/remarks.txt",)
    assert [path.name for path in out.rglob("*")] == ["settlement", "remarks.txt"]


def test_changed_files_stay_unless_asked(out: Path) -> None:
    """A file that somebody has worked on is named and kept; with `changed` it goes as well."""
    with (out / LIST).open("a") as file:
        file.write("FR1,FRA,BEL,1,0\n")
    done = purge(out)
    assert done.left == ((LIST, "was changed since it was written"),)
    assert (out / LIST).exists()
    assert purge(out, changed=True).removed == (LIST,)
    assert not out.exists()


def test_links_are_not_followed(out: Path, tmp_path: Path) -> None:
    """A file or folder exchanged for a link to elsewhere: elsewhere stays as it is."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "heads.csv").write_bytes((out / LIST).read_bytes())
    (out / LIST).unlink()
    (out / LIST).symlink_to(elsewhere / "heads.csv")
    hubs = out / "hubs"
    hubs.rename(elsewhere / "hubs")
    hubs.symlink_to(elsewhere / "hubs")
    kept = dict(purge(out, changed=True).left)
    assert kept[LIST] == "is a symbolic link now"
    assert kept["hubs/hub-forecast.csv"] == os.strerror(20)
    assert (elsewhere / "heads.csv").exists()
    assert (elsewhere / "hubs" / "hub-forecast.csv").exists()


def test_a_second_name_is_told(out: Path, tmp_path: Path) -> None:
    """A hard link keeps the content alive: removed here, and said."""
    os.link(out / LIST, tmp_path / "copy.csv")
    done = purge(out)
    assert done.left == ((LIST, "was removed, but has another name elsewhere"),)
    assert not out.exists()


def test_gone_already(out: Path) -> None:
    """What somebody removed by hand is no failure."""
    (out / LIST).unlink()
    done = purge(out)
    assert done.gone == (LIST,)
    assert done.left == ()
    assert not out.exists()


def test_a_folder_in_the_place_of_a_file(out: Path) -> None:
    """It is not removed, and named."""
    (out / LIST).unlink()
    (out / LIST).mkdir()
    assert purge(out).left == ((LIST, "is no file any more"),)


@pytest.mark.parametrize(
    "path", ["../mine.txt", "/etc/hostname", "a/../../mine.txt", "./x", "", MARKER, "a//b"]
)
def test_a_marker_cannot_lead_outside(out: Path, tmp_path: Path, path: str) -> None:
    """A marker that names any path that export does not write is refused as a whole."""
    (tmp_path / "mine.txt").write_text("mine")
    content = json.loads((out / MARKER).read_text())
    content["files"].append({"path": path, "rows": 0, "holds": "codes", "sha256": ""})
    (out / MARKER).write_text(json.dumps(content))
    with pytest.raises(InvalidInput, match="names a path that no export writes"):
        purge(out)
    assert (tmp_path / "mine.txt").exists()
    assert (out / LIST).exists()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": "other"}', b'{"format": "evacopt-export/1"}'])
def test_no_marker_no_purge(out: Path, content: bytes) -> None:
    """A marker that is none: nothing is touched."""
    (out / MARKER).write_bytes(content)
    with pytest.raises(InvalidInput):
        purge(out)
    assert (out / LIST).exists()


def test_an_export_cut_off_before_its_list_was_complete(out: Path) -> None:
    """It cannot be known what is in it: it stays and is named, and the export itself is removed."""
    leftover = out.parent / ".out.evacopt-export-abcdefgh"
    leftover.mkdir(mode=0o700)
    (leftover / MARKER).write_text('{"format"')
    done = purge(out)
    assert [path for path, _ in done.left] == ["../.out.evacopt-export-abcdefgh/"]
    assert not out.exists()
    assert (leftover / MARKER).exists()


def test_what_is_no_export(tmp_path: Path) -> None:
    """A folder without a marker, a file, a link, nothing at all."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    for name, says in (
        ("folder", "no export"),
        ("file", "Not a dir"),
        ("link", "symbolic"),
        ("no", "No such"),
    ):
        with pytest.raises(UsageError, match=says):
            purge(tmp_path / name)


def test_a_read_only_folder(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system does not let go is named with the system's reason, and the marker stays for later."""
    unlink = os.unlink

    def refuse(path: str, *, dir_fd: int | None = None) -> None:
        if path == "heads.csv":
            raise PermissionError(13, "Permission denied")
        unlink(path, dir_fd=dir_fd)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refuse)
        assert purge(out).left == ((LIST, "Permission denied"),)
    assert (out / MARKER).exists()
    assert purge(out).removed == (LIST,)
    assert not out.exists()
