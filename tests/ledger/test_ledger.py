"""A ledger: what `append` returned is there, in order, for its owner only, and nobody else writes to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evacopt.errors import LedgerError, UsageError
from evacopt.ledger.change import Draft, Head
from evacopt.ledger.ledger import BehindError, Ledger
from tests.ledger.made import CONTENT, GENESIS, append, draft, small


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.create(path, GENESIS) as made:
        yield made


def test_what_was_appended_is_there_again(path: Path) -> None:
    """Genesis, changes, contents and head are the same after the file was closed and opened."""
    with Ledger.create(path, GENESIS) as ledger:
        changes = append(ledger, 3)
        sha = ledger.keep(CONTENT)
    with Ledger.open(path) as again:
        assert again.genesis == GENESIS
        assert again.changes() == tuple(changes)
        assert again.changes(since=2) == tuple(changes[2:])
        assert again.head == changes[-1].head
        assert again.kept(sha) == CONTENT


def test_a_change_says_when_and_follows_the_one_before(path: Path) -> None:
    """Numbers count up, hashes tie each to the one before it, times are those of the clock, in UTC."""
    with Ledger.create(path, GENESIS, clock=lambda: datetime(2026, 11, 29, 22, tzinfo=UTC)) as ledger:
        begin = ledger.head
        first, second = append(ledger, 2)
    assert begin.number == 0
    assert (first.number, first.before) == (1, begin.hash)
    assert (second.number, second.before) == (2, first.hash)
    assert first.at == "2026-11-29T22:00:00.000Z"
    assert first.code != second.code


def test_who_decided_on_an_older_head_is_told(ledger: Ledger) -> None:
    """Nothing is appended, and the error names the changes in between."""
    seen = ledger.head
    append(ledger, 2)
    with pytest.raises(BehindError, match="now it is change 2"):
        ledger.append([draft(3)], seen)
    assert ledger.head.number == 2
    assert ledger.append([draft(3)], ledger.head).number == 3


def test_several_are_appended_or_none(ledger: Ledger) -> None:
    """Where the second of two is refused, the first is not there either."""
    with pytest.raises(UsageError, match="never the name of a person"):
        ledger.append([draft(1), Draft(user="Anna Schmidt", kind="move", content=b"")])
    with pytest.raises(LedgerError, match="keep it first"):
        ledger.append([draft(1), draft(2, keeps=("0" * 64,))])
    assert ledger.head.number == 0
    assert ledger.append([draft(1), draft(2)]).number == 2


def test_a_content_is_kept_once(ledger: Ledger) -> None:
    """The same bytes have the same address; what is not there is an error."""
    assert ledger.keep(CONTENT) == ledger.keep(CONTENT)
    with pytest.raises(LedgerError, match="missing"):
        ledger.kept("0" * 64)


def test_tables_refuse_to_be_altered(ledger: Ledger) -> None:
    """Even a statement of SQL on the open file cannot change, remove or skip what was decided."""
    append(ledger, 2)
    for statement in (
        "UPDATE changes SET user = 'x'",
        "DELETE FROM changes",
        "INSERT OR REPLACE INTO changes SELECT * FROM changes WHERE number = 1",
        "UPDATE board SET genesis = ''",
        "DELETE FROM kept",
    ):
        with pytest.raises(LedgerError), ledger.writing() as base:
            base.execute(statement)
    assert ledger.check().number == 2


def test_threads_take_turns(ledger: Ledger) -> None:
    """Changes of eight threads end in one chain, none twice and none lost."""
    with ThreadPoolExecutor(8) as pool:
        changes = list(pool.map(lambda number: ledger.append([draft(number)]), range(40)))
    assert sorted(change.number for change in changes) == list(range(1, 41))
    assert ledger.check().number == 40


def test_files_are_for_their_owner_whatever_the_umask(tmp_path: Path) -> None:
    """Board, its companions, backups and a new folder are private; a board that was readable becomes so."""
    path = tmp_path / "cell" / "night.board"
    before = os.umask(0)
    try:
        with Ledger.create(path, GENESIS) as ledger:
            append(ledger, 1)
            ledger.backup(tmp_path / "cell" / "copy.board")
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        path.chmod(0o644)
        Ledger.open(path).close()
    finally:
        os.umask(before)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {"night.board", "night.board-wal", "night.board-lock", "copy.board"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_server_is_refused(ledger: Ledger) -> None:
    """In this process and in another; the reason names the process that has the file."""
    append(ledger, 1)
    reason = f"open on another board \\(process {os.getpid()}\\)"
    with pytest.raises(LedgerError, match=reason):
        Ledger.open(ledger.path)
    code = (
        "import sys, pathlib as p; from evacopt.ledger import ledger; ledger.Ledger.open(p.Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, ledger.path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"open on another board (process {os.getpid()})" in done.stderr
    assert ledger.append([draft(2)]).number == 2


def test_another_program_cannot_write(ledger: Ledger) -> None:
    """SQLite's own lock keeps out who does not know of ours."""
    append(ledger, 1)
    with (
        pytest.raises(sqlite3.OperationalError, match="locked"),
        sqlite3.connect(ledger.path, timeout=0) as other,
    ):
        other.execute("SELECT * FROM changes")


def test_a_backup_is_a_board(ledger: Ledger, tmp_path: Path) -> None:
    """It has all that the board had, goes on from there, and takes the place of nothing."""
    append(ledger, 3)
    copy = tmp_path / "copy.board"
    assert ledger.backup(copy) == ledger.head
    with Ledger.open(copy) as other:
        assert other.changes() == ledger.changes()
        assert other.genesis == GENESIS
        other.append([draft(4)])
    with pytest.raises(LedgerError, match="exists already"):
        ledger.backup(copy)
    assert ledger.head.number == 3


def test_nothing_is_begun_over_a_file(path: Path) -> None:
    """What is there stays as it is."""
    path.write_bytes(b"something else")
    with pytest.raises(LedgerError, match="exists already"):
        Ledger.create(path, GENESIS)
    assert path.read_bytes() == b"something else"
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_new_board_in_the_place_of_a_removed_one(path: Path) -> None:
    """What was noted of the old one does not bar the new one."""
    small(path).unlink()
    with Ledger.create(path, b"another") as ledger:
        assert ledger.head == Head(0, ledger.head.hash)
        assert ledger.genesis == b"another"
