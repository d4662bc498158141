"""The file of SQLite: opened alone, made whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from evacopt.domain.phrase import phrase
from evacopt.domain.unfinished import beside, private_folder
from evacopt.errors import LedgerError
from evacopt.ledger.chain import checked
from evacopt.ledger.change import FORMAT, Head
from evacopt.ledger.contents import stored
from evacopt.ledger.schema import make_tables

_MAGIC = b"SQLite format 3\0"
_PATIENCE = 2.0
"""Seconds that are waited for another program to let go of the file."""

_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
)


def connected(path: Path) -> sqlite3.Connection:
    """The tables of `path`, of which no other program can read or write until they are closed."""
    base = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    base.text_factory = lambda text: text.decode("utf-8", "surrogateescape")  # what is wrong a hash finds
    try:
        for setting in _SETTINGS:
            base.execute(setting)
    except BaseException:
        base.close()
        raise
    return base


def see_a_board(path: Path) -> None:
    """See that `path` can be a board, and make it its owner's only.

    Raises
    ------
    LedgerError
        If it is no file, or not one of SQLite.
    """
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if not head:
        raise LedgerError(
            phrase("{path} is empty: name the file of a board, or remove it and begin one", path=path)
        )
    if head != _MAGIC:
        raise LedgerError(
            phrase("{path} is no board: it is not a file of SQLite; name the file of a board", path=path)
        )
    for file_of_board in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            file_of_board.chmod(0o600)


def see_a_file(path: Path) -> None:
    """See that `path` is there and is a file; nothing is opened, as that could undo locks of this process.

    Raises
    ------
    LedgerError
        If it is not.
    """
    if not path.exists():
        raise LedgerError(phrase("{path} is not there: name the file of a board, or begin one", path=path))
    if not path.is_file():
        raise LedgerError(
            phrase("{path} is a folder, a device or a pipe: name the file of a board", path=path)
        )


def refuse_existing(path: Path) -> None:
    """See that `path` is free.

    Raises
    ------
    LedgerError
        If something is there, or its folder is not.
    """
    if os.path.lexists(path):
        raise LedgerError(phrase("{path} exists already: open it, or name another file", path=path))
    if path.parent.exists() and not path.parent.is_dir():
        raise LedgerError(
            phrase("{path}: {folder} is no folder; name another file", path=path, folder=path.parent)
        )


def filled(path: Path, fill: Callable[[sqlite3.Connection], None]) -> Head:
    """Make the new file `path` of what `fill` puts into it; its head, once it was checked.

    It is made in a private folder beside `path` and gets its name at the end, when it is on the disk.
    """
    with private_folder(beside(path, "write"), path.parent) as folder:
        draft = folder / path.name
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.chmod(0o600)
        with closing(sqlite3.connect(draft, isolation_level=None)) as base:
            base.execute("PRAGMA synchronous = OFF")  # it is seen on the disk before it gets its name
            fill(base)
        with closing(connected(draft)) as base:
            head = checked(base, path)
        _put(draft, path)
    return head


def begin(genesis: bytes, base: sqlite3.Connection) -> None:
    """Fill an empty file with the tables of a board that begins with `genesis`."""
    row = stored(genesis)
    base.execute("BEGIN IMMEDIATE")
    make_tables(base)
    base.execute("INSERT INTO board VALUES (?, ?)", (FORMAT, row[0]))
    base.execute("INSERT INTO kept VALUES (?, ?, ?)", row)
    base.execute("COMMIT")


def _put(draft: Path, path: Path) -> None:
    """Give the finished file its name, and see both on the disk."""
    _sync(draft)
    try:
        os.link(draft, path)
    except FileExistsError:
        refuse_existing(path)
    except OSError:  # a file system without links
        refuse_existing(path)
        draft.rename(path)
    if hasattr(os, "O_DIRECTORY"):
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
