"""The file beside a board, `FILE-lock`: one server holds it, and notes in it the head that it acknowledged.

The note tells of changes that are gone when a board is opened again: a `-wal` that was lost or damaged, an
older copy in the place of the file.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from evacopt.domain.locks import lock
from evacopt.domain.phrase import phrase
from evacopt.errors import LedgerError, UsageError
from evacopt.ledger.change import Head

_LENGTH = 128


class Hold:
    """The lock on the board `path`, until it is closed or its process ends.

    Raises
    ------
    LedgerError
        If another server has it.
    OSError
        If the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f"{path.name}-lock")
        self.fresh = not self.path.exists()
        while True:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            self._take(path)
            with suppress(FileNotFoundError):  # whoever had it first removed it
                if os.path.samestat(os.fstat(self._handle), self.path.stat()):
                    return
            os.close(self._handle)

    def _take(self, path: Path) -> None:
        try:
            lock(self._handle, alone=True)
        except BlockingIOError:
            holder = self._text().partition(" ")[0]
            os.close(self._handle)
            raise LedgerError(
                phrase(
                    "{path} is open on another board (process {process}): only one can write to it; go to the"
                    " page of that board, or end it first",
                    path=path,
                    process=holder or "?",
                )
            ) from None
        except OSError:  # no such locks here: SQLite's own must do
            return

    def _text(self) -> str:
        os.lseek(self._handle, 0, os.SEEK_SET)
        return os.read(self._handle, _LENGTH).decode("ascii", "replace").strip()

    @property
    def noted(self) -> Head | None:
        """The head that was acknowledged last; `None` where nothing readable was noted."""
        with suppress(UsageError):
            return Head.of(self._text().partition(" ")[2])
        return None

    def note(self, head: Head) -> None:
        """Write down that `head` is on the disk; what cannot be noted is only not compared."""
        with suppress(OSError):
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, f"{os.getpid()} {head}".ljust(_LENGTH - 1).encode() + b"\n")

    def close(self) -> None:
        """Let go of the board; the note stays."""
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1

    def drop(self) -> None:
        """Let go of what turned out to be no board."""
        if self.fresh:
            with suppress(OSError):
                self.path.unlink()
        self.close()
