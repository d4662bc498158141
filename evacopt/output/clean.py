"""Text from files, made harmless for whatever meets it: terminal, spreadsheet, program, file system."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from evacopt.domain.phrase import plain
from evacopt.domain.spreadsheet import guarded

_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, among them ESC and the one-character CSI
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # marks that turn the direction of writing
    "\ufff9-\ufffb"  # annotations, which some show and some hide
    "\u2028\u2029\ud800-\udfff]"  # line separators, halves of characters
)
_HARMFUL_IN_LINES = re.compile(_HARMFUL.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))

_UNSAFE = re.compile(r"[^A-Za-z0-9_@#.-]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60
_DIGITS = 12


def clean(text: str) -> str:
    """`text` with every character that could steer a terminal, or break a line, replaced by U+FFFD."""
    return _HARMFUL.sub("\ufffd", text)


def clean_lines(text: str) -> str:
    """`clean`, but line feeds stay."""
    return _HARMFUL_IN_LINES.sub("\ufffd", text)


def safe_cell(text: str) -> str:
    """`text` as a cell: no control character, no mark that turns the writing, no formula."""
    return guarded(clean(text))


def json_text(value: Any) -> str:
    """`value` as one JSON object in lines; records become objects and datetimes ISO 8601 text."""
    import msgspec

    try:
        encoded = msgspec.json.encode(value, enc_hook=plain)
    except UnicodeEncodeError:  # half a character, which JSON files can hold and no output can
        encoded = msgspec.json.encode(_whole(msgspec.to_builtins(value, enc_hook=plain)))
    text = msgspec.json.format(encoded, indent=2).decode()
    # JSON itself escapes only what is below 0x20; the line feeds that are left stand between values.
    return _HARMFUL_IN_LINES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _whole(value: Any) -> Any:
    """`value` with the sign of what cannot be shown for each half of a character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {_whole(key): _whole(one) for key, one in value.items()} if isinstance(value, dict) else value


def safe_names(codes: Iterable[str]) -> dict[str, str]:
    """A name for each of `codes`, for a file: itself where that is safe, else with some digits of its hash.

    Names hold letters, digits and `_@#.-` of ASCII, do not begin with a point or a hyphen or end with a
    point, are at most 73 characters long, and differ even where a file system ignores case.
    """
    known = sorted(set(codes))
    alike = Counter(code.casefold() for code in known)
    names = {}
    for code in known:
        name = _UNSAFE.sub("_", code)[:_LONGEST].rstrip(".")
        if not name or name[0] in ".-" or _RESERVED.fullmatch(name):
            name = f"_{name}"
        if name != code or alike[code.casefold()] > 1:
            name = f"{name}~{hashlib.sha256(code.encode()).hexdigest()[:_DIGITS]}"
        names[code] = name
    return names
