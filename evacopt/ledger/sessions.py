"""Sessions of browsers: each ends some hours after it began, or after a time in which nothing was asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from evacopt.ledger.ledger import Ledger, written
from evacopt.ledger.secret import mark_of, new_secret

ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(minutes=30)
"""As OWASP ASVS 4.0.3 has it at level 2 (3.3.2)."""

_SEEN_AGAIN = timedelta(minutes=1)
"""How old what is known of the last use may be, so that not every page that is read is a write."""


class Sessions:
    """Who is signed in, by the secret in the cookie."""

    def __init__(self, ledger: Ledger, *, absolute: timedelta = ABSOLUTE, idle: timedelta = IDLE) -> None:
        self._ledger = ledger
        self._absolute, self._idle = absolute, idle

    def begin(self, name: str) -> str:
        """The secret of a new session of the user `name`; sessions that are over are forgotten."""
        secret, now = new_secret(), self._ledger.clock()
        with self._ledger.writing() as base:
            base.execute(
                "DELETE FROM sessions WHERE began < ? OR used < ?",
                (written(now - self._absolute), written(now - self._idle)),
            )
            base.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?)", (mark_of(secret), name, *[written(now)] * 2)
            )
        return secret

    def name(self, secret: str, *, used: bool = True) -> str | None:
        """Whose session it is, which goes on where it is `used`; `None` where none is, or it is over."""
        mark, now = mark_of(secret), self._ledger.clock()
        with self._ledger.reading() as base:
            row = base.execute("SELECT name, began, used FROM sessions WHERE sha256 = ?", (mark,)).fetchone()
            if row is None:
                return None
            began, last = map(datetime.fromisoformat, row[1:])
            if now - began > self._absolute or now - last > self._idle:
                self.end(secret)
                return None
            if used and now - last > _SEEN_AGAIN:
                with self._ledger.writing():
                    base.execute("UPDATE sessions SET used = ? WHERE sha256 = ?", (written(now), mark))
            return str(row[0])

    def end(self, secret: str) -> None:
        """Sign out."""
        with self._ledger.writing() as base:
            base.execute("DELETE FROM sessions WHERE sha256 = ?", (mark_of(secret),))

    def end_all(self, name: str) -> None:
        """Sign the user out everywhere."""
        with self._ledger.writing() as base:
            base.execute("DELETE FROM sessions WHERE name = ?", (name,))
