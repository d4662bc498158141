"""Tokens of programs: each belongs to a user, has a label and a day on which it ends."""

from __future__ import annotations

from datetime import datetime

from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError
from evacopt.ledger.change import is_code
from evacopt.ledger.ledger import Ledger, written
from evacopt.ledger.secret import mark_of, new_secret


class Tokens:
    """Whose programs may speak, by the secret that they send."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def make(self, name: str, label: str, until: datetime) -> str:
        """The secret of a new token of the user `name`, which is not shown again.

        Raises
        ------
        UsageError
            If the label is no code, or the user has a token of that label.
        """
        if not is_code(label):
            raise UsageError(
                phrase(
                    "{label} is no label of a token: write letters, digits and - _ . as in registration",
                    label=repr(label[:60]),
                )
            )
        secret = new_secret()
        with self._ledger.writing() as base:
            of_label = "SELECT 1 FROM tokens WHERE name = ? AND label = ?"
            if base.execute(of_label, (name, label)).fetchone():
                raise UsageError(
                    phrase("{name} has a token {label} already: withdraw it first", name=name, label=label)
                )
            base.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?)", (mark_of(secret), name, label, written(until))
            )
        return secret

    def name(self, secret: str) -> str | None:
        """Whose token it is; `None` where it is none, or it is over."""
        now = written(self._ledger.clock())
        with self._ledger.reading() as base:
            row = base.execute(
                "SELECT name FROM tokens WHERE sha256 = ? AND until >= ?", (mark_of(secret), now)
            ).fetchone()
        return str(row[0]) if row else None

    def withdraw(self, name: str, label: str) -> None:
        """End a token at once.

        Raises
        ------
        UsageError
            If the user has none of that label.
        """
        with self._ledger.writing() as base:
            done = base.execute("DELETE FROM tokens WHERE name = ? AND label = ?", (name, label))
            if not done.rowcount:
                raise UsageError(phrase("{name} has no token {label}", name=name, label=label))

    def end_all(self, name: str) -> None:
        """End every token of a user."""
        with self._ledger.writing() as base:
            base.execute("DELETE FROM tokens WHERE name = ?", (name,))
