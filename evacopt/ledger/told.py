"""What SQLite and the file system say of a board's file, in words for whoever runs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evacopt.domain.phrase import phrase
from evacopt.errors import LedgerError

RESTORE = phrase("put the last backup in its place, and find out who can write to the file")

_SAID = {
    "SQLITE_NOTADB": phrase("{path} is no board: it is not a file of SQLite; name the file of a board"),
    "SQLITE_BUSY": phrase("{path} is in use by another program: close that first"),
    "SQLITE_LOCKED": phrase("{path} is in use by another program: close that first"),
    "SQLITE_FULL": phrase("{path}: the disk is full, so nothing was kept; make room and do it again"),
    "SQLITE_CORRUPT": phrase(
        "{path} is damaged and cannot be read as a whole: put the last backup in its place, and have the disk"
        " looked at"
    ),
    "SQLITE_READONLY": phrase(
        "{path} cannot be written: allow it for the file and for its folder, or copy it"
    ),
    "SQLITE_CANTOPEN": phrase(
        "{path} cannot be opened: allow writing to the file and to its folder, or copy it"
    ),
    "SQLITE_PERM": phrase("{path} cannot be opened: allow writing to the file and to its folder, or copy it"),
    "SQLITE_IOERR": phrase(
        "{path}: the disk did not do what was asked, so nothing was kept; look at the disk"
    ),
}


def said(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> LedgerError:
    """An error of SQLite on `path` in words; one that quotes a damaged file may be no text itself."""
    damaged = "SQLITE_CORRUPT" if isinstance(error, UnicodeDecodeError) else ""
    name = getattr(error, "sqlite_errorname", damaged)
    for code, template in _SAID.items():
        if name == code or name.startswith(f"{code}_"):
            return LedgerError(phrase(template, path=path))
    return LedgerError(
        phrase("{path} cannot be read or written: {why}; {remedy}", path=path, why=str(error), remedy=RESTORE)
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into LedgerError."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise said(path, error) from error
    except OSError as error:
        raise LedgerError(
            phrase(
                "{path} cannot be read or written: {why}; name a file in a folder where you may write",
                path=path,
                why=error.strerror or str(error),
            )
        ) from error
