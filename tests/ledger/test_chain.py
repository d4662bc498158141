"""No byte of what was decided changes unseen, and nothing is cut off unseen."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacopt.errors import LedgerError
from evacopt.ledger.change import Draft, Head, hash_of
from evacopt.ledger.ledger import Ledger
from evacopt.ledger.schema import CHANGES
from tests.ledger.conftest import MEMORY
from tests.ledger.made import CONTENT, GENESIS, append, draft, restored, small, tampered

COLUMNS = CHANGES.split(", ")[1:]


@pytest.fixture(scope="module")
def board() -> Iterator[Path]:
    """A closed ledger that every test copies."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield small(Path(folder) / "night.board")


@contextmanager
def copied(board: Path) -> Iterator[Path]:
    """A copy without what was noted beside the original."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(shutil.copy(board, folder))


def flipped(cell: str | bytes, place: int, mask: int) -> bytes:
    """The bytes of a cell with one of them changed."""
    content = bytearray(cell if isinstance(cell, bytes) else cell.encode())
    content[place % len(content)] ^= mask
    return bytes(content)


@settings(max_examples=80)
@given(st.integers(1, 6), st.sampled_from(COLUMNS), st.integers(0, 10**6), st.integers(1, 255))
def test_any_byte_of_a_change(board: Path, number: int, column: str, place: int, mask: int) -> None:
    """One changed byte of any cell of a change is found on opening, and the change is named."""
    with copied(board) as path:
        base = tampered(path)
        (cell,) = base.execute(f"SELECT {column} FROM changes WHERE number = ?", (number,)).fetchone()
        if not cell:
            return  # what change relies on no content has no byte there
        kind = "BLOB" if isinstance(cell, bytes) else "TEXT"
        base.execute(
            f"UPDATE changes SET {column} = CAST(? AS {kind}) WHERE number = ?",
            (flipped(cell, place, mask), number),
        )
        restored(base)
        with pytest.raises(
            LedgerError, match=f"change {number} was altered; put the last backup in its place"
        ):
            Ledger.open(path)


@settings(max_examples=80)
@given(st.data(), st.sampled_from(("sha256", "packed", "seal")), st.integers(0, 10**6), st.integers(1, 255))
def test_any_byte_of_a_content(board: Path, data: st.DataObject, column: str, place: int, mask: int) -> None:
    """One changed byte of a content, its address or its seal is found, and who relies on it is named."""
    with copied(board) as path:
        base = tampered(path)
        rows = base.execute(f"SELECT rowid, sha256, {column} FROM kept ORDER BY rowid").fetchall()
        index = data.draw(st.integers(0, len(rows) - 1))
        row, _, cell = rows[index]
        kind = "BLOB" if isinstance(cell, bytes) else "TEXT"
        base.execute(
            f"UPDATE kept SET {column} = CAST(? AS {kind}) WHERE rowid = ?", (flipped(cell, place, mask), row)
        )
        restored(base)
        named = ("the genesis, before the first change,", "what change 4 relies on", "no change relies on")[
            index
        ]
        with pytest.raises(LedgerError, match=named):
            Ledger.open(path)


@pytest.mark.parametrize("column", ["format", "genesis"])
@given(place=st.integers(0, 63), mask=st.integers(1, 255))
@settings(max_examples=25)
def test_any_byte_of_where_it_begins(board: Path, column: str, place: int, mask: int) -> None:
    """One changed byte of the name of the format, or of the hash of the genesis, is found."""
    with copied(board) as path:
        base = tampered(path)
        (cell,) = base.execute(f"SELECT {column} FROM board").fetchone()
        base.execute(f"UPDATE board SET {column} = CAST(? AS TEXT)", (flipped(cell, place, mask),))
        restored(base)
        with pytest.raises(LedgerError, match=r"genesis|of the format"):
            Ledger.open(path)


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.integers(1, 255))
def test_any_byte_of_the_file(board: Path, place: int, mask: int) -> None:
    """One changed byte anywhere in the file is found, or it holds nothing and all reads as before."""
    with Ledger.open(board) as whole:
        expected = (whole.genesis, whole.changes(), whole.head)
    with copied(board) as path:
        path.write_bytes(flipped(path.read_bytes(), place, mask))
        try:
            with Ledger.open(path) as ledger:
                assert (ledger.genesis, ledger.changes(), ledger.head) == expected
                assert ledger.check() == expected[2]
        except LedgerError as error:
            assert str(path) in str(error)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM changes WHERE number = 3", "change 3 is missing"),
        ("DELETE FROM changes WHERE number = 1", "change 1 is missing"),
        ("UPDATE changes SET number = 9 WHERE number = 4", "change 4 is missing"),
        ("UPDATE changes SET content = CAST(content AS TEXT) WHERE number = 2", "change 2 was altered"),
        ("DELETE FROM kept WHERE rowid = 2", "what change 4 relies on is missing"),
        ("DELETE FROM kept WHERE rowid = 1", "the genesis, before the first change, is missing"),
        ("DELETE FROM board", "where the first change begins"),
        ("DROP TABLE board", "for something else"),
    ],
)
def test_what_is_gone_or_moved(board: Path, statement: str, reason: str) -> None:
    """Rows that were removed, moved or stored as another type are named."""
    with copied(board) as path:
        base = tampered(path)
        base.execute(statement)
        if statement.startswith("DROP"):
            base.execute("DELETE FROM guards")
        restored(base)
        with pytest.raises(LedgerError, match=reason):
            Ledger.open(path)


def test_a_change_with_a_new_hash_breaks_the_chain(board: Path) -> None:
    """Who alters a change and computes its hash again is found by the change after it."""
    with copied(board) as path:
        base = tampered(path)
        row = list(base.execute(f"SELECT {CHANGES} FROM changes WHERE number = 3").fetchone())
        row[3] = "somebody"
        base.execute("UPDATE changes SET user = 'somebody', hash = ? WHERE number = 3", (hash_of(row[:-1]),))
        restored(base)
        with pytest.raises(LedgerError, match="change 4 does not follow the one before it"):
            Ledger.open(path)


def test_guards_that_were_taken_away_are_missed(board: Path) -> None:
    """A file without its triggers is not opened, though every change is as it was."""
    with copied(board) as path:
        base = tampered(path)
        base.commit()
        base.close()
        with pytest.raises(LedgerError, match="an index or a guard is not"):
            Ledger.open(path)


def test_a_content_sealed_anew_is_found_by_a_check(board: Path) -> None:
    """Opening looks at the seals only; the check, and whoever reads the content, at the content."""
    from evacopt.ledger.contents import address, seal_of, stored

    sha, (_, packed, _) = address(CONTENT), stored(b"another instance")
    with copied(board) as path:
        base = tampered(path)
        base.execute(
            "UPDATE kept SET packed = ?, seal = ? WHERE sha256 = ?", (packed, seal_of(sha, packed), sha)
        )
        restored(base)
        with Ledger.open(path) as ledger:
            with pytest.raises(LedgerError, match="missing or was altered"):
                ledger.kept(sha)
            with pytest.raises(LedgerError, match="what change 4 relies on was altered"):
                ledger.check()


def test_a_byte_that_changes_under_a_running_server_is_found(tmp_path: Path) -> None:
    """The check reads the disk, not what was read before."""
    path = tmp_path / "night.board"
    with Ledger.create(path, GENESIS) as ledger:
        ledger.append([Draft(user="ops", kind="move", content=b"FORTY PEOPLE")])
    with Ledger.open(path) as ledger:
        assert ledger.check().number == 1
        content = path.read_bytes()
        path.write_bytes(content.replace(b"FORTY PEOPLE", b"FIFTY PEOPLE"))
        with pytest.raises(LedgerError, match="change 1 was altered"):
            ledger.check()


def test_a_truncated_tail_is_found_by_a_printed_head(board: Path) -> None:
    """A ledger that ends early is whole by itself; the head on paper tells that changes are gone."""
    with Ledger.open(board) as ledger:
        printed = Head.of(str(ledger.head))
        fourth = ledger.changes()[3]
        assert ledger.check(Head(4, fourth.hash[:16])) == printed
    with copied(board) as path:
        base = tampered(path)
        base.execute("DELETE FROM changes WHERE number > 4")
        restored(base)
        with Ledger.open(path) as ledger:
            assert ledger.check() == fourth.head
            with pytest.raises(LedgerError, match="ends with change 4, and change 6 was acknowledged"):
                ledger.check(printed)


def test_another_history_is_found_by_a_printed_head(tmp_path: Path) -> None:
    """A whole chain that somebody wrote anew has another hash at the number that was printed."""
    with Ledger.create(tmp_path / "a.board", GENESIS) as ledger:
        printed = append(ledger, 3)[1].head
    with Ledger.create(tmp_path / "b.board", GENESIS) as forged:
        append(forged, 3)
        with pytest.raises(LedgerError, match="change 2 is not the one whose hash was noted"):
            forged.check(printed)


def test_an_older_copy_in_the_place_of_a_board_is_told(tmp_path: Path) -> None:
    """What was acknowledged on this machine is missed without a printed head; who meant it is told how."""
    path = tmp_path / "night.board"
    with Ledger.create(path, GENESIS) as ledger:
        append(ledger, 2)
        ledger.backup(tmp_path / "copy.board")
        ledger.append([draft(3)])
    shutil.copy(tmp_path / "copy.board", path)
    with pytest.raises(LedgerError, match=f"change 3 was acknowledged.*remove {path}-lock"):
        Ledger.open(path)
    path.with_name("night.board-lock").unlink()
    with Ledger.open(path) as ledger:
        assert ledger.head.number == 2


def test_a_check_needs_no_lock_file_that_reads(tmp_path: Path) -> None:
    """A note that was cut off or scribbled over bars nothing."""
    path = small(tmp_path / "night.board")
    for text in (b"", b"\xff" * 200, b"1 2 3"):
        path.with_name("night.board-lock").write_bytes(text)
        with Ledger.open(path) as ledger:
            assert ledger.head.number == 6


def test_sqlite_reads_the_tables_without_evacopt(board: Path) -> None:
    """Whoever audits needs nothing but SQLite."""
    with copied(board) as path:
        base = sqlite3.connect(path)
        assert base.execute("SELECT count(*), min(user) FROM changes").fetchone() == (6, "planner-2")
        base.close()
