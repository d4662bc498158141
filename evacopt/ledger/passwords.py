"""Passwords: which will do, and their argon2id hashes."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST, FEWEST_CHARACTERS = 12, 256, 5

_MEMORY, _PASSES, _LANES = 32 * 1024, 3, 1
"""KiB, passes and lanes of argon2id: above the least of OWASP (19 MiB, 2, 1), and little beside a board."""

_one_at_a_time = threading.Lock()
"""However many sign in at once, the memory of one is used."""


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError:
        raise UsageError(
            phrase("accounts need the package argon2-cffi: pip install 'evacopt[board]'")
        ) from None
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY, parallelism=_LANES)


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its salt."""
    with _one_at_a_time:
        return _hasher().hash(_plain(password))


def fits(password: str, known: str | None) -> bool:
    """Whether `password` is the one of the hash `known`; without one it takes as long, and is not."""
    hasher = _hasher()
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        with _one_at_a_time:
            hasher.verify(known or _nobodys(), _plain(password[: LONGEST + 1]))
    except (Argon2Error, InvalidHashError):
        return False
    return known is not None


def _plain(password: str) -> bytes:
    """The same bytes for what looks the same, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def see_it_will_do(password: str, name: str) -> None:
    """See that `password` is fit for the user `name`.

    Raises
    ------
    UsageError
        If it is too short, too long, or easily guessed; it is not repeated.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            phrase(
                "a password has {least} to {most} characters, and this one {count}: take some words",
                least=SHORTEST,
                most=LONGEST,
                count=len(password),
            )
        )
    if len(set(password)) < FEWEST_CHARACTERS or name.casefold() in password.casefold():
        raise UsageError(
            phrase(
                "a password that repeats few characters, or the code of its user, is guessed: take some words"
            )
        )
