"""What is no board is refused in words: which file, what is wrong, what to do."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from evacopt.cli.exits import Exit, report
from evacopt.errors import LedgerError
from evacopt.ledger.ledger import Ledger
from tests.ledger.made import GENESIS, append, restored, small, tampered


def refused(path: Path) -> str:
    """What is said when `path` is opened; nothing is left beside it."""
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(LedgerError) as error:
        Ledger.open(path)
    assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == before
    assert str(path) in str(error.value)
    return str(error.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    """Neither a file that is missing nor one in a folder that is missing is made by opening it."""
    assert "is not there: name the file of a board, or begin one" in refused(tmp_path / "a.board")
    assert "is not there" in refused(tmp_path / "x" / "a.board")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder and a pipe are not opened, the one as the other."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert "is a folder, a device or a pipe" in refused(tmp_path / "folder")
    assert "is a folder, a device or a pipe" in refused(tmp_path / "pipe")


def test_files_of_others(tmp_path: Path) -> None:
    """A table, an empty file and the data of another program are told apart."""
    path = tmp_path / "a.board"
    path.write_text("group,members\nFRA-1a,4\n")
    assert "is no board: it is not a file of SQLite" in refused(path)
    path.write_bytes(b"")
    assert "is empty" in refused(path)
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 2000)
    assert "SQLite" in refused(path)
    path.unlink()
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE recipes (name TEXT)")
    base.close()
    assert "a file of SQLite for something else" in refused(path)


def test_a_newer_format(tmp_path: Path) -> None:
    """It is named, with what this version knows."""
    path = small(tmp_path / "a.board")
    base = tampered(path)
    base.execute("UPDATE board SET format = 'evacopt-board/2'")
    restored(base)
    said = refused(path)
    assert "'evacopt-board/2', and this evacopt knows evacopt-board/1" in said
    assert "newer evacopt" in said


@pytest.mark.parametrize("length", [50, 4096, 20_000])
def test_a_file_that_was_cut_off(tmp_path: Path, length: int) -> None:
    """A copy that ended early is damaged, and the last backup is the remedy."""
    path = small(tmp_path / "a.board")
    os.truncate(path, length)
    assert "backup" in refused(path) or length == 50


def test_where_nothing_can_be_made(tmp_path: Path) -> None:
    """A file for a folder, a folder two levels away, and a folder in which nobody may write."""
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "a.board", tmp_path / "x" / "y" / "a.board", Path("/proc/a.board")):
        with pytest.raises(LedgerError, match="folder") as error:
            Ledger.create(path, GENESIS)
        assert str(path) in str(error.value)


def test_a_failed_begin_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fails half way there is neither a board nor a lock nor a draft."""

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evacopt.ledger.database._put", fails)
    with pytest.raises(LedgerError, match="No space left on device"):
        Ledger.create(tmp_path / "a.board", GENESIS)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """What does not fit any more is refused as a whole, and the board goes on when there is room."""
    with Ledger.create(tmp_path / "a.board", GENESIS) as ledger:
        append(ledger, 2)
        with ledger.reading() as base:
            (pages,) = base.execute("PRAGMA page_count").fetchone()
            base.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LedgerError, match="the disk is full, so nothing was kept"):
            ledger.keep(os.urandom(100_000))
        with ledger.reading() as base:
            base.execute("PRAGMA max_page_count = 1000000")
        ledger.keep(os.urandom(100_000))
        assert ledger.check().number == 2


def test_the_shell_hears_of_a_file_that_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is that of bad data, and what is wrong is on stderr."""
    assert report(LedgerError("night.board: change 3 was altered")) == Exit.INVALID
    assert "evacopt: night.board: change 3 was altered" in capsys.readouterr().err
