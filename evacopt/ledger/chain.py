"""Whether a board's file is what was written: genesis, every change, all that they rely on, byte by byte."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from evacopt.domain.phrase import phrase
from evacopt.errors import LedgerError
from evacopt.ledger.change import FORMAT, Change, Head, hash_of
from evacopt.ledger.contents import seal_of, unpacked
from evacopt.ledger.schema import CHANGES, stands
from evacopt.ledger.told import RESTORE


def checked(base: sqlite3.Connection, path: Path, *, deep: bool = True) -> Head:
    """The head of the ledger in `path`, every byte of which was looked at.

    Parameters
    ----------
    deep
        Whether contents are unpacked as well; by their seals alone, a thousand take a blink.

    Raises
    ------
    LedgerError
        If anything is not as it was written: it says which change, and what to do.
    """
    genesis = genesis_hash(base, path)
    kept = frozenset(sha for (sha,) in base.execute("SELECT sha256 FROM kept"))
    if genesis not in kept:
        raise _altered(path, phrase("the genesis, before the first change, is missing or was altered"))
    head, keepers = Head(0, genesis), {genesis: 0}
    for change in _in_order(base, path, head):
        head = change.head
        for sha in change.keeps:
            keepers.setdefault(sha, change.number)
            if sha not in kept:
                raise _altered(
                    path, phrase("what change {number} relies on is missing", number=change.number)
                )
    _check_contents(base, path, keepers, deep=deep)
    if base.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",) or not stands(base):
        raise _altered(path, phrase("every change is as it was written, but an index or a guard is not"))
    return head


def genesis_hash(base: sqlite3.Connection, path: Path) -> str:
    """The hash of the genesis in `path`.

    Raises
    ------
    LedgerError
        If the file is no board, or one of a format that is not known here.
    """
    if base.execute("SELECT count(*) FROM sqlite_master WHERE name = 'board'").fetchone() == (0,):
        raise LedgerError(
            phrase(
                "{path} is no board: it is a file of SQLite for something else; name the file of a board",
                path=path,
            )
        )
    rows = base.execute("SELECT * FROM board").fetchall()
    if len(rows) != 1 or len(rows[0]) < 2:
        raise _altered(path, phrase("what says where the first change begins was altered"))
    if rows[0][0] != FORMAT:
        raise LedgerError(
            phrase(
                "{path} is of the format {found}, and this evacopt knows {format}: open it with a newer"
                " evacopt, or put the last backup in its place",
                path=path,
                found=repr(rows[0][0])[:60],
                format=FORMAT,
            )
        )
    return str(rows[0][1])


def check_against(base: sqlite3.Connection, path: Path, noted: Head, remedy: str) -> None:
    """See that the change of the head `noted`, on paper or elsewhere, is in the ledger, which was checked.

    Raises
    ------
    LedgerError
        If the ledger ends before it, or has another one in its place.
    """
    (last,) = base.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()
    own = genesis_hash(base, path)
    if noted.number > last:
        raise LedgerError(
            phrase(
                "{path} ends with change {last}, and change {number} was acknowledged: changes are gone from"
                " its end; {remedy}",
                path=path,
                last=last,
                number=noted.number,
                remedy=remedy,
            )
        )
    if noted.number:
        (own,) = base.execute("SELECT hash FROM changes WHERE number = ?", (noted.number,)).fetchone()
    if not own.startswith(noted.hash):
        raise LedgerError(
            phrase(
                "{path}: change {number} is not the one whose hash was noted: it, or one before it, was"
                " replaced; {remedy}",
                path=path,
                number=noted.number,
                remedy=remedy,
            )
        )


def _in_order(base: sqlite3.Connection, path: Path, before: Head) -> Iterator[Change]:
    """Each change, once it is known to be whole and to follow the one before it."""
    with closing(base.execute(f"SELECT {CHANGES} FROM changes ORDER BY number")) as rows:
        while True:
            number = before.number + 1
            try:
                row = rows.fetchone()
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise _altered(path, phrase("change {number} cannot be read", number=number)) from error
            if row is None:
                return
            if row[0] != number:
                raise _altered(path, phrase("change {number} is missing", number=number))
            if not _is_whole(row):
                raise _altered(path, phrase("change {number} was altered", number=number))
            change = Change.of_row(row)
            if change.before != before.hash:
                reason = phrase(
                    "change {number} does not follow the one before it: one of them was replaced",
                    number=number,
                )
                raise _altered(path, reason)
            before = change.head
            yield change


def _is_whole(row: tuple[int | str | bytes, ...]) -> bool:
    try:
        Change.of_row(row)
    except ValueError:
        return False
    return hash_of(row[:-1]) == row[-1]


def _check_contents(base: sqlite3.Connection, path: Path, keepers: dict[str, int], *, deep: bool) -> None:
    """See that contents are as they were kept; one that is not is named by the first change that has it."""
    with closing(base.execute("SELECT sha256, packed, seal FROM kept")) as rows:
        for sha, packed, seal in rows:
            whole = isinstance(packed, bytes) and seal == seal_of(sha, packed)
            if whole and (not deep or hashlib.sha256(unpacked(packed)).hexdigest() == sha):
                continue
            number = keepers.get(sha)
            if number == 0:
                reason = phrase("the genesis, before the first change, is missing or was altered")
            elif number is None:
                reason = phrase("a content that no change relies on was altered ({sha})", sha=repr(sha)[:80])
            else:
                reason = phrase("what change {number} relies on was altered", number=number)
            raise _altered(path, reason)


def _altered(path: Path, reason: str) -> LedgerError:
    return LedgerError(phrase("{path}: {reason}; {remedy}", path=path, reason=reason, remedy=RESTORE))
