"""Signs that look like those of a keyboard and are others: Cyrillic and Greek letters, dashes, odd blanks.

Such a code looks like another one and is none. The pairs are of the confusables of Unicode TR 39, those of
capitals and of small letters that common fonts draw alike.
"""

from __future__ import annotations

import re
import unicodedata

from evacopt.domain.phrase import phrase

_ODD = "АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο‐‑‒–—−﹣－"
_KEYS = "ABESIJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo--------"
_BLANKS = "\u00a0\u2007\u2009\u202f"
_SIGNS = str.maketrans(
    _ODD + _BLANKS, _KEYS + " " * len(_BLANKS), "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
_LATIN = re.compile("[A-Za-z]")


def as_typed(text: str) -> str:
    """`text` with the signs of a keyboard, where it has Latin letters and others that look like such."""
    if text.isascii() or not _LATIN.search(text):
        return text
    typed = text.translate(_SIGNS)
    return typed if typed.isascii() else text


def odd_sign(text: str) -> str:
    """The first sign of `text` that a keyboard would give otherwise, by its name; blank if none."""
    sign = next((sign for sign in text if not sign.isascii() and ord(sign) in _SIGNS), "")
    if not sign:
        return ""
    return unicodedata.name(sign, "").lower() or phrase("a sign without a name")
