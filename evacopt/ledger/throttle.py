"""Wrong passwords in a row: each makes the next try wait longer. It is in the file: a restart lifts none."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from evacopt.ledger.ledger import Ledger, written

FREE = 5
"""Wrong passwords without a wait."""

LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
MOST = 10_000
"""Names of which wrong passwords are remembered, those tried last."""


class Throttle:
    """Counts tries by name; a name that was typed, which may be no user's, is stored as its SHA-256 only."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tried(self, name: str) -> timedelta:
        """Count a try, wrong until `passed` is called; how long to wait first, then it is not counted.

        It is counted before the password is looked at: tries side by side are counted one after the other.
        """
        key, now = _key(name), self._ledger.clock()
        with self._ledger.writing() as base:
            row = base.execute("SELECT failed, last FROM attempts WHERE key = ?", (key,)).fetchone()
            failed, last = (row[0], datetime.fromisoformat(row[1])) if row else (0, now)
            passed = abs(now - last)  # a clock that was set back bars nobody
            if passed > FORGOTTEN:
                failed = 0
            if _wait(failed) > passed:
                return _wait(failed) - passed
            base.execute("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)", (key, failed + 1, written(now)))
            base.execute(
                "DELETE FROM attempts WHERE key NOT IN (SELECT key FROM attempts ORDER BY last DESC LIMIT ?)",
                (MOST,),
            )
        return timedelta(0)

    def passed(self, name: str) -> None:
        """Forget the tries of `name`, whose password was right."""
        with self._ledger.writing() as base:
            base.execute("DELETE FROM attempts WHERE key = ?", (_key(name),))


def _wait(failed: int) -> timedelta:
    """How long after the last of so many wrong passwords the next is looked at."""
    if failed < FREE:
        return timedelta(0)
    return min(timedelta(seconds=2.0 ** min(failed - FREE + 1, 20)), LONGEST)


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
