"""Text for tables that a spreadsheet opens: none of it is taken for a formula, and all can be read back.

A spreadsheet runs what begins with `=`, `+`, `-` or `@`, also in full width, and some first drop blanks,
tabs, line breaks and signs that no eye sees. One that takes another separator than the comma begins new
cells in the middle of ours. The remedy is the apostrophe by which spreadsheets themselves mean "this is
text" (OWASP, CSV injection), before every sign of a formula at the beginning of a cell or after a separator.
"""

from __future__ import annotations

import re

SIGNS = "=⩵⩶＝﹦⁼₌+＋﹢⁺₊﬩-－﹣−⁻₋@＠﹫"
"""Signs that begin a formula, and all that Unicode or a spreadsheet takes for one of them."""

_SKIPPED = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\ufeff\ufff9-\ufffd'"
)
"""What a reader may drop before the sign, and apostrophes: theirs are told from ours by their number."""

_BEGINS = r"(?:\A|(?<=[,;\t\r\n|\"]))"
_COMMAND = rf"(?=[{_SKIPPED}]*[{re.escape(SIGNS)}])"
_BARE = re.compile(_BEGINS + _COMMAND)
_GUARDED = re.compile(_BEGINS + "'" + _COMMAND)
_ANY_SIGN = re.compile(f"[{re.escape(SIGNS)}]")


def guarded(text: str) -> str:
    """`text` as a cell that no spreadsheet runs; most texts are their own."""
    return _BARE.sub("'", text) if _ANY_SIGN.search(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` has made `text` of; a text that it cannot have made stays as it is."""
    return _GUARDED.sub("", text) if "'" in text else text
