"""Folders in which something was begun are known by their names and by nobody holding them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evacopt.domain.unfinished import (
    beside,
    hold,
    holding,
    kind_of,
    left_behind,
    made,
    opened,
    target_of,
    temporary,
)


def test_held_while_it_is_used(tmp_path: Path) -> None:
    """A folder is left behind from the moment on at which its maker lets go of it."""
    folder, handle = made(beside(tmp_path / "lists", "export"), tmp_path)
    assert (kind_of(folder.name), target_of(folder)) == ("export", "lists")
    assert left_behind(tmp_path) == []
    os.close(handle)
    assert left_behind(tmp_path) == [folder]
    with holding(folder):
        assert left_behind(tmp_path) == []


def test_two_may_hold_it(tmp_path: Path) -> None:
    """A keeper and its worker, for instance: as long as one of them lives nothing is left behind."""
    folder, first = made(temporary("solver"), tmp_path)
    second = hold(folder)
    os.close(first)
    assert left_behind(tmp_path) == []
    os.close(second)
    assert left_behind(tmp_path) == [folder]


@pytest.mark.parametrize(
    "name",
    [
        ".x.evacopt-write-short",
        ".x.evacopt-write-abcdefghi",
        ".x.evacopt-write-ABCDEFGH",
        "x.evacopt-write-abcdefgh",
        ".evacopt-write-abcdefgh",
        ".x.evacopt-other-abcdefgh",
        "evacopt-write-abcdefgh",
        "my-evacopt-solver-abcdefgh",
        "evacopt-solver-abcdefgh.bak",
        "evacopt-abcdefgh",
    ],
)
def test_names_that_are_nearly_ours(tmp_path: Path, name: str) -> None:
    """No folder of a name that evacopt does not give is taken for left behind."""
    (tmp_path / name).mkdir(mode=0o700)
    assert kind_of(name) is None
    assert left_behind(tmp_path) == []


def test_what_has_the_name_and_is_something_else(tmp_path: Path) -> None:
    """A file, a link and a folder that others may read are not ours, whatever they are called."""
    (tmp_path / ".a.evacopt-write-abcdefgh").touch(mode=0o700)
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / ".b.evacopt-write-abcdefgh").symlink_to(tmp_path / "real")
    (tmp_path / ".c.evacopt-write-abcdefgh").mkdir(mode=0o755)
    assert left_behind(tmp_path) == []
    with opened(tmp_path / ".b.evacopt-write-abcdefgh") as handle:
        assert handle is None


def test_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that many share only one's own are told."""
    _, handle = made(temporary("bench"), tmp_path)
    os.close(handle)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert left_behind(tmp_path) == []


def test_where_folders_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Age tells: a folder of today may be in use, one of yesterday is not."""

    def no_locks(handle: int, operation: int) -> None:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr("fcntl.flock", no_locks)
    folder, handle = made(temporary("solver"), tmp_path)
    os.close(handle)
    assert left_behind(tmp_path) == []
    os.utime(folder, (0, 0))
    assert left_behind(tmp_path) == [folder]


def test_a_folder_that_is_gone_or_no_folder(tmp_path: Path) -> None:
    """Nothing is found in it, and that is no error: commands start everywhere."""
    (tmp_path / "file").touch()
    assert left_behind(tmp_path / "nowhere") == left_behind(tmp_path / "file") == []


def test_tidied_up_before_it_was_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever removes a folder in the moment before it is held makes its maker try again."""
    calls = []

    def once(folder: Path) -> int:
        calls.append(folder)
        if len(calls) == 1:
            folder.rmdir()
        return hold(folder)

    monkeypatch.setattr("evacopt.domain.unfinished.hold", once)
    folder, handle = made(temporary("solver"), tmp_path)
    os.close(handle)
    assert len(calls) == 2
    assert folder.is_dir()
