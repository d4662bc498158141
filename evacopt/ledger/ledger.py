"""A ledger: what was decided on a board, in one file of SQLite that is only added to."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from evacopt.domain.phrase import phrase
from evacopt.errors import LedgerError, UsageError
from evacopt.ledger.chain import check_against, checked, genesis_hash
from evacopt.ledger.change import Change, Draft, Head, changed, user_code
from evacopt.ledger.contents import address, stored, unpacked
from evacopt.ledger.database import begin, connected, filled, refuse_existing, see_a_board, see_a_file
from evacopt.ledger.hold import Hold
from evacopt.ledger.schema import CHANGES
from evacopt.ledger.told import RESTORE, told

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time on the clock of this machine, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A time as the ledger has it: ISO 8601 in UTC, to the millisecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


class BehindError(LedgerError):
    """What was decided on an earlier head: look at `changes(since)` of it first."""


class Ledger:
    """The file of a board, held by this process alone; any thread may use it.

    Made by `create` and `open`; to be closed, or used in a `with` statement.
    """

    def __init__(self, path: Path, hold: Hold, base: sqlite3.Connection, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._hold = hold
        self._base = base
        self._alone = threading.RLock()

    @classmethod
    def create(cls, path: Path, genesis: bytes, *, clock: Clock = now) -> Ledger:
        """A new ledger in a new file, which only its owner can read, as is its folder where that is new.

        Raises
        ------
        LedgerError
            If something is there already, or the file cannot be made; then nothing is left behind.
        """
        path = Path(path).resolve()
        with told(path):
            refuse_existing(path)
            with suppress(FileExistsError):
                path.parent.mkdir(mode=0o700)
            hold = Hold(path)
            try:
                hold.note(Head(0, address(genesis)))
                filled(path, partial(begin, genesis))
            except BaseException:
                hold.drop()
                raise
            hold.close()
        return cls.open(path, clock=clock)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = now) -> Ledger:
        """The ledger in `path`, once all of it was checked.

        Raises
        ------
        LedgerError
            If it is no board, of a format that is not known, in use by another process, or altered, or if
            changes are gone that were acknowledged on this machine.
        """
        path = Path(path).resolve()
        with told(path):
            see_a_file(path)
            hold = Hold(path)
            try:
                base = _opened(path, hold)
            except BaseException:
                hold.drop()
                raise
        opened = cls(path, hold, base, clock)
        hold.note(opened.head)
        return opened

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._alone:
            self._base.close()
            self._hold.close()

    @property
    def genesis(self) -> bytes:
        """What the board began with."""
        with self.reading() as base:
            return self.kept(genesis_hash(base, self.path))

    @property
    def head(self) -> Head:
        """The number and the hash of the last change; 0 and the hash of the genesis where there is none."""
        with self.reading() as base:
            return self._head(base)

    def _head(self, base: sqlite3.Connection) -> Head:
        row = base.execute("SELECT number, hash FROM changes ORDER BY number DESC LIMIT 1").fetchone()
        return Head(*row) if row else Head(0, genesis_hash(base, self.path))

    def changes(self, since: int = 0) -> tuple[Change, ...]:
        """The changes after the one of number `since`, in their order."""
        with self.reading() as base:
            rows = base.execute(f"SELECT {CHANGES} FROM changes WHERE number > ? ORDER BY number", (since,))
            return tuple(map(Change.of_row, rows))

    def append(self, drafts: Sequence[Draft], seen: Head | None = None) -> Change:
        """Add changes, all or none; the last of them, which is on the disk when it is returned.

        Parameters
        ----------
        drafts
            One or more, in their order.
        seen
            The head on which they were decided; without it they go on whatever head there is.

        Raises
        ------
        BehindError
            If there are changes after `seen`.
        LedgerError
            If they cannot be written, or rely on contents that are not kept; then nothing has changed.
        UsageError
            If the user is no code.
        """
        if not drafts:
            raise UsageError(phrase("nothing was given to append"))
        with self.writing() as base:
            head = self._head(base)
            if seen is not None and seen != head:
                raise BehindError(
                    phrase(
                        "change {number} was the last when this was decided, and now it is change {last}:"
                        " look at what was changed since, and decide again",
                        number=seen.number,
                        last=head.number,
                    )
                )
            for draft in drafts:
                change = self._added(base, draft, head)
                head = change.head
            return change

    def _added(self, base: sqlite3.Connection, draft: Draft, head: Head) -> Change:
        user_code(draft.user)
        for sha in draft.keeps:
            if not self._is_kept(base, sha):
                raise LedgerError(
                    phrase("{path} does not hold the content {sha}: keep it first", path=self.path, sha=sha)
                )
        change = changed(draft, head, code=secrets.token_hex(8), at=written(self.clock()))
        marks = ", ".join("?" * len(change.row))
        base.execute(f"INSERT INTO changes ({CHANGES}) VALUES ({marks})", change.row)
        return change

    def keep(self, content: bytes) -> str:
        """Put a content into the file, once; the SHA-256 by which it is found."""
        row = stored(content)
        with self.writing() as base:
            if not self._is_kept(base, row[0]):
                base.execute("INSERT INTO kept VALUES (?, ?, ?)", row)
        return row[0]

    def _is_kept(self, base: sqlite3.Connection, sha: str) -> bool:
        return base.execute("SELECT 1 FROM kept WHERE sha256 = ?", (sha,)).fetchone() is not None

    def kept(self, sha: str) -> bytes:
        """The content of a SHA-256.

        Raises
        ------
        LedgerError
            If it is not there, or not what was kept.
        """
        with self.reading() as base:
            row = base.execute("SELECT packed FROM kept WHERE sha256 = ?", (sha,)).fetchone()
        content = unpacked(row[0]) if row else b""
        if row is None or address(content) != sha:
            raise LedgerError(
                phrase(
                    "{path}: the content {sha} is missing or was altered; {remedy}",
                    path=self.path,
                    sha=sha,
                    remedy=RESTORE,
                )
            )
        return content

    def check(self, head: Head | None = None) -> Head:
        """Look at every byte that was written, and at its end; the head that was found.

        Parameters
        ----------
        head
            One that was printed, or is known from elsewhere: without it nobody can tell that the last changes
            were cut off with care.

        Raises
        ------
        LedgerError
            If anything is not as it was written: it says which change, and what to do.
        """
        with self.reading() as base:
            base.execute("PRAGMA shrink_memory")  # what is read is then on the disk
            found = checked(base, self.path)
            if head is not None:
                check_against(base, self.path, head, RESTORE)
            return found

    def backup(self, path: Path) -> Head:
        """A copy of all there is in a new file for its owner only, which was checked; its head.

        Raises
        ------
        LedgerError
            If something is there already, or it cannot be written; then nothing is left behind.
        """
        path = Path(path).resolve()

        def fill(copy: sqlite3.Connection) -> None:
            with self._alone:
                self._base.backup(copy)

        with told(path):
            refuse_existing(path)
            return filled(path, fill)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The tables, while no other thread writes to them."""
        with self._alone, told(self.path):
            yield self._base

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: on the disk as a whole at its end, or not at all; one in another is part of it."""
        with self.reading() as base:
            if base.in_transaction:
                yield base
                return
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
                base.execute("COMMIT")
            except BaseException:
                if base.in_transaction:
                    base.execute("ROLLBACK")
                raise
            self._hold.note(self._head(base))


def _opened(path: Path, hold: Hold) -> sqlite3.Connection:
    """The tables of `path`, once they were checked, and against what was noted beside them."""
    see_a_board(path)
    base = connected(path)
    try:
        checked(base, path, deep=False)
        if hold.noted is not None:
            remedy = phrase(
                "put the last backup in its place; where that was done, remove {lock} and open it again",
                lock=hold.path,
            )
            check_against(base, path, hold.noted, remedy)
    except BaseException:
        base.close()
        raise
    return base
