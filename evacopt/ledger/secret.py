"""Secrets that a browser or a program brings along: random, given out once, stored as SHA-256 only."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
_LONGEST = 200


def new_secret() -> str:
    """One of 256 random bits, fit for a cookie or a header."""
    return secrets.token_urlsafe(_BYTES)


def mark_of(secret: str) -> str:
    """What is stored of a secret; of what is too long for one, the mark of none."""
    return hashlib.sha256(secret[:_LONGEST].encode("utf-8", "replace")).hexdigest()
