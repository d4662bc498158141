"""Text from files, made harmless for a terminal."""

from __future__ import annotations

import re

_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, among them ESC and the one-character CSI
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # marks that turn the direction of writing
    "\ufff9-\ufffb"  # annotations, which some show and some hide
    "\u2028\u2029\ud800-\udfff]"  # line separators, halves of characters
)
HARMFUL_IN_LINES = re.compile(_HARMFUL.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))


def clean(text: str) -> str:
    """`text` with every character that could steer a terminal, or break a line, replaced by U+FFFD."""
    return _HARMFUL.sub("\ufffd", text)


def clean_lines(text: str) -> str:
    """`clean`, but line feeds stay."""
    return HARMFUL_IN_LINES.sub("\ufffd", text)
