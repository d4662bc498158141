"""Codes as names of files and folders, on any file system."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_UNSAFE = re.compile(r"[^A-Za-z0-9_@#.-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60
_DIGITS = 12


def safe_names(codes: Iterable[str]) -> dict[str, str]:
    """A name for each of `codes`: itself where that is safe, else with some digits of its hash.

    Names hold letters, digits and `_@#.-` of ASCII, do not begin with a point or a hyphen or end with a
    point, are at most 73 characters long, and differ even where a file system ignores case.
    """
    known = sorted(set(codes))
    alike = Counter(code.casefold() for code in known)
    return {code: _safe(code, unique=alike[code.casefold()] == 1) for code in known}


def _safe(code: str, *, unique: bool) -> str:
    name = _UNSAFE.sub("_", code)[:_LONGEST].rstrip(".")
    if not name or name[0] in ".-" or _RESERVED.fullmatch(name):
        name = f"_{name}"
    if name == code and unique:
        return name
    return f"{name}~{hashlib.sha256(code.encode()).hexdigest()[:_DIGITS]}"
