"""Accounts of a board: who may look, plan and release, and who looks for one state only.

They are in the file of the ledger, and the ledger tells of each change: who did it and when.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import either, headed, phrase
from evacopt.errors import EvacoptError, LedgerError, UsageError
from evacopt.ledger.account_change import KIND, AccountChange, What
from evacopt.ledger.change import is_code, user_code
from evacopt.ledger.ledger import Ledger
from evacopt.ledger.passwords import fits, hashed, see_it_will_do
from evacopt.ledger.sessions import ABSOLUTE, IDLE, Sessions
from evacopt.ledger.throttle import Throttle
from evacopt.ledger.tokens import Tokens
from evacopt.ledger.told import RESTORE

Role = Literal["view", "plan", "release"]
"""Each may what those before it may."""

ROLES: tuple[Role, ...] = get_args(Role)

TOKEN_LASTS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is known to a board, by a code.

    Attributes
    ----------
    state : of a liaison, the nationality or bloc whose people it sees; blank for others
    """

    name: str
    role: Role
    state: str = ""

    def may(self, role: Role) -> bool:
        """Whether the user has that role, or one above it."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def is_liaison(self) -> bool:
        """Whether they see one state's people alone."""
        return bool(self.state)


class SignInError(EvacoptError):
    """A sign-in that was refused; `wait` is how long to wait where too many went wrong, else zero."""

    def __init__(self, text: str, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(text)


class Accounts:
    """The accounts in a ledger.

    Raises
    ------
    LedgerError
        If a user has another role or state in the file than the ledger tells of.
    """

    def __init__(self, ledger: Ledger, *, absolute: timedelta = ABSOLUTE, idle: timedelta = IDLE) -> None:
        self._ledger = ledger
        self._sessions = Sessions(ledger, absolute=absolute, idle=idle)
        self._tokens, self._throttle = Tokens(ledger), Throttle(ledger)
        self.check()

    def check(self) -> None:
        """See that users, roles and states are those that the ledger tells of.

        Raises
        ------
        LedgerError
            If somebody altered them in the file.
        """
        with self._ledger.reading():
            told = dict[str, User]()
            for change in self._ledger.changes():
                if change.kind == KIND:
                    about = AccountChange.of(change.content)
                    told.pop(about.name, None)
                    if about.what != "removed":
                        told[about.name] = _user((about.name, about.role, about.state))
            found = {user.name: user for user in self.users()}
        altered = sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))
        if altered:
            raise LedgerError(
                phrase(
                    "{path}: the account {name} is not as the ledger tells of it; {remedy}",
                    path=self._ledger.path,
                    name=altered[0],
                    remedy=RESTORE,
                )
            )

    def users(self) -> tuple[User, ...]:
        """Everybody who has an account, by code."""
        with self._ledger.reading() as base:
            return tuple(map(_user, base.execute("SELECT name, role, state FROM users ORDER BY name")))

    def user(self, name: str) -> User:
        """The user of a code.

        Raises
        ------
        UsageError
            If there is none.
        """
        users = {user.name: user for user in self.users()}
        if name not in users:
            unknown = phrase("there is no user {name} on this board", name=repr(name[:60]))
            near = did_you_mean(name, users)
            raise UsageError(headed(unknown, near) if near else unknown)
        return users[name]

    def add(self, user: User, password: str, *, by: str) -> None:
        """Give somebody an account.

        Raises
        ------
        UsageError
            If the code is none or is taken, the role or state cannot be, or the password will not do.
        """
        _see_it_can_be(user)
        see_it_will_do(password, user.name)
        secret = hashed(password)
        with self._ledger.writing() as base:
            if self._known(user.name) is not None:
                raise UsageError(phrase("there is a user {name} already: give another code", name=user.name))
            base.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (user.name, user.role, user.state, secret))
            self._tell("added", user, by)

    def change(self, user: User, *, by: str) -> None:
        """Give a user another role or state; who is signed in as that user must sign in again.

        Raises
        ------
        UsageError
            If there is no such user, or the role or state cannot be.
        """
        _see_it_can_be(user)
        with self._ledger.writing() as base:
            self.user(user.name)
            base.execute(
                "UPDATE users SET role = ?, state = ? WHERE name = ?", (user.role, user.state, user.name)
            )
            self._sessions.end_all(user.name)
            self._tell("changed", user, by)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Give a user another password; sessions end, and tries that went wrong are forgotten.

        Raises
        ------
        UsageError
            If there is no such user, or the password will not do.
        """
        user = self.user(name)
        see_it_will_do(password, name)
        secret = hashed(password)
        with self._ledger.writing() as base:
            base.execute("UPDATE users SET password = ? WHERE name = ?", (secret, name))
            self._sessions.end_all(name)
            self._throttle.passed(name)
            self._tell("password", user, by)

    def remove(self, name: str, *, by: str) -> None:
        """Take an account away, with its sessions and tokens.

        Raises
        ------
        UsageError
            If there is no such user.
        """
        with self._ledger.writing() as base:
            user = self.user(name)
            base.execute("DELETE FROM users WHERE name = ?", (name,))
            self._sessions.end_all(name)
            self._tokens.end_all(name)
            self._tell("removed", user, by)

    def sign_in(self, name: str, password: str) -> str:
        """The secret of a new session.

        Raises
        ------
        SignInError
            If code or password is wrong, or too many went wrong before; it does not say which.
        """
        wait = self._throttle.tried(name)
        if wait > timedelta(0):
            seconds = math.ceil(wait.total_seconds())
            text = phrase("too many wrong passwords: try again in {seconds:,} seconds", seconds=seconds)
            raise SignInError(text, wait)
        known = self._hash(name)
        right = fits(password, known)
        with self._ledger.writing():
            if not right or self._hash(name) != known:  # it was changed meanwhile
                raise SignInError(phrase("the code of the user or the password is wrong"), timedelta(0))
            self._throttle.passed(name)
            return self._sessions.begin(name)

    def _hash(self, name: str) -> str | None:
        if not is_code(name):
            return None
        with self._ledger.reading() as base:
            row = base.execute("SELECT password FROM users WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def signed_in(self, secret: str, *, used: bool = True) -> User | None:
        """Whose session it is, which goes on where it is `used`; `None` where it is none, or over."""
        return self._known(self._sessions.name(secret, used=used))

    def sign_out(self, secret: str) -> None:
        """End a session."""
        self._sessions.end(secret)

    def new_token(self, name: str, label: str, *, by: str, lasts: timedelta = TOKEN_LASTS) -> str:
        """The secret of a new token for programs of a user, which is not shown again.

        Raises
        ------
        UsageError
            If there is no such user, the label is no code, or the user has a token of that label.
        """
        with self._ledger.writing():
            user = self.user(name)
            secret = self._tokens.make(name, label, self._ledger.clock() + lasts)
            self._tell("token", user, by, label)
        return secret

    def withdraw_token(self, name: str, label: str, *, by: str) -> None:
        """End a token at once.

        Raises
        ------
        UsageError
            If there is no such user, or the user has no token of that label.
        """
        with self._ledger.writing():
            user = self.user(name)
            self._tokens.withdraw(name, label)
            self._tell("token withdrawn", user, by, label)

    def of_token(self, secret: str) -> User | None:
        """Whose program it is; `None` where it is no token, or over."""
        return self._known(self._tokens.name(secret))

    def _known(self, name: str | None) -> User | None:
        return next((user for user in self.users() if user.name == name), None)

    def _tell(self, what: What, user: User, by: str, label: str = "") -> None:
        about = AccountChange(what, user.name, user.role, user.state, label)
        self._ledger.append([about.by(by)])


def _user(row: tuple[str, str, str]) -> User:
    name, role, state = row
    return User(name, role, state)  # type: ignore[arg-type]


def _see_it_can_be(user: User) -> None:
    user_code(user.name)
    if user.role not in ROLES:
        raise UsageError(
            phrase("{role} is no role: write {roles}", role=repr(user.role), roles=either(ROLES))
        )
    if user.state and not is_code(user.state):
        raise UsageError(
            phrase(
                "{state} is no state: write a nationality or a bloc, as in FRA", state=repr(user.state[:60])
            )
        )
    if user.state and user.role != "view":
        raise UsageError(
            phrase("{name} is the liaison of {state}, who can only view", name=user.name, state=user.state)
        )
