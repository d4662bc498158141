"""Codes that say nothing of what they stand for, and stay the same as long as the key does.

A code is a keyed digest (HMAC, RFC 2104, with SHA-256): whoever has the codes and not the key cannot try out
whom they stand for.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from itertools import count

KEY_BYTES = 32
LEAST_KEY_BYTES = 16

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_DIGITS = "0123456789"


def keyed_codes(key: bytes, text: str, *, pairs: int) -> Iterator[str]:
    """The code of `text`, then others for the case that two texts have the same.

    Letters and digits take turns, `pairs` times: no code reads as a number, or has the letters of a
    nationality in a row.
    """
    for number in count():
        value, signs = int.from_bytes(hmac.digest(key, f"{number} {text}".encode(), "sha256")), []
        for _ in range(pairs):
            value, letter = divmod(value, len(_LETTERS))
            value, digit = divmod(value, len(_DIGITS))
            signs.append(_LETTERS[letter] + _DIGITS[digit])
        yield "".join(signs)
