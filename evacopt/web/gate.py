"""Who comes in: by password, by token, or by the key that the command printed."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase
from evacopt.ledger.accounts import User
from evacopt.ledger.secret import mark_of, new_secret
from evacopt.web.problems import Problem
from evacopt.web.rates import Buckets, Rate
from evacopt.web.security import too_fast
from evacopt.web.viewer import Viewer

if TYPE_CHECKING:
    from starlette.requests import Request

    from evacopt.ledger.accounts import Accounts

ABSOLUTE = 12 * 3600
"""Seconds after which who came in by the key has to come in anew; accounts have their own times."""


def same(text: str, secret: str) -> bool:
    """Whether they are alike, in a time that does not tell how far."""
    return hmac.compare_digest(text.encode(), secret.encode())


@dataclass(frozen=True, slots=True)
class Came(User):
    """Who sends a request, and the secret of their session; blank of a token."""

    session: str = ""

    @property
    def csrf(self) -> str:
        """What pages of this session send back: known to them, and to no page of another site."""
        key = self.session.encode()
        return hmac.new(key, b"csrf", hashlib.sha256).hexdigest() if key else ""


class Keys:
    """Keys that let somebody at this machine in once, and the sessions that came of them: in memory alone."""

    def __init__(self, user: str, tell: Callable[[str], None]) -> None:
        self._user, self._tell, self._lock = user, tell, Lock()
        self._key = new_secret()
        self._sessions: dict[str, float] = {}

    def tell(self) -> None:
        """Tell the key of now to whoever sits before the terminal."""
        self._tell(self._key)

    def redeemed(self, key: str) -> str:
        """A new session for `key`, which is another one from now on; blank where it is none."""
        with self._lock:
            if not same(key, self._key):
                return ""
            self._key, session = new_secret(), new_secret()
            self._sessions[mark_of(session)] = time.monotonic() + ABSOLUTE
        self.tell()
        return session

    def came(self, session: str) -> Came | None:
        """Who has this session."""
        until = self._sessions.get(mark_of(session))
        if until is None or until < time.monotonic():
            return None
        return Came(self._user, "release", "", session)

    def end(self, session: str) -> None:
        """It is no session any more."""
        self._sessions.pop(mark_of(session), None)


class Gate:
    """Knows who comes: by accounts, and on this machine alone, where there is none, by keys."""

    def __init__(self, accounts: Accounts, keys: Keys | None, *, cookie: str, signing_in: Rate) -> None:
        self._accounts, self.keys, self.cookie = accounts, keys, cookie
        self._tries = Buckets(signing_in)

    def came(self, request: Request, *, used: bool = True) -> Came | None:
        """Who sends `request`; `None` where nobody has signed in. What is not `used` may end of idleness."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return _came(self._accounts.of_token(token.strip()))
        return self.in_session(request.cookies.get(self.cookie, ""), used=used)

    def in_session(self, session: str, *, used: bool = True) -> Came | None:
        """Who has this session."""
        if not session:
            return None
        if self.keys is not None:
            return self.keys.came(session)
        return _came(self._accounts.signed_in(session, used=used), session)

    def sign_in(self, name: str, password: str, address: str) -> str:
        """A new session; SignInError, with a sentence, where name and password do not fit."""
        self._slowly(address)
        return self._accounts.sign_in(name, password)

    def redeem(self, key: str, address: str) -> str:
        """A new session for a key; blank where it is none."""
        self._slowly(address)
        return self.keys.redeemed(key) if self.keys is not None else ""

    def sign_out(self, session: str) -> None:
        """The session ends, here and wherever its cookie is."""
        if self.keys is not None:
            self.keys.end(session)
        else:
            self._accounts.sign_out(session)

    def _slowly(self, address: str) -> None:
        if wait := self._tries.wait(address):
            raise too_fast(wait)


def _came(user: User | None, session: str = "") -> Came | None:
    return None if user is None else Came(user.name, user.role, user.state, session)


def viewer_of(came: Came, language: str) -> Viewer:
    """Somebody who came in, before a page."""
    return Viewer(
        name=came.name,
        role=came.role,
        state=came.state,
        language=language,
        csrf=came.csrf,
    )


def refuse_forged(came: Came, request: Request) -> None:
    """Refuse what does not carry what the pages of this session know; a program has a token instead."""
    if came.session and not same(request.headers.get("x-csrf", ""), came.csrf):
        raise out_of_date()


def out_of_date() -> Problem:
    """What a page of another session, or of nobody's, sent."""
    text = phrase("The page is out of date, or is not one of the board.")
    return Problem(403, "csrf", text, remedy=phrase("Load the page again."))
